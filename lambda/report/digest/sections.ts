import { groupBy } from '../../core/group';
import type { Outcome } from '../../core/reasons';
import { failedRegions, type Entry, type Report } from '../../core/report';
import { commandOf, undoCommand, undoTextCommand } from '../command';
import type { Section } from './cut';
import { notesOf, type Footnotes } from '../footnotes';
import { URGENCY, urgentFirst } from '../order';
import {
  generalNotes,
  isMove,
  listenerOf,
  loadBalancerOf,
  moveBeside,
  moveOf,
  sentenceOf,
  watchedSentence,
} from '../sentences';
import { bare, barred, item, led, oneLine, wrap, wrapText, type Page } from '../text';

/** The parts of a digest, each entry laid out in lines. */

/** From so many entries that say the same, it is said once above their list. */
const ALIKE = 4;

/** From so many entries of one outcome, a line under the title counts them by reason. */
const MANY = 10;

/** Behind what failed, before all else: a note must not pass unseen. */
const NOTES_CUT_ORDER = 1.5;

export function regionsSection(report: Report): Section {
  const failed = failedRegions(report);
  const entries = failed.map(({ region, error }) => [
    ...wrapText(region, item(2)),
    ...wrapText(error ? `${error.code}: ${error.message}` : 'No error was given.', barred(4)),
  ]);
  return { title: `REGIONS FAILED (${failed.length})`, summary: [], entries, cutOrder: 0 };
}

/** One section for each outcome, but none for what is fine. */
export function entrySections(report: Report, notes: Footnotes, numbers: Numbers): readonly Section[] {
  const shown = urgentFirst(report.listeners);
  return URGENCY.map((outcome) =>
    outcomeSection(
      outcome,
      shown.filter((entry) => entry.outcome === outcome),
      { report, notes, numbers },
    ),
  );
}

/** Exemptions near their end, over or without one: their owners decide whether they stay. */
export function exemptionsSection({ exemptions = [] }: Report): Section {
  const entries = exemptions.map((notice) => wrapText(notice, item(2)));
  return {
    title: `EXEMPTIONS TO REVIEW (${exemptions.length})`,
    summary: [],
    entries,
    cutOrder: NOTES_CUT_ORDER,
  };
}

/** What watches found since the last digest. */
export function watchesSection({ watches = [] }: Report): Section {
  return {
    title: `WATCHED SINCE THE LAST DIGEST (${watches.length})`,
    summary: [],
    entries: watches.map((result) => wrapText(watchedSentence(result), item(2))),
    cutOrder: NOTES_CUT_ORDER,
  };
}

/** The notes that several entries share, by number, and those of the run as a whole. */
export function notesSection(report: Report, notes: Footnotes): Section {
  const general = generalNotes(report).map((note) => wrapText(note, item(2)));
  const numbered = [...notes].map(([note, number]) => wrapText(`[${number}] ${note}`, led(2, 6)));
  return { title: 'NOTES', summary: [], entries: [...general, ...numbered], cutOrder: NOTES_CUT_ORDER };
}

/** What entries are laid out with. */
interface Context {
  readonly report: Report;
  readonly notes: Footnotes;
  readonly numbers: Numbers;
}

/** The numbers of entries, by their ids. */
type Numbers = ReadonlyMap<string, number>;

function outcomeSection(outcome: Outcome, entries: readonly Entry[], context: Context): Section {
  return {
    title: `${outcome.toUpperCase()} (${entries.length})`,
    summary: [
      ...(entries.length >= MANY ? byReason(entries) : []),
      ...(outcome === 'changed' ? undoLines(entries, context) : []),
    ],
    entries: entryLines(entries, context),
    cutOrder: URGENCY.indexOf(outcome) + 1,
  };
}

/** `300 change-limit, 8 alb-policy-mix`, where there is more than one reason. */
function byReason(entries: readonly Entry[]): readonly string[] {
  const groups = [...groupBy(entries, ({ reason }) => reason)];
  if (groups.length < 2) return [];
  return wrapText(groups.map(([reason, { length }]) => `${length} ${reason}`).join(', '), bare(2));
}

/**
 * The lines of each entry, in their order: place and text. Where many say the same, they come together where the
 * first of them stands, and the text is said once, with that first one.
 */
function entryLines(entries: readonly Entry[], context: Context): readonly (readonly string[])[] {
  const laidOut = entries.map((entry) => ({ entry, text: textLines(entry, context) }));
  const groups = groupBy(laidOut, ({ text }) => text.join('\n'));
  return laidOut.flatMap(({ entry, text }) => {
    const alike = groups.get(text.join('\n')) ?? [];
    const place = (each: Entry, by: number): readonly string[] => [
      ...placeLines(each, by, context.numbers.get(each.id)),
      ...(each === entry && alike.length < ALIKE ? text : []),
      ...commandOf(each, context.report).map((command) => ' '.repeat(by + 2) + command),
    ];
    if (alike.length < ALIKE) return [place(entry, 2)];
    if (alike[0]?.entry !== entry) return [];
    const [first = [], ...rest] = alike.map((member) => place(member.entry, 6));
    return [[`  ${alike.length} alike:`, ...text, ...first], ...rest];
  });
}

/** The commands of the way back: each one line, however long, so that it can be pasted. */
function undoLines(entries: readonly Entry[], { report, numbers }: Context): readonly string[] {
  if (report.record === undefined) {
    return wrapText('This run was not recorded, so elb-tls undo cannot undo it.', bare(2));
  }
  const some = entries.slice(0, 2).flatMap(({ id }) => numbers.get(id) ?? []);
  return [
    ...(entries.length === 1
      ? ['  To undo it:']
      : wrapText(`To undo them all; with numbers behind it (${some.join(' ')} ...), only these:`, bare(2))),
    `    ${undoCommand(report)}`,
    ...undoTextLines(report),
  ];
}

/** Where the same is for somebody without this tool, if the run is recorded in a bucket. */
export function undoTextLines(run: Pick<Report, 'runId' | 'record'>): readonly string[] {
  const printing = undoTextCommand(run);
  return printing === null
    ? []
    : ['  Without elb-tls, the AWS CLI commands for it are in:', `    ${printing}`];
}

/** Where an entry is, as its first line; its number first, where it has one. */
export function placeLines(entry: Entry, indent: number, number?: number, page?: Page): readonly string[] {
  const where = `${oneLine(entry.region)}  ${loadBalancerOf(entry)}`;
  const margin = number === undefined ? item(indent, indent + 4) : led(indent, indent + 4);
  const numbered = number === undefined ? where : `${number}  ${where}`;
  return wrap([numbered, listenerOf(entry)], margin, page);
}

/** What stands under an entry's place: what it costs or why it stays, its move, its notes. */
function textLines(entry: Entry, { notes }: Context): readonly string[] {
  const { numbers, own } = notesOf(entry, notes);
  const references =
    numbers.length === 0 ? '' : `see note ${numbers.map((number) => `[${number}]`).join(' ')}`;
  const sentence = oneLine(sentenceOf(entry));
  const explanation = wrapText(sentence, barred(4));
  const move = wrap(moveBeside(moveOf(entry), sentence), barred(4, 2));
  return [
    ...(isMove(entry) ? [...move, ...explanation] : [...explanation, ...move]),
    ...wrapText(references, barred(4)),
    ...own.flatMap((note) => wrapText(note, barred(4))),
  ];
}

/** A section as it is read. */
export function sectionLines({ title, summary, entries }: Section): readonly string[] {
  return [title, ...summary, ...entries.flat()];
}

/** Paragraphs with an empty line between them. */
export function paragraphs(them: readonly (readonly string[])[]): string {
  const shown = them.filter(({ length }) => length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
