/**
 * What is wrong with a cipher suite, read from its name: the weak kinds of docs/rules.md, rule 3.
 *
 * `unrecognised:NAME` is a suite with a word nobody here knows. It counts as a weakness of its own, so a policy
 * that brings it in is never chosen and never replaces one that does not have it.
 */
export type Weakness =
  | 'no forward secrecy'
  | 'CBC'
  | 'SHA-1 MAC'
  | 'MD5 MAC'
  | '3DES'
  | 'RC4'
  | 'anonymous'
  | 'export'
  | 'NULL'
  | 'under 128 bit'
  | `unrecognised:${string}`;

/** TLS 1.3 suites (RFC 8446): all forward secret, all AEAD. */
const TLS13_SUITE =
  /^TLS_(AES_128_GCM_SHA256|AES_256_GCM_SHA384|CHACHA20_POLY1305_SHA256|AES_128_CCM(_8)?_SHA256)$/;

const KEY_EXCHANGES = ['ECDHE', 'DHE', 'EDH', 'ECDH', 'DH', 'ADH', 'AECDH', 'RSA', 'PSK', 'KRB5', 'SRP'];
const SIGNATURES = ['ECDSA', 'DSS'];
const FULL_LENGTH_CIPHERS = [
  'AES128',
  'AES256',
  'CAMELLIA128',
  'CAMELLIA256',
  'ARIA128',
  'ARIA256',
  'SEED',
  'IDEA',
  'RC2',
  'CHACHA20',
];
const WEAK_CIPHERS = ['RC4', 'DES', '3DES', 'NULL'];
const AEAD_MODES = ['GCM', 'CCM', 'CCM8', 'POLY1305'];
const OTHER_WORDS = ['EXP', 'CBC', 'CBC3', 'EDE', 'SHA', 'SHA256', 'SHA384', 'MD5'];

const KNOWN_WORDS = new Set([
  ...KEY_EXCHANGES,
  ...SIGNATURES,
  ...FULL_LENGTH_CIPHERS,
  ...WEAK_CIPHERS,
  ...AEAD_MODES,
  ...OTHER_WORDS,
]);

/** The weaknesses of one cipher suite, by its OpenSSL name (TLS 1.2 and older) or its RFC 8446 name (TLS 1.3). */
export function weaknessesOf(cipher: string): readonly Weakness[] {
  if (TLS13_SUITE.test(cipher)) return [];
  const words = cipher.split('-');
  const has = (...some: readonly string[]): boolean => some.some((word) => words.includes(word));
  if (!words.every((word) => KNOWN_WORDS.has(word)) || !has(...FULL_LENGTH_CIPHERS, ...WEAK_CIPHERS)) {
    return [`unrecognised:${cipher}`];
  }
  // Anonymous suites have no forward secrecy to speak of: they are anonymous, and only that.
  const anonymous = has('ADH', 'AECDH');
  const tripleDes = has('3DES', 'CBC3');
  const found: readonly (readonly [Weakness, boolean])[] = [
    ['anonymous', anonymous],
    ['no forward secrecy', !anonymous && !has('ECDHE', 'DHE', 'EDH')],
    ['CBC', !has(...AEAD_MODES, 'RC4', 'NULL')],
    ['SHA-1 MAC', has('SHA')],
    ['MD5 MAC', has('MD5')],
    ['3DES', tripleDes],
    ['RC4', has('RC4')],
    ['export', has('EXP')],
    ['NULL', has('NULL')],
    ['under 128 bit', tripleDes || has('DES', 'EXP', 'NULL')],
  ];
  return found.filter(([, present]) => present).map(([weakness]) => weakness);
}
