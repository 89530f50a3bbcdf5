import { GATES_OF_TIME, holdBack, type RolloutSettings } from '../core/gates';
import { drift } from '../core/gates/drift';
import type { History } from '../core/history';
import { recheck } from '../core/plan/recheck';
import type { PlannedListener } from '../core/plan/plan';
import type { Entry, Report } from '../core/report';
import type { Scope } from '../core/scope';
import * as say from '../core/wording/plan';
import { carryOut, type Judge } from './carry-out';
import type { RunContext } from './context';

/** What is to be applied, and what it is judged by again right before each change. */
export interface Application {
  /** The plan as a report: recorded before the first change. */
  readonly plan: Report;
  readonly scope: Scope;
  readonly rollout: RolloutSettings;
  readonly history: History | null;
  /** Looked at again one by one; without it, what the plan would change. All else keeps its outcome. */
  readonly entries?: readonly Entry[];
}

/** Makes the changes of a plan, recorded before the first one and after each load balancer; answers all its entries. */
export async function apply(application: Application, run: RunContext): Promise<readonly Entry[]> {
  const { plan, rollout } = application;
  const { entries = plan.listeners.filter(({ outcome }) => outcome === 'planned') } = application;
  if (plan.totals.planned > 0) await run.records.plan(plan);
  const outcomes = await carryOut(entries, {
    ...run,
    limit: rollout.maxChanges,
    regionApi: (region) => run.aws.region(region, plan.account),
    judge: judgeBy(application, run.now),
    succeeded: (entry) => ({ ...entry, ...say.changed(entry), changedAt: run.now().toISOString() }),
    onOutcome: (done) => run.records.outcome(plan, done, run.now()),
  });
  const done = new Map(outcomes.map((entry) => [entry.id, entry]));
  return plan.listeners.map((entry) => done.get(entry.id) ?? entry);
}

/** The gates of time first, then the plan's own rules on the load balancer as it is, then drift by what it has now. */
function judgeBy({ scope, rollout, history }: Application, clock: () => Date): Judge {
  return (planned, loadBalancer, catalogue) => {
    const now = clock();
    const context = { history, now, tagsOf: () => loadBalancer?.tags ?? null };
    const [entry = planned] = holdBack([planned], rollout, context, GATES_OF_TIME);
    if (entry !== planned) return { entry, change: null };
    const judged = recheck(entry, loadBalancer, scope, { catalogue, now });
    if (judged.change === null) return judged;
    const [held = judged.entry] = holdBack([judged.entry], rollout, context, [drift]);
    return held === judged.entry ? judged : ({ entry: held, change: null } satisfies PlannedListener);
  };
}
