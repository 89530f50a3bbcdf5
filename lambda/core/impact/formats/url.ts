import { COLON, DASH, numberAt, SPACE, textAt } from '../bytes';

/** The URL in a request, `GET https://host:443/path HTTP/1.1`, between two places of a line. */

const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const LONGEST_METHOD = 40;

/** Its port; -1 where it has none. */
export function urlPort(bytes: Uint8Array, start: number, end: number): number {
  const from = hostStart(bytes, start, end);
  if (from < 0) return -1;
  let colon = -1;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === COLON) colon = at;
    // `-` ends the URL of a request that could not be read.
    else if (byte === SLASH || byte === QUESTION_MARK || byte === SPACE || (byte === DASH && colon > 0))
      return colon < 0 ? -1 : numberAt(bytes, colon + 1, at);
  }
  return -1;
}

export function isHttps(bytes: Uint8Array, start: number, end: number): boolean {
  const host = hostStart(bytes, start, end);
  return host > 0 && textAt(bytes, host - 8, host - 3) === 'https';
}

/** Behind `://`; -1 where it has none. */
function hostStart(bytes: Uint8Array, start: number, end: number): number {
  // A method and a scheme are short.
  const last = Math.min(end - 2, start + LONGEST_METHOD);
  for (let at = start; at < last; at += 1)
    if (bytes[at] === COLON && bytes[at + 1] === SLASH && bytes[at + 2] === SLASH) return at + 3;
  return -1;
}
