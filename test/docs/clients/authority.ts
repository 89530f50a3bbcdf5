import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The certificate of a server, and its key, as PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of this run, made by OpenSSL: nobody trusts it but who is given its root. */
export interface Authority {
  /** Its folder, which programs that are built for the run may use too. */
  readonly folder: string;
  /** The file with its root. */
  readonly root: string;
  /** The root of another one, which signed nothing. */
  readonly strange: string;
  /** A certificate for a name, that ends after so many days; -1: it has ended. */
  readonly sign: (name: string, days: number) => Leaf;
  readonly clear: () => void;
}

export function authority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'elb-tls-authority-'));
  const file = (name: string): string => join(folder, name);
  const newKey = (name: string): readonly string[] => [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    file(`${name}.key`),
  ];
  const makeRoot = (name: string): string => {
    openssl(
      'req',
      '-x509',
      ...newKey(name),
      '-days',
      '100',
      '-subj',
      `/CN=${name} root`,
      '-out',
      file(`${name}.pem`),
    );
    return file(`${name}.pem`);
  };
  const root = makeRoot('own');
  return {
    folder,
    root,
    strange: makeRoot('strange'),
    sign: (name, days) => {
      openssl('req', ...newKey(name), '-subj', `/CN=${name}`, '-out', file('request'));
      writeFileSync(file('extensions'), `subjectAltName=DNS:${name}\n`);
      const signed = [
        '-CA',
        root,
        '-CAkey',
        file('own.key'),
        '-CAcreateserial',
        '-extfile',
        file('extensions'),
      ];
      openssl(
        'x509',
        '-req',
        '-in',
        file('request'),
        ...signed,
        '-days',
        `${days}`,
        '-out',
        file(`${name}.pem`),
      );
      return {
        cert: readFileSync(file(`${name}.pem`), 'utf8'),
        key: readFileSync(file(`${name}.key`), 'utf8'),
      };
    },
    clear: () => rmSync(folder, { recursive: true }),
  };
}

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
