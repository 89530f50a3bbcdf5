import { describeError } from '../aws/errors';
import { deedsOf } from '../core/plan/run-record';
import type { Report } from '../core/report';
import { watchedByAnother } from '../core/wording/watch';
import type { RunContext } from './context';
import type { CutOffRun } from './settle';

/** How the function has itself called again after a run with changes. */
export interface WatchSchedule {
  /** How long after a run; 0: not at all. */
  readonly minutes: number;
  /** The role that EventBridge Scheduler calls the function with; empty where there is none. */
  readonly roleArn: string;
  /** The queue for calls that Scheduler cannot make; empty where there is none. */
  readonly deadLetterArn: string;
  readonly functionArn: string | undefined;
}

/** [CLB-met] */
const CLASSIC_UNWATCHED =
  'Classic load balancers have no metric of failed handshakes: the watch only checks their policies.';

/**
 * Schedules the watch of a run with changes, read back or not, and of those before it that were cut off. What cannot be watched is a note
 * of the report that comes back.
 */
export async function scheduleWatches(
  report: Report,
  cutOff: readonly CutOffRun[],
  schedule: WatchSchedule,
  run: Pick<RunContext, 'aws' | 'clock' | 'records'>,
): Promise<Report> {
  const notes = [...(await scheduleWatch(report, schedule, run))];
  for (const { runId, report: settled, hasEnded } of cutOff) {
    const unvouched = hasEnded ? watchedByAnother() : null;
    const said = settled === null ? [] : await scheduleWatch(settled, schedule, run, unvouched);
    notes.push(...said.map((note) => `Run ${runId}, which was cut off: ${note}`));
  }
  return notes.length === 0 ? report : { ...report, notes: [...report.notes, ...notes] };
}

/**
 * Answers what people have to be told.
 *
 * @param withoutVersion to be told where another run wrote the report: its version is taken from nobody but its writer, for
 *   whoever could forge a report could forge what says which one it is (ADR 18)
 */
async function scheduleWatch(
  report: Report,
  { minutes, roleArn, functionArn, deadLetterArn }: WatchSchedule,
  { aws, clock, records }: Pick<RunContext, 'aws' | 'clock' | 'records'>,
  withoutVersion: string | null = null,
): Promise<readonly string[]> {
  const { runId, mode, record, listeners } = report;
  if (mode !== 'apply' || deedsOf(report).length === 0 || minutes === 0) return [];
  if (!roleArn || functionArn === undefined || record === undefined) {
    return ['The changes are not watched: WATCH_ROLE_ARN or RECORD_BUCKET is not set.'];
  }
  const revision = records.revisionOf(runId);
  const input = { watch: runId, ...(revision === null ? {} : { report: revision }) };
  try {
    const at = new Date(clock.now().getTime() + minutes * 60_000);
    const name = `elb-tls-watch-${runId}`;
    await aws.callOnce({ name, at, functionArn, roleArn, deadLetterArn, input });
  } catch (error) {
    const { code, message } = describeError(error);
    // A run that was cut off after it had scheduled its watch.
    if (code !== 'Conflict')
      return [`The changes are not watched: ${code} on scheduler:CreateSchedule: ${message}`];
    return classicUnwatched(listeners);
  }
  const unvouched = withoutVersion !== null && revision === null ? [withoutVersion] : [];
  return [...unvouched, ...classicUnwatched(listeners)];
}

function classicUnwatched(listeners: Report['listeners']): readonly string[] {
  return listeners.some(isClassicChange) ? [CLASSIC_UNWATCHED] : [];
}

function isClassicChange({ outcome, loadBalancer }: Report['listeners'][number]): boolean {
  return outcome === 'changed' && loadBalancer.type === 'classic';
}
