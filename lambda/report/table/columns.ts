import widthOf from 'string-width';
import { piecesOf } from '../sentences';
import type { Row } from './rows';

/** How the table shows policies: what is shown where the terminal is too narrow for whole names on the row. */
export type Layout = 'whole names' | 'short names' | 'own line';

const PREFIX = 'ELBSecurityPolicy-';
const GAP = 2;
const HEADINGS = ['OUTCOME', '#', 'REGION', 'LOAD BALANCER', 'LISTENER', 'REASON', 'POLICY'];

/** A row's line in parts: the outcome, which is coloured, and the rest, aligned. */
export interface AlignedRow {
  readonly outcome: string;
  readonly rest: string;
}

export interface AlignedTable {
  readonly heading: string;
  readonly rows: readonly AlignedRow[];
  readonly layout: Layout;
}

/** Aligns rows in columns, with whole policy names if `width` has room, else without their common prefix, else apart. */
export function align(rows: readonly Row[], width: number): AlignedTable {
  const layouts: readonly Layout[] = ['whole names', 'short names'];
  const layout = layouts.find((each) => lineWidth(rows, each) <= width) ?? 'own line';
  const widths = columnWidths(rows, layout);
  return {
    layout,
    heading: line(layout === 'own line' ? HEADINGS.slice(0, -1) : HEADINGS, widths),
    rows: rows.map((row) => {
      const [outcome = '', ...rest] = cellsOf(row, layout);
      return { outcome: pad(outcome, widths[0]), rest: line(rest, widths.slice(1)) };
    }),
  };
}

function policyCell({ move }: Row, layout: Layout): string {
  if (move === null) return '';
  const shown =
    layout === 'short names' ? { from: shorten(move.from), to: move.to && shorten(move.to) } : move;
  return piecesOf(shown).join(' ');
}

function shorten(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

function cellsOf(row: Row, layout: Layout): readonly string[] {
  const { outcome, number, region, loadBalancer, listener, reason } = row;
  const policy = layout === 'own line' ? [] : [policyCell(row, layout)];
  return [outcome, number, region, loadBalancer, listener, reason, ...policy];
}

function columnWidths(rows: readonly Row[], layout: Layout): readonly number[] {
  const cells = rows.map((row) => cellsOf(row, layout));
  return HEADINGS.map((heading, column) =>
    cells.reduce((widest, row) => Math.max(widest, widthOf(row[column] ?? '')), widthOf(heading)),
  );
}

function lineWidth(rows: readonly Row[], layout: Layout): number {
  const widths = columnWidths(rows, layout);
  return widths.reduce((sum, width) => sum + width, GAP * (widths.length - 1));
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => pad(cell, widths[column]))
    .join('')
    .trimEnd();
}

function pad(cell: string, width = 0): string {
  return cell + ' '.repeat(Math.max(0, width - widthOf(cell)) + GAP);
}
