import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { ConflictError, type RecordStore } from '../core/record-store';
import { describeError } from './errors';
import { allItems } from './pages';

export function s3Client(config: S3ClientConfig): S3Client {
  // At a terminal the Region of the settings need not be the bucket's.
  return new S3Client({ ...config, followRegionRedirects: true });
}

/** What a conditional write is refused with; the last one where the object is gone by now ([S3-conditional]). */
const CONFLICTS = new Set(['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey']);

/** Records in a bucket. */
export function s3Store(client: S3Client, bucket: string): RecordStore {
  return {
    place: `s3://${bucket}`,

    get: async (Key) => {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
        return { text: (await Body?.transformToString()) ?? '', version: ETag ?? '' };
      } catch (error) {
        if (describeError(error).code === 'NoSuchKey') return null;
        throw error;
      }
    },

    put: async (Key, text, only) => {
      const condition =
        only === undefined ? {} : only.version === null ? { IfNoneMatch: '*' } : { IfMatch: only.version };
      const input = { Bucket: bucket, Key, Body: text, ContentType: 'application/json', ...condition };
      try {
        await client.send(new PutObjectCommand(input));
      } catch (error) {
        if (only !== undefined && CONFLICTS.has(describeError(error).code)) throw new ConflictError(Key);
        throw error;
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
