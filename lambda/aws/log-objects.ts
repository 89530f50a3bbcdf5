import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import type { LogFile } from '../core/impact/log-file';
import type { RequestHandlerOf } from './connect';
import { s3Client } from './s3';

/** Where logs lie in S3. */
export interface LogPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** Of one answer; what it carries may take as long as it does. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/**
 * The objects below a prefix, in the order in which S3 lists them, page by page: however many there are. The bucket may be in
 * any Region and of any account that lets the caller read it.
 *
 * @throws what AWS answers to ListObjectsV2; an object that cannot be read throws when it is opened
 */
export async function* logObjects(
  { bucket, prefix }: LogPlace,
  handlerOf: RequestHandlerOf,
): AsyncIterable<LogFile> {
  const client = s3Client({ requestHandler: handlerOf(TIMEOUTS) });
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key, Size = 0 } of Contents)
      // A key that ends so is a folder that a console made.
      if (Key !== undefined && !(Key.endsWith('/') && Size === 0))
        yield { name: `s3://${bucket}/${Key}`, size: Size, open: () => partsOf(client, bucket, Key) };
}

async function* partsOf(client: S3Client, Bucket: string, Key: string): AsyncIterable<Uint8Array> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  if (Body === undefined) return;
  const reader = Body.transformToWebStream().getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (value instanceof Uint8Array) yield value;
    }
  } finally {
    await reader.cancel();
  }
}
