/** Writes the presentation language of TLS (RFC 8446, 3). */

export function uint8(value: number): Buffer {
  return Buffer.of(value);
}

export function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

export function uint24(value: number): Buffer {
  return Buffer.of(value >> 16, (value >> 8) & 0xff, value & 0xff);
}

const LENGTH = { 1: uint8, 2: uint16, 3: uint24 } as const;

/** A vector: its length in so many bytes, then these parts. */
export function vector(lengthBytes: 1 | 2 | 3, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([LENGTH[lengthBytes](body.length), body]);
}
