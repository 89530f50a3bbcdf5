import { oneLine } from '../core/clean-text';

export { oneLine } from '../core/clean-text';
export { list } from '../core/wording/target';

/**
 * Plain text for people: clean lines, wrapped, with the words that people copy left in one piece.
 *
 * What comes from AWS, a tag or a record can say anything, so it never begins a line: words of ours do, or a mark that
 * no command has. Commands alone stand on a line of their own without one.
 */

/** What lines are filled for. */
export interface Page {
  readonly columns: number;
  /** How many columns a text takes there. */
  readonly widthOf: (text: string) => number;
}

/** A digest: as wide as a mail client shows it without wrapping again, each character a column. */
const MAIL: Page = { columns: 76, widthOf: (text) => Array.from(text).length };

/** Printable ASCII alone, each other character a question mark: what an SNS subject takes. */
export function ascii(text: string): string {
  return oneLine(text).replaceAll(/[^ -~]/gu, '?');
}

/** SNS takes fewer than 100 characters of subject ([SNS] Publish). */
const LONGEST_SUBJECT = 99;

/** The subject of a message: as many of the parts as there is room for, the first ones first. */
export function subject(account: string, parts: readonly string[]): string {
  const fitting = parts.map((_, last) =>
    ascii(`[elb-tls] ${account}: ${parts.slice(0, last + 1).join(', ')}`),
  );
  const longest = fitting.findLast(({ length }) => length <= LONGEST_SUBJECT) ?? fitting[0] ?? '';
  return longest.slice(0, LONGEST_SUBJECT).trimEnd();
}

/** What the lines of a paragraph begin with. */
export interface Margin {
  readonly first: string;
  readonly rest: string;
}

/** A paragraph that words of ours begin; they stand `by` columns in, the other lines behind a bar at `rest`. */
export function led(by: number, rest: number): Margin {
  return { first: ' '.repeat(by), rest: barAt(rest) };
}

/** What stands at the margin is a heading: what comes from outside may follow one there, and begins no line. */
export const HEAD = led(0, 2);

/** Text `by` columns in, each line behind a bar: whatever it says, it is text. All lines but the first may hang. */
export function barred(by: number, hang = 0): Margin {
  return { first: barAt(by), rest: barAt(by) + ' '.repeat(hang) };
}

/** Text that is one of many, `by` columns in; the other lines stand behind a bar at `rest`. */
export function item(by: number, rest = by): Margin {
  return { first: `${' '.repeat(by - 2)}- `, rest: barAt(rest) };
}

/** Words of ours alone, and nothing from outside. */
export function bare(by: number): Margin {
  return { first: ' '.repeat(by), rest: ' '.repeat(by) };
}

/** The bar takes the last columns of the indentation, so that it costs no width. A shell takes no line that begins so. */
function barAt(by: number): string {
  return `${' '.repeat(by - 2)}| `;
}

/**
 * Fills lines with pieces, one space between them. A piece is kept on one line where a line can hold it (`run ID`,
 * `-> policy`), else it breaks between its words. A word is never broken: one that is too long stands alone.
 */
export function wrap(
  pieces: readonly string[],
  { first, rest }: Margin,
  { columns, widthOf }: Page = MAIL,
): readonly string[] {
  const room = columns - Math.max(first.length, rest.length);
  const fitting = pieces.flatMap((piece) => (widthOf(piece) <= room ? [piece] : wordsOf(piece)));
  const lines: string[] = [];
  for (const piece of fitting.filter((each) => each !== '')) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(piece) <= columns) {
      lines[lines.length - 1] = `${line} ${piece}`;
    } else {
      lines.push((lines.length === 0 ? first : rest) + piece);
    }
  }
  return lines;
}

/** A sentence from outside, wrapped. */
export function wrapText(text: string, margin: Margin, page: Page = MAIL): readonly string[] {
  return wrap(wordsOf(oneLine(text)), margin, page);
}

export function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}
