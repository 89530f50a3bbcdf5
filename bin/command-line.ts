import { CommanderError } from 'commander';
import { hasFailed, type Report } from '../lambda/core/report';
import { applySavedPlan } from '../lambda/runs/saved-plan';
import { UserError } from '../lambda/core/user-error';
import { sweep } from '../lambda/sweep';
import { sentenceOf } from './terminal/advice';
import { refuseFlagsBesidePlan, rolloutFrom, settingsFrom, type Flags } from './flags';
import { refuseUnwritable, say, show } from './terminal/output';
import { readPlan } from './commands/plan-file';
import { programOf } from './program';
import { listRuns, showRun } from './commands/runs';
import { runUndo } from './commands/undo';
import { ensureRegion, contextFor } from './context';

/** The remediator at a terminal: arguments in, report and exit status out. */

/** Exit status: nothing left to do, something failed, changes planned or held, wrong usage. */
const STATUS = { done: 0, failed: 1, open: 2, usage: 64 } as const;

/** Runs one command line and answers its exit status. Never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let status: number = STATUS.done;
  const ended = (report: Report): void => {
    status = statusOf(report);
  };
  const program = programOf({
    plan: async (flags) => ended(await runSweep('plan', flags)),
    apply: async (planFile, flags) =>
      ended(planFile === undefined ? await runSweep('apply', flags) : await runPlan(planFile, flags)),
    undo: async (runId, flags) => {
      const report = await runUndo(runId, flags);
      if (report) ended(report);
    },
    runs: listRuns,
    show: showRun,
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    return statusOfError(error);
  }
}

async function runSweep(mode: 'plan' | 'apply', flags: Flags): Promise<Report> {
  const run = contextFor(flags);
  const settings = await settingsFrom(flags, run.aws);
  await ensureRegion(run.aws, settings.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return shown(await sweep({ ...run, mode, settings }), flags);
}

async function runPlan(planFile: string, flags: Flags): Promise<Report> {
  refuseFlagsBesidePlan(flags);
  const plan = readPlan(planFile);
  const rollout = rolloutFrom(flags);
  const run = contextFor(flags);
  await ensureRegion(run.aws, plan.scope.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return shown(await applySavedPlan(plan, rollout, run), flags);
}

async function shown(report: Report, flags: Flags): Promise<Report> {
  await show(report, flags);
  return report;
}

function statusOf(report: Report): number {
  if (hasFailed(report)) return STATUS.failed;
  return report.totals.planned > 0 || report.totals.held > 0 ? STATUS.open : STATUS.done;
}

function statusOfError(error: unknown): number {
  // commander has said it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.done : STATUS.usage;
  say(sentenceOf(error));
  return error instanceof UserError ? error.exitCode : STATUS.failed;
}
