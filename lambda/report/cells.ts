import { oneLine } from './text';

/**
 * Rows for a spreadsheet. UTF-8 as RFC 4180 has it: CRLF, and every cell in quotes. There is no byte order mark: to a program
 * that reads the file it would be part of the first column's name.
 */

/** What a cell is made of: one text, or several. */
export type Cell = string | readonly string[];

/** A row, by the names of its columns; a cell that it lacks is empty. */
export type Cells<Column extends string> = Readonly<Partial<Record<Column, Cell>>>;

export function csvOf<Column extends string>(
  columns: readonly Column[],
  rows: readonly Cells<Column>[],
): string {
  return [columns, ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

/** Between several texts in one cell. */
const BETWEEN = ' | ';

/**
 * What a spreadsheet takes for the start of a formula, full-width forms included, also behind blanks and quotes ([OWASP]
 * CSV Injection). Behind a separator too: where the list separator is a semicolon, a cell may start there. Quotes do not help.
 */
const FORMULA = /(^|[,;|])(?=[\s"'`]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gu;

/** A clean line, in which no cell starts a formula: an apostrophe says that it is text. */
function cell(content: Cell): string {
  const texts = typeof content === 'string' ? [content] : content;
  return texts.map(oneLine).join(BETWEEN).replaceAll(FORMULA, "$1'");
}

/** RFC 4180, 2.5 to 2.7. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
