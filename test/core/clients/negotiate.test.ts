import * as fc from 'fast-check';
import type { Client, Protocol } from '../../../lambda/core/clients/client';
import { negotiate, type CertificateKey, type Server } from '../../../lambda/core/clients/negotiate';
import { isTls13 } from '../../../lambda/core/clients/suites';
import type { Policy } from '../../../lambda/core/policy/policy';
import { CLASSIC, classicPolicy, ELBV2, policy } from '../catalogue';
import { full } from '../../vocabulary';
import { opensslServer } from './openssl';

jest.setTimeout(120_000);

const serverOf = ({ protocols, ciphers }: Policy, decides = true): Server => ({
  protocols,
  ciphers,
  decides,
  postQuantum: false,
});

const client = (highest: Protocol, ciphers: readonly string[], lowest: Protocol = 'TLSv1'): Client => ({
  name: 'a client',
  lowest,
  highest,
  ciphers,
  groups: [],
});

/** What this OpenSSL is built without, so that it can play neither side of it: RC4, 3DES, export, SSL 3.0, DSS certificates. */
const NOT_IN_OPENSSL = /RC4|DES|EXP|SEED|KRB5|PSK|DSS|IDEA|DH-|RC2/;
const canPlay = ({ protocols, ciphers }: Policy): boolean =>
  !protocols.includes('SSLv3') &&
  !ciphers.some((cipher) => NOT_IN_OPENSSL.test(cipher.replace(/ECDHE-/, '')));

const playable = [
  ...new Map([...ELBV2, ...CLASSIC].filter(canPlay).map((each) => [contents(each), each])).values(),
];
const left = [...ELBV2, ...CLASSIC].filter((each) => !canPlay(each)).map(({ name }) => name);

function contents({ protocols, ciphers }: Policy): string {
  return [...protocols.toSorted(), '', ...ciphers].join();
}

const TLS13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const TLS12 = [...new Set(ELBV2.flatMap(({ ciphers }) => ciphers))].filter(
  (cipher) => !isTls13(cipher) && !NOT_IN_OPENSSL.test(cipher.replace(/ECDHE-/, '')),
);

/** Each cipher alone at each version that OpenSSL lets a client have it with, and some that have several. */
const CLIENTS: readonly Client[] = [
  ...TLS12.map((cipher) => client('TLSv1.2', [cipher])),
  ...TLS13.map((cipher) => client('TLSv1.3', [cipher, 'AES128-SHA'])),
  ...(['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const).map((highest) => client(highest, TLS12)),
  client('TLSv1.3', [...TLS13, ...TLS12]),
  client('TLSv1.3', TLS13, 'TLSv1.3'),
  client('TLSv1.2', TLS12.toReversed()),
  client('TLSv1.1', ['AES256-SHA', 'AES128-SHA']),
  client('TLSv1.2', ['AES128-SHA', 'ECDHE-RSA-CHACHA20-POLY1305'], 'TLSv1.2'),
];

const ours = (server: Server, each: Client, certificate: CertificateKey) => {
  const agreement = negotiate(server, each, certificate);
  return agreement.connects ? { protocol: agreement.protocol, cipher: agreement.cipher } : null;
};

describe('over the whole catalogue, OpenSSL comes to the same', () => {
  it('but for what it is built without', () => {
    expect(left).toEqual([
      full('TLS-1-0-2015-04'),
      full('2015-05'),
      full('2015-03'),
      full('2015-02'),
      'ELBSample-ELBDefaultCipherPolicy',
      'ELBSample-OpenSSLDefaultCipherPolicy',
    ]);
    expect(playable.length).toBeGreaterThan(20);
  });

  it.each(playable)('$name', async (each) => {
    for (const certificate of ['rsa', 'ecdsa', null] as const) {
      const server = serverOf(each);
      const openssl = await opensslServer(server, certificate);
      try {
        for (const one of CLIENTS)
          expect([certificate, one, await openssl.handshake(one)]).toEqual([
            certificate,
            one,
            ours(server, one, certificate),
          ]);
      } finally {
        openssl.stop();
      }
    }
  });

  it('with clients of any sort', async () => {
    const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
    const clients = fc
      .record({
        ends: fc.tuple(fc.nat(3), fc.nat(3)),
        older: fc.shuffledSubarray(TLS12, { minLength: 1 }),
        newer: fc.shuffledSubarray(TLS13, { minLength: 1 }),
      })
      .map(({ ends: [one, other], older, newer }) => {
        const [lowest, highest] = [versions[Math.min(one, other)], versions[Math.max(one, other)]];
        const ciphers = highest === 'TLSv1.3' ? [...newer, ...older] : older;
        return client(highest ?? 'TLSv1.3', ciphers, lowest);
      });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...playable),
        fc.constantFrom('rsa' as const, 'ecdsa' as const),
        fc.boolean(),
        fc.array(clients, { minLength: 3, maxLength: 6 }),
        async (each, certificate, decides, some) => {
          const server = serverOf(each, decides);
          const openssl = await opensslServer(server, certificate);
          try {
            for (const one of some)
              expect(await openssl.handshake(one)).toEqual(ours(server, one, certificate));
          } finally {
            openssl.stop();
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('what OpenSSL cannot play', () => {
  const oldest = serverOf(classicPolicy('ELBSample-OpenSSLDefaultCipherPolicy'), false);

  it.each<[string, Client, string | null]>([
    ['SSL 3.0 with RC4', client('SSLv3', ['RC4-SHA'], 'SSLv3'), 'SSLv3 RC4-SHA'],
    [
      '3DES first, as the client has it',
      client('TLSv1', ['DES-CBC3-SHA', 'AES128-SHA']),
      'TLSv1 DES-CBC3-SHA',
    ],
    ['a cipher of TLS 1.2', client('TLSv1.2', ['AES128-SHA256']), null],
    ['a range above', client('TLSv1.3', ['AES128-SHA'], 'TLSv1.2'), null],
  ])('%s', (_, each, expected) => {
    const agreed = ours(oldest, each, null);
    expect(agreed && `${agreed.protocol} ${agreed.cipher}`).toBe(expected);
  });

  it('is the same suite under both of its names', () => {
    const old = serverOf(classicPolicy('ELBSample-ELBDefaultCipherPolicy'), true);
    expect(ours(old, client('TLSv1', ['DHE-RSA-DES-CBC3-SHA']), 'rsa')).toEqual({
      protocol: 'TLSv1',
      cipher: 'EDH-RSA-DES-CBC3-SHA',
    });
  });
});

describe('the obstacle', () => {
  const modern = serverOf(policy('TLS13-1-2-Res-PQ-2025-09'));

  it.each<[string, Client, CertificateKey, object]>([
    [
      'a version',
      client('TLSv1.1', ['AES128-SHA']),
      null,
      { kind: 'protocol', client: ['TLSv1', 'TLSv1.1'] },
    ],
    ['a cipher', client('TLSv1.2', ['AES128-SHA']), null, { kind: 'cipher', protocol: 'TLSv1.2' }],
    // The version is agreed on first: that TLS 1.2 would have done helps nobody.
    [
      'a cipher of the highest version',
      client('TLSv1.3', ['TLS_AES_128_CCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256']),
      null,
      { kind: 'cipher', protocol: 'TLSv1.3' },
    ],
    [
      'a certificate',
      client('TLSv1.2', ['ECDHE-ECDSA-AES128-GCM-SHA256']),
      'rsa',
      { kind: 'certificate', ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256'] },
    ],
  ])('%s', (_, each, certificate, obstacle) => {
    expect(negotiate(modern, each, certificate)).toMatchObject({ connects: false, obstacle });
  });
});

describe('the key exchange is post-quantum', () => {
  const hybrid = { ...serverOf(policy('TLS13-1-2-Res-PQ-2025-09')), postQuantum: true };
  const offers = (...groups: readonly string[]) => ({ ...client('TLSv1.3', TLS13), groups });

  it.each([
    [hybrid, offers('X25519MLKEM768', 'x25519'), true],
    [hybrid, offers('x25519'), false],
    [hybrid, offers('X25519Kyber768Draft00', 'x25519'), false],
    [hybrid, offers(), null],
    [{ ...hybrid, postQuantum: false }, offers('X25519MLKEM768'), false],
    [hybrid, { ...client('TLSv1.2', TLS12), groups: ['X25519MLKEM768'] }, false],
  ])('%#', (server, each, expected) => {
    expect(negotiate(server, each, null)).toMatchObject({ connects: true, postQuantum: expected });
  });
});
