import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { accountsAmong, regionsAmong, type AskedTree, type LogTree } from '../../core/impact/athena/place';
import { UserError } from '../../core/user-error';
import { allItems } from '../pages';

/** So many accounts are looked through at a time. */
const CONCURRENCY = 8;

/**
 * The accounts and Regions that have logs below a prefix, by their folders: a few calls, however many logs there are.
 *
 * @throws UserError where there are none; what AWS answers to ListObjectsV2
 */
export async function logTree(client: S3Client, { bucket, prefix, only }: AskedTree): Promise<LogTree> {
  if (only !== null) return { bucket, prefix, accounts: [only.account], regions: [only.region] };
  const above = `${prefix}AWSLogs/`;
  const accounts = accountsAmong(await foldersIn(client, bucket, above));
  const regions = await pMap(
    accounts,
    (account) => foldersIn(client, bucket, `${above}${account}/elasticloadbalancing/`),
    { concurrency: CONCURRENCY },
  );
  const all = regionsAmong(regions.flat());
  if (all.length === 0)
    throw new UserError(
      `no load balancer has logs below s3://${bucket}/${above}; name with --logs the prefix that stands before AWSLogs/`,
      1,
    );
  return {
    bucket,
    prefix,
    accounts: accounts.filter((_, index) => (regions[index] ?? []).length > 0),
    regions: all,
  };
}

async function foldersIn(client: S3Client, Bucket: string, Prefix: string): Promise<readonly string[]> {
  const pages = paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: '/' });
  return allItems(pages, ({ CommonPrefixes = [] }) =>
    CommonPrefixes.map(({ Prefix: folder = '' }) => folder.slice(Prefix.length, -1)),
  );
}
