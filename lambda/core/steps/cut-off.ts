import { groupBy } from '../group';
import { hint } from '../hint';
import { shortName } from '../policy/short-name';
import type { CutOff, Entry } from '../report';
import { count } from '../wording/sentence';
import { list } from '../wording/target';
import type { Step } from '../step';

/** Runs before this one that could not tell by themselves what they did. */

/** What a run did, in the order in which it is said. */
const DEEDS = ['it changed', 'it put back', 'it may have changed', 'it may have put back'] as const;

/** A step for such a run: what it did, with the numbers that its listeners have there, and the way back. */
export function cutOffStep(run: CutOff, record: string | undefined): Step {
  return {
    id: 'look-at-cut-off',
    title: run.ended
      ? `look at run ${run.runId}, whose digest may not have come`
      : `look at run ${run.runId}, which was cut off`,
    how: cutOffSentence(run),
    commands: waysBack(run, record),
    listeners: [],
    items: [
      ...run.listeners.map((entry, index) => deedItem(entry, run, run.numbers?.[index])),
      ...notBegunItems(run),
    ],
  };
}

/** `It changed 3 listeners.` */
function cutOffSentence(run: CutOff): string {
  const did = groupBy(run.listeners, (entry) => deedOf(entry, run));
  const said = DEEDS.flatMap((deed) => {
    const { length } = did.get(deed) ?? [];
    return length === 0 ? [] : [`${deed} ${count(length, 'listener')}`];
  });
  const { length } = run.notBegun ?? [];
  if (length > 0) said.push(`it did not begin ${count(length, 'listener')} that it was to put back`);
  if (said.length === 0) return 'It changed nothing.';
  const what = list(said);
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}${run.numbers === undefined ? '' : ', with their numbers there'}.`;
}

function deedOf({ outcome, unconfirmed }: Entry, { mode }: CutOff): (typeof DEEDS)[number] {
  const isKnown = unconfirmed !== true && (outcome === 'changed' || outcome === 'reverted');
  if (mode === 'undo' || outcome === 'reverted') return isKnown ? 'it put back' : 'it may have put back';
  return isKnown ? 'it changed' : 'it may have changed';
}

function deedItem(entry: Entry, run: CutOff, number: number | undefined): string {
  const { unconfirmed, detail } = entry;
  const isDone = deedOf(entry, run) === 'it changed';
  return `${placeOf(entry, number)}${isDone && unconfirmed !== true ? '' : `. ${detail}`}`;
}

/** Where it is, and the move: `3 eu-west-1 shop :443 A -> B`. */
function placeOf({ region, loadBalancer, port, from, to }: Entry, number: number | undefined): string {
  const where = [number, region, loadBalancer.name, port === null ? null : `:${port}`];
  const place = where.filter((each) => each !== undefined && each !== null).join(' ');
  return `${place} ${shortName(from ?? 'unknown policy')} -> ${shortName(to ?? 'its former policy')}`;
}

/** Their numbers are those of the run that it undoes, which the command names. */
function notBegunItems({ notBegun = [], notBegunNumbers }: CutOff): readonly string[] {
  return notBegun.map((entry, index) => `${placeOf(entry, notBegunNumbers?.[index])}. ${entry.detail}`);
}

/** What undoes such a run, where it is recorded: what it is known to have changed, and by number what it may have. */
function waysBack(run: CutOff, record: string | undefined): readonly string[] {
  if (record === undefined) return [];
  if (run.mode === 'undo') return wayOn(run, record);
  const isKnown = run.listeners.some((entry) => deedOf(entry, run) === 'it changed');
  const maybe = run.listeners.flatMap((entry, index) =>
    entry.unconfirmed && entry.reason !== 'gone' ? (run.numbers?.[index] ?? []) : [],
  );
  return [
    ...(isKnown ? [hint(['undo', run.runId], record)] : []),
    ...(maybe.length > 0 ? [hint(['undo', run.runId, ...maybe.map(String)], record)] : []),
  ];
}

/** What puts back the rest of what an undo was for. */
function wayOn({ undoes, notBegunNumbers = [] }: CutOff, record: string): readonly string[] {
  if (undoes === undefined || notBegunNumbers.length === 0) return [];
  return [hint(['undo', undoes, ...notBegunNumbers.map(String)], record)];
}
