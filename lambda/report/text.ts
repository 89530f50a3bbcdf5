import { oneLine } from '../core/clean-text';

export { oneLine } from '../core/clean-text';

/** Plain text for people: clean lines, wrapped, with the words that people copy left in one piece. */

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

export interface Indent {
  readonly first: number;
  readonly rest: number;
}

/** What stands at the margin is a heading: what comes from outside may follow one there, and begins no line. */
export const HEAD: Indent = { first: 0, rest: 2 };

/** The same indentation for all lines. */
export function indented(by: number): Indent {
  return { first: by, rest: by };
}

/**
 * Fills lines with pieces, one space between them. A piece is kept on one line where a line can hold it (`run ID`,
 * `-> policy`), else it breaks between its words. A word is never broken: one that is too long stands alone. No line
 * looks like a command: only those that the renderer has made do.
 */
export function wrap(
  pieces: readonly string[],
  indent: Indent,
  { columns, widthOf }: Page = MAIL,
): readonly string[] {
  const room = columns - Math.max(indent.first, indent.rest);
  const fitting = pieces.flatMap((piece) => (widthOf(piece) <= room ? [piece] : wordsOf(piece)));
  const lines: string[] = [];
  for (const piece of fitting.filter((each) => each !== '')) {
    const line = lines.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(piece) <= columns) {
      lines[lines.length - 1] = `${line} ${piece}`;
    } else {
      lines.push(' '.repeat(lines.length === 0 ? indent.first : indent.rest) + noCommand(piece));
    }
  }
  return lines;
}

/** Words that begin a command: text that says one where a line begins is quoted. */
const COMMAND =
  /^(?:[A-Z_][A-Z0-9_]*=|[#$%](?:\s|$)|\S*?(?<![\w.-])(?:elb-tls|aws|npx|npm|node|sudo|bash|sh|curl|wget|eval|exec)["'`]?(?:\s|$))/;

/** The beginning of a line, which does not look like a command. */
export function noCommand(line: string): string {
  return COMMAND.test(line) ? `> ${line}` : line;
}

/** A sentence from outside, wrapped. */
export function wrapText(text: string, indent: Indent, page: Page = MAIL): readonly string[] {
  return wrap(wordsOf(oneLine(text)), indent, page);
}

export function wordsOf(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** British English has no comma before its "and". */
const LIST = new Intl.ListFormat('en-GB');

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return LIST.format(items);
}
