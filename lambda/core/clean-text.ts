/** Text from outside, on its way into a line that somebody reads or pastes. */

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

/** The words of a command on one line, as a POSIX shell takes them: pasted, each is this one word and nothing else. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => quoted(oneLine(word))).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
