import widthOf from 'string-width';
import type { Outcome } from '../../core/reasons';
import { entryNumbers, type Report } from '../../core/report';
import { painter, type Style } from './ansi';
import { align, type AlignedTable } from './columns';
import { undoCommand } from '../command';
import { footnotes } from '../footnotes';
import { circumstances, generalNotes, headline, moveBeside, totalLines, watchedSentence } from '../sentences';
import { rowsOf, type Row } from './rows';
import { cutOffEntries, cutOffSentence, waysBack } from '../digest/cut-off';
import { paragraphs } from '../digest/sections';
import { bare, barred, HEAD, item, led, wrap, wrapText, type Page } from '../text';

export interface TableOptions {
  /** Whether to colour with ANSI codes: at a terminal, without NO_COLOR. */
  readonly color: boolean;
  /** Columns of the terminal; without it, rows are as wide as they need. */
  readonly width?: number;
}

/** What every line needs. */
interface Context {
  readonly page: Page;
  readonly paint: ReturnType<typeof painter>;
}

const STYLES: Readonly<Record<Outcome, Style>> = {
  failed: 'red',
  held: 'yellow',
  changed: 'green',
  planned: 'cyan',
  reverted: 'magenta',
  exempt: 'dim',
  compliant: 'dim',
};

/** Sentences are not wider than this, however wide the terminal: longer lines are hard to read. */
const READABLE = 100;

/** Where what is said of a row begins: under its number. */
const UNDER = 9;

/**
 * A report for a person at a terminal: a row for each listener that moves or needs a person, most urgent first, what
 * there is to say of it under it, then notes and totals. What is fine is a number.
 */
export function table(report: Report, { color, width = Infinity }: TableOptions): string {
  const paint = painter(color);
  const page = { columns: Math.min(width, READABLE), widthOf };
  const notes = footnotes(report, 1);
  const rows = rowsOf(report, notes, entryNumbers(report));
  const watches = (report.watches ?? []).map((result) => `watch of ${watchedSentence(result)}`);
  const general = [...watches, ...(report.exemptions ?? []), ...generalNotes(report)];
  const numbered = [...notes].map(([note, number]) => wrapText(`[${number}] ${note}`, led(0, 4), page));
  return paragraphs([
    [paint('bold', headline(report)), ...wrap(circumstances(report), HEAD, page)],
    cutOffLines(report, page),
    rows.length === 0 ? [] : tableLines(rows, align(rows, width), { page, paint }),
    [...numbered, ...general.map((note) => wrapText(note, item(2), page))].flat(),
    [...totalLines(report), ...undoLines(report)],
  ]);
}

/** Runs before this one that could not tell what they did, each with its way back. */
function cutOffLines({ cutOff = [], record }: Report, page: Page): readonly string[] {
  return cutOff.flatMap((run) => [
    ...wrapText(cutOffSentence(run), HEAD, page),
    ...cutOffEntries(run, page).flat(),
    ...waysBack(run, record).flatMap(({ what, command }) => [what, command]),
  ]);
}

/** The command is one line, however narrow the terminal, so that it can be copied. */
function undoLines(report: Report): readonly string[] {
  const { totals, record } = report;
  if (totals.changed === 0 || record === undefined) return [];
  const some = totals.changed === 1 ? 'it' : 'them all; with numbers (#) behind it, only these';
  return [`To undo ${some}:`, undoCommand(report)];
}

function tableLines(
  rows: readonly Row[],
  { heading, rows: aligned, layout }: AlignedTable,
  { page, paint }: Context,
): readonly string[] {
  const lines = rows.flatMap((row, index) => [
    paint(STYLES[row.outcome], aligned[index]?.outcome ?? '') + (aligned[index]?.rest ?? ''),
    ...(layout === 'own line' ? wrap(moveBeside(row.move, row.text), barred(UNDER, 2), page) : []),
    ...wrapText(textUnder(rows, index), barred(UNDER), page).map((line) => paint('dim', line)),
    ...row.commands.map((command) => ' '.repeat(UNDER) + paint('dim', command)),
  ]);
  const short = layout === 'short names' ? 'Policies are shown without the prefix ELBSecurityPolicy-.' : '';
  return [paint('bold', heading), ...lines, ...wrapText(short, bare(0), page)];
}

/** Neighbours of which the same is to be said have it said once, under the last. */
function textUnder(rows: readonly Row[], index: number): string {
  const row = rows[index];
  if (row === undefined || row.text === '' || saysTheSame(row, rows[index + 1])) return '';
  const others = rows.slice(0, index).findLastIndex((above) => !saysTheSame(row, above));
  const together = index - others;
  return together === 1 ? row.text : `these ${together}: ${row.text}`;
}

function saysTheSame(row: Row, other: Row | undefined): boolean {
  return other !== undefined && other.text === row.text && other.outcome === row.outcome;
}
