import { deedsOf, reportOf } from '../core/plan/run-record';
import * as say from '../core/wording/untold';
import type { RunContext } from './context';

/**
 * What a dry run says of runs that nobody has told of: while only dry runs come, nobody else does. It holds no lease, and
 * settles nothing.
 */
export async function untoldNotes(
  account: string,
  { records }: Pick<RunContext, 'records'>,
): Promise<readonly string[]> {
  const runs = await records.untold(account);
  return runs.map(({ runId, isUnderWay, record }) => {
    if (isUnderWay) return say.isUnderWay(runId);
    const report = record && reportOf(record);
    return say.isUnsettled(runId, report === null ? 0 : deedsOf(report).length, records.place);
  });
}
