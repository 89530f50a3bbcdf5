import type { Report } from '../../lambda/core/report';
import type { RunContext } from '../../lambda/runs/context';
import { underLease, type Held } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { sweep } from '../../lambda/sweep';
import { contextFor, ensureRegion, terminalAws } from '../context';
import { statusOf } from '../exit-status';
import { refuseFlagsBesidePlan, rolloutFrom, type Flags } from '../flags';
import { refuseUnwritable, show } from '../terminal/output';
import { readPlan } from './plan-file';
import { sweepFor } from './sweep';

/** `elb-tls apply [PLAN.json]`: makes the changes of that plan and no others, or of a plan that it makes itself. */
export async function apply(planFile: string | undefined, flags: Flags): Promise<number> {
  if (planFile !== undefined) return applyFile(planFile, flags);
  const run = await sweepFor(flags, { writes: true });
  return shownUnderLease(run, flags, (held) => sweep({ ...run, held }));
}

async function applyFile(planFile: string, flags: Flags): Promise<number> {
  refuseFlagsBesidePlan(flags);
  const plan = readPlan(planFile);
  const rollout = rolloutFrom(flags);
  const aws = terminalAws();
  await ensureRegion(aws, plan.scope.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  const run = await contextFor(flags, aws, { isNeeded: true, regions: plan.scope.regions });
  return shownUnderLease(run, flags, (held) => applySavedPlan(plan, rollout, { ...run, held }));
}

/** The report is shown before the lease goes back: a run whose report nobody saw is told by the next one. */
async function shownUnderLease(
  run: RunContext,
  flags: Flags,
  work: (held: Held) => Promise<Report>,
): Promise<number> {
  const report = await underLease('apply', run, async (held) => {
    const done = await work(held);
    await show(done, flags);
    return done;
  });
  return statusOf(report);
}
