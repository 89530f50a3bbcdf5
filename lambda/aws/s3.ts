import { setTimeout } from 'node:timers/promises';
import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import type { Pause } from '../core/pause';
import { ConflictError, type RecordStore } from '../core/record-store';
import { describeError } from './errors';
import { allItems } from './pages';

export function s3Client(config: S3ClientConfig): S3Client {
  // At a terminal the Region of the settings need not be the bucket's.
  return new S3Client({ ...config, followRegionRedirects: true });
}

/** What a conditional write is refused with; the last one where the object is gone by now ([S3-conditional]). */
const CONFLICTS = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** Any write can be answered so while another one is under way, and goes through when it is tried again ([S3-exp]). */
const BUSY = new Set(['OperationAborted', 'ConditionalRequestConflict']);
const TRIES = 5;
const WAIT_MS = 200;

/** No such object, or no such version of it: expired, or deleted ([S3-errors]). */
const MISSING = new Set(['NoSuchKey', 'NoSuchVersion']);

/** Records in a bucket. */
export function s3Store(client: S3Client, bucket: string, pause: Pause = setTimeout): RecordStore {
  return {
    place: `s3://${bucket}`,

    get: async (Key, revision) => {
      const which = revision === undefined ? {} : { VersionId: revision };
      const command = new GetObjectCommand({ Bucket: bucket, Key, ...which });
      const answered = answerTime(command);
      try {
        const { Body, ETag, LastModified } = await client.send(command);
        const text = (await Body?.transformToString()) ?? '';
        const writtenAt = LastModified?.getTime() ?? 0;
        return { text, version: ETag ?? '', writtenAt, readAt: answered.at ?? writtenAt };
      } catch (error) {
        if (MISSING.has(describeError(error).code)) return null;
        throw error;
      }
    },

    put: async (Key, text, only) => {
      const condition =
        only === undefined ? {} : only.version === null ? { IfNoneMatch: '*' } : { IfMatch: only.version };
      const input = { Bucket: bucket, Key, Body: text, ContentType: typeOf(Key), ...condition };
      for (let tries = 1; ; tries += 1) {
        try {
          const { ETag, VersionId } = await client.send(new PutObjectCommand(input));
          return { version: ETag ?? '', revision: revisionOf(VersionId) };
        } catch (error) {
          const { code } = describeError(error);
          if (BUSY.has(code) && tries < TRIES) await pause(WAIT_MS * tries);
          else if (only !== undefined && CONFLICTS.has(code)) throw new ConflictError(Key);
          else throw error;
        }
      }
    },

    list: (Prefix) => {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix, Delimiter: '/' });
      return allItems(pages, ({ CommonPrefixes = [], Contents = [] }) => [
        ...CommonPrefixes.flatMap(({ Prefix: folder }) => folder ?? []),
        ...Contents.flatMap(({ Key }) => Key ?? []),
      ]);
    },
  };
}

/**
 * A bucket that was never versioned answers without a version, one whose versioning is suspended with `null` as a text: the
 * next write takes that one's place ([S3-versions]).
 */
function revisionOf(versionId: string | undefined): string | null {
  return versionId === undefined || versionId === 'null' ? null : versionId;
}

/** When S3 answered, by its own clock: the Date of the answer, which the SDK does not hand out. */
function answerTime(command: GetObjectCommand): { readonly at: number | null } {
  const answered: { at: number | null } = { at: null };
  command.middlewareStack.add(
    (next) => async (input) => {
      const result = await next(input);
      const { response } = result;
      const date = isHttp(response) ? Date.parse(response.headers['date'] ?? '') : Number.NaN;
      answered.at = Number.isNaN(date) ? null : date;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  return answered;
}

function isHttp(
  response: unknown,
): response is { readonly headers: Readonly<Record<string, string | undefined>> } {
  return typeof response === 'object' && response !== null && 'headers' in response;
}

/** What a browser shows is text, or JSON. */
function typeOf(key: string): string {
  return key.endsWith('.txt') ? 'text/plain; charset=utf-8' : 'application/json';
}
