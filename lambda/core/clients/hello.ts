import { UserError } from '../user-error';
import { PROTOCOLS, type Client, type Protocol } from './client';
import { groupOf } from './groups';
import { isGrease, isSignal, suiteOf } from './suites';

/** A ClientHello in bytes (RFC 8446, 4.1.2; the same form since RFC 2246): as a capture shows it. */

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const EXTENSIONS = { groups: 10, versions: 43 } as const;

/** `0x0303` is TLS 1.2: the number has counted on from SSL 3.0. */
const VERSIONS: ReadonlyMap<number, Protocol> = new Map(
  PROTOCOLS.map((protocol, index) => [0x0300 + index, protocol]),
);

/** What a client says that has no field for its lowest version: nothing. It is taken to speak down to TLS 1.0. */
const LOWEST_UNSAID = 'TLSv1';

/**
 * What a ClientHello offers, given as a TLS record (or several, if it is in pieces) or as the handshake message alone.
 *
 * @throws UserError where the bytes are something else, or end too early
 */
export function readHello(bytes: Uint8Array, name: string): Client {
  const message = new Reader(messageOf(bytes));
  const type = message.number(1, 'its type');
  if (type !== CLIENT_HELLO) throw wrong(`handshake message ${type}, and a ClientHello is ${CLIENT_HELLO}`);
  const hello = message.part(3, 'the hello');
  const legacy = hello.number(2, 'its version');
  hello.skip(32, 'its random');
  hello.part(1, 'the session id');
  const codes = hello.part(2, 'the cipher suites').numbers(2);
  hello.part(1, 'the compression methods');
  const extensions = extensionsOf(hello);
  return clientOf({
    name,
    legacy,
    versions: listIn(extensions.get(EXTENSIONS.versions), 1),
    codes,
    groups: listIn(extensions.get(EXTENSIONS.groups), 2) ?? [],
  });
}

/** What a hello or a fingerprint of one says, in the registries' numbers. */
export interface Numbers {
  readonly name: string;
  /** The version in the old field: no more than TLS 1.2 stands there. */
  readonly legacy: number;
  /** supported_versions, where it is there. */
  readonly versions: readonly number[] | null;
  readonly codes: readonly number[];
  readonly groups: readonly number[];
}

/** @throws UserError where it speaks no protocol that is known */
export function clientOf({ name, legacy, versions, codes, groups }: Numbers): Client {
  const spoken = (versions ?? [legacy]).flatMap((version) => VERSIONS.get(version) ?? []);
  const ranks = spoken.map((protocol) => PROTOCOLS.indexOf(protocol));
  const highest = PROTOCOLS[Math.max(...ranks)];
  const lowest = versions === null ? lowestUnder(highest) : PROTOCOLS[Math.min(...ranks)];
  if (highest === undefined || lowest === undefined)
    throw wrong(`the versions ${(versions ?? [legacy]).map(hex).join(' ')}, of which none is known`);
  return {
    name,
    lowest,
    highest,
    ciphers: codes.filter((code) => !isGrease(code) && !isSignal(code)).map(suiteOf),
    groups: groups.filter((code) => !isGrease(code)).map(groupOf),
  };
}

/** The lowest protocol of a client that names its highest alone. */
export function lowestUnder(highest: Protocol | undefined): Protocol | undefined {
  return highest === 'SSLv3' ? highest : highest && LOWEST_UNSAID;
}

/** The handshake message, which may be in several records. */
function messageOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== HANDSHAKE_RECORD) return bytes;
  const records = new Reader(bytes);
  const parts: number[] = [];
  while (!records.isAtEnd() && records.number(1, 'a record') === HANDSHAKE_RECORD) {
    records.skip(2, 'the version of a record');
    parts.push(...records.part(2, 'a record').rest());
  }
  return Uint8Array.from(parts);
}

function extensionsOf(hello: Reader): ReadonlyMap<number, Reader> {
  const found = new Map<number, Reader>();
  if (hello.isAtEnd()) return found;
  const extensions = hello.part(2, 'the extensions');
  while (!extensions.isAtEnd()) {
    const type = extensions.number(2, 'an extension');
    found.set(type, extensions.part(2, 'an extension'));
  }
  return found;
}

/** The two-byte numbers of an extension that holds one list of them. */
function listIn(extension: Reader | undefined, lengthBytes: 1 | 2): readonly number[] | null {
  return extension?.part(lengthBytes, 'a list of an extension').numbers(2) ?? null;
}

/** Bytes that are read from the front. What is not there is the mistake of whoever copied them. */
class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at);
  }

  number(length: number, what: string): number {
    return this.take(length, what).reduce((number, byte) => number * 256 + byte, 0);
  }

  skip(length: number, what: string): void {
    this.take(length, what);
  }

  /** A part with its length before it. */
  part(lengthBytes: number, what: string): Reader {
    return new Reader(this.take(this.number(lengthBytes, what), what));
  }

  numbers(length: number): readonly number[] {
    const all: number[] = [];
    while (!this.isAtEnd()) all.push(this.number(length, 'a list'));
    return all;
  }

  private take(length: number, what: string): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length)
      throw wrong(`bytes that end too early: ${what} needs ${end - this.bytes.length} more`);
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}

function hex(number: number): string {
  return `0x${number.toString(16).padStart(4, '0')}`;
}

function wrong(got: string): UserError {
  return new UserError(
    `--client got a ClientHello with ${got}; copy the whole of it, from 16 03 (the record) or 01 00 (the message) on`,
  );
}
