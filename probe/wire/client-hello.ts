import type { Protocol } from '../../lambda/core/clients/client';
import { codeOfProtocol } from './protocols';
import { uint16, uint24, uint8, vector } from './writer';

/** What a hello asks for. */
export interface Offer {
  /** This version and no other. */
  readonly protocol: Protocol;
  /** The suites, in this order. */
  readonly suites: readonly number[];
  /** The groups, in this order; none for a hello without ECDHE. */
  readonly groups: readonly number[];
  /** The public keys that come along (TLS 1.3), by group. None asks the server to name its group first. */
  readonly keyShares: readonly { readonly group: number; readonly key: Uint8Array }[];
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** 32 bytes. */
  readonly random: Uint8Array;
}

/**
 * ECDSA, Ed25519, Ed448, RSA-PSS and PKCS #1 with every hash, DSA and SHA-1 among them (RFC 8446, 4.2.3): what a
 * server can sign must not decide what it shows.
 */
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
  0x0601, 0x0303, 0x0301, 0x0402, 0x0302, 0x0203, 0x0201, 0x0202,
];

const RECORD_HANDSHAKE = 22;
const CLIENT_HELLO = 1;
const TLS12 = 0x0303;
/** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746): a careful server of SSL 3 wants to see it, and SSL 3 has no extensions. */
const RENEGOTIATION_SCSV = 0x00ff;

/**
 * A ClientHello in its record (RFC 8446, 4.1.2; for the older versions RFC 5246, 4346, 2246 and 6101). Only the first
 * flight of the server is wanted, so that nothing that follows has to be possible.
 */
export function clientHello(offer: Offer): Buffer {
  const { protocol, suites, random } = offer;
  const code = codeOfProtocol(protocol);
  const body = Buffer.concat([
    uint16(Math.min(code, TLS12)),
    random,
    // TLS 1.3 over old middle boxes sends a session id (RFC 8446, D.4).
    vector(1, protocol === 'TLSv1.3' ? random : Buffer.alloc(0)),
    vector(2, ...suites.map(uint16), ...(protocol === 'SSLv3' ? [uint16(RENEGOTIATION_SCSV)] : [])),
    vector(1, uint8(0)),
    ...(protocol === 'SSLv3' ? [] : [vector(2, ...extensionsOf(offer))]),
  ]);
  const message = Buffer.concat([uint8(CLIENT_HELLO), uint24(body.length), body]);
  // The record says TLS 1.0 whatever follows: some servers drop what they do not know (RFC 8446, 5.1).
  const recordVersion = Math.min(code, codeOfProtocol('TLSv1'));
  return Buffer.concat([uint8(RECORD_HANDSHAKE), uint16(recordVersion), vector(2, message)]);
}

function extensionsOf(offer: Offer): readonly Buffer[] {
  const { protocol, sni, groups, alpn } = offer;
  const code = codeOfProtocol(protocol);
  const isTls13 = protocol === 'TLSv1.3';
  return [
    ...(sni === null ? [] : [extension(0, vector(2, uint8(0), vector(2, Buffer.from(sni, 'latin1'))))]),
    ...(groups.length === 0 ? [] : [extension(10, vector(2, ...groups.map(uint16)))]),
    ...(groups.length === 0 || isTls13 ? [] : [extension(11, vector(1, uint8(0)))]),
    ...(code < TLS12 ? [] : [extension(13, vector(2, ...SIGNATURES.map(uint16)))]),
    ...(alpn.length === 0
      ? []
      : [extension(16, vector(2, ...alpn.map((name) => vector(1, Buffer.from(name, 'latin1')))))]),
    // Extended master secret (RFC 7627) and secure renegotiation (RFC 5746): some servers insist.
    ...(isTls13 ? [] : [extension(23), extension(0xff01, vector(1))]),
    ...(isTls13 ? tls13Extensions(offer, code) : []),
  ];
}

function tls13Extensions({ keyShares }: Offer, code: number): readonly Buffer[] {
  const shares = keyShares.map(({ group, key }) => Buffer.concat([uint16(group), vector(2, key)]));
  return [
    extension(43, vector(1, uint16(code))),
    extension(45, vector(1, uint8(1))),
    extension(51, vector(2, ...shares)),
  ];
}

function extension(type: number, body: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([uint16(type), vector(2, body)]);
}
