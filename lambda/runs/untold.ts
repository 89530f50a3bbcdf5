import { deedsOf, reportOf } from '../core/plan/run-record';
import * as say from '../core/wording/untold';
import type { RunContext } from './context';

/** A run that nobody has told of; one that is under way tells by itself. */
export interface Untold {
  readonly isUnderWay: boolean;
  readonly text: string;
}

/**
 * What a dry run says of runs that nobody has told of: while only dry runs come, nobody else does. It holds no lease, and
 * settles nothing.
 */
export async function untoldRuns(
  account: string,
  { records }: Pick<RunContext, 'records'>,
): Promise<readonly Untold[]> {
  const runs = await records.untold(account);
  return runs.map(({ runId, isUnderWay, record }) => {
    if (isUnderWay) return { isUnderWay, text: say.isUnderWay(runId) };
    const report = record && reportOf(record);
    const deeds = report === null ? 0 : deedsOf(report).length;
    return { isUnderWay, text: say.isUnsettled(runId, deeds, records.place) };
  });
}
