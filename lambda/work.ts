import type { DigestWhen } from './core/delivery/due';
import { describeError } from './core/errors';
import { hint } from './core/hint';
import { numberedEntries } from './core/report';
import type { Report } from './core/report';
import type { RunRecord } from './core/plan/run-record';
import type { Settings } from './core/settings';
import { toBeUndone, type WatchReport } from './core/watch';
import { firstRunNote } from './core/wording/first-run';
import { noRunToUndo } from './core/wording/undo';
import { leaseHeldBy, ofUnknownOrigin } from './core/wording/watch';
import { LeaseHeldError } from './records/lease';
import type { Records } from './records/records';
import { UserError } from './core/user-error';
import type { Asked } from './event';
import type { RunContext } from './runs/context';
import { isDigestDue } from './runs/digest-due';
import { isPutOff, type ComeBack } from './runs/first-run';
import { underLease } from './runs/lease';
import { recordWatch } from './runs/record-watch';
import { rememberLooked, rememberTold } from './runs/remember';
import { scheduleWatches, type WatchSchedule } from './runs/schedule-watch';
import { undo, type UndoRequest } from './runs/undo';
import { watch } from './runs/watch';
import type { WatchEnvironment } from './settings/environment';
import { sweep } from './sweep';
import { tell, tellWatch, type Audience } from './tell';
import { failIfNotUndone, failIfSomethingFailed, NotUndoneError, NotWatchedError } from './tell/failures';

/** What the function does for an event. What it did is told before the lease goes back, so that nothing is lost. */
export interface Work {
  readonly run: RunContext;
  readonly settings: Settings;
  readonly watching: WatchEnvironment & WatchSchedule;
  readonly comeBack: ComeBack;
  readonly audience: Audience;
  readonly digestWhen: DigestWhen;
  /** That it is a dry run though nobody said so. */
  readonly isMisconfigured: boolean;
  /** By the function's own setting, or by the event. */
  readonly isDry: boolean;
}

/** Sweeps, schedules the watch of what was changed, tells. @throws RunFailedError after it was told */
export async function sweepAndTell(work: Work): Promise<Report> {
  const { run, settings, watching, isDry } = work;
  if (isDry) {
    const planned = await sweep({ ...run, settings, held: null });
    await tellSweep(planned, work);
    failIfSomethingFailed(planned);
    return planned;
  }
  const told = await underLease('apply', run, async (held) => {
    const swept = await sweep({ ...run, settings, held });
    const report = await scheduleWatches(swept, held.cutOff, watching, run);
    await tellSweep(report, work);
    return report;
  });
  failIfSomethingFailed(told);
  return told;
}

/** What no digest told stays in the history, for the next one. */
async function tellSweep(report: Report, work: Work): Promise<void> {
  const { run, audience, isMisconfigured, digestWhen } = work;
  const isDue = await isDigestDue(report, digestWhen, run);
  await tell(report, { isMisconfigured, isDue }, audience);
  if (isDue) await rememberTold(report, run);
  if (report.wokenBy !== undefined) await rememberLooked(report, run);
}

/** Sweeps as a dry run, once somebody gets the digest; `null`: it comes back. @throws RunFailedError after it was told */
export async function firstRunAndTell(tries: number, work: Work): Promise<Report | null> {
  const { run, audience, comeBack } = work;
  if (await isPutOff(tries, audience.topic, comeBack, run)) return null;
  const notes = [firstRunNote(), ...run.notes];
  return sweepAndTell({ ...work, run: { ...run, notes }, isDry: true });
}

/**
 * Looks at what a run has changed, undoes what got worse if it may, records what it found, and tells if something is
 * wrong.
 *
 * @throws NotWatchedError where it cannot look at all
 * @throws RunFailedError after it was told, where something should have been undone and was not
 */
export async function watchAndTell(asked: WatchAsked, work: Work): Promise<null> {
  const { watching, isDry } = work;
  const { record, found } = await lookedAt(asked, work);
  if (found === null) return null;
  const shouldUndo = watching.autoUndo && !isDry && toBeUndone(found).length > 0;
  // A record of any other origin may have been written by anybody: what it says to put back is not put back unasked.
  const isOurs = asked.report !== null;
  const left = shouldUndo && !isOurs ? { ...found, notUndone: ofUnknownOrigin() } : found;
  const told = shouldUndo && isOurs ? await undoWorse(record, found, work) : left;
  if (told === left) await recordAndTell(told, work);
  failIfNotUndone(told);
  return null;
}

type WatchAsked = Extract<Asked, { kind: 'watch' }>;

async function lookedAt(
  { runId, report }: WatchAsked,
  { run, watching }: Work,
): Promise<{ readonly record: RunRecord; readonly found: WatchReport | null }> {
  try {
    const account = await run.aws.account();
    const record = await (report === null
      ? run.records.run(runId, account)
      : run.records.reportAt(runId, account, report));
    return { record, found: await watch(record, watching.rule, run) };
  } catch (error) {
    const event = { watch: runId, ...(report === null ? {} : { report }) };
    throw new NotWatchedError(event, messageOf(error));
  }
}

/** Undoes what got worse, and tells before the lease goes back. */
async function undoWorse(record: RunRecord, found: WatchReport, work: Work): Promise<WatchReport> {
  const { run, watching } = work;
  const request = { record, listeners: toBeUndone(found), reason: 'undone-by-watch' } as const;
  let told: WatchReport | null = null;
  try {
    return await underLease('undo', run, async (held) => {
      const report = await undo(request, { ...run, held });
      const undone = await scheduleWatches(report, held.cutOff, watching, run);
      told = { ...found, undone };
      await recordAndTell(told, work);
      return told;
    });
  } catch (error) {
    // What was told is told: the rest is the handler's.
    if (told !== null) throw error;
    const left = { ...found, notUndone: whyNotUndone(error) };
    await recordAndTell(left, work);
    return left;
  }
}

function whyNotUndone(error: unknown): string {
  return error instanceof LeaseHeldError ? leaseHeldBy(error.holder) : messageOf(error);
}

function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const { code, message } = describeError(error);
  return `${code}: ${message}`;
}

async function recordAndTell(found: WatchReport, { run, audience }: Work): Promise<void> {
  await recordWatch(found, run);
  for (const problem of run.records.problems) audience.logger.warn(problem);
  await tellWatch(found, audience);
}

/**
 * Undoes a run, or entries of it, and tells.
 *
 * @throws UserError where the role has no right to
 * @throws NotUndoneError where another run holds the lease: whoever asked waits for an answer, and that run gives none
 * @throws RunFailedError after it was told
 */
export async function undoAndTell(asked: UndoAsked, work: Work): Promise<Report> {
  const { run, isDry, watching, audience } = work;
  const { runId } = asked;
  const request = await requestFor(asked, run);
  if (isDry) {
    const planned = await undo(request, { ...run, held: null });
    await tell(planned, ASKED_FOR, audience);
    return planned;
  }
  if (!watching.autoUndo) {
    throw new UserError(
      'the event asks for an undo, which the role of the function has no right to while AutoUndo is false; ' +
        `set it to true, or undo at a terminal: ${hint(['undo', runId, ...(asked.entries ?? []).map(String)], run.records.place)}`,
      1,
    );
  }
  const told = await undoUnderLease(asked, request, work);
  failIfSomethingFailed(told);
  return told;
}

/** Who asks for an undo waits for its digest. */
const ASKED_FOR = { isMisconfigured: false, isDue: true };

type UndoAsked = Extract<Asked, { kind: 'undo' }>;

async function requestFor({ runId, entries }: UndoAsked, run: RunContext): Promise<UndoRequest> {
  const record = await run.records.find(runId, await run.aws.account());
  if (record === null) throw await noSuchRun(runId, run.records);
  const asked = entries === null ? null : numberedEntries(record.report ?? record.plan, entries);
  const listeners = asked && asked.map(({ id }) => id);
  return { record, listeners, reason: 'undone-by-request' };
}

/** As many runs as somebody looks through. */
const NAMED_RUNS = 5;

async function noSuchRun(runId: string, records: Records): Promise<UserError> {
  const runs = await records.runs();
  return new UserError(
    noRunToUndo(runId, records.place, { latest: runs.slice(-NAMED_RUNS).toReversed(), total: runs.length }),
    1,
  );
}

async function undoUnderLease(
  { runId, entries }: UndoAsked,
  request: UndoRequest,
  { run, watching, audience }: Work,
): Promise<Report> {
  try {
    return await underLease('undo', run, async (held) => {
      const undone = await undo(request, { ...run, held });
      const report = await scheduleWatches(undone, held.cutOff, watching, run);
      await tell(report, ASKED_FOR, audience);
      return report;
    });
  } catch (error) {
    if (!(error instanceof LeaseHeldError)) throw error;
    throw new NotUndoneError({ undo: runId, ...(entries && { entries }) }, leaseHeldBy(error.holder));
  }
}
