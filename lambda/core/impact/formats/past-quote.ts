import { BACKSLASH, QUOTE, SPACE } from '../bytes';

/** Past the next quote that a blank follows, and past that; -1 where there is none before `end`. An escaped quote is none. */
export function pastQuote(bytes: Uint8Array, from: number, end: number, isEscaped: boolean): number {
  const last = end - 1;
  for (let at = from; at < last; at += 1) {
    const byte = bytes[at];
    if (byte === BACKSLASH && isEscaped) at += 1;
    else if (byte === QUOTE && bytes[at + 1] === SPACE) return at + 2;
  }
  return -1;
}
