import type { Report } from '../../lambda/core/report';
import { reportOf } from '../../lambda/core/plan/undo';
import { count } from '../../lambda/core/wording/sentence';
import { parseDay } from '../../lambda/settings/rollout';
import { forgetUndone } from '../../lambda/runs/forget';
import { undo } from '../../lambda/runs/undo';
import { confirm, requireTerminal } from '../terminal/confirm';
import type { UndoFlags } from '../flags';
import { preview, refuseUnwritable, say, show } from '../terminal/output';
import { ensureRegion, contextOfRecord } from '../context';

/** Says what it will do and asks, unless it was told not to. Answers `null` where nothing was wanted. */
export async function runUndo(runId: string, flags: UndoFlags): Promise<Report | null> {
  const until = flags.until === undefined ? undefined : parseDay(flags.until, '--until', 'the last day');
  const asks = !(flags.yes || flags.dryRun || flags.forget);
  if (asks) requireTerminal();
  const run = await contextOfRecord(flags);
  const record = await run.records.run(runId, null);
  await ensureRegion(run.aws, reportOf(record)?.scope.regions ?? []);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  const request = { record, listeners: flags.listener ?? null, reason: 'undone-by-request', until } as const;
  if (flags.forget) {
    const { length } = await forgetUndone(request, run);
    say(`the next sweep judges ${count(length, 'listener')} afresh`);
    return null;
  }
  if (asks) {
    // The one report on standard output is that of what was done.
    const planned = await undo({ ...request, dryRun: true }, run);
    if (planned.totals.planned === 0) {
      await show(planned, flags);
      return planned;
    }
    preview(planned);
    if (!(await confirm(`Put back the former policies of ${count(planned.totals.planned, 'listener')}?`))) {
      say('nothing was changed');
      return null;
    }
  }
  const report = await undo({ ...request, dryRun: flags.dryRun === true }, run);
  await show(report, flags);
  return report;
}
