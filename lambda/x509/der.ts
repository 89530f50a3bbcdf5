/** As much of DER (X.690) as it takes to find one identifier in a certificate. */

/** Bytes that are no DER. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

interface Element {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly rest: Uint8Array;
}

/** The algorithm that a certificate is signed with, as a dotted identifier (RFC 5280, 4.1.1.2). @throws DerError */
export function signatureIdentifier(certificate: Uint8Array): string {
  const whole = expected(certificate, SEQUENCE).body;
  const behindContents = expected(whole, SEQUENCE).rest;
  const algorithm = expected(behindContents, SEQUENCE).body;
  return dotted(expected(algorithm, OBJECT_IDENTIFIER).body);
}

function expected(bytes: Uint8Array, tag: number): Element {
  const element = first(bytes);
  if (element.tag !== tag) throw new DerError(`tag ${element.tag} where ${tag} belongs`);
  return element;
}

function first(bytes: Uint8Array): Element {
  const [tag, short] = bytes;
  if (tag === undefined || short === undefined) throw new DerError('cut off');
  const lengthBytes = short < 0x80 ? 0 : short - 0x80;
  if (lengthBytes > 4) throw new DerError('a length of more than four bytes');
  const start = 2 + lengthBytes;
  const length =
    lengthBytes === 0 ? short : bytes.subarray(2, start).reduce((value, byte) => value * 256 + byte, 0);
  if (start + length > bytes.length) throw new DerError('cut off');
  return { tag, body: bytes.subarray(start, start + length), rest: bytes.subarray(start + length) };
}

/** X.690, 8.19: seven bits a byte, the first two numbers in one. */
function dotted(bytes: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(value);
    value = 0;
  }
  const [head = 0, ...rest] = numbers;
  const top = Math.min(2, Math.floor(head / 40));
  return [top, head - 40 * top, ...rest].join('.');
}
