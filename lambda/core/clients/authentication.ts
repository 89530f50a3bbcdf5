/** What the name of a cipher suite says of certificates: for those who need no table of suites. */

/** Whether a suite is one of TLS 1.3: these say nothing of key exchange and certificate (RFC 8446, B.4). */
export function isTls13(suite: string): boolean {
  return /^TLS_(AES|CHACHA20|SM4|SHA)/.test(suite);
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
