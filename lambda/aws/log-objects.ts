import { setTimeout } from 'node:timers/promises';
import {
  GetObjectCommand,
  paginateListObjectsV2,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { LogFile } from '../core/impact/log-file';
import type { RequestHandlerOf } from './connect';
import { UnreadableError } from './errors';
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

/** How often one object's download is taken up again, and how long it waits before. */
const RESUMES = 4;
const WAIT_MS = 200;

/**
 * The bytes of an object. Where the connection breaks midway it goes on at the byte that was reached, as long as the object is
 * still the same one: with another ETag S3 answers PreconditionFailed ([S3-range]). (A GET that gets no answer the SDK repeats.)
 */
async function* partsOf(client: S3Client, Bucket: string, Key: string): AsyncIterable<Uint8Array> {
  const whole = await client.send(new GetObjectCommand({ Bucket, Key }));
  const { ETag, ContentLength = 0 } = whole;
  let { Body } = whole;
  let reached = 0;
  for (let resumes = 0; Body !== undefined; resumes += 1) {
    try {
      for await (const part of bytesOf(Body)) {
        reached += part.length;
        yield part;
      }
      return;
    } catch (error) {
      // All of it came, and something is wrong with it: its checksum.
      if (reached >= ContentLength || ETag === undefined || resumes === RESUMES) throw error;
    }
    await setTimeout(WAIT_MS * 2 ** resumes);
    Body = await restOf(client, { Bucket, Key, Range: `bytes=${reached}-`, IfMatch: ETag });
  }
}

/** @throws where the object is another one by now, or where all of it came, as from a store that knows no ranges */
async function restOf(client: S3Client, asked: GetObjectCommandInput & { readonly Range: string }) {
  const { Body, ContentRange } = await client.send(new GetObjectCommand(asked));
  if (ContentRange?.startsWith(asked.Range.replace('=', ' ')) === true) return Body;
  throw new UnreadableError({
    code: 'UnreadableAnswer',
    message: `asked for ${asked.Range}, got ${ContentRange ?? 'the whole object'}`,
  });
}

async function* bytesOf(body: NonNullable<GetObjectCommandOutput['Body']>): AsyncIterable<Uint8Array> {
  const reader = body.transformToWebStream().getReader();
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
