import { constants } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SecureContext, createSecureContext } from 'node:tls';
import { isStructure } from '../values';
import type { Terms } from './terms';

const file = (name: string): Buffer => readFileSync(join(__dirname, 'certificates', name));

/** One of each kind, made for this folder and trusted by nobody: a client gets what its ciphers can use. */
const IDENTITY = {
  key: [file('rsa-key.pem'), file('ecdsa-key.pem')],
  cert: [file('rsa.pem'), file('ecdsa.pem')],
};

const OFF: Readonly<Record<string, number>> = {
  TLSv1: constants.SSL_OP_NO_TLSv1,
  'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
  'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
  'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};

/** Node's newer versions would offer ML-KEM by themselves, whatever the policy. */
const GROUPS = 'X25519:P-256:P-384';

/** The terms as this machine's OpenSSL keeps them. Undefined where it has none of the ciphers. */
export function secureContext({ protocols, ciphers, serverDecides }: Terms): SecureContext | undefined {
  try {
    return createSecureContext({
      ...IDENTITY,
      ciphers: cipherList(ciphers),
      honorCipherOrder: serverDecides,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.3',
      // One by one: a Classic policy may have TLS 1.0 and 1.2, and not what lies between.
      secureOptions: Object.entries(OFF)
        .filter(([protocol]) => !protocols.includes(protocol))
        .reduce((options, [, off]) => options | off, 0),
      ecdhCurve: GROUPS,
      dhparam: 'auto',
    });
  } catch (error) {
    if (isStructure(error) && error['code'] === 'ERR_SSL_NO_CIPHER_MATCH') return undefined;
    throw error;
  }
}

/** Level 0 lets in what OpenSSL would not use by itself: TLS 1.0 and 1.1 sign with SHA-1. Alone it is no list. */
function cipherList(ciphers: readonly string[]): string {
  const isTls13Alone = ciphers.every((name) => name.startsWith('TLS_'));
  return [...ciphers, ...(isTls13Alone ? [] : ['@SECLEVEL=0'])].join(':');
}
