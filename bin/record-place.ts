import type { Aws } from '../lambda/aws/connect';
import { findRecordBuckets, type BucketSearch, type FoundBucket } from '../lambda/aws/record-bucket';
import { describeError, isClosedByPolicy } from '../lambda/core/errors';
import type { RecordStore } from '../lambda/core/record-store';
import { UserError } from '../lambda/core/user-error';
import { defaultFolder, folderStore } from './folder-store';
import { terminalHandler } from './request-handler';

/** Where the command keeps its record: an account has one, and a deployed function has it. */

/** What the record is for: what changes something refuses where it cannot tell which record is the account's. */
export interface RecordUse {
  readonly isNeeded: boolean;
  /** Regions that the command names: where the others cannot be listed, these are asked. */
  readonly regions: readonly string[];
}

export interface RecordPlace {
  readonly store: RecordStore;
  /** What is not known for want of the function's record; `null` where nothing is. */
  readonly problem: string | null;
}

/**
 * The record of the deployed function, where there is one; else the folder.
 *
 * @throws UserError where it is needed and cannot be told, or used
 */
export async function recordOfAccount(
  aws: Aws,
  { isNeeded, regions }: RecordUse,
  say: (line: string) => void,
): Promise<RecordPlace> {
  const place = await search(aws, regions);
  if (place.problem === null) {
    if (place.bucket === null) return { store: folderStore(defaultFolder()), problem: null };
    const { name, region } = place.bucket;
    say(`using the record of the deployed function, s3://${name} (${region})`);
    return { store: aws.bucket(name), problem: null };
  }
  if (isNeeded)
    throw new UserError(
      `${place.problem}; nothing was changed: use --record s3://BUCKET, or a folder where none is deployed`,
      1,
    );
  const folder = defaultFolder();
  return { store: folderStore(folder), problem: `${place.problem}; the record in ${folder} is used instead` };
}

type Search = { readonly bucket: FoundBucket | null; readonly problem: null } | { readonly problem: string };

async function search(aws: Aws, regions: readonly string[]): Promise<Search> {
  const configured = await aws.defaultRegion();
  const { names, unlisted } = await regionsToAsk(aws, [
    ...regions,
    ...(configured === null ? [] : [configured]),
  ]);
  if (names.length === 0) {
    return { problem: 'no Region is set to look for the record of a deployed function in (AWS_REGION)' };
  }
  const answer = await findRecordBuckets(names, terminalHandler);
  const [bucket, ...others] = answer.found;
  if (others.length > 0) {
    const places = answer.found.map(({ name, region }) => `s3://${name} (${region})`);
    return { problem: `the account has the records of several functions, ${places.join(' and ')}` };
  }
  if (bucket === undefined) return unlisted === null ? notFound(answer, names) : { problem: unlisted };
  return (await problemWith(bucket, aws)) ?? { bucket, problem: null };
}

interface Regions {
  readonly names: readonly string[];
  /** Why these are not all; `null` where they are. */
  readonly unlisted: string | null;
}

/** The enabled Regions; where they cannot be listed, those that are known by other means. */
async function regionsToAsk(aws: Aws, known: readonly string[]): Promise<Regions> {
  if (known.length === 0) return { names: [], unlisted: null };
  try {
    return { names: await aws.enabledRegions(), unlisted: null };
  } catch (error) {
    const names = [...new Set(known)];
    const { code } = describeError(error);
    const asked = `only ${names.join(' ')} could be asked for the record of a deployed function`;
    return { names, unlisted: `${asked}: account:ListRegions ended in ${code}` };
  }
}

/** What a policy of the organisation closes has no function either. */
function notFound({ unread }: BucketSearch, asked: readonly string[]): Search {
  const open = unread.filter(({ error }) => !isClosedByPolicy(error));
  const [first] = unread.length === asked.length ? unread : open;
  if (first === undefined) return { bucket: null, problem: null };
  const { region, error } = first;
  return {
    problem:
      `the tag index does not say whether a deployed function has the record of this account ` +
      `(${region}: ${error.code}: ${error.message})`,
  };
}

/** Whether it can be read; what cannot be written is found out by the lease, before any change. */
async function problemWith({ name }: FoundBucket, aws: Aws): Promise<Search | null> {
  try {
    const store = aws.bucket(name);
    const leases = await store.list('lease/');
    await Promise.all(leases.map((key) => store.get(key)));
    return null;
  } catch (error) {
    const { code, message } = describeError(error);
    return {
      problem: `the record of the deployed function, s3://${name}, cannot be read (${code}: ${message})`,
    };
  }
}
