import { isAnother, type LoadBalancer } from '../estate';
import { planLoadBalancer, type PlanContext, type PlannedListener } from './plan';
import { NO_DROPS } from '../policy/posture';
import type { Reason } from '../reasons';
import type { Entry } from '../report';
import { isInScope, type Scope } from '../scope';
import * as say from '../wording/plan';

/**
 * Whether what a plan says of a listener still stands, judged on its load balancer as it is now (`null`: gone).
 * Only what stands comes back with a change; the rest is held, and says why.
 */
export function recheck(
  entry: Entry,
  loadBalancer: LoadBalancer | null,
  scope: Scope,
  context: Omit<PlanContext, 'target'>,
): PlannedListener {
  if (entry.port === null) return { entry, change: null };
  if (loadBalancer === null)
    return holdAsPlanned(entry, say.gone(`load balancer ${entry.loadBalancer.name}`));
  // The plan said which policy; whether that is still right is judged by the same rules as when it was made.
  const name = entry.to ?? entry.from ?? '';
  const now = planLoadBalancer(loadBalancer, { ...context, target: { kind: 'named', name } });
  const fresh = now.find((planned) => planned.entry.id === entry.id);
  if (fresh === undefined) return holdAsPlanned(entry, say.gone(`listener :${entry.port}`));
  return judged({ ...entry, ...whereIs(fresh.entry) }, fresh, loadBalancer, scope);
}

/** What it listens on is a fact of the listener, and not of a plan file. */
export function whereIs({ port, protocol }: Entry): Pick<Entry, 'port' | 'protocol'> {
  return { port, protocol };
}

function judged(
  entry: Entry,
  fresh: PlannedListener,
  loadBalancer: LoadBalancer,
  scope: Scope,
): PlannedListener {
  if (loadBalancer.type === 'classic' && isAnother(entry.loadBalancer, loadBalancer))
    return changedSince(entry, fresh.entry, 'it was deleted and created anew');
  if (!isInScope(loadBalancer.tags, scope)) return changedSince(entry, fresh.entry, 'it is out of scope');
  return entry.outcome === 'planned' ? recheckPlanned(entry, fresh) : recheckOther(entry, fresh.entry);
}

/**
 * Reasons against a target, while the listener has what it had: what it stands beside has changed, or somebody has edited the
 * target in the plan file. Which of the two it was, nobody can tell,
 * so it is not said that the listener has changed.
 */
const OF_THE_TARGET: ReadonlySet<Reason> = new Set<Reason>([
  'alb-policy-mix',
  'no-target',
  'not-comparable',
  'other-family',
  'target-not-offered',
]);

function recheckPlanned(entry: Entry, fresh: PlannedListener): PlannedListener {
  const { outcome, reason, from, to, detail } = fresh.entry;
  if (outcome === 'failed' || (from === entry.to && outcome === 'compliant'))
    return { entry: ownedAs(entry, fresh.entry), change: null };
  if (from !== entry.from) return changedSince(entry, fresh.entry, `it now has ${from ?? 'no policy'}`);
  if (OF_THE_TARGET.has(reason) || outcome === 'compliant' || (outcome === 'planned' && to !== entry.to))
    return holdAsPlanned(entry, say.targetOfFile(entry.to, detail));
  if (outcome !== 'planned') return changedSince(entry, fresh.entry, detail);
  if (!sameLists(entry, fresh.entry))
    return changedSince(entry, fresh.entry, 'its list of policies is another');
  return { entry: { ...entry, ...factsOfNow(fresh.entry) }, change: fresh.change };
}

/** Whose it is was read with the plan. */
function ownedAs({ loadBalancer: { ownerTags } }: Entry, fresh: Entry): Entry {
  return ownerTags === undefined ? fresh : { ...fresh, loadBalancer: { ...fresh.loadBalancer, ownerTags } };
}

/**
 * What follows from the move, and not from what a plan file says of it: what clients lose, and on Classic whether the
 * policy has to be made (an undo deletes only what this run has made).
 */
function factsOfNow({
  reason,
  drops,
  locksOut,
  detail,
  classic,
}: Entry): Pick<Entry, 'reason' | 'drops' | 'locksOut' | 'detail' | 'classic'> {
  return {
    reason,
    drops,
    detail,
    ...(locksOut === undefined ? {} : { locksOut }),
    ...(classic === undefined ? {} : { classic }),
  };
}

/** On Classic the plan says what an undo would put back: that has to be the list that is there. */
function sameLists(entry: Entry, fresh: Entry): boolean {
  return entry.classic === undefined || entry.classic.before.join() === fresh.classic?.before.join();
}

/** What the plan would not change, against what the rules say of it now. */
export function recheckOther(entry: Entry, fresh: Entry): PlannedListener {
  if (fresh.from === entry.from) return { entry, change: null };
  return changedSince(entry, fresh, `it now has ${fresh.from ?? 'no policy'}`);
}

/** Held as planned, but from what the listener has now: the way from there to the target loses something else. */
export function changedSince(entry: Entry, fresh: Entry, how: string): PlannedListener {
  const { locksOut: _ofOldMove, ...planned } = holdAsPlanned(entry, say.changedSincePlan(how)).entry;
  const { from, drops, locksOut } = fresh;
  if (fresh.to !== planned.to) return { entry: { ...planned, from, drops: NO_DROPS }, change: null };
  return {
    entry: { ...planned, from, drops, ...(locksOut === undefined ? {} : { locksOut }) },
    change: null,
  };
}

/** A held entry has a target: what the plan wanted of a compliant listener is the policy that it had. */
export function holdAsPlanned(entry: Entry, conclusion: say.Conclusion): PlannedListener {
  return { entry: { ...entry, to: entry.to ?? entry.from, ...conclusion }, change: null };
}
