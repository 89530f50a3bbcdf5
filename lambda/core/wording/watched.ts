import { minuteOf } from './time';
import type { WatchedRun } from '../watched';

/** What a watch found: `run ID, 2026-11-22 06:30 UTC: Quiet: ...`. */
export function watchedSentence({ runId, at, detail }: WatchedRun): string {
  return `run ${runId}, ${minuteOf(at)} UTC: ${detail}`;
}
