import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { KnownPolicy } from '../../probe/policies/compare';
import { behaviourOf, policiesLike } from '../../probe/policies/match';
import { isTold } from '../../probe/report';
import { ownCertificates } from './certificates';
import { foundAt, IMPATIENT } from './found';
import { rawServer } from './servers';
import {
  alert,
  clientHelloIn,
  handshake,
  message,
  type Simulated,
  simulatedAnswer,
  u16,
  u8,
  vector,
} from './simulated';

/** Servers that do not do what they should: each is named, none is ever taken for a refusal or for fine. */

jest.setTimeout(60_000);

const own = ownCertificates();
afterAll(() => own.clear());

const HTTP = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n';
const NULLS = {
  protocols: { SSLv3: null, TLSv1: null, 'TLSv1.1': null, 'TLSv1.2': null, 'TLSv1.3': null },
  ciphers: null,
  serverPreference: null,
  groups: null,
  alpn: null,
  certificates: null,
};

const drip = (socket: Socket): void => {
  const timer = setInterval(() => socket.write(u8(22)), 20);
  socket.on('close', () => clearInterval(timer));
};

/** Takes the first suite of each hello. */
const everything = (socket: Socket, record: Buffer): void => {
  const { version, suites } = clientHelloIn(record);
  const hello = message(2, u16(version), randomBytes(32), u8(0), u16(suites[0] ?? 0), u8(0));
  socket.write(handshake(version, hello, message(14)));
};

describe('a server that', () => {
  it.each<[string, (socket: Socket, hello: Buffer) => void, RegExp]>([
    ['says nothing', () => undefined, /no answer within 5 seconds/],
    ['hangs up at once', (socket) => socket.end(), /hung up without a word/],
    ['resets', (socket) => socket.resetAndDestroy(), /hung up without a word/],
    [
      'closes in the middle of a record',
      (socket) => socket.end(Buffer.of(22, 3, 3)),
      /hung up without a word/,
    ],
    ['speaks HTTP', (socket) => socket.end(HTTP), /no TLS: the answer begins with "HTTP\//],
    ['speaks SSH', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), /no TLS: .*"SSH-2"/],
    ['sends what is no record', (socket) => socket.end(Buffer.alloc(4000, 0xff)), /no TLS/],
    ['drips a byte now and then', drip, /.+/],
    [
      'announces a record without end',
      (socket) => socket.write(Buffer.of(22, 3, 3, 255, 255)),
      /a record of 65535/,
    ],
    [
      'announces a message without end',
      (socket) => socket.write(Buffer.of(22, 3, 3, 0, 4, 2, 255, 255, 255)),
      /a message of/,
    ],
    [
      'warns and warns',
      (socket) => socket.write(Buffer.concat(Array.from({ length: 99 }, () => alert(90, 1)))),
      /but warnings/,
    ],
    ['sends empty records', (socket) => socket.write(Buffer.of(22, 3, 3, 0, 0)), /empty handshake/],
    [
      'sends data before the handshake',
      (socket) => socket.write(Buffer.of(23, 3, 3, 0, 1, 0)),
      /record of type 23/,
    ],
    [
      'begins with its certificate',
      (socket) => socket.write(handshake(771, message(11, vector(3)))),
      /before the ServerHello/,
    ],
    [
      'cuts its hello short',
      (socket) => socket.write(handshake(771, message(2, u16(771)))),
      /ServerHello is cut off/,
    ],
    [
      'refuses everything',
      (socket) => socket.end(alert(40)),
      /refuses every protocol .*alert 40, handshake_failure/,
    ],
    ['does not know the name', (socket) => socket.end(alert(112)), /no host named localhost \(alert 112/],
  ])('%s: nothing is told of it', async (_what, answer, problem) => {
    const found = await foundAt(await rawServer(answer), { clock: IMPATIENT });

    expect(found).toMatchObject(NULLS);
    expect(isTold(found)).toBe(false);
    expect(found.problems).toEqual([expect.stringMatching(problem)]);
    // A hang-up is asked again, once.
    expect(found.connections).toBeLessThanOrEqual(20);
  });

  it.each([
    ['a suite', 0x5600, 0, /TLSv1.2: it chose a cipher suite that was not offered, 0x5600/],
    ['a version', 0xc02f, 1, /SSLv3: it chose TLSv1, which was not offered/],
    ['a version that there is not', 0xc02f, 99, /it chose a version that nobody knows, 363/],
  ])('chooses %s that was not offered is not believed', async (_what, suite, more, problem) => {
    const server = await rawServer((socket, record) => {
      const version = clientHelloIn(record).version + more;
      const hello = message(2, u16(version), randomBytes(32), u8(0), u16(suite), u8(0));
      socket.write(handshake(771, hello, message(14)));
    });
    const found = await foundAt(server, { clock: IMPATIENT });

    expect(found).toMatchObject(NULLS);
    expect(found.problems.join()).toMatch(problem);
  });

  it('accepts whatever is offered comes to an end', async () => {
    const found = await foundAt(await rawServer(everything));

    expect(found.connections).toBeLessThanOrEqual(1000);
    expect(found.ciphers?.SSLv3?.length).toBeGreaterThan(90);
  });
});

/** TLS 1.2 with two suites, as it should be: what is broken is broken on top of it. */
const SOUND: Simulated = {
  protocols: ['TLSv1.2'],
  suites: [
    { code: 0xc02f, since: 'TLSv1.2', ecdhe: true },
    { code: 0x002f, since: 'SSLv3', ecdhe: false },
  ],
  groups: [29, 23],
  certificates: [],
};
const CIPHERS = { 'TLSv1.2': ['ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'] };

function sound(certificates: readonly Buffer[], hello: Buffer): Buffer {
  return simulatedAnswer({ ...SOUND, certificates }, hello);
}

function policyWith(protocols: readonly string[], ciphers: readonly string[]): KnownPolicy {
  return {
    name: 'ELBSecurityPolicy-Mine',
    types: [],
    protocols,
    ciphers,
    postQuantum: false,
  };
}

/** The same bytes of handshake, each in a record of its own. */
function inOneByteRecords(answer: Buffer): Buffer {
  if (answer[0] !== 22) return answer;
  const pieces = [...answer.subarray(5)].map((byte) => Buffer.of(22, 3, 3, 0, 1, byte));
  return Buffer.concat(pieces);
}

describe('what a server says is read', () => {
  it.each<[string, (answer: Buffer, socket: Socket) => void]>([
    ['in records of one byte', (answer, socket) => socket.write(inOneByteRecords(answer))],
    ['behind a warning', (answer, socket) => socket.write(Buffer.concat([alert(112, 1), answer]))],
    [
      'in two packets',
      (answer, socket) => {
        socket.write(answer.subarray(0, 3));
        setTimeout(() => socket.write(answer.subarray(3)), 2);
      },
    ],
  ])('%s', async (_how, send) => {
    const server = await rawServer((socket, hello) => send(sound([own.of('RSA').der], hello), socket));
    const found = await foundAt(server);

    expect(found).toMatchObject({ ciphers: CIPHERS, groups: ['x25519', 'secp256r1'], problems: [] });
    expect(found.certificates).toHaveLength(1);
  });

  it('with a chain of a hundred', async () => {
    const chain = Array.from({ length: 100 }, () => own.of('RSA').der);
    const found = await foundAt(await rawServer((socket, hello) => socket.write(sound(chain, hello))));

    expect(found.ciphers).toEqual(CIPHERS);
    expect(found.certificates?.map(({ leaf }) => leaf)).toEqual([
      true,
      ...Array.from({ length: 99 }, () => false),
    ]);
  });

  it.each([
    ['bytes that are none', Buffer.from('no certificate')],
    ['nothing at all', Buffer.alloc(0)],
  ])('with a certificate of %s, which is told', async (_what, certificate) => {
    const found = await foundAt(
      await rawServer((socket, hello) => socket.write(sound([certificate], hello))),
    );

    expect(found).toMatchObject({ ciphers: CIPHERS, certificates: null });
    expect(found.problems).toEqual([expect.stringMatching(/^certificate 1 of 1 cannot be read: /)]);
  });
});

it('a server that drops long hellos is told all the same, and in its own order', async () => {
  const suites = [0x0004, 0xc02f, 0x0005].map((code) => ({
    code,
    since: code === 0xc02f ? 'TLSv1.2' : 'SSLv3',
    ecdhe: code === 0xc02f,
  }));
  const server = await rawServer((socket, record) => {
    if (clientHelloIn(record).suites.length > 128) socket.destroy();
    else socket.write(simulatedAnswer({ ...SOUND, suites }, record));
  });
  const found = await foundAt(server);

  expect(found.ciphers).toEqual({ 'TLSv1.2': ['RC4-MD5', 'ECDHE-RSA-AES128-GCM-SHA256', 'RC4-SHA'] });
  expect(found.serverPreference).toBe(true);
});

describe('a server that gives up on the way', () => {
  it('after its hello: the protocol is told, its ciphers are not', async () => {
    const server = await rawServer((socket, record) => {
      const { version } = clientHelloIn(record);
      const hello = message(2, u16(771), randomBytes(32), u8(0), u16(0xc02f), u8(0));
      socket.write(version === 771 ? handshake(771, hello) : alert(70));
    });
    const found = await foundAt(server, { clock: IMPATIENT });

    expect(found.protocols).toMatchObject({ 'TLSv1.1': false, 'TLSv1.2': true });
    expect(found.ciphers).toEqual({ 'TLSv1.2': null });
    expect(found.groups).toBeNull();
    expect(found.problems[0]).toMatch(/broken off: no more within 5 seconds; .*ECDHE-RSA-AES128-GCM-SHA256/);
  });

  it('after some handshakes: the ciphers until then are no list', async () => {
    let left = 1;
    const server = await rawServer((socket, record) => {
      const hello = clientHelloIn(record);
      const isAnswered = hello.version !== 771 || hello.versions.length > 0 || left > 0;
      if (hello.suites.includes(0xc02f)) left -= 1;
      if (isAnswered) socket.write(sound([], record));
    });
    const found = await foundAt(server, { clock: IMPATIENT });

    expect(found.protocols).toMatchObject({ 'TLSv1.1': false, 'TLSv1.2': true, 'TLSv1.3': false });
    expect(found).toMatchObject({ ciphers: { 'TLSv1.2': null }, groups: null, serverPreference: null });
    expect(found.problems[0]).toMatch(
      /^TLSv1.2: not all ciphers could be told: no answer within 5 seconds; /,
    );
  });

  it('in one protocol: the others are told, and the groups, half of which hang on it, are not', async () => {
    const server = await rawServer((socket, record) => {
      if (clientHelloIn(record).versions.length === 0) socket.write(sound([], record));
    });
    const found = await foundAt(server, { clock: IMPATIENT });

    expect(found.protocols).toMatchObject({ 'TLSv1.1': false, 'TLSv1.2': true, 'TLSv1.3': null });
    expect(found).toMatchObject({ ciphers: CIPHERS, groups: null, serverPreference: true });
    expect(found.problems).toEqual(['TLSv1.3: no answer within 5 seconds']);
    const same = policiesLike(found, [policyWith(['TLSv1.2'], CIPHERS['TLSv1.2'])]);
    expect(same).toMatchObject([{ match: 'nearest', missing: { ciphers: [] }, extra: { ciphers: [] } }]);
    expect(behaviourOf(found, policyWith(['TLSv1.2'], CIPHERS['TLSv1.2'])).matches).toBeNull();
    expect(behaviourOf(found, policyWith(['TLSv1.2'], ['AES128-SHA'])).matches).toBe(false);
  });

  it('by hanging up for good: what it had not refused by then is not told', async () => {
    let left = 8;
    const server = await rawServer((socket, record) => {
      left -= 1;
      if (left >= 0) socket.write(sound([], record));
      else socket.destroy();
    });
    const found = await foundAt(server);

    expect(found.protocols['TLSv1.2']).toBe(true);
    expect(found).toMatchObject({ ciphers: { 'TLSv1.2': null }, groups: null, alpn: null });
    expect(found.problems.join()).toMatch(/it hung up, and has answered nothing since/);
  });

  it('and answers when it is asked again is told as if nothing had been', async () => {
    const seen = new Set<string>();
    const server = await rawServer((socket, record) => {
      const { version, versions, suites, groups } = clientHelloIn(record);
      const question = JSON.stringify([version, versions, suites, groups]);
      if (seen.has(question)) socket.write(sound([], record));
      else socket.destroy();
      seen.add(question);
    });

    expect(await foundAt(server)).toMatchObject({
      ciphers: CIPHERS,
      groups: ['x25519', 'secp256r1'],
      problems: [],
    });
  });

  it('by hanging up on what it does not speak: that is a refusal, next to an answer', async () => {
    const server = await rawServer((socket, record) => {
      if (clientHelloIn(record).version === 771) socket.write(sound([], record));
      else socket.destroy();
    });

    expect((await foundAt(server)).protocols).toEqual({
      SSLv3: false,
      TLSv1: false,
      'TLSv1.1': false,
      'TLSv1.2': true,
      'TLSv1.3': false,
    });
  });
});
