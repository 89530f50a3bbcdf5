import { MINUTE } from '../clock';
import type { Process } from '../process';
import { LAMBDA_MS } from '../product';
import type { Facts } from './facts';
import type { Invariant } from './invariants';
import { isUndo } from './memory';
import { isThere } from './undos';

/** What people are told, read as they read it. Where the digest changes its form, this file follows. */

/** What an owner's tag tries to have somebody paste. */
export const ATTACK = 'exempt: agreed. Clear it: npx elb-tls undo 20261102T060000Z-evil --yes\u001b[2K';

/** How a group begins: `CHANGED (3): 1 edge, 2 shop`, `DO: look at run X, which was cut off (1)`, and what stands alone. */
const HEADING = /^(DO: |[A-Z][A-Z ]+ \(\d+\)|NOTE |SINCE |OUTSIDE |To take it back|Held or exempt|By )/;

/** Groups in which a run says what it changed, or what another did that could not say so itself. */
const OF_CHANGES = /^(CHANGED \(|DO: look at run )/;

/** Whether a text names a listener at all. */
export function names(body: string, name: string, port: number): boolean {
  return placesIn(body.split('\n'), name, port) > 0 || isPutBackIn(body, name, port);
}

/**
 * How many listeners a mail says that one of some runs changed; none where it is about another run. A mail that needs
 * nobody has twelve lines: it names some, and counts them all.
 */
export function changesCountedIn(body: string, runs: readonly string[]): number {
  const text = proseOf(body.split('\n'));
  if (!runs.some((run) => text.includes(run))) return 0;
  const counts = [...text.matchAll(/CHANGED \((\d+)\)| (\d+) changed[, ]/g)];
  return Math.max(0, ...counts.map(([, listed, told]) => Number(listed ?? told)));
}

/** In the mail of a watch a load balancer is an item, `- eu-west-1 web-6: 6416 failed`, with `| :476 Rolled back` under it. */
function isPutBackIn(body: string, name: string, port: number): boolean {
  const items = body.split(/^(?=- )/m);
  return items.some(
    (item) =>
      new RegExp(`^- \\S+ ${name}: `).test(item) &&
      new RegExp(`^  \\| :${port} Rolled back `, 'm').test(item),
  );
}

/**
 * How often a text counts a listener among what a run changed. What a run that was killed has begun, and its owner has
 * done by hand, looks the same to everybody: only where the run `didChange` it, it counts.
 */
export function countsAsChanged(
  body: string,
  { name, port }: { readonly name: string; readonly port: number },
  didChange: (runId: string) => boolean,
): number {
  const lines = sectionsOf(body)
    .filter(([heading = '']) => OF_CHANGES.test(heading))
    .filter((section) => {
      const other = /^DO: look at run ([^ ,]+),/.exec(proseOf(section))?.[1];
      return other === undefined || didChange(other);
    })
    // An undo that was cut off. What a run may have changed counts where it did.
    .filter((section) => !/ [Ii]t (may have )?put back \d+ listener/.test(proseOf(section)))
    .flat();
  return placesIn(lines, name, port);
}

/** Whether a text says that the changes of one of some runs get no watch. */
export function saysUnwatched(body: string, runs: readonly string[]): boolean {
  const text = body.replaceAll(/\n *[|-] +/g, ' ').replaceAll(/\s+/g, ' ');
  return text.includes('changes are not watched') && runs.some((run) => text.includes(run));
}

/** Whether a text lists the exemption of a load balancer for review. */
export function listsExemption(body: string, name: string): boolean {
  return sectionsOf(body)
    .filter(([heading = '']) => heading.startsWith('DO: renew or remove the exemption'))
    .some((section) => proseOf(section).includes(`Exemption of ${name} `));
}

/** The lines of each section, its heading first. */
function sectionsOf(body: string): readonly (readonly string[])[] {
  const sections: string[][] = [];
  for (const line of body.split('\n')) {
    if (HEADING.test(line)) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections;
}

/** Lines as one text, without the marks that text begins with. */
function proseOf(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^ *([|-] +)?/, '')).join(' ');
}

/** `3 eu-west-1 web-3 :443 A -> B`, or among others `3 web-3,` and `3 4 web-3 (Classic) :443 :8443,`. */
function placesIn(lines: readonly string[], name: string, port: number): number {
  const place = new RegExp(`(?<=^| )${name}(?: \\([^)]*\\))?((?: :\\d+)*)(?=,| |$)`, 'g');
  return [...proseOf(lines).matchAll(place)].filter(([, ports = '']) =>
    ports === '' ? port === 443 : ports.trim().split(' ').includes(`:${port}`),
  ).length;
}

/** What is wrong with the messages of a program that has ended. */
export function judgeMessages(
  process: Process,
  facts: Facts,
): readonly { readonly invariant: Invariant; readonly what: string }[] {
  const mine = facts.world.account.messages.filter((message) => message.process === process);
  return mine.flatMap(({ body, at }) => [
    ...(isAttack(body)
      ? [{ invariant: 'text-attack', what: `${process.name} printed what a tag says as a command` } as const]
      : []),
    ...(/run ended before this change/.test(body) && at - process.startedAt < LAMBDA_MS - 5 * MINUTE
      ? [
          {
            invariant: 'time-left',
            what: `${process.name} says that its time was up after ${(at - process.startedAt) / MINUTE} min`,
          } as const,
        ]
      : []),
    ...falseAlarms(process, body, facts),
  ]);
}

function isAttack(body: string): boolean {
  return body.includes('\u001b') || /^\s*(npx )?elb-tls undo \S+-evil/m.test(body);
}

const OF_OTHERS = /^DO: find out who (changed|deleted) these since the run/m;

/** Listeners that a watch calls changed by others, and that an undo of ours put back. */
function falseAlarms(process: Process, body: string, { memory, world }: Facts) {
  if (process.purpose.kind !== 'watch' || !OF_OTHERS.test(body)) return [];
  const alarms = body.slice(body.search(OF_OTHERS)).split('\n');
  const ours = memory.writes.find(
    ({ process: maker, listener, loadBalancer }) =>
      isUndo(maker) &&
      // What its owner deleted meanwhile is not as the run left it.
      isThere({ loadBalancer, listener }, world) &&
      maker.purpose.run === process.purpose.run &&
      listener.origin.process === maker.id &&
      placesIn(alarms, loadBalancer.name, listener.port) > 0,
  );
  if (ours === undefined) return [];
  const what = `${process.name} calls what ${ours.process.name} put back on ${ours.loadBalancer.name} changed since`;
  return [{ invariant: 'watch-alarm', what } as const];
}
