import SUITES from './suites.json';

export { authenticationOf, isTls13, keyExchangeOf, protocolsOf, type Authentication } from './suite-names';

/**
 * Cipher suites: their numbers in the registry "TLS Cipher Suites" of IANA, and both names that people know them by.
 * OpenSSL's is ours, as in the answers of AWS's API; where OpenSSL has none, IANA's stands in.
 */

const BY_CODE = new Map(SUITES.map(([code = '', name = '']) => [Number.parseInt(code, 16), name]));

/** Every spelling, in capitals: OpenSSL's, IANA's, Java's for the oldest (`SSL_` for `TLS_`). */
const BY_SPELLING = new Map(
  SUITES.flatMap(([, name = '', iana = '']) =>
    [name, iana, iana.replace(/^TLS_/, 'SSL_'), name.replace(/^(EXP-)?EDH-/, '$1DHE-')].map(
      (spelling) => [spelling.toUpperCase(), name] as const,
    ),
  ),
);

/** Every spelling of any suite, in capitals. */
export const SUITE_SPELLINGS: readonly string[] = [...BY_SPELLING.keys()];

/** Names that somebody may have meant. */
export const SUITE_NAMES: readonly string[] = [...new Set(BY_CODE.values())];

/** A suite by its number; one that no table has by the number itself, which no policy has. */
export function suiteOf(code: number): string {
  return BY_CODE.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** A suite by any of its names; `null`: no table has it. */
export function suiteNamed(name: string): string | null {
  return BY_SPELLING.get(name.toUpperCase()) ?? null;
}

/** GREASE (RFC 8701): what clients put in so that servers learn to ignore what they do not know. */
export function isGrease(code: number): boolean {
  return code >> 8 === (code & 0xff) && (code & 0x0f) === 0x0a;
}

/** Signals that are written where suites are (RFC 5746, RFC 7507), and are none. */
export function isSignal(code: number): boolean {
  return code === 0x00ff || code === 0x5600;
}
