import type { Protocol } from '../clients/client';
import { opensslNameOf } from '../clients/suite-names';

/** How the formats spell protocols and ciphers: `TLSv1.2` on ALB and Classic, `tlsv12` on NLB ([NLB-log]). */

/** In capitals. */
export const PROTOCOL_SPELLINGS: ReadonlyMap<string, Protocol> = new Map([
  ['SSLV3', 'SSLv3'],
  ['SSLV30', 'SSLv3'],
  ['TLSV1', 'TLSv1'],
  ['TLSV10', 'TLSv1'],
  ['TLSV1.0', 'TLSv1'],
  ['TLSV11', 'TLSv1.1'],
  ['TLSV1.1', 'TLSv1.1'],
  ['TLSV12', 'TLSv1.2'],
  ['TLSV1.2', 'TLSv1.2'],
  ['TLSV13', 'TLSv1.3'],
  ['TLSV1.3', 'TLSv1.3'],
]);

/** A protocol as the API of AWS spells it; `null`: nobody here knows it. */
export function protocolSpelled(text: string): Protocol | null {
  return PROTOCOL_SPELLINGS.get(text.toUpperCase()) ?? null;
}

/** A cipher by its OpenSSL name; one that has none as it is written. */
export function cipherSpelled(text: string): string {
  return opensslNameOf(text);
}

/** What the last field of a line may be, where it is not a failure. */
const LAST_WORDS = [...PROTOCOL_SPELLINGS.keys(), 'SUCCESS', 'FAILED'];

/** Whether a word may be the first half of a longer one: `TLSv1` of `TLSv1.2`. */
export function isCut(text: string): boolean {
  const word = text.toUpperCase();
  return LAST_WORDS.some((whole) => whole.length > word.length && whole.startsWith(word));
}

/** Whether a key exchange is post-quantum. Which names AWS writes no page says, but all such groups have ML-KEM in theirs. */
export function isPostQuantum(keyExchange: string): boolean {
  return /ML-?_?KEM/i.test(keyExchange);
}
