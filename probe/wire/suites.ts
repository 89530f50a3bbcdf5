import type { Protocol } from '../../lambda/core/clients/client';
import { authenticationOf, protocolsOf, suiteOf } from '../../lambda/core/clients/suites';
import table from '../../lambda/core/clients/suites.json';
import { weaknessesOf } from '../../lambda/core/policy/cipher';

/** All numbers of the table, those with the fewest weaknesses first: where the client decides, that is the order. */
const CODES = table
  .map(([hex = '']) => Number.parseInt(hex, 16))
  .map((code) => ({ code, weak: weaknessesOf(suiteOf(code)).length }))
  .toSorted((a, b) => a.weak - b.weak)
  .map(({ code }) => code);

/** The suites that a hello of this protocol can offer. TLS 1.3 shares none with the older ones (RFC 8446, B.4). */
export function suitesFor(protocol: Protocol): readonly number[] {
  return CODES.filter((code) => protocolsOf(suiteOf(code)).includes(protocol));
}

/** Whether the server names a curve when it chooses this suite (RFC 8422, ephemeral key exchange). */
export function namesCurve(suite: string): boolean {
  return /^(?:ECDHE|AECDH)-(?!PSK)/.test(suite);
}

/** How a suite proves who the server is. Shared keys and none at all: no certificate tells whether it has such suites. */
export function needsKey(suite: string): 'RSA' | 'ECDSA' | 'DSS' | 'any' | null {
  // Static keys of (EC)DH are in certificates that nobody has had for years.
  if (/(?:^|-)(?:ECDH|DH)-/.test(suite)) return null;
  const authentication = authenticationOf(suite);
  return authentication === 'anonymous' || authentication === 'shared secret' ? null : authentication;
}
