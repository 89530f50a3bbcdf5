import { UserError } from '../user-error';
import type { Client } from './client';
import { readHello } from './hello';
import { JA3, readJa3 } from './ja3';
import { isListing, readListing, readOffer } from './offer-text';

/** A client that somebody names: by what it offers in one of five forms, or by its name. */

/** What a known client is looked up by. */
export interface Named extends Client {
  readonly id: string;
}

/** A name in a table has room for so many. */
const LONGEST_NAME = 60;

/** 32 hexadecimal digits: the MD5 that most tools show of a JA3 string. */
const JA3_HASH = /^[0-9a-f]{32}$/i;

/** Bytes as captures are copied: with or without blanks, colons, line breaks and 0x. */
const HEX = /^(?:(?:0x|\\x)?[0-9a-f]{2}[\s:,]*)+$/i;

/** @throws UserError where the text is none of these */
export function parseClient(given: string, known: readonly Named[]): Client {
  const text = given.trim();
  if (text === '') throw new UserError(`--client got "${given}"; ${FORMS}`);
  const same = known.find(({ id, name }) => isSame(id, text) || isSame(name, text));
  if (same !== undefined) return same;
  if (JA3_HASH.test(text))
    throw new UserError(
      `--client got "${text}", which looks like the hash of a JA3 string and cannot be read back; give the string itself (771,4865-4866-...)`,
    );
  if (JA3.test(text)) return { ...readJa3(text), name: shortened(text) };
  if (HEX.test(text)) return readHello(bytesIn(text), shortened(text));
  if (isListing(text)) return readListing(text, shortened(text));
  const offer = readOffer(text);
  if (offer !== null) return { ...offer, name: shortened(text) };
  throw unknownClient(text, known);
}

/** Most names that are suggested: who gives part of a name means one of those that have it. */
const MOST_NAMES = 5;

function unknownClient(text: string, known: readonly Named[]): UserError {
  const part = text.toLowerCase();
  const having = known.filter(({ name }) => name.toLowerCase().includes(part)).map(({ name }) => name);
  const what = `--client got "${shortened(text)}", which is no client that is known here`;
  if (having.length > 0)
    return new UserError(`${what}; those that have it in their name are ${named(having)}`);
  const names = known.flatMap(({ id, name }) => [id, name]);
  return new UserError(`${what}; ${FORMS}`, 64, { got: text, known: names });
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

const FORMS =
  'use "TLSv1.1 AES128-SHA", the output of openssl ciphers -V, a ClientHello in hex, a JA3 string, or the name of a known client';

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function bytesIn(text: string): Uint8Array {
  const digits = text.replaceAll(/0x|\\x|[\s:,]/gi, '').match(/../g) ?? [];
  return Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16));
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= LONGEST_NAME ? line : `${line.slice(0, LONGEST_NAME - 3)}...`;
}
