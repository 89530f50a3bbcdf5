import type { Protocol } from './client';

/** What the name of a cipher suite says of it, without the table of all: the function has none. */

/** Whether a suite is one of TLS 1.3: these say nothing of key exchange and certificate (RFC 8446, B.4). */
export function isTls13(suite: string): boolean {
  return /^TLS_(AES|CHACHA20|SM4|SHA)/.test(suite);
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

/** What a server proves itself with. `any`: TLS 1.3 takes both. */
export type Authentication = 'RSA' | 'ECDSA' | 'DSS' | 'anonymous' | 'shared secret' | 'any';

/** The kind of certificate that a suite needs, read from its name. */
export function authenticationOf(suite: string): Authentication {
  if (isTls13(suite)) return 'any';
  const words = suite.split('-');
  if (words.includes('ADH') || words.includes('AECDH')) return 'anonymous';
  if (words.includes('PSK') || words.includes('KRB5') || words.includes('SRP')) return 'shared secret';
  if (words.includes('ECDSA')) return 'ECDSA';
  return words.includes('DSS') ? 'DSS' : 'RSA';
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

/** How names of IANA spell the part behind `_WITH_`, where OpenSSL does not only drop its underscores. */
const CIPHERS: readonly (readonly [RegExp, string])[] = [
  [/^3DES_EDE_CBC/, 'DES-CBC3'],
  [/^CHACHA20_POLY1305_SHA256$/, 'CHACHA20-POLY1305'],
  [/^(AES|CAMELLIA|ARIA)_(\d+)_CBC_/, '$1$2-'],
  [/^(AES|CAMELLIA|ARIA)_(\d+)_/, '$1$2-'],
  [/^(RC4)_128_/, '$1-'],
  [/^(SEED)_CBC_/, '$1-'],
];

/**
 * OpenSSL's name of a suite, in capitals, by the rules that both kinds of names follow: AWS writes OpenSSL's, Java and others
 * IANA's. TLS 1.3 has one name for both. What is no name of a suite comes back as it is.
 */
export function opensslNameOf(name: string): string {
  const [, exchange = '', behind] = /^(?:TLS|SSL)_(\w+?)_WITH_(\w+)$/.exec(name.toUpperCase()) ?? [];
  if (behind === undefined) return withEdh(name);
  const cipher = CIPHERS.reduce((text, [pattern, own]) => text.replace(pattern, own), behind).replaceAll(
    '_',
    '-',
  );
  const anonymous = exchange.replace(/^(EC)?DH_ANON$/, 'A$1DH');
  const keys = exchange === 'RSA' ? '' : `${anonymous.replaceAll('_', '-')}-`;
  return withEdh(keys + cipher);
}

/** OpenSSL says EDH with DES, and DHE with all that came later. */
function withEdh(name: string): string {
  return name.replace(/^(EXP-)?DHE-(?=(RSA|DSS)-DES-)/, '$1EDH-');
}

/** The rules of CIPHERS, the other way round. */
const BEHIND_WITH: readonly (readonly [RegExp, string])[] = [
  [/^DES-CBC3/, '3DES_EDE_CBC'],
  [/^CHACHA20-POLY1305$/, 'CHACHA20_POLY1305_SHA256'],
  [/^(AES|CAMELLIA|ARIA)(\d+)-(?=SHA)/, '$1_$2_CBC_'],
  [/^(AES|CAMELLIA|ARIA)(\d+)-/, '$1_$2_'],
  [/^RC4-/, 'RC4_128_'],
  [/^SEED-/, 'SEED_CBC_'],
];

/**
 * All that logs may call a suite, in capitals: OpenSSL's name first, and where the rules make one IANA's, Java's and that with
 * DHE for EDH.
 *
 * @param name OpenSSL's
 */
export function spellingsOf(name: string): readonly string[] {
  const own = name.toUpperCase();
  const [, exchange = 'RSA', cipher = ''] =
    /^(?:((?:ECDHE?|EDH|DHE|DH)-(?:ECDSA|RSA|DSS)|A(?:EC)?DH|KRB5|PSK)-)?(.+)$/.exec(own) ?? [];
  const keys = exchange.replace(/^EDH/, 'DHE').replace(/^A((?:EC)?DH)$/, '$1_ANON');
  const behind = BEHIND_WITH.reduce((text, [pattern, iana]) => text.replace(pattern, iana), cipher);
  const words = `${keys}_WITH_${behind}`.replaceAll('-', '_');
  // Of suites for export no rule makes IANA's name. What does not lead back is the name of no suite, or of another one.
  const iana = own.startsWith('EXP-') ? [] : [`TLS_${words}`, `SSL_${words}`];
  return [...new Set([own, ...iana, own.replace(/^(EXP-)?EDH-/, '$1DHE-')])].filter(
    (spelling) => spelling === own || opensslNameOf(spelling) === own,
  );
}
