import { longestPauseHours } from '../core/schedule-pause';

/** The longest that a CloudWatch alarm looks back. */
const MOST_HOURS = 168;

/**
 * What is wrong with the alarm on a run that did not happen: CloudFormation cannot compute the pauses of a schedule, so the
 * function does. Nothing where it cannot either, or where nobody told it.
 */
export function alarmHints(schedule: string, alarmAfterHours: number): readonly string[] {
  const pause = longestPauseHours(schedule);
  if (pause === null || !(alarmAfterHours > 0)) return [];
  // An hour for the night in which the clocks are put back.
  const needed = pause + 1;
  const rings = `The alarm DidNotRun rings after ${alarmAfterHours} hours without a run, and the schedule ${schedule} pauses for ${pause}`;
  if (pause > MOST_HOURS)
    return [
      `${rings}. An alarm looks back ${MOST_HOURS} hours at most: let it run more often (a run that finds nothing to do changes nothing), or expect this alarm in each pause.`,
    ];
  if (alarmAfterHours >= Math.min(needed, MOST_HOURS)) return [];
  const better = Math.min(pause + 4, MOST_HOURS);
  return [`${rings}: it rings though nothing is wrong. Set AlarmAfterHours to ${better}.`];
}
