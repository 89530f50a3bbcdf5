import { reportOf } from '../../lambda/core/plan/undo';
import { contextOfRecord } from '../context';
import { STATUS } from '../exit-status';
import type { Flags } from '../flags';
import { show } from '../terminal/output';

/** `elb-tls show RUN`: prints the record of one run. */
export async function showRun(runId: string, flags: Flags): Promise<number> {
  const { records } = await contextOfRecord(flags);
  const report = reportOf(await records.run(runId, null));
  if (report) await show(report, flags);
  return STATUS.done;
}
