import { watchRecordOf } from '../records/watch-record';
import type { WatchReport } from '../core/watch';
import type { RunContext } from './context';

/** Writes what a watch found beside the run that it watched, and leaves word of it for the next digest. */
export async function recordWatch(
  found: WatchReport,
  { records }: Pick<RunContext, 'records'>,
): Promise<void> {
  const record = watchRecordOf(found);
  await records.saveWatch(record);
  const { runId, at, result, detail } = record;
  await records.update(record.account, (history) => ({
    ...history,
    // The answer to a write can be lost: the next try finds the result there.
    watched: [
      ...(history.watched ?? []).filter((known) => known.runId !== runId || known.at !== at),
      { runId, at, result, detail },
    ],
  }));
}
