import { randomBytes } from 'node:crypto';
import { CommanderError } from 'commander';
import { connect } from '../lambda/aws/connect';
import { hasFailed, type Report } from '../lambda/core/report';
import { UserError } from '../lambda/settings';
import { applyPlan, sweep, type PlanRun } from '../lambda/sweep';
import { sentenceOf } from './advice';
import { maxChangesFrom, refuseFlagsBesidePlan, settingsFrom, type Flags } from './flags';
import { refuseUnwritable, say, show } from './output';
import { readPlan } from './plan-file';
import { programOf } from './program';
import { stopSwitch } from './stop-switch';

/** The remediator at a terminal: arguments in, report and exit status out. */

/** Exit status (design section 4): nothing left to do, something failed, changes planned or held, wrong usage. */
const STATUS = { done: 0, failed: 1, open: 2, usage: 64 } as const;

/** Runs one command line and answers its exit status. Never throws. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  let status: number = STATUS.done;
  const program = programOf(async (mode, planFile, flags) => {
    const report = planFile === undefined ? await runSweep(mode, flags) : await runPlan(planFile, flags);
    status = statusOf(report);
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    return statusOfError(error);
  }
}

async function runSweep(mode: 'plan' | 'apply', flags: Flags): Promise<Report> {
  const run = runFor(flags);
  const settings = await settingsFrom(flags, run.aws);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return sweep({ ...run, mode, settings });
}

async function runPlan(planFile: string, flags: Flags): Promise<Report> {
  refuseFlagsBesidePlan(flags);
  const plan = readPlan(planFile);
  const run = runFor(flags);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return applyPlan(plan, run);
}

function runFor(flags: Flags): PlanRun {
  const deadline = stopSwitch(say);
  return {
    maxChanges: maxChangesFrom(flags),
    aws: connect({ deadline, scale: 1 }),
    deadline,
    now: () => new Date(),
    suffix: randomBytes(2).toString('hex'),
    notes: [],
    progress: say,
    deliver: (report) => show(report, flags),
  };
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
