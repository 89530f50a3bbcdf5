import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** What gzip begins with (RFC 1952): a name proves nothing. */
const GZIP = [0x1f, 0x8b] as const;

/** Gzip that ends too early, or is none; named by zlib's code (`Z_BUF_ERROR` is the former). */
class GzipError extends Error {
  override readonly name: string;
  constructor(code: string) {
    super(code === 'Z_BUF_ERROR' ? 'its gzip ends too early' : 'its gzip is damaged');
    this.name = code;
  }
}

/** So much at once: larger parts are no faster, smaller ones are. */
const PART = 256 * 1024;

/**
 * The bytes of a file, unpacked where it is gzip, whatever it is called. Members that follow each other are one text.
 *
 * @throws what the source throws, or a GzipError
 */
export async function* unpacked(parts: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = parts[Symbol.asyncIterator]();
  try {
    let head: Uint8Array = new Uint8Array();
    while (head.length < GZIP.length) {
      const { value, done } = await source.next();
      if (done === true) break;
      // Copied: the part may be overwritten when the next one is asked for.
      head = Buffer.concat([head, value]);
    }
    const rest = { [Symbol.asyncIterator]: () => source };
    if (GZIP.every((byte, index) => head[index] === byte)) yield* gunzipped(head, rest);
    else {
      if (head.length > 0) yield head;
      yield* rest;
    }
  } finally {
    await source.return?.();
  }
}

async function* gunzipped(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PART });
  // What goes wrong on the way in comes out where the parts are read.
  pipeline(copies(head, rest), gunzip).catch(() => undefined);
  try {
    yield* gunzip;
  } catch (error) {
    const code = zlibCode(error);
    throw code === null ? error : new GzipError(code);
  }
}

/** What waits in a stream must not be overwritten by the next part. */
async function* copies(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield head;
  for await (const part of rest) yield new Uint8Array(part);
}

function zlibCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' && error.code.startsWith('Z_') ? error.code : null;
}
