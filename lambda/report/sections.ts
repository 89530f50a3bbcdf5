import type { Outcome } from '../core/reasons';
import type { Entry, Report } from '../core/report';
import type { Section } from './cut';
import { notesOf, type Footnotes } from './footnotes';
import { URGENCY, urgentFirst } from './order';
import {
  explanationOf,
  failedRegions,
  isMove,
  listenerOf,
  loadBalancerOf,
  moveBeside,
  moveOf,
} from './phrase';
import { indented, oneLine, wrap, wrapText } from './text';

/** The parts of a digest, each entry laid out in lines. */

/** From so many entries that say the same, it is said once above their list. */
const ALIKE = 4;

/** From so many entries of one outcome, a line under the title counts them by reason. */
const MANY = 10;

/** Behind what failed, before all else: a policy family that nobody knows must not pass unseen. */
const NOTES_CUT_ORDER = 1.5;

export function regionsSection(report: Report): Section {
  const failed = failedRegions(report);
  const entries = failed.map(({ region, error }) => [
    ...wrapText(region, indented(2)),
    ...wrapText(error ? `${error.code}: ${error.message}` : 'No error was given.', indented(4)),
  ]);
  return { title: `REGIONS FAILED (${failed.length})`, summary: [], entries, cutOrder: 0 };
}

/** One section for each outcome, but none for what is fine. */
export function entrySections(report: Report, notes: Footnotes): readonly Section[] {
  const shown = urgentFirst(report.listeners);
  return URGENCY.map((outcome) =>
    outcomeSection(
      outcome,
      shown.filter((entry) => entry.outcome === outcome),
      notes,
    ),
  );
}

/** The notes that several entries share, by number, and those of the run as a whole. */
export function notesSection(report: Report, notes: Footnotes): Section {
  const general = report.notes.map((note) => wrapText(note, indented(2)));
  const numbered = [...notes].map(([note, number]) => wrapText(`[${number}] ${note}`, { first: 2, rest: 6 }));
  return { title: 'NOTES', summary: [], entries: [...general, ...numbered], cutOrder: NOTES_CUT_ORDER };
}

function outcomeSection(outcome: Outcome, entries: readonly Entry[], notes: Footnotes): Section {
  return {
    title: `${outcome.toUpperCase()} (${entries.length})`,
    summary: entries.length >= MANY ? byReason(entries) : [],
    entries: layOut(entries, notes),
    cutOrder: URGENCY.indexOf(outcome) + 1,
  };
}

/** `300 change-limit, 8 alb-policy-mix`, where there is more than one reason. */
function byReason(entries: readonly Entry[]): readonly string[] {
  const groups = [...groupBy(entries, ({ reason }) => reason)];
  if (groups.length < 2) return [];
  return wrapText(groups.map(([reason, { length }]) => `${length} ${reason}`).join(', '), indented(2));
}

/**
 * The lines of each entry, in their order: place and text. Where many say the same, they come together where the
 * first of them stands, and the text is said once, with that first one.
 */
function layOut(entries: readonly Entry[], notes: Footnotes): readonly (readonly string[])[] {
  const laidOut = entries.map((entry) => ({ entry, text: textOf(entry, notes) }));
  const groups = groupBy(laidOut, ({ text }) => text.join('\n'));
  return laidOut.flatMap(({ entry, text }) => {
    const alike = groups.get(text.join('\n')) ?? [];
    if (alike.length < ALIKE) return [[...placeOf(entry, 2), ...text]];
    if (alike[0]?.entry !== entry) return [];
    const [first = [], ...rest] = alike.map((member) => placeOf(member.entry, 6));
    return [[`  ${alike.length} alike:`, ...text, ...first], ...rest];
  });
}

function placeOf(entry: Entry, indent: number): readonly string[] {
  const where = `${oneLine(entry.region)}  ${loadBalancerOf(entry)}`;
  return wrap([where, listenerOf(entry)], { first: indent, rest: indent + 4 });
}

/** What is said of an entry under its place: what it costs or why it stays, its move, its notes. */
function textOf(entry: Entry, notes: Footnotes): readonly string[] {
  const { numbers, own } = notesOf(entry, notes);
  const references =
    numbers.length === 0 ? '' : `see note ${numbers.map((number) => `[${number}]`).join(' ')}`;
  const said = oneLine(explanationOf(entry));
  const explanation = wrapText(said, indented(4));
  const move = wrap(moveBeside(moveOf(entry), said), { first: 4, rest: 6 });
  return [
    ...(isMove(entry) ? [...move, ...explanation] : [...explanation, ...move]),
    ...wrapText(references, indented(4)),
    ...own.flatMap((note) => wrapText(note, indented(4))),
  ];
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
