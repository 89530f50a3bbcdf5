import { randomBytes } from 'node:crypto';
import { type Running, rawServer } from './servers';

/**
 * A TLS server as far as its first flight, written from the RFCs and not from the probe: for what today's OpenSSL no
 * longer speaks (SSL 3, 3DES, RC4, export) or does not yet (ML-KEM).
 */
export interface Simulated {
  readonly protocols: readonly string[];
  /** Numbers, in the server's order. */
  readonly suites: readonly { readonly code: number; readonly since: string; readonly ecdhe: boolean }[];
  /** Groups in the server's order. */
  readonly groups: readonly number[];
  readonly certificates: readonly Buffer[];
  /** Whether the client's order decides. */
  readonly followsClient?: true;
}

const VERSIONS: Readonly<Record<string, number>> = {
  SSLv3: 768,
  TLSv1: 769,
  'TLSv1.1': 770,
  'TLSv1.2': 771,
  'TLSv1.3': 772,
};
const HANDSHAKE_FAILURE = 40;
const PROTOCOL_VERSION = 70;

export function simulatedServer(server: Simulated): Promise<Running> {
  return rawServer((socket, record) => socket.end(simulatedAnswer(server, record)));
}

/** What it writes to a client whose first record this is: its flight, or an alert. */
export function simulatedAnswer(server: Simulated, record: Buffer): Buffer {
  const hello = clientHelloIn(record);
  const answer = answerTo(server, hello);
  return typeof answer === 'number' ? alert(answer) : handshake(hello.version, ...answer);
}

function answerTo(server: Simulated, hello: Hello): readonly Buffer[] | number {
  const version = hello.versions[0] ?? hello.version;
  const protocol = Object.keys(VERSIONS).find((name) => VERSIONS[name] === version) ?? '';
  if (!server.protocols.includes(protocol)) return PROTOCOL_VERSION;
  const isTls13 = protocol === 'TLSv1.3';
  const group = server.groups.find((each) => hello.groups.includes(each));
  const able = server.suites.filter(
    ({ code, since, ecdhe }) =>
      hello.suites.includes(code) &&
      isTls13 === (since === 'TLSv1.3') &&
      version >= (VERSIONS[since] ?? 0) &&
      (!ecdhe || group !== undefined),
  );
  const order = server.followsClient
    ? able.toSorted((a, b) => hello.suites.indexOf(a.code) - hello.suites.indexOf(b.code))
    : able;
  const [suite] = order;
  if (suite === undefined || (isTls13 && group === undefined)) return HANDSHAKE_FAILURE;
  if (isTls13) return [serverHelloOfTls13(hello, suite.code, group ?? 0)];
  return [
    message(2, u16(version), randomBytes(32), u8(0), u16(suite.code), u8(0)),
    message(11, vector(3, ...server.certificates.map((each) => vector(3, each)))),
    ...(suite.ecdhe
      ? [message(12, u8(3), u16(group ?? 0), vector(1, Buffer.alloc(65)), Buffer.alloc(4))]
      : []),
    message(14),
  ];
}

const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');

/** Its own group counts, even at the price of another hello, as s2n-tls does it. */
function serverHelloOfTls13(hello: Hello, suite: number, group: number): Buffer {
  const isRetry = !hello.shares.includes(group);
  const share = isRetry ? u16(group) : Buffer.concat([u16(group), vector(2, Buffer.alloc(32))]);
  const extensions = [extension(43, u16(0x0304)), extension(51, share)];
  const random = isRetry ? RETRY : randomBytes(32);
  return message(
    2,
    u16(0x0303),
    random,
    vector(1, hello.session),
    u16(suite),
    u8(0),
    vector(2, ...extensions),
  );
}

export interface Hello {
  readonly version: number;
  readonly session: Buffer;
  readonly suites: readonly number[];
  readonly versions: readonly number[];
  readonly groups: readonly number[];
  readonly shares: readonly number[];
  readonly extensions: ReadonlyMap<number, Buffer>;
}

/** Reads what the probe writes, at fixed places: it fails loudly where the probe writes anything else. */
export function clientHelloIn(record: Buffer): Hello {
  if (record[0] !== 22 || record[5] !== 1) throw new Error('no ClientHello');
  let at = 43;
  const take = (length: number): Buffer => record.subarray(at, (at += length));
  const sized = (size: 1 | 2): Buffer => take(take(size).readUIntBE(0, size));
  const session = sized(1);
  const suites = numbersIn(sized(2));
  sized(1);
  const extensions = new Map<number, Buffer>();
  if (at < record.length) at += 2;
  while (at < record.length) extensions.set(take(2).readUInt16BE(0), sized(2));
  const shares: number[] = [];
  const keys = extensions.get(51)?.subarray(2) ?? Buffer.alloc(0);
  for (let place = 0; place < keys.length; place += 4 + keys.readUInt16BE(place + 2))
    shares.push(keys.readUInt16BE(place));
  return {
    version: record.readUInt16BE(9),
    session,
    suites,
    versions: numbersIn(extensions.get(43)?.subarray(1)),
    groups: numbersIn(extensions.get(10)?.subarray(2)),
    shares,
    extensions,
  };
}

function numbersIn(bytes: Buffer = Buffer.alloc(0)): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16BE(2 * index));
}

export const u8 = (value: number): Buffer => Buffer.of(value);
export const u16 = (value: number): Buffer => Buffer.of(value >> 8, value & 255);

export function vector(size: 1 | 2 | 3, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(size);
  length.writeUIntBE(body.length, 0, size);
  return Buffer.concat([length, body]);
}

export function extension(type: number, body: Buffer): Buffer {
  return Buffer.concat([u16(type), vector(2, body)]);
}

export function message(type: number, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([u8(type), vector(3, ...parts)]);
}

/** Messages in records of at most 16,384 bytes. */
export function handshake(version: number, ...messages: readonly Buffer[]): Buffer {
  const all = Buffer.concat(messages);
  const records: Buffer[] = [];
  for (let at = 0; at < all.length; at += 16_384)
    records.push(Buffer.concat([u8(22), u16(version), vector(2, all.subarray(at, at + 16_384))]));
  return Buffer.concat(records);
}

export function alert(description: number, level: 1 | 2 = 2): Buffer {
  return Buffer.of(21, 3, 1, 0, 2, level, description);
}
