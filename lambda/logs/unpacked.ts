import { createGunzip, type Gunzip } from 'node:zlib';

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
      // Copied where it is not enough: the part may be overwritten when the next one is asked for.
      head = head.length === 0 && value.length >= GZIP.length ? value : Buffer.concat([head, value]);
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
  feed(gunzip, head, rest).catch((error: unknown) =>
    gunzip.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  yield* gunzip;
}

/**
 * Each part is used up before the next one is asked for, so that none has to be copied: a copy is needed for as long as it takes to
 * read what it unpacks to, and by then counts as old, which V8 looks at late.
 */
async function feed(gunzip: Gunzip, head: Uint8Array, rest: AsyncIterable<Uint8Array>): Promise<void> {
  await written(gunzip, head);
  for await (const part of rest) await written(gunzip, part);
  gunzip.end();
}

function written(gunzip: Gunzip, part: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    gunzip.write(part, (error) => (error ? reject(error) : resolve()));
  });
}
