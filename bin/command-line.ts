import { randomBytes } from 'node:crypto';
import { CommanderError } from 'commander';
import { connect, type Aws } from '../lambda/aws/connect';
import { hasFailed, type Report } from '../lambda/core/report';
import { NEVER } from '../lambda/deadline';
import { UserError, type Settings } from '../lambda/settings';
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
  await settleRegion(run.aws, settings.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return sweep({ ...run, mode, settings });
}

async function runPlan(planFile: string, flags: Flags): Promise<Report> {
  refuseFlagsBesidePlan(flags);
  const plan = readPlan(planFile);
  const run = runFor(flags);
  await settleRegion(run.aws, plan.scope.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return applyPlan(plan, run);
}

/** STS is asked for the account in a Region too: where the SDK's settings have none, in the first that is swept. */
async function settleRegion(aws: Aws, regions: Settings['regions']): Promise<void> {
  if ((await aws.defaultRegion()) !== null) return;
  if (regions === 'all') {
    throw new UserError(
      'no Region is set, and --region all has to ask one which others there are; set AWS_REGION',
    );
  }
  process.env['AWS_REGION'] = regions[0];
}

function runFor(flags: Flags): PlanRun {
  const deadline = stopSwitch(say);
  return {
    maxChanges: maxChangesFrom(flags),
    // What is under way when the switch is thrown is still tried again: only new work ends.
    aws: connect({ deadline: NEVER, scale: 1 }),
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
