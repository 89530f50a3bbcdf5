import { CONSOLES } from '../../lambda/core/consoles';
import type { Deployment } from '../../lambda/core/doctor/facts';
import { partitionOf } from '../../lambda/core/regions';
import type { Records } from '../../lambda/records/records';

/** So many runs at terminals may stand before the last one of the function. */
const LOOKED_THROUGH = 20;

/**
 * The name of the newest run (`runs` has the oldest first); where a function is deployed, of the newest that it made: runs at a terminal stand in the same
 * record, and say nothing of the schedule. `null`: there is none among the newest.
 */
export async function lastRunOf(
  runs: readonly string[],
  deployment: Deployment | null,
  records: Records,
  account: string,
): Promise<string | null> {
  const newest = runs.toReversed();
  // Only the function has a log to point at, where its partition has a console that we know.
  if (deployment === null || !(partitionOf(deployment.region).id in CONSOLES)) return newest[0] ?? null;
  for (const runId of newest.slice(0, LOOKED_THROUGH)) {
    const record = await records.find(runId, account);
    if ((record?.report ?? record?.plan)?.links?.log !== undefined) return runId;
  }
  return null;
}
