import { groupBy } from '../core/group';
import type { Entry, Report } from '../core/report';
import { entryNumbers } from '../core/report';
import type { Step } from '../core/step';
import { kindOf } from '../core/step-table';
import { togetherClauses } from '../core/wording/evidence';
import { count } from '../core/wording/sentence';
import { oddities } from '../core/wording/verification';
import { IS_ABOUT_A_TAG, lossOfAll, moveKey, type Losses, type Numbered } from './losses';
import { loadBalancerOf, moveOf, moveText, portOf } from './sentences';
import type { Section } from './digest/cut';
import { barred, HEAD, item, led, oneLine, wordsOf, wrap, wrapText, type Page } from './text';

/** The groups of a digest: a next step each, with all that it is for. */

/** What groups are laid out with. */
export interface Layout {
  readonly page?: Page;
  /** Each listener has a line of its own, in groups that need nobody too. */
  readonly isFull: boolean;
  readonly losses: Losses;
  /** How many listeners of a group that needs nobody are named, and how many of its moves. */
  readonly mostNames: number;
  readonly mostMoves: number;
}

/** A section for each step, most urgent first. */
export function groupsOf(report: Report, layout: Layout): readonly Section[] {
  const numbers = entryNumbers(report);
  const byNumber = new Map(report.listeners.map((entry) => [numbers.get(entry.id), entry]));
  return report.steps.map((step, index) => {
    const its = step.listeners.flatMap((number) => {
      const entry = byNumber.get(number);
      return entry === undefined ? [] : [{ number, entry }];
    });
    const items = step.items.map((each) => wrapText(each, item(2, 4), layout.page));
    if (kindOf(step.id) !== 'do' && !layout.isFull)
      return { ...calm(step, its, report, layout), cutOrder: 2 + index, isSummary: true };
    const [title = '', ...how] = headingLines(step, layout);
    return {
      title,
      summary: [...how, ...commandLines(step)],
      entries: [...its.map((each) => entryLines(each, step, report, layout)), ...items],
      cutOrder: kindOf(step.id) === 'do' ? 0 : 2 + index,
    };
  });
}

/** `DO: set the policy at CloudFormation (3)`, `CHANGED (13)`, `WAITS (4): ...`, and how on the same line where it fits. */
function headingLines({ id, title, how, listeners, items }: Step, { page }: Layout): readonly string[] {
  const number = listeners.length + items.length;
  const counted = number === 0 ? '' : ` (${number})`;
  const heading = `${TITLES[kindOf(id)](title)}${counted}`;
  if (how === '') return wrapText(heading, HEAD, page);
  const together = wrapText(`${heading}: ${how}`, HEAD, page);
  return together.length === 1
    ? together
    : [...wrapText(heading, HEAD, page), ...wrapText(how, barred(4), page)];
}

const TITLES: Readonly<Record<ReturnType<typeof kindOf>, (title: string) => string>> = {
  do: (title) => `DO: ${title}`,
  wait: () => 'WAITS',
  done: (title) => title.toUpperCase(),
};

/** Each one line, however long, so that it can be pasted. */
function commandLines({ commands }: Step): readonly string[] {
  return commands.map((command) => `    ${command}`);
}

/** `3 eu-west-1 shop :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09 (open 12 days; ingress shop/web)`. */
function entryLines(
  { number, entry }: Numbered,
  step: Step,
  report: Report,
  { page, isFull, losses }: Layout,
): readonly string[] {
  const place = `${number} ${oneLine(entry.region)} ${loadBalancerOf(entry)} ${portOf(entry)}`;
  const loss = losses.beside(entry);
  const more = [...moreOf(entry, step, report), ...(loss === '' ? [] : [`clients lose ${loss}`])];
  const text = more.length === 0 ? [] : wordsOf(`(${oneLine(more.join('; '))})`);
  const move = IS_ABOUT_A_TAG.has(step.id) && !isFull ? [] : [moveText(moveOf(entry))];
  return wrap([place, ...move, ...text], led(1, 4), page);
}

/** What is its own beside its place and its move. */
function moreOf(entry: Entry, { id, how }: Step, { startedAt }: Report): readonly string[] {
  const { openSince, advice, detail, verification, evidence } = entry;
  const odd = verification === undefined ? '' : oddities(verification);
  const days = openSince === undefined || id === 'changed' ? 0 : daysBetween(openSince, startedAt);
  return [
    ...(days > 0 ? [`open ${days} day${days === 1 ? '' : 's'}`] : []),
    ...(odd === '' ? [] : [`after the change ${odd}`]),
    ...(evidence === undefined || kindOf(id) === 'do' ? [] : togetherClauses([evidence])),
    ...(advice?.step === id && advice.own !== undefined ? [advice.own] : []),
    // Where their causes differ, each says its own.
    ...(kindOf(id) === 'do' && how === '' && advice?.own === undefined
      ? [advice?.step === id ? advice.how : detail]
      : []),
  ];
}

function daysBetween(day: string, time: string): number {
  return Math.round((Date.parse(time.slice(0, 10)) - Date.parse(day)) / 86_400_000);
}

/** A group that needs nobody, close together: its names, then each distinct move once, with what clients lose by it. */
function calm(
  step: Step,
  its: readonly Numbered[],
  report: Report,
  { page, losses, mostNames, mostMoves }: Layout,
): Omit<Section, 'cutOrder' | 'isSummary'> {
  const { id, how } = step;
  const names = mostNames === 0 ? [] : namesOf(its, step, report, mostNames);
  const moves = SHOW_MOVES.has(id) ? [...groupBy(its, ({ entry }) => moveKey(entry)).values()] : [];
  const shown = moves.slice(0, mostMoves).map((alike) => ({ alike, loss: lossIn(alike, losses) }));
  const isLosing = shown.some(({ loss }) => loss !== '');
  const colon = names.length > 0 || how !== '' ? ':' : '';
  const heading = `${TITLES[kindOf(id)](step.title)} (${its.length})${colon} ${how}`;
  const ends = isLosing ? ['-', 'clients', 'lose:'] : [];
  const [title = '', ...summary] = wrap([...wordsOf(oneLine(heading)), ...names, ...ends], HEAD, page);
  const entries = shown.map(({ alike, loss }) => {
    const [first] = alike;
    const move = first === undefined ? '' : moveText(moveOf(first.entry));
    const numbers = alike.slice(0, mostNames).map(({ number }) => number);
    const which =
      moves.length === 1 ? '' : ` (${numbers.join(' ')}${alike.length > mostNames ? ' ...' : ''})`;
    return wrap(loss === '' ? [move + which] : [`${move}${which}:`, ...wordsOf(loss)], item(2, 4), page);
  });
  const lockedOut = losses.lockedOutBy(moves.flat());
  const seen = togetherClauses(its.flatMap(({ entry: { evidence } }) => evidence ?? []));
  const who = [
    ...(lockedOut === '' ? [] : [wrapText(`locked out: ${lockedOut}`, item(2, 4), page)]),
    ...(seen.length === 0 ? [] : [wrapText(`by the logs: ${seen.join('; ')}`, item(2, 4), page)]),
  ];
  return {
    title,
    summary,
    entries: [...entries, ...otherMoves(moves.slice(mostMoves), shown.length), ...who],
  };
}

/** What clients lose by a move, if it is said here. */
function lossIn(alike: readonly Numbered[], losses: Losses): string {
  return alike.map(({ entry }) => losses.beside(entry)).find((said) => said !== '') ?? '';
}

/** Moves for which a short mail has no room, with what clients lose by all of them together. */
function otherMoves(moves: readonly (readonly Numbered[])[], shown: number): readonly (readonly string[])[] {
  if (moves.length === 0) return [];
  const entries = moves.flat().map(({ entry }) => entry);
  const isLosing = entries.some(({ drops }) => drops.protocols.length + drops.ciphers.length > 0);
  const what = count(moves.length, shown > 0 ? 'other move' : 'different move');
  return [wrapText(isLosing ? `${what}: clients lose ${lossOfAll(entries)}` : what, item(2, 4))];
}

const SHOW_MOVES: ReadonlySet<Step['id']> = new Set(['changed', 'planned', 'put-back', 'put-back-planned']);

/** `1 edge,`, `11 12 shop-api :443 :8443,` and so on; the Region where another one has the name too. */
function namesOf(its: readonly Numbered[], step: Step, report: Report, most: number): readonly string[] {
  const left = its.length - most;
  const byPlace = [...groupBy(its.slice(0, most), ({ entry }) => entry.loadBalancer.arn).values()];
  const names = byPlace.flatMap((of, index) => {
    const [first] = of;
    if (first === undefined) return [];
    const ports = of.map(({ entry }) => portOf(entry)).join(' ');
    const region = isTwice(first.entry, report) ? `${oneLine(first.entry.region)} ` : '';
    const [name = '', ...rest] = loadBalancerOf(first.entry).split(' ');
    const more = [
      ...new Set(of.flatMap(({ entry: { advice } }) => (step.id === 'exempt' ? (advice?.own ?? []) : []))),
    ].join('; ');
    const words = [
      // A number stays with its name.
      `${of.map(({ number }) => number).join(' ')} ${region}${name}`,
      ...rest,
      ...(ports === USUAL_PORT ? [] : wordsOf(ports)),
      ...(more === '' ? [] : wordsOf(`(${oneLine(more)})`)),
    ];
    const comma = index < byPlace.length - 1 ? ',' : '';
    return words.map((word, at) => (at === words.length - 1 ? word + comma : word));
  });
  return left > 0
    ? [...names, ...wordsOf(`${most > 0 ? 'and ' : ''}${left}${most > 0 ? ' more' : ''}`)]
    : names;
}

/** Whether a load balancer of another Region has the name of this one. */
function isTwice({ region, loadBalancer: { name } }: Entry, { listeners }: Report): boolean {
  return listeners.some((other) => other.loadBalancer.name === name && other.region !== region);
}

/** Where names stand close together, any other port is said. */
const USUAL_PORT = ':443';

/** What clients would lose by moves that stand nowhere else: of what waits, or is exempt. */
export function lossSection({ page, isFull, losses }: Layout): Section {
  const { others } = losses;
  const moves = [...groupBy(others, moveKey).values()];
  const [only] = moves;
  const each = moves.flatMap(([first]) =>
    first === undefined ? [] : [`by ${moveText(moveOf(first))} ${losses.of(first)}`],
  );
  const said = isFull || moves.length === 1 ? each : [lossOfAll(others)];
  if (only === undefined) return { title: '', summary: [], entries: [], cutOrder: 1.5 };
  const [title = '', ...summary] = wrapText(
    `Held or exempt: clients would lose ${said.join('; ')}.`,
    HEAD,
    page,
  );
  return { title, summary, entries: [], cutOrder: 1.5 };
}
