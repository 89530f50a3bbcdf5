import { MalformedError } from './malformed';
import { Reader } from './reader';

/** What a server chose of what was offered. */
export interface ServerHello {
  /** The version, by its number. */
  readonly version: number;
  readonly suite: number;
  /** The group of TLS 1.3, or `null`. Older versions name theirs in ServerKeyExchange. */
  readonly group: number | null;
  readonly alpn: string | null;
}

const EXTENSION = { alpn: 16, supportedVersions: 43, keyShare: 51 } as const;

/**
 * Reads a ServerHello, or a HelloRetryRequest, which looks the same and wants another hello first: what it chose stands
 * already (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3).
 *
 * @throws MalformedError
 */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new Reader(body, 'the ServerHello');
  const legacyVersion = reader.uint16();
  reader.take(32);
  const session = reader.vector(1);
  if (session.length > 32)
    throw new MalformedError(`the ServerHello has a session id of ${session.length} bytes`);
  const suite = reader.uint16();
  reader.uint8();
  const extensions = reader.left === 0 ? new Map<number, Uint8Array>() : extensionsIn(reader.vector(2));
  const version = extensions.get(EXTENSION.supportedVersions);
  const share = extensions.get(EXTENSION.keyShare);
  const alpn = extensions.get(EXTENSION.alpn);
  return {
    version: version === undefined ? legacyVersion : new Reader(version, 'supported_versions').uint16(),
    suite,
    group: share === undefined ? null : new Reader(share, 'key_share').uint16(),
    alpn: alpn === undefined ? null : alpnIn(alpn),
  };
}

function extensionsIn(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new Reader(bytes, 'the list of extensions');
  const found = new Map<number, Uint8Array>();
  while (reader.left > 0) {
    const type = reader.uint16();
    if (found.has(type)) throw new MalformedError(`the ServerHello has the extension ${type} twice`);
    found.set(type, reader.vector(2));
  }
  return found;
}

/** RFC 7301: one name. */
function alpnIn(bytes: Uint8Array): string {
  const list = new Reader(new Reader(bytes, 'ALPN').vector(2), 'ALPN');
  return Buffer.from(list.vector(1)).toString('latin1');
}
