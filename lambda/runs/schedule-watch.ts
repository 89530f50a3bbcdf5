import { describeError } from '../aws/errors';
import { deedsOf } from '../core/plan/run-record';
import type { Report } from '../core/report';
import { withConcerns } from '../core/steps/build';
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
  const own = await scheduleWatch(report, schedule, run);
  const [notes, unwatched] = [[...own.notes], [...own.unwatched]];
  for (const { runId, report: settled, hasEnded } of cutOff) {
    const unvouched = hasEnded ? watchedByAnother() : null;
    const said = settled === null ? NOTHING : await scheduleWatch(settled, schedule, run, unvouched);
    const ofRun = (text: string): string => `Run ${runId}, which was cut off: ${text}`;
    notes.push(...said.notes.map(ofRun));
    unwatched.push(...said.unwatched.map(ofRun));
  }
  const noted = notes.length === 0 ? report : { ...report, notes: [...report.notes, ...notes] };
  return withConcerns(noted, 'look-at-watch', unwatched);
}

/** What is to be told of a watch: what is only to be known, and where there is none, which needs somebody. */
interface Said {
  readonly notes: readonly string[];
  readonly unwatched: readonly string[];
}

const NOTHING: Said = { notes: [], unwatched: [] };

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
): Promise<Said> {
  const { runId, mode, record, listeners } = report;
  if (mode !== 'apply' || deedsOf(report).length === 0 || minutes === 0) return NOTHING;
  if (!roleArn || functionArn === undefined || record === undefined) {
    const why = 'The changes are not watched: WATCH_ROLE or RECORD_BUCKET is not set.';
    return { ...NOTHING, unwatched: [why] };
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
      return {
        ...NOTHING,
        unwatched: [`The changes are not watched: ${code} on scheduler:CreateSchedule: ${message}`],
      };
    return { ...NOTHING, notes: classicUnwatched(listeners) };
  }
  const unvouched = withoutVersion !== null && revision === null ? [withoutVersion] : [];
  return { ...NOTHING, notes: [...unvouched, ...classicUnwatched(listeners)] };
}

function classicUnwatched(listeners: Report['listeners']): readonly string[] {
  return listeners.some(isClassicChange) ? [CLASSIC_UNWATCHED] : [];
}

function isClassicChange({ outcome, loadBalancer }: Report['listeners'][number]): boolean {
  return outcome === 'changed' && loadBalancer.type === 'classic';
}
