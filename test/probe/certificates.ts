import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';

/** A certificate of the tests, made by OpenSSL for this run. */
export interface Own {
  readonly key: string;
  readonly cert: string;
  readonly der: Buffer;
  /** The files, for programs that take no text. */
  readonly keyFile: string;
  readonly certFile: string;
}

const KEYS = {
  RSA: ['rsa:2048'],
  ECDSA: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  Ed25519: ['ed25519'],
} as const;

export type KeyType = keyof typeof KEYS;

/** A folder of certificates for localhost, one of each kind of key. */
export function ownCertificates(): { readonly of: (type: KeyType) => Own; readonly clear: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'elb-tls-certificates-'));
  const made = new Map<KeyType, Own>();
  return {
    of: (type) => {
      const own = made.get(type) ?? selfSigned(folder, type);
      made.set(type, own);
      return own;
    },
    clear: () => rmSync(folder, { recursive: true }),
  };
}

function selfSigned(folder: string, type: KeyType): Own {
  const [keyFile, certFile] = [join(folder, `${type}.key`), join(folder, `${type}.pem`)];
  const key = ['-newkey', ...KEYS[type], '-nodes', '-keyout', keyFile, '-out', certFile];
  const names = [
    '-subj',
    `/CN=${type.toLowerCase()}.example`,
    '-addext',
    'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ];
  execFileSync('openssl', ['req', '-x509', '-days', '100', ...key, ...names], { stdio: 'pipe' });
  const cert = readFileSync(certFile, 'utf8');
  return { key: readFileSync(keyFile, 'utf8'), cert, der: new X509Certificate(cert).raw, keyFile, certFile };
}
