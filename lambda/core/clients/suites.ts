import { isTls13 } from './authentication';
import type { Protocol } from './client';
import SUITES from './suites.json';

export { authenticationOf, isTls13 } from './authentication';

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

/** Suites that SSL 2.0 alone had. Attribute lists of Classic name them still ([c7n-rec]). */
const OF_SSL2: ReadonlySet<string> = new Set(['DES-CBC3-MD5', 'DES-CBC-MD5', 'RC2-CBC-MD5']);

const UP_TO_TLS12: readonly Protocol[] = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'];

/** The protocols that a suite can be agreed on with, oldest first: authenticated encryption and SHA-2 came with TLS 1.2. */
export function protocolsOf(suite: string): readonly Protocol[] {
  if (isTls13(suite)) return ['TLSv1.3'];
  if (OF_SSL2.has(suite)) return [];
  if (/GCM|CCM|POLY1305/.test(suite)) return ['TLSv1.2'];
  // RFC 5487 and 5489 give suites with a shared key a SHA-2 MAC in every TLS; curves came with TLS 1.0 (RFC 4492).
  const isShared = /(^|-)PSK-/.test(suite);
  if (/SHA(256|384)$/.test(suite) && !isShared) return ['TLSv1.2'];
  const needsTls = /SHA(256|384)$/.test(suite) || /^(ECDHE?|AECDH)-/.test(suite);
  return needsTls ? UP_TO_TLS12.slice(1) : UP_TO_TLS12;
}

/** How the key is agreed on, read from a suite's name. */
export function keyExchangeOf(suite: string): string {
  if (isTls13(suite)) return 'ECDHE';
  const [first = ''] = suite.replace(/^EXP\d*-/, '').split('-');
  const named: Readonly<Record<string, string>> = {
    EDH: 'DHE',
    ADH: 'anonymous DH',
    AECDH: 'anonymous ECDH',
    KRB5: 'Kerberos',
    PSK: 'a shared key',
    SRP: 'SRP',
  };
  if (/^(ECDHE|DHE|ECDH|DH)$/.test(first)) return first;
  return named[first] ?? 'RSA';
}
