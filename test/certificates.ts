import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Certificates of the OpenSSL of this machine, made for one run of the tests. */

/** How a certificate is to be. */
export interface Wanted {
  /** Default: `shop.example.com`. None: its subject is an organisation. */
  readonly names?: readonly string[];
  /** As `openssl req -newkey` takes it. Default: RSA, 2048 bits. */
  readonly key?: readonly string[];
  /** Default: sha256. */
  readonly hash?: string;
  /** From when until when it is valid. */
  readonly from?: Date;
  readonly until: Date;
  /** Without the identifier of its issuer's key: then the name alone says who issued it. */
  readonly isByName?: true;
}

/** A certificate in PEM. */
export interface Made {
  readonly pem: string;
}

export const EC_KEY = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

/** A certificate authority of two steps: a root, and an intermediate that issues. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'elb-tls-authority-'));
  readonly #names = new Map<string, string>();
  #number = 0;
  readonly root: Made;
  readonly intermediate: Made;

  constructor() {
    this.root = this.#request('root', ['-x509', '-days', '3650', ...CA], ['rsa:2048'], '/CN=Test Root');
    this.intermediate = this.#issued('intermediate', 'root', {
      key: ['rsa:2048'],
      subject: '/CN=Test Intermediate',
      extension: 'basicConstraints=critical,CA:TRUE',
      until: new Date('2045-01-01T00:00:00Z'),
    });
  }

  /** One that the intermediate has issued. */
  issue({ names = ['shop.example.com'], key = ['rsa:2048'], isByName, ...wanted }: Wanted): Made {
    return this.#issued(this.#next(), 'intermediate', {
      ...wanted,
      key,
      subject: names.length === 0 ? '/O=Nobody' : `/CN=${names[0]}`,
      extension: [
        ...(names.length === 0 ? [] : [`subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`]),
        ...(isByName === true ? ['authorityKeyIdentifier=none'] : []),
      ].join('\n'),
    });
  }

  /** One that has signed itself, valid until a day so many days from now. */
  selfSigned(days: number, key: readonly string[] = ['rsa:2048']): Made {
    const name = this.#next();
    return this.#issued(name, name, {
      key,
      subject: '/CN=shop.example.com',
      extension: 'subjectAltName=DNS:shop.example.com',
      until: new Date(Date.now() + days * 86_400_000),
    });
  }

  /** The private key of one that was made here, for who takes no certificate without. */
  keyOf({ pem }: Made): string {
    const name = this.#names.get(pem);
    if (name === undefined) throw new Error('that certificate is of somebody else');
    return readFileSync(this.#at(`${name}.key`), 'utf8');
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #next(): string {
    this.#number += 1;
    return `certificate-${this.#number}`;
  }

  #kept(name: string): Made {
    const pem = readFileSync(this.#at(`${name}.pem`), 'utf8');
    this.#names.set(pem, name);
    return { pem };
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  #request(name: string, args: readonly string[], key: readonly string[], subject: string): Made {
    const files = [
      '-newkey',
      ...key,
      '-nodes',
      '-keyout',
      this.#at(`${name}.key`),
      '-out',
      this.#at(`${name}.pem`),
    ];
    openssl(['req', ...files, '-subj', subject, ...args]);
    return this.#kept(name);
  }

  /** `openssl ca`, which alone takes both ends of the time that a certificate is valid. */
  #issued(
    name: string,
    issuer: string,
    {
      key,
      subject,
      extension,
      hash = 'sha256',
      from = new Date('2020-01-01T00:00:00Z'),
      until,
    }: Omit<Wanted, 'names' | 'isByName'> & {
      readonly key: readonly string[];
      readonly subject: string;
      readonly extension: string;
    },
  ): Made {
    const request = [
      '-newkey',
      ...key,
      '-nodes',
      '-keyout',
      this.#at(`${name}.key`),
      '-out',
      this.#at(`${name}.csr`),
    ];
    openssl(['req', ...request, '-subj', subject]);
    writeFileSync(this.#at('index.txt'), '');
    writeFileSync(this.#at('ca.cnf'), settings(this.#folder, extension));
    const own = issuer === name ? ['-selfsign'] : ['-cert', this.#at(`${issuer}.pem`)];
    const signer = [...own, '-keyfile', this.#at(`${issuer}.key`)];
    const times = ['-startdate', stamp(from), '-enddate', stamp(until)];
    const files = ['-in', this.#at(`${name}.csr`), '-out', this.#at(`${name}.pem`)];
    openssl([
      'ca',
      '-batch',
      '-notext',
      '-config',
      this.#at('ca.cnf'),
      '-md',
      hash,
      ...signer,
      ...times,
      ...files,
    ]);
    return this.#kept(name);
  }
}

const CA = ['-addext', 'basicConstraints=critical,CA:TRUE'];

function settings(folder: string, extension: string): string {
  return [
    '[ca]',
    'default_ca=own',
    '[own]',
    `database=${join(folder, 'index.txt')}`,
    `new_certs_dir=${folder}`,
    `serial=${join(folder, 'serial')}`,
    'rand_serial=yes',
    'policy=any',
    'unique_subject=no',
    'x509_extensions=extensions',
    '[any]',
    'commonName=optional',
    'organizationName=optional',
    '[extensions]',
    extension,
    '',
  ].join('\n');
}

/** `20261122060000Z`. */
function stamp(time: Date): string {
  return `${time.toISOString().replaceAll(/[-:T]|\.\d+Z/g, '')}Z`;
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
