import type { Report } from '../../lambda/core/report';
import type { RolloutSettings } from '../../lambda/core/rollout';
import type { RunContext } from '../../lambda/runs/context';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { sweep } from '../../lambda/sweep';
import { systemClock } from '../../lambda/runs/system-clock';
import { handshaker } from '../../probe/handshaker';
import { contextFor, ensureAccount, ensureRegion, terminalAws } from '../context';
import { statusOf } from '../exit-status';
import { refuseFlagsBesidePlan, rolloutFrom, type ApplyFlags } from '../flags';
import { isWanted, requireTerminal } from '../terminal/confirm';
import { refuseOver, refuseUnwritable, show } from '../terminal/output';
import { changeQuestion } from '../terminal/question';
import { plan } from './plan';
import { readPlan } from './plan-file';
import { sweepFor } from './sweep';
import { shownUnderLease } from './under-lease';

/**
 * `elb-tls apply [PLAN.json]`: makes the changes of that plan and no others, or of a plan that it makes itself. Says what
 * it will change and asks, unless it was told not to.
 */
export async function apply(planFile: string | undefined, flags: ApplyFlags): Promise<number> {
  if (!(flags.yes || flags.dryRun)) requireTerminal('apply');
  if (planFile !== undefined) return applyFile(planFile, flags);
  if (flags.dryRun) return plan(flags);
  const run = { ...(await sweepFor(flags, { writes: true })), ...verifying(flags) };
  if (flags.yes)
    return shownUnderLease('apply', run, flags, (changing) => sweep({ ...changing, settings: run.settings }));
  const planned = await sweep({ ...run, held: null });
  return applyIfWanted(planned, planned, { run, rollout: run.settings.rollout, flags });
}

async function applyFile(planFile: string, flags: ApplyFlags): Promise<number> {
  refuseFlagsBesidePlan(flags);
  const saved = readPlan(planFile);
  if (flags.out !== undefined) refuseOver(planFile, flags.out);
  const rollout = rolloutFrom(flags);
  const aws = terminalAws();
  await ensureRegion(aws, saved.scope.regions);
  refuseUnwritable(flags);
  await ensureAccount(aws);
  const use = { isNeeded: !flags.dryRun, regions: saved.scope.regions };
  const run = { ...(await contextFor(flags, aws, use)), ...verifying(flags) };
  if (flags.yes) return carriedOut(saved, { run, rollout, flags });
  const planned = await applySavedPlan(saved, rollout, { ...run, held: null });
  if (!flags.dryRun) return applyIfWanted(saved, planned, { run, rollout, flags });
  await show(planned, flags);
  return statusOf(planned);
}

/** Handshakes that a run makes only where it changes something. */
function verifying({ verify }: ApplyFlags): Pick<RunContext, 'handshaker'> {
  return verify ? { handshaker: handshaker({ clock: systemClock }) } : {};
}

interface Application {
  readonly run: RunContext;
  readonly rollout: RolloutSettings;
  readonly flags: ApplyFlags;
}

/** What is applied is what was shown, or less: what has changed since then is held. Where nothing is planned, nothing is asked. */
async function applyIfWanted(saved: Report, planned: Report, application: Application): Promise<number> {
  const isAsked = planned.totals.planned > 0;
  if (isAsked && !(await isWanted(planned, changeQuestion(planned)))) return statusOf(planned);
  return carriedOut(saved, application);
}

function carriedOut(saved: Report, { run, rollout, flags }: Application): Promise<number> {
  return shownUnderLease('apply', run, flags, (changing) => applySavedPlan(saved, rollout, changing));
}
