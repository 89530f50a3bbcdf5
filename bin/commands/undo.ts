import { reportOf } from '../../lambda/core/plan/undo';
import type { Report } from '../../lambda/core/report';
import { count } from '../../lambda/core/wording/sentence';
import type { RunContext } from '../../lambda/runs/context';
import { forgetUndone } from '../../lambda/runs/forget';
import { undo, type UndoRequest } from '../../lambda/runs/undo';
import { parseDay } from '../../lambda/settings/rollout';
import { contextOfRecord, ensureRegion } from '../context';
import { STATUS, statusOf } from '../exit-status';
import type { UndoFlags } from '../flags';
import { confirm, requireTerminal } from '../terminal/confirm';
import { preview, refuseUnwritable, say, show } from '../terminal/output';

/** `elb-tls undo RUN`: says what it will put back and asks, unless it was told not to. */
export async function undoRun(runId: string, flags: UndoFlags): Promise<number> {
  const until = flags.until === undefined ? undefined : parseDay(flags.until, '--until', 'the last day');
  const asks = !(flags.yes || flags.dryRun || flags.forget);
  if (asks) requireTerminal();
  const run = await contextOfRecord(flags);
  const record = await run.records.run(runId, null);
  await ensureRegion(run.aws, reportOf(record)?.scope.regions ?? []);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  const request = {
    record,
    listeners: flags.listener ?? null,
    dryRun: flags.dryRun === true,
    reason: 'undone-by-request',
    until,
  } as const;
  if (flags.forget) return forget(request, run);
  const report = asks ? await undoIfWanted(request, run) : await undo(request, run);
  if (report === null) return STATUS.done;
  await show(report, flags);
  return statusOf(report);
}

async function forget(request: UndoRequest, run: RunContext): Promise<number> {
  const { length } = await forgetUndone(request, run);
  say(`the next sweep judges ${count(length, 'listener')} afresh`);
  return STATUS.done;
}

/** Asks, where there is something to undo; `null`: the answer was no. */
async function undoIfWanted(request: UndoRequest, run: RunContext): Promise<Report | null> {
  const planned = await undo({ ...request, dryRun: true }, run);
  const { totals } = planned;
  if (totals.planned === 0) return planned;
  preview(planned);
  if (await confirm(`Put back the former policies of ${count(totals.planned, 'listener')}?`))
    return undo(request, run);
  say('nothing was changed');
  return null;
}
