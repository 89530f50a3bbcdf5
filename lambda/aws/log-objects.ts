import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { beforeAbort, NO_DEADLINE } from '../core/deadline';
import type { LogFile } from '../core/impact/log-file';

/** Where logs lie in S3. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * The objects below a prefix, in the order in which S3 lists them, page by page: however many there are. The bucket may be of
 * any account that lets the caller read it.
 *
 * @throws what AWS answers to ListObjectsV2; an object that cannot be read throws when it is opened. OutOfTimeError once the
 * signal has come
 */
export async function* logObjects(
  { bucket, prefix }: LogPlace,
  client: S3Client,
  signal: AbortSignal = NO_DEADLINE.signal,
): AsyncIterable<LogFile> {
  const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
  for (;;) {
    const { value, done } = await beforeAbort(() => pages.next(), signal);
    if (done === true) return;
    for (const { Key, Size = 0 } of value.Contents ?? [])
      // A key that ends so is a folder that a console made.
      if (Key !== undefined && !(Key.endsWith('/') && Size === 0))
        yield {
          name: `s3://${bucket}/${Key}`,
          size: Size,
          open: () => partsOf(client, { Bucket: bucket, Key }, signal),
        };
  }
}

async function* partsOf(
  client: S3Client,
  which: { readonly Bucket: string; readonly Key: string },
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { Body } = await beforeAbort(() => client.send(new GetObjectCommand(which)), signal);
  if (Body === undefined) return;
  const reader = Body.transformToWebStream().getReader();
  try {
    for (;;) {
      const { value, done } = await beforeAbort(() => reader.read(), signal);
      if (done) return;
      if (value instanceof Uint8Array) yield value;
    }
  } finally {
    await reader.cancel();
  }
}
