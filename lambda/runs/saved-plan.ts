import { requireSameAccount } from '../core/account';
import { GATES_OF_A_SAVED_PLAN, holdBack, type RolloutSettings } from '../core/gates';
import type { Report } from '../core/report';
import { apply } from './apply';
import { recorded, reporter, type RunContext } from './context';

/** Carries out a plan that was saved earlier, and nothing else: what is new since then is not touched. */
export async function applySavedPlan(
  saved: Report,
  rollout: RolloutSettings,
  run: RunContext,
): Promise<Report> {
  const startedAt = run.now();
  const account = await run.aws.account();
  const advice = 'use the credentials of that account, or make a new plan';
  requireSameAccount('the plan', saved.account, account, advice);
  const history = await run.records.history(account);
  const entries = holdBack(
    saved.listeners,
    rollout,
    { history, now: startedAt, tagsOf: () => null },
    GATES_OF_A_SAVED_PLAN,
  );
  const report = reporter(run, startedAt, {
    ...saved,
    mode: 'apply',
    inScope: saved.listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [
      ...saved.notes,
      `Carries out the plan of run ${saved.runId}; what is new since then was not looked at.`,
    ],
  });
  const plan = report(entries);
  const outcomes = await apply({ plan, scope: saved.scope, rollout, history, entries }, run);
  return recorded(report(outcomes), run.records);
}
