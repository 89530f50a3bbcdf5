import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Aws } from '../lambda/aws/connect';
import { NO_DEADLINE } from '../lambda/core/deadline';
import type { RecordStore } from '../lambda/core/record-store';
import { Records } from '../lambda/records/records';
import { UserError } from '../lambda/core/user-error';
import type { Settings } from '../lambda/core/settings';
import type { RunContext } from '../lambda/runs/context';
import type { Flags } from './flags';
import { defaultFolder, folderStore } from './folder-store';
import { say } from './terminal/output';
import { stopSwitch } from './terminal/stop-switch';

/** What a run at a terminal is given. */
export function contextFor(flags: Flags): RunContext {
  // What is under way when the switch is thrown is still tried again: only new work ends.
  const aws = connect({ deadline: NO_DEADLINE, scale: 1 });
  return {
    aws,
    records: new Records(storeFor(flags.record, aws), pause),
    deadline: stopSwitch(say),
    now: () => new Date(),
    pause,
    suffix: randomBytes(2).toString('hex'),
    notes: [],
    progress: say,
  };
}

/** The same for a command that begins with the record: nothing has said a Region by then. */
export async function contextOfRecord(flags: Flags): Promise<RunContext> {
  const run = contextFor(flags);
  if (isBucket(placeOf(flags.record)) && (await run.aws.defaultRegion()) === null) {
    throw new UserError('no Region is set, and a bucket is asked in one; set AWS_REGION');
  }
  return run;
}

/** STS is asked for the account in a Region too: where the SDK's settings have none, in the first that is swept. */
export async function ensureRegion(aws: Aws, regions: Settings['regions']): Promise<void> {
  if ((await aws.defaultRegion()) !== null) return;
  if (regions === 'all') {
    throw new UserError(
      'no Region is set, and --region all has to ask one which others there are; set AWS_REGION',
    );
  }
  process.env['AWS_REGION'] = regions[0];
}

function storeFor(flag: string | undefined, aws: Aws): RecordStore {
  const place = placeOf(flag);
  if (!isBucket(place)) return folderStore(place);
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(place)?.[1];
  if (bucket !== undefined) return aws.bucket(bucket);
  const source = flag === undefined ? 'ELB_TLS_RECORD' : '--record';
  throw new UserError(
    `${source} got "${place}"; use a folder, or s3://BUCKET (the stack's output RecordBucket)`,
  );
}

function placeOf(flag: string | undefined): string {
  return flag ?? (process.env['ELB_TLS_RECORD'] || defaultFolder());
}

function isBucket(place: string): boolean {
  return place.startsWith('s3:');
}
