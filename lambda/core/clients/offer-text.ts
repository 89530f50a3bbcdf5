import { UserError } from '../user-error';
import { PROTOCOLS, type Client, type Protocol } from './client';
import { lowestUnder } from './hello';
import { isTls13, SUITE_NAMES, suiteNamed } from './suites';

/** What a client offers, as people and OpenSSL write it: `TLSv1.1 AES128-SHA,DES-CBC3-SHA`, or the output of `openssl ciphers -V`. */

/** Other spellings of a protocol. */
const SPELLING = /^(TLS|SSL)v?(\d(?:\.\d)?)$/i;

/** A line of `openssl ciphers -v`, -V or -s: number, name or names, and the protocol that the suite came with. */
const LISTED = /^\s*(?:0x[\dA-F]{2},0x[\dA-F]{2}(?:,0x[\dA-F]{2})?\s+-\s+)?(\S+)\s.*\bKx=.*$/i;

/** Whether a text is a list of `openssl ciphers -V` (or -v), and no other. */
export function isListing(text: string): boolean {
  return /\bKx=\S+\s+Au=/.test(text);
}

/** @throws UserError for a line that is none of such a list */
export function readListing(text: string, name: string): Client {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const ciphers = lines.map((line) => {
    const [, cipher] = LISTED.exec(line) ?? [];
    if (cipher === undefined)
      throw new UserError(
        `--client got "${line.trim()}" among the lines of openssl ciphers -V; give its output alone`,
      );
    return suiteNamed(cipher) ?? cipher;
  });
  return offering(name, {}, ciphers);
}

/**
 * Reads a protocol, or two with a dash between them for lowest and highest, and cipher suites behind it. Without a protocol, the
 * suites tell the highest.
 *
 * @returns `null` where the text is no offer: it may be a client's name
 * @throws UserError where it is one, and a word of it is unknown
 */
export function readOffer(text: string): Client | null {
  const [first = '', ...others] = text.split(/[\s,:;]+/).filter(Boolean);
  const range = rangeOf(first);
  const words = range === null ? [first, ...others] : others;
  if (range === null && words.every((word) => suiteNamed(word) === null)) return null;
  if (words.length === 0)
    throw new UserError(
      `--client got "${text}", which offers no cipher suite; name them behind it: "${text} AES128-SHA"`,
    );
  return offering(text, range ?? {}, words.map(known));
}

interface Range {
  readonly lowest?: Protocol;
  readonly highest?: Protocol;
}

function offering(name: string, { lowest, highest }: Range, ciphers: readonly string[]): Client {
  const top = highest ?? (ciphers.some(isTls13) ? 'TLSv1.3' : 'TLSv1.2');
  return { name, lowest: lowest ?? lowestUnder(top) ?? top, highest: top, ciphers, groups: [] };
}

/** `TLSv1.1` is a highest version, `TLSv1.2-TLSv1.3` both. `null`: not about protocols. */
function rangeOf(word: string): Range | null {
  const ends = word.split('-');
  if (ends.length > 2 || !ends.every((end) => SPELLING.test(end))) return null;
  const [first, last] = ends.map(protocolOf);
  if (last === undefined) return first === undefined ? null : { highest: first };
  if (first === undefined || PROTOCOLS.indexOf(first) > PROTOCOLS.indexOf(last))
    throw new UserError(`--client got "${word}"; name the lowest protocol first: TLSv1.2-TLSv1.3`);
  return { lowest: first, highest: last };
}

function protocolOf(word: string): Protocol {
  const [, kind = '', number = ''] = SPELLING.exec(word) ?? [];
  const spelled = `${kind.toUpperCase()}v${number.replace(/^1\.0$|^3\.0$/, (both) => both.slice(0, 1))}`;
  const found = PROTOCOLS.find((protocol) => protocol === spelled);
  if (found !== undefined) return found;
  throw new UserError(`--client got the protocol "${word}"; use one of ${PROTOCOLS.join(', ')}`);
}

function known(word: string): string {
  const name = suiteNamed(word);
  if (name !== null) return name;
  throw new UserError(
    `--client got the cipher suite "${word}", which neither OpenSSL nor IANA has under this name`,
    64,
    { got: word, known: SUITE_NAMES },
  );
}
