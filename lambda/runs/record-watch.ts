import { watchRecordOf } from '../records/watch-record';
import type { WatchReport } from '../core/watch';
import type { RunContext } from './context';

/** Writes what a watch found beside the run that it watched, and leaves word of it for the next digest. */
export async function recordWatch(found: WatchReport, { records }: RunContext): Promise<void> {
  const record = watchRecordOf(found);
  await records.saveWatch(record);
  const { runId, at, result, detail } = record;
  await records.update(record.account, (history) => ({
    ...history,
    watched: [...(history.watched ?? []), { runId, at, result, detail }],
  }));
}
