/** Parts of sentences. */

/** A word as it stands in a dictionary; a tag's key, a policy or an address has other characters in it. */
const PLAIN_WORD = /^[a-z][a-z']*(?=[,.:;!?]?(\s|$))/;

/** Capital letter, full stop. A name at the beginning is printed as it is written. */
export function sentence(text: string): string {
  const stopped = /[.!?]$/.test(text) ? text : `${text}.`;
  return PLAIN_WORD.test(stopped) ? stopped.charAt(0).toUpperCase() + stopped.slice(1) : stopped;
}

/** `1 listener`, `2 listeners`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
