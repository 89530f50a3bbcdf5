import { randomBytes } from 'node:crypto';
import { connect, type Aws, type ConnectOptions } from '../lambda/aws/connect';
import { NO_DEADLINE, NO_ENDS } from '../lambda/core/deadline';
import { Records } from '../lambda/records/records';
import { UserError } from '../lambda/core/user-error';
import { hint } from '../lambda/core/hint';
import type { Settings } from '../lambda/core/settings';
import { runIdOf } from '../lambda/core/report';
import type { RunContext } from '../lambda/runs/context';
import { systemClock } from '../lambda/runs/system-clock';
import type { Flags } from './flags';
import { folderStore } from './folder-store';
import { recordOfAccount, type RecordPlace, type RecordUse } from './record-place';
import { terminalHandler } from './request-handler';
import { didYouMean } from './terminal/did-you-mean';
import { say } from './terminal/output';
import { progress } from './terminal/progress';
import { stopAtOnce, stopSwitch } from './terminal/stop-switch';

/** What is under way when the switch is thrown is still tried again: only new work ends. */
export function terminalAws(impatience: Partial<ConnectOptions> = {}): Aws {
  return connect({
    deadline: NO_DEADLINE,
    scale: 1,
    requestHandler: terminalHandler,
    throttles: { onThrottled: (action, region) => say(`AWS throttles ${action} in ${region}; waiting`) },
    ...impatience,
  });
}

/** What a run at a terminal is given. @throws UserError where its record cannot be told or used, and is needed */
export async function contextFor(flags: Flags, aws: Aws, use: RecordUse): Promise<RunContext> {
  const { store, problem } = await placeFor(flags.record, aws, use);
  if (problem !== null) say(problem);
  stopAtOnce(say);
  const region = (await aws.defaultRegion()) ?? undefined;
  return {
    aws,
    records: new Records(store, systemClock),
    deadline: NO_DEADLINE,
    ends: NO_ENDS,
    clock: systemClock,
    event: null,
    place: 'terminal',
    runId: newRunId(),
    console: { region },
    notes: problem === null ? [] : [noteOf(problem)],
    progress,
    didYouMean,
  };
}

/** The same for a run that may change something: its user can stop it in order, and it is a run of its own. */
export function changing(mode: 'apply' | 'undo', run: RunContext, { record }: Flags): RunContext {
  const runId = newRunId();
  // Nothing is changed before the record has the plan.
  const { records } = run;
  const before = records.writes;
  const deadline = stopSwitch(say, () =>
    records.writes === before ? `stopped run ${runId}; nothing was changed` : cutOff(mode, runId, record),
  );
  return { ...run, runId, deadline, ends: { ...run.ends, reading: deadline } };
}

/** Who stops an undo wants it finished, and not taken back: what it has not come to, no other run does. */
function cutOff(mode: 'apply' | 'undo', runId: string, record: string | undefined): string {
  if (mode === 'undo')
    return `stopped run ${runId} in the middle of its undo; no sweep makes what is left: run the undo again. What it did: ${hint(['show', runId], record)}`;
  const commands = hint(['show', runId, '--commands'], record);
  return `stopped run ${runId} in the middle of its changes; the next apply settles what it left. Its way back: ${commands}`;
}

function newRunId(): string {
  return runIdOf(systemClock.now(), randomBytes(2).toString('hex'));
}

/** The same for a command that begins with the record: nothing has said a Region by then. */
export async function contextOfRecord(flags: Flags, isNeeded: boolean): Promise<RunContext> {
  const aws = terminalAws();
  if (isBucket(saidPlace(flags.record) ?? '') && (await aws.defaultRegion()) === null) {
    throw new UserError('no Region is set, and a bucket is asked in one; set AWS_REGION');
  }
  return contextFor(flags, aws, { isNeeded, regions: [] });
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

/**
 * Where nobody is signed in, or AWS cannot be reached, that is the news, and not which record is used instead.
 *
 * @throws what AWS answers, where it does not answer with the account
 */
export async function ensureAccount(aws: Aws): Promise<void> {
  await aws.account();
}

async function placeFor(flag: string | undefined, aws: Aws, use: RecordUse): Promise<RecordPlace> {
  if (flag === '') throw new UserError('--record got ""; use a folder, or s3://BUCKET, or leave it out');
  const place = saidPlace(flag);
  if (place === null) return recordOfAccount(aws, use, say);
  if (!isBucket(place)) return { store: folderStore(place), problem: null };
  const bucket = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(place)?.[1];
  if (bucket !== undefined) return { store: aws.bucket(bucket), problem: null };
  const source = flag === undefined ? 'ELB_TLS_RECORD' : '--record';
  throw new UserError(
    `${source} got "${place}"; use a folder, or s3://BUCKET (the stack's output RecordBucket)`,
  );
}

/** Where somebody said the record is; `null`: nobody did. */
function saidPlace(flag: string | undefined): string | null {
  return flag ?? (process.env['ELB_TLS_RECORD'] || null);
}

function isBucket(place: string): boolean {
  return place.startsWith('s3:');
}

function noteOf(problem: string): string {
  return `What the deployed function and its undos did is not known here: ${problem}.`;
}
