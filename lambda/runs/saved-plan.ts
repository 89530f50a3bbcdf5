import { carryOut, type Undertaking } from './carry-out';
import { takenBack, type History } from '../core/history';
import type { PlannedListener } from '../core/plan/plan';
import { recheck } from '../core/plan/recheck';
import type { Entry, Report } from '../core/report';
import { closedBy, rollOut, type RolloutSettings } from '../core/gates';
import { revertedByOthers } from '../core/wording/gates';
import type { Scope } from '../core/scope';
import * as say from '../core/wording/plan';
import { UserError } from '../settings/settings';
import { finish, reporter, type World } from './context';

/** Carries out a plan that was made earlier, and nothing else: what is new since then is not touched. */
export async function applyPlan(made: Report, rollout: RolloutSettings, run: World): Promise<Report> {
  const startedAt = run.now();
  const account = await run.aws.account();
  if (account !== made.account) {
    const advice = 'use the credentials of that account, or make a new plan';
    throw new UserError(
      `the plan is of account ${made.account}, the credentials are of ${account}; ${advice}`,
      1,
    );
  }
  const history = await run.records.history(account);
  // Owners and waves were heeded when the plan was made, with the tags of that time.
  const plan = rollOut(
    made.listeners,
    { ...rollout, waves: null, maxChanges: null },
    { history: history && withoutChanges(history), now: startedAt, tagsOf: () => ({}) },
  );
  const report = reporter(run, startedAt, {
    ...made,
    mode: 'apply',
    inScope: made.listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [
      ...made.notes,
      `Carries out the plan of run ${made.runId}; what is new since then was not looked at.`,
    ],
  });
  const { listeners } = await applyPlanned(report(plan), { scope: made.scope, rollout }, history, run, plan);
  return finish(report(listeners), run);
}

/** Whether somebody took a change back is asked of what a listener has now, not of what it had for the plan. */
function withoutChanges(history: History): History {
  const listeners = Object.entries(history.listeners).map(([id, its]) => [id, { ...its, changed: null }]);
  return { ...history, listeners: Object.fromEntries(listeners) };
}

/** Applies what is planned in a report, recorded before the first change and after each load balancer. */
export async function applyPlanned(
  plan: Report,
  { scope, rollout }: { readonly scope: Scope; readonly rollout: RolloutSettings },
  history: History | null,
  run: World,
  entries: readonly Entry[] = plan.listeners.filter(({ outcome }) => outcome === 'planned'),
): Promise<Pick<Report, 'listeners'>> {
  if (plan.totals.planned > 0) await run.records.plan(plan);
  const undertaking: Undertaking = {
    ...run,
    maxChanges: rollout.maxChanges,
    regionApi: (region) => run.aws.region(region, plan.account),
    judge: (entry, loadBalancer, catalogue) => {
      const closed = entry.outcome === 'planned' ? closedBy(rollout, run.now()) : null;
      if (closed) return { entry: { ...entry, ...closed }, change: null };
      const now = run.now();
      return heedHistory(recheck(entry, loadBalancer, scope, { catalogue, now }), history, now);
    },
    succeeded: (entry) => ({ ...entry, ...say.changed(entry), changedAt: run.now().toISOString() }),
    settled: (settled) => run.records.settled(plan, settled, run.now()),
  };
  const done = new Map((await carryOut(entries, undertaking)).map((entry) => [entry.id, entry]));
  return { listeners: plan.listeners.map((entry) => done.get(entry.id) ?? entry) };
}

function heedHistory(judged: PlannedListener, history: History | null, now: Date): PlannedListener {
  const taken = judged.change && history && takenBack(history, judged.entry);
  if (!taken) return judged;
  return { entry: { ...judged.entry, ...revertedByOthers(taken, judged.entry, now) }, change: null };
}
