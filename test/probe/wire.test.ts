import { readHello } from '../../lambda/core/clients/hello';
import { suiteOf } from '../../lambda/core/clients/suites';
import { PROTOCOLS } from '../../lambda/core/clients/client';
import { clientHello } from '../../probe/wire/client-hello';
import { groupOf } from '../../lambda/core/clients/groups';
import { groupsOf } from '../../probe/wire/groups';
import { suitesFor } from '../../probe/wire/suites';
import { clientHelloIn } from './simulated';

const RANDOM = Buffer.alloc(32, 7);

it.each(PROTOCOLS)(
  'a hello of %s offers it and nothing else, as another reader of hellos takes it',
  (protocol) => {
    const suites = suitesFor(protocol).slice(0, 100);
    const bytes = clientHello({
      protocol,
      suites,
      groups: groupsOf('older').slice(0, 4),
      keyShares: [],
      sni: 'shop.example.com',
      alpn: ['h2'],
      random: RANDOM,
    });

    expect(readHello(bytes, 'ours')).toMatchObject({ highest: protocol, ciphers: suites.map(suiteOf) });
    const hello = clientHelloIn(bytes);
    const name = hello.extensions.get(0)?.toString().slice(5);
    expect(name).toBe(protocol === 'SSLv3' ? undefined : 'shop.example.com');
  },
);

it('a hello of SSL 3 is what RFC 6101 says, byte for byte', () => {
  const bytes = clientHello({
    protocol: 'SSLv3',
    suites: [5],
    groups: [],
    keyShares: [],
    sni: 'a',
    alpn: [],
    random: RANDOM,
  });

  // Record, message, version, random, no session, the suite and the signal of RFC 5746, no compression; no extension.
  expect(bytes.toString('hex')).toBe(`160300002f0100002b0300${'07'.repeat(32)}000004000500ff0100`);
});

it.each([
  [0x11ec, 'X25519MLKEM768'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [1, 'sect163k1'],
  [22, 'secp256k1'],
  [23, 'secp256r1'],
  [256, 'ffdhe2048'],
  [2, 'sect163r1'],
  [33, 'brainpoolP512r1tls13'],
  [0xfafa, '0xFAFA'],
])('group %d is %s', (code, name) => {
  expect(groupOf(code)).toBe(name);
});

it('each group that a hello can name has a name, which a client that offers it has as well', () => {
  const names = [...groupsOf('tls13'), ...groupsOf('older')].map(groupOf);
  expect(names.filter((name) => name.startsWith('0x'))).toEqual([]);
  expect(new Set(groupsOf('tls13')).size).toBe(21);
  expect(new Set(groupsOf('older')).size).toBe(30);
});

it('no suite is asked for twice, and TLS 1.3 shares none', () => {
  const tls13 = suitesFor('TLSv1.3');
  for (const protocol of PROTOCOLS)
    expect(new Set(suitesFor(protocol)).size).toBe(suitesFor(protocol).length);
  expect(suitesFor('TLSv1.2').filter((code) => tls13.includes(code))).toEqual([]);
});
