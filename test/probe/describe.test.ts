import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCertificate } from '../../probe/certificates/describe';
import { foundAt } from './found';
import { tlsServer } from './servers';

/** Certificates of OpenSSL, in the words of the report. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elb-tls-describe-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

function made(name: string, ...args: readonly string[]): Buffer {
  const files = ['-nodes', '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  execFileSync('openssl', ['req', '-x509', '-days', '3', ...files, ...args], { stdio: 'pipe' });
  return new X509Certificate(readFileSync(at(`${name}.pem`))).raw;
}

const P384 = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'];
const PSS = ['-newkey', 'rsa:1024', '-sigopt', 'rsa_padding_mode:pss'];

it.each([
  [
    'the common name where there is no other',
    [...P384, '-sha384', '-subj', '/O=Shop/CN=a.example'],
    {
      subject: 'O=Shop, CN=a.example',
      names: ['a.example'],
      key: { type: 'EC', bits: 384 },
      signature: 'ecdsa-with-SHA384',
    },
  ],
  [
    'all alternative names',
    [
      ...PSS,
      '-subj',
      '/CN=a.example',
      '-addext',
      'subjectAltName=DNS:b.example,DNS:*.c.example,IP:2001:db8::1',
    ],
    {
      names: ['b.example', '*.c.example', '2001:DB8:0:0:0:0:0:1'],
      key: { type: 'RSA', bits: 1024 },
      signature: 'rsassaPss',
    },
  ],
  [
    'no name at all',
    ['-newkey', 'ed448', '-subj', '/'],
    {
      subject: '',
      names: [],
      key: { type: 'Ed448', bits: 456 },
      signature: 'ED448',
    },
  ],
  [
    'SHA-1',
    ['-newkey', 'rsa:2048', '-sha1', '-subj', '/CN=old.example'],
    { signature: 'sha1WithRSAEncryption' },
  ],
] as const)('%s', (_what, args, expected) => {
  expect(describeCertificate(made('one', ...args), true)).toMatchObject({ ...expected, leaf: true });
});

it('of TLS 1.3, the chain is what the server sends, and no more', async () => {
  made('ca', ...P384, '-subj', '/CN=Our CA');
  made('leaf', ...P384, '-subj', '/CN=leaf.example', '-CA', at('ca.pem'), '-CAkey', at('ca.key'));
  const [leaf, ca] = ['leaf.pem', 'ca.pem'].map((name) => readFileSync(at(name), 'utf8'));
  const key = readFileSync(at('leaf.key'), 'utf8');
  const shown = async (cert: string) => {
    const found = await foundAt(await tlsServer({ minVersion: 'TLSv1.3', cert, key }));
    return found.certificates?.map(({ subject, issuer, leaf: isLeaf }) => [subject, issuer, isLeaf]);
  };

  expect(await shown(`${leaf}`)).toEqual([['CN=leaf.example', 'CN=Our CA', true]]);
  expect(await shown(`${leaf}${ca}`)).toEqual([
    ['CN=leaf.example', 'CN=Our CA', true],
    ['CN=Our CA', 'CN=Our CA', false],
  ]);
});
