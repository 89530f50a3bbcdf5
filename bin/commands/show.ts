import { reportOf } from '../../lambda/core/plan/run-record';
import { undoText } from '../../lambda/core/plan/cli-commands';
import { contextOfRecord } from '../context';
import { STATUS } from '../exit-status';
import { refuseFlagsBesideCommands, type ShowFlags } from '../flags';
import { print, refuseUnwritable, say, show } from '../terminal/output';

/** `elb-tls show RUN`: prints the record of one run, or the AWS CLI commands of its way back. */
export async function showRun(runId: string, flags: ShowFlags): Promise<number> {
  refuseFlagsBesideCommands(flags);
  const { records } = await contextOfRecord(flags, false);
  const report = reportOf(await records.run(runId, null));
  if (report === null) return STATUS.done;
  if (flags.commands) {
    const text = undoText(report);
    if (text === null) say(`run ${runId} changed nothing that can be put back`);
    else await print(text);
    return STATUS.done;
  }
  refuseUnwritable(flags);
  await show(report, flags);
  const watched = await records.watch(runId);
  if (watched !== null) say(`watched at ${watched.at}: ${watched.detail}`);
  return STATUS.done;
}
