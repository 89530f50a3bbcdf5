import type { Clock } from '../../lambda/core/clock';
import type { Offer, Reply } from '../../lambda/core/verify/handshaker';
import { systemClock } from '../../lambda/runs/system-clock';
import { handshaker } from '../../probe/handshaker';
import { ownCertificates } from './certificates';
import { IMPATIENT } from './found';
import { opensslServer } from './openssl';
import { rawServer, type Running, tlsServer } from './servers';
import { simulatedServer } from './simulated';

/** Real sockets on loopback, under a name that is nobody's: the route leads there. */

jest.setTimeout(60_000);

const own = ownCertificates();
afterAll(() => own.clear());

const HOST = 'shop-1234567890.eu-west-1.elb.amazonaws.com';

const OFFERS: Readonly<Record<string, Offer>> = {
  oldest: { protocol: 'SSLv3', ciphers: ['RC4-SHA', 'AES128-SHA'] },
  old: { protocol: 'TLSv1', ciphers: ['ECDHE-RSA-AES128-SHA', 'AES128-SHA', 'ECDHE-ECDSA-AES128-SHA'] },
  weak: { protocol: 'TLSv1.2', ciphers: ['AES128-SHA', 'AES256-SHA'] },
  good: { protocol: 'TLSv1.2', ciphers: ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES256-GCM-SHA384'] },
  ecdsa: { protocol: 'TLSv1.2', ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256'] },
  newest: { protocol: 'TLSv1.3', ciphers: ['ECDHE-RSA-AES128-GCM-SHA256', 'TLS_AES_256_GCM_SHA384'] },
  none: { protocol: 'TLSv1.3', ciphers: ['AES128-SHA'] },
};

async function replies(
  server: Running,
  names: readonly string[],
  clock: Clock = systemClock,
): Promise<readonly Reply[]> {
  const ask = handshaker({ clock, route: () => ({ host: '127.0.0.1', port: server.port }) });
  try {
    return await ask(
      { host: HOST, port: 443 },
      names.flatMap((name) => OFFERS[name] ?? []),
    );
  } finally {
    await server.stop();
  }
}

const accepted = (cipher: string): Reply => ({ kind: 'accepted', cipher });
const REFUSED: Reply = { kind: 'refused' };

describe('handshakes with real servers', () => {
  it('are accepted and refused as OpenSSL does it today', async () => {
    const { cert, key } = own.of('RSA');
    const names = new Set<string>();
    const server = await tlsServer({
      SNICallback: (name, done) => {
        names.add(name);
        done(null);
      },
      cert,
      key,
      minVersion: 'TLSv1.2',
      ciphers: 'ECDHE+AESGCM:TLS_AES_256_GCM_SHA384',
    });

    expect(await replies(server, ['old', 'weak', 'good', 'ecdsa', 'newest', 'none'])).toEqual([
      REFUSED,
      REFUSED,
      // Its own order decides.
      accepted('ECDHE-RSA-AES256-GCM-SHA384'),
      REFUSED,
      accepted('TLS_AES_256_GCM_SHA384'),
      { kind: 'unplayed' },
    ]);
    expect([...names]).toEqual([HOST]);
  });

  it('are accepted with TLS 1.0, which no client of today offers any more', async () => {
    const server = await opensslServer(own.of('RSA'), ['-tls1', '-cipher', 'AES128-SHA:@SECLEVEL=0', '-www']);

    expect(await replies(server, ['old', 'good', 'newest'])).toEqual([
      accepted('AES128-SHA'),
      REFUSED,
      REFUSED,
    ]);
  });

  it('are accepted with SSL 3.0 and RC4, which OpenSSL has no longer', async () => {
    const server = await simulatedServer({
      protocols: ['SSLv3'],
      suites: [{ code: 0x0005, since: 'SSLv3', ecdhe: false }],
      groups: [],
      certificates: [own.of('RSA').der],
    });

    expect(await replies(server, ['oldest', 'old'])).toEqual([accepted('RC4-SHA'), REFUSED]);
  });

  it('that are hung up on are told so, after a second try', async () => {
    const server = await rawServer((socket) => socket.destroy());
    const { connections } = server;

    expect(await replies(server, ['old', 'good'])).toEqual([{ kind: 'hung-up' }, { kind: 'hung-up' }]);
    expect(connections()).toBe(4);
  });

  it('with a server that says nothing are one', async () => {
    const server = await rawServer(() => undefined);
    const { connections } = server;
    const silent: Reply = { kind: 'untold', why: 'no answer within 5 seconds' };

    expect(await replies(server, ['old', 'good', 'newest'], IMPATIENT)).toEqual([silent, silent, silent]);
    expect(connections()).toBe(1);
  });

  it('with a server of another language say so', async () => {
    const server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

    expect(await replies(server, ['good'])).toEqual([
      { kind: 'untold', why: expect.stringContaining('HTTP') },
    ]);
  });

  it('where nothing listens say so', async () => {
    const server = await tlsServer({});
    const { port } = server;
    await server.stop();
    const ask = handshaker({ clock: systemClock, route: () => ({ host: '127.0.0.1', port }) });
    const why = `127.0.0.1 port ${port} cannot be reached: nothing listens there`;

    expect(await ask({ host: HOST, port: 443 }, [{ protocol: 'TLSv1.2', ciphers: ['AES128-SHA'] }])).toEqual([
      { kind: 'untold', why },
    ]);
  });
});

it('asks one host ten times a second at the most, on whatever port and however often it is asked', async () => {
  const { cert, key } = own.of('RSA');
  const server = await tlsServer({ cert, key });
  const pauses: number[] = [];
  const clock: Clock = {
    ...systemClock,
    elapsed: () => 0,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  };
  const ask = handshaker({ clock, route: () => ({ host: '127.0.0.1', port: server.port }) });
  const offers = [OFFERS['good'], OFFERS['newest']].flatMap((offer) => offer ?? []);
  await ask({ host: HOST, port: 443 }, offers);
  await ask({ host: HOST, port: 8443 }, offers);
  await ask({ host: `other.${HOST}`, port: 443 }, offers);
  await server.stop();

  expect(pauses).toEqual([100, 200, 300, 100]);
});
