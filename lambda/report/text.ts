/** Plain text for people: clean lines, wrapped, with the words that people copy left in one piece. */

/** What lines are filled for. */
export interface Page {
  readonly columns: number;
  /** How many columns a text takes there. */
  readonly widthOf: (text: string) => number;
}

/** A digest: as wide as a mail client shows it without wrapping again, each character a column. */
const MAIL: Page = { columns: 76, widthOf: (text) => Array.from(text).length };

/** Longer than any name or ARN of AWS's; only a runaway error message gets here. */
const LONGEST_TEXT = 1000;

/**
 * Text from outside (names, tags, errors) as one clean line: no line breaks, no control, format or escape characters,
 * and not without end.
 */
export function oneLine(text: string): string {
  const characters = Array.from(text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim());
  if (characters.length <= LONGEST_TEXT) return characters.join('');
  return `${characters.slice(0, LONGEST_TEXT).join('')} ... (cut; the log of the run has it whole)`;
}

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

/** The same indentation for all lines. */
export function indented(by: number): Indent {
  return { first: by, rest: by };
}

/**
 * Fills lines with pieces, one space between them. A piece is kept on one line where a line can hold it (`run ID`,
 * `-> policy`), else it breaks between its words. A word is never broken: one that is too long stands alone.
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
      lines.push(' '.repeat(lines.length === 0 ? indent.first : indent.rest) + piece);
    }
  }
  return lines;
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
