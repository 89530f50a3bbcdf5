import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { ReadError } from '../core/estate';
import { RECORD_TAG } from '../core/record-tag';
import type { RequestHandlerOf } from './connect';
import { describeError } from './errors';
import { allItems } from './pages';

/** How the command finds the bucket of the deployed function. The function is told its own. */

export interface FoundBucket {
  readonly name: string;
  readonly region: string;
}

/** What the tag index of some Regions says. */
export interface BucketSearch {
  readonly found: readonly FoundBucket[];
  /** Regions that did not answer: a bucket may be there. */
  readonly unread: readonly { readonly region: string; readonly error: ReadError }[];
}

/** A person waits for it. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** Asks the tag index of each Region for the buckets that a stack has tagged as the record of its function. */
export async function findRecordBuckets(
  regions: readonly string[],
  handlerOf: RequestHandlerOf,
): Promise<BucketSearch> {
  const answers = await Promise.all(
    regions.map(async (region) => {
      try {
        return { found: await bucketsIn(region, handlerOf), unread: [] };
      } catch (error) {
        return { found: [], unread: [{ region, error: describeError(error) }] };
      }
    }),
  );
  return {
    found: answers.flatMap(({ found }) => found),
    unread: answers.flatMap(({ unread }) => unread),
  };
}

async function bucketsIn(region: string, handlerOf: RequestHandlerOf): Promise<readonly FoundBucket[]> {
  const client = new ResourceGroupsTaggingAPIClient({ region, requestHandler: handlerOf(TIMEOUTS) });
  const pages = paginateGetResources(
    { client },
    {
      TagFilters: [{ Key: RECORD_TAG.key, Values: [RECORD_TAG.value] }],
      ResourceTypeFilters: ['s3'],
    },
  );
  return allItems(pages, ({ ResourceTagMappingList = [] }) =>
    ResourceTagMappingList.flatMap(({ ResourceARN = '' }) => {
      const name = /^arn:[^:]+:s3:::([^/]+)$/.exec(ResourceARN)?.[1];
      return name === undefined ? [] : [{ name, region }];
    }),
  );
}
