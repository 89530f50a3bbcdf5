import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

/** What gzip begins with (RFC 1952): a name proves nothing. */
const GZIP = [0x1f, 0x8b] as const;

/** So much at once: larger parts are no faster, smaller ones are. */
const PART = 256 * 1024;

/**
 * The bytes of a file, unpacked where it is gzip, whatever it is called. Members that follow each other are one text.
 *
 * @throws what the source throws; `Z_BUF_ERROR` where gzip ends too early, another of zlib's codes where it is damaged
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
  yield* gunzip;
}

/** What waits in a stream must not be overwritten by the next part. */
async function* copies(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield head;
  for await (const part of rest) yield new Uint8Array(part);
}
