import { describeError } from '../aws/errors';
import type { Report } from '../core/report';
import type { RunContext } from './context';

/** How the function has itself called again after a run with changes. */
export interface WatchSchedule {
  /** How long after a run; 0: not at all. */
  readonly minutes: number;
  /** The role that EventBridge Scheduler calls the function with; empty where there is none. */
  readonly roleArn: string;
  readonly functionArn: string | undefined;
}

/** [CLB-met] */
const CLASSIC_UNWATCHED =
  'Classic load balancers have no metric of failed handshakes: the watch only checks their policies.';

/** Schedules the watch of a run with changes. What cannot be watched is a note of the report that comes back. */
export async function scheduleWatch(
  report: Report,
  { minutes, roleArn, functionArn }: WatchSchedule,
  { aws, now }: Pick<RunContext, 'aws' | 'now'>,
): Promise<Report> {
  const { runId, totals, record, notes } = report;
  if (totals.changed === 0 || minutes === 0) return report;
  const noted = (note: string): Report => ({ ...report, notes: [...notes, note] });
  if (!roleArn || functionArn === undefined || record === undefined) {
    return noted('The changes are not watched: WATCH_ROLE_ARN or RECORD_BUCKET is not set.');
  }
  try {
    const at = new Date(now().getTime() + minutes * 60_000);
    await aws.callOnce({ name: `elb-tls-watch-${runId}`, at, functionArn, roleArn, input: { watch: runId } });
  } catch (error) {
    const { code, message } = describeError(error);
    return noted(`The changes are not watched: ${code} on scheduler:CreateSchedule: ${message}`);
  }
  return report.listeners.some(isClassicChange) ? noted(CLASSIC_UNWATCHED) : report;
}

function isClassicChange({ outcome, loadBalancer }: Report['listeners'][number]): boolean {
  return outcome === 'changed' && loadBalancer.type === 'classic';
}
