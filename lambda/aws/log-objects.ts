import { setTimeout } from 'node:timers/promises';
import {
  GetObjectCommand,
  paginateListObjectsV2,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeAbort, NO_DEADLINE } from '../core/deadline';
import type { LogFile } from '../core/impact/log-file';
import { UnreadableError } from './errors';

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

/** How often one object's download is taken up again, and how long it waits before. */
const RESUMES = 4;
const WAIT_MS = 200;

/**
 * The bytes of an object. Where the connection breaks midway it goes on at the byte that was reached, as long as the object is
 * still the same one: with another ETag S3 answers PreconditionFailed ([S3-range]). (A GET that gets no answer the SDK repeats.)
 */
async function* partsOf(
  client: S3Client,
  which: { readonly Bucket: string; readonly Key: string },
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const get = (input: GetObjectCommandInput): Promise<GetObjectCommandOutput> =>
    beforeAbort(() => client.send(new GetObjectCommand(input)), signal);
  const whole = await get(which);
  const { ETag, ContentLength = 0 } = whole;
  let { Body } = whole;
  let reached = 0;
  for (let resumes = 0; Body !== undefined; resumes += 1) {
    try {
      for await (const part of bytesOf(Body, signal)) {
        reached += part.length;
        yield part;
      }
      return;
    } catch (error) {
      // All of it came, and something is wrong with it: its checksum.
      if (reached >= ContentLength || ETag === undefined || resumes === RESUMES || signal.aborted)
        throw error;
    }
    await setTimeout(WAIT_MS * 2 ** resumes);
    Body = await restOf(get, { ...which, Range: `bytes=${reached}-`, IfMatch: ETag });
  }
}

/** @throws where the object is another one by now, or where all of it came, as from a store that knows no ranges */
async function restOf(
  get: (input: GetObjectCommandInput) => Promise<GetObjectCommandOutput>,
  asked: GetObjectCommandInput & { readonly Range: string },
): Promise<GetObjectCommandOutput['Body']> {
  const { Body, ContentRange } = await get(asked);
  if (ContentRange?.startsWith(asked.Range.replace('=', ' ')) === true) return Body;
  throw new UnreadableError({
    code: 'UnreadableAnswer',
    message: `asked for ${asked.Range}, got ${ContentRange ?? 'the whole object'}`,
  });
}

async function* bytesOf(
  body: NonNullable<GetObjectCommandOutput['Body']>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const reader = body.transformToWebStream().getReader();
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
