import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import type { Client } from '../../../lambda/core/clients/client';
import { readHello } from '../../../lambda/core/clients/hello';
import { KNOWN_CLIENTS, type KnownClient } from '../../../lambda/core/clients/known';
import { getsThrough } from '../../../lambda/core/clients/locked-out';
import { isTls13 } from '../../../lambda/core/clients/suites';
import type { Posture } from '../../../lambda/core/policy/posture';
import { posture } from '../catalogue';
import { portOf } from './openssl';
import { installed, NAMES, run, type Installed } from './programs';

/** What the table says of a client, and what happens: real programs against a server that behaves as a policy says. */

jest.setTimeout(180_000);

const HERE = installed();
const pem = (name: string): Buffer => readFileSync(join(__dirname, 'tls', name));

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(portOf(server.address()));
    });
  });
}

const HELLOS = new Map<string, Promise<Client>>();

/** What it says first: it is asked once. */
function helloOf(program: Installed): Promise<Client> {
  const hello = HELLOS.get(program.name) ?? capture(program);
  HELLOS.set(program.name, hello);
  return hello;
}

async function capture(program: Installed): Promise<Client> {
  const said: Buffer[] = [];
  const server = createPlainServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (part: Buffer) => {
      said.push(part);
      const bytes = Buffer.concat(said);
      if (bytes.length >= 5 && bytes.length >= 5 + bytes.readUInt16BE(3)) socket.destroy();
    });
  });
  await run(program, await listening(server));
  server.close();
  return readHello(Buffer.concat(said), program.name);
}

/** Whether a handshake came to its end with a server that has both kinds of certificate. */
async function connects(program: Installed, { protocols, ciphers }: Posture): Promise<boolean> {
  const lowest = (['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const).find((each) => protocols.has(each));
  const named = [...ciphers];
  let shaken = false;
  const server = createServer({
    key: [pem('rsa-key.pem'), pem('ecdsa-key.pem')],
    cert: [pem('rsa.pem'), pem('ecdsa.pem')],
    ciphers: [...named, ...(named.every(isTls13) ? ['AES128-SHA'] : []), '@SECLEVEL=0'].join(':'),
    ...(lowest === undefined ? {} : { minVersion: lowest }),
    maxVersion: protocols.has('TLSv1.3') ? 'TLSv1.3' : protocols.has('TLSv1.2') ? 'TLSv1.2' : 'TLSv1.1',
  });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    shaken = true;
    socket.on('error', () => undefined).end();
  });
  await run(program, await listening(server));
  server.close();
  return shaken;
}

const contents = (protocols: readonly string[], ciphers: readonly string[]): Posture => ({
  ...posture('2016-08'),
  protocols: new Set(protocols),
  ciphers: new Set(ciphers),
});

const POLICIES: readonly (readonly [string, Posture])[] = [
  ['2016-08', posture('2016-08')],
  ['TLS13-1-2-Res-2021-06', posture('TLS13-1-2-Res-2021-06')],
  ['TLS13-1-3-2021-06', posture('TLS13-1-3-2021-06')],
  // Without a signature: OpenSSL 3 takes none with SHA-1, which TLS 1.1 signs with (docs/clients.md).
  ['nothing but TLS 1.1', contents(['TLSv1.1'], ['AES128-SHA'])],
  ['RSA key exchange with CBC', contents(['TLSv1.2'], ['AES128-SHA256', 'AES256-SHA256'])],
];

/** What this machine has not got is named where the tests are listed. */
const MISSING = NAMES.filter((name) => !HERE.some((program) => program.name === name));

it(`${HERE.length} real clients are asked; not on this machine: ${MISSING.join(', ') || 'none'}`, () => {
  expect(HERE.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Node.js', 'curl', 'OpenSSL', 'Python', 'git', 'Python requests', 'AWS CLI']),
  );
});

const rowOf = (program: Installed): KnownClient | undefined =>
  KNOWN_CLIENTS.find(({ name }) => name === program.row?.(program.said));

const LISTED = HERE.flatMap((program) => {
  const row = rowOf(program);
  return row === undefined ? [] : [{ program, row }];
});

it.each(LISTED)('$row.name offers what its row says', async ({ program, row }) => {
  const { lowest, highest, ciphers, groups } = row;
  expect(await helloOf(program)).toMatchObject({ lowest, highest, ciphers, groups });
});

describe.each(HERE)('$name', (program) => {
  it.each(POLICIES)('gets through %s, or not, as what it offers says', async (_, policy) => {
    expect(await connects(program, policy)).toBe(getsThrough(await helloOf(program), policy));
  });
});
