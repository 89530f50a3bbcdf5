import { execFileSync } from 'node:child_process';
import { suiteOf } from '../../lambda/core/clients/suites';
import { suitesFor } from '../../probe/wire/suites';
import { ownCertificates } from './certificates';
import { foundAt } from './found';
import { opensslServer } from './openssl';

/** Against OpenSSL of this machine, in processes of its own: what it was told to speak is what is found. */

jest.setTimeout(60_000);

const own = ownCertificates();
afterAll(() => own.clear());

const openssl = (...args: readonly string[]): string => execFileSync('openssl', args, { encoding: 'utf8' });
const ciphersOf = (list: string, flag = '-tls1_2'): readonly string[] =>
  openssl('ciphers', '-s', flag, list).trim().split(':');

it.each([
  ['-tls1', 'TLSv1'],
  ['-tls1_1', 'TLSv1.1'],
  ['-tls1_2', 'TLSv1.2'],
  ['-tls1_3', 'TLSv1.3'],
] as const)('%s is the one protocol that a server with this flag speaks', async (flag, protocol) => {
  const found = await foundAt(
    await opensslServer(own.of('RSA'), [flag, '-cipher', 'ALL:@SECLEVEL=0', '-www']),
  );

  const spoken = Object.entries(found.protocols).filter(([, speaks]) => speaks !== false);
  expect(spoken).toEqual([[protocol, true]]);
  expect(found.problems).toEqual([]);
});

it.each(['DEFAULT:@SECLEVEL=0', 'ECDHE+AESGCM:!ECDSA', 'AES128-SHA:AES256-SHA:@SECLEVEL=0', 'kRSA:!PSK'])(
  'the ciphers of %s are found, in its order',
  async (list) => {
    const server = await opensslServer(own.of('RSA'), ['-tls1_2', '-serverpref', '-cipher', list]);
    const found = await foundAt(server);

    const withRsa = ciphersOf(list).filter((name) => !/ECDSA|PSK|SRP|DSS/.test(name));
    expect(found.ciphers?.['TLSv1.2']).toEqual(withRsa);
    expect(found.serverPreference).toBe(true);
  },
);

it.each(['P-256', 'X25519:P-384', 'P-521:P-256:X448', 'brainpoolP256r1:P-256'])(
  'the groups %s are found',
  async (groups) => {
    const server = await opensslServer(own.of('RSA'), ['-groups', groups, '-serverpref', '-tls1_2']);
    const names: Readonly<Record<string, string>> = {
      'P-256': 'secp256r1',
      'P-384': 'secp384r1',
      'P-521': 'secp521r1',
      X25519: 'x25519',
      X448: 'x448',
    };

    expect((await foundAt(server)).groups?.toSorted()).toEqual(
      groups
        .split(':')
        .map((name) => names[name] ?? name)
        .toSorted(),
    );
  },
);

it('an ECDSA key beside the RSA key hides no curve', async () => {
  const { certFile, keyFile } = own.of('ECDSA');
  const both = ['-dcert', certFile, '-dkey', keyFile];
  const flags = ['-tls1_2', '-serverpref', '-groups', 'P-256:X25519:P-384'];
  const server = await opensslServer(own.of('RSA'), [...both, ...flags]);

  expect((await foundAt(server)).groups?.toSorted()).toEqual(['secp256r1', 'secp384r1', 'x25519']);
});

it('a server that insists on a client certificate is told all the same', async () => {
  const found = await foundAt(await opensslServer(own.of('RSA'), ['-Verify', '1', '-alpn', 'h2']));

  expect(found).toMatchObject({
    protocols: { 'TLSv1.2': true, 'TLSv1.3': true },
    alpn: ['h2'],
    problems: [],
  });
  expect(found.certificates).toHaveLength(1);
});

it('every suite that OpenSSL knows is asked for, under its name and number', () => {
  const known = openssl('ciphers', '-V', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0')
    .trim()
    .split('\n')
    .map((line) => /^\s*0x(..),0x(..) - (\S+)\s+(\S+)/.exec(line))
    .flatMap((match) => (match === null ? [] : [match.slice(1)]));
  expect(known.length).toBeGreaterThan(100);
  for (const [high = '', low = '', name, version] of known) {
    const code = Number.parseInt(high + low, 16);
    expect([suiteOf(code), suitesFor(version === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2').includes(code)]).toEqual([
      name,
      true,
    ]);
  }
});
