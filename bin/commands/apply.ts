import type { Report } from '../../lambda/core/report';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { contextFor, ensureRegion } from '../context';
import { statusOf } from '../exit-status';
import { refuseFlagsBesidePlan, rolloutFrom, type Flags } from '../flags';
import { refuseUnwritable, show } from '../terminal/output';
import { readPlan } from './plan-file';
import { sweepWith } from './sweep';

/** `elb-tls apply [PLAN.json]`: makes the changes of that plan and no others, or of a plan that it makes itself. */
export async function apply(planFile: string | undefined, flags: Flags): Promise<number> {
  const report = await (planFile === undefined ? sweepWith(flags, 'apply') : applyFile(planFile, flags));
  await show(report, flags);
  return statusOf(report);
}

async function applyFile(planFile: string, flags: Flags): Promise<Report> {
  refuseFlagsBesidePlan(flags);
  const plan = readPlan(planFile);
  const rollout = rolloutFrom(flags);
  const run = contextFor(flags);
  await ensureRegion(run.aws, plan.scope.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return applySavedPlan(plan, rollout, run);
}
