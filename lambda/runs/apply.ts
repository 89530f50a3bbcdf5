import type { RegionApi } from '../aws/region';
import type { RegionEstate } from '../core/estate';
import { GATES_OF_A_CHANGE, GATES_OF_TIME, holdBack, type GateContext } from '../core/gates';
import { inTurn, spentBy } from '../core/gates/limit';
import { recheck } from '../core/plan/recheck';
import type { Entry, Report } from '../core/report';
import type { RolloutSettings } from '../core/rollout';
import type { Scope } from '../core/scope';
import * as say from '../core/wording/plan';
import { endIfCalledOff } from './called-off';
import { carryOut } from './carry-out';
import type { RunContext } from './context';
import type { Held } from './lease';
import type { Judge } from './load-balancer';
import { verifierOf, type Verifier } from './verify';

/** What is to be applied, and what it is judged by again right before each change. */
export interface Application {
  /** The plan as a report: recorded before the first change. */
  readonly plan: Report;
  readonly scope: Scope;
  readonly rollout: RolloutSettings;
  readonly context: GateContext;
  readonly held: Held;
  /** As they were examined: what policies accept. */
  readonly estates: readonly RegionEstate[];
}

/**
 * Makes the changes of a plan; answers all its entries. Where the plan cannot be recorded, nothing is changed.
 *
 * @throws UserError where it was called off before the first change
 */
export async function apply(application: Application, run: RunContext): Promise<readonly Entry[]> {
  const { plan, rollout, held, context } = application;
  endIfCalledOff(run);
  const entries = plan.listeners.filter(({ outcome }) => outcome === 'planned');
  if (plan.totals.planned > 0 && !(await run.records.plan(plan))) return plan.listeners.map(unrecorded);
  const cutOff = held.cutOff.flatMap(({ report }) => (report?.mode === 'apply' ? report.listeners : []));
  const regionApi = (region: string): RegionApi => run.aws.region(region, plan.account);
  const verifier = verifierFor(inTurn(entries, context.history).flat(), { ...application, regionApi }, run);
  const outcomes = await carryOut(entries, {
    ...run,
    ...(verifier === null ? {} : { around: verifier.around }),
    limit: rollout.maxChanges,
    spent: spentBy(cutOff),
    turns: context.history,
    regionApi,
    judge: judgeBy(application, run),
    gate: gateBy(application, run),
    outOfTime: (entry) => ({ ...entry, ...say.outOfTime() }),
    succeeded: (entry) => ({ ...entry, ...say.changed(entry), changedAt: run.clock.now().toISOString() }),
    journal: run.records.journal(run.runId, held.lease.number),
  });
  const told = verifier === null ? outcomes : await verifier.told(outcomes);
  const done = new Map(told.map((entry) => [entry.id, entry]));
  return plan.listeners.map((entry) => done.get(entry.id) ?? entry);
}

/** `null`: nobody asked for handshakes. */
function verifierFor(
  entries: readonly Entry[],
  application: Pick<Application, 'estates'> & { readonly regionApi: (region: string) => RegionApi },
  { handshaker, ...run }: RunContext,
): Verifier | null {
  return handshaker === undefined ? null : verifierOf({ ...run, ...application, entries, handshaker });
}

function unrecorded(entry: Entry): Entry {
  return entry.outcome === 'planned' ? { ...entry, ...say.notRecorded() } : entry;
}

/** What a clock can close while a run is under way: its time, its lease, the gates of time. */
function gateBy({ rollout, context, held }: Application, run: RunContext): (entry: Entry) => Promise<Entry> {
  return async (entry) => {
    if (run.deadline.isPast()) return { ...entry, ...say.outOfTime() };
    if (!(await held.lease.mayWrite())) return { ...entry, ...say.leaseLost() };
    const now = { ...context, now: run.clock.now() };
    return holdBack([entry], rollout, now, GATES_OF_TIME)[0] ?? entry;
  };
}

/** The plan's own rules on the load balancer as it is, then owners by its tags of now and drift by what it has now. */
function judgeBy({ scope, rollout, context }: Application, { clock }: RunContext): Judge {
  return (planned, loadBalancer, catalogue) => {
    const now = clock.now();
    const judged = recheck(planned, loadBalancer, scope, { catalogue, now });
    if (judged.change === null || loadBalancer === null) return judged;
    const fresh = { ...context, now, tagsOf: () => loadBalancer.tags };
    const [entry = judged.entry] = holdBack([judged.entry], rollout, fresh, GATES_OF_A_CHANGE);
    return { entry, change: entry.outcome === 'planned' ? judged.change : null };
  };
}
