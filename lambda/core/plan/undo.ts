import { readClassicTls } from './classic';
import type { ClassicLoadBalancer, LoadBalancer } from '../estate';
import { haveSameMembers } from '../members';
import type { PlannedListener } from './plan';
import { isPredefinedName, ownPolicyName } from '../policy/classic-name';
import { NO_DROPS } from '../policy/posture';
import { withListeners, type ClassicLists, type Entry, type Report } from '../report';
import * as say from '../wording/plan';

/** What the record of one run holds. Without a report, the run was cut off. */
export interface RunRecord {
  readonly plan: Report | null;
  /** What was done, load balancer by load balancer, as it was done. */
  readonly changes: readonly Entry[];
  readonly report: Report | null;
}

/** What is known of a run: its report, else its plan with what was done since; `null` when its record is empty. */
export function reportOf({ plan, changes, report }: RunRecord): Report | null {
  if (report !== null || plan === null) return report;
  const done = new Map(changes.map((entry) => [entry.id, entry]));
  const note = `Run ${plan.runId} was cut off: this is its plan, and what it is known to have done.`;
  const listeners = plan.listeners.map((entry) => done.get(entry.id) ?? entry);
  return { ...withListeners(plan, listeners), notes: [...plan.notes, note] };
}

/**
 * The listeners that a run may have changed: those it read back, those whose change it could not confirm, and, where it
 * was cut off, those that it was about to change. What a listener has now decides whether it did.
 */
export function mayHaveChanged(report: Report): readonly Entry[] {
  const tried = new Set(['change-failed', 'not-confirmed']);
  return report.listeners.filter(
    ({ outcome, reason, port }) =>
      port !== null &&
      (outcome === 'changed' || outcome === 'planned' || (outcome === 'failed' && tried.has(reason))),
  );
}

/** What an undo does to one listener, judged on its load balancer as it is now (`null`: gone). */
export function judgeUndo(entry: Entry, loadBalancer: LoadBalancer | null): PlannedListener {
  const backwards = reverse(entry);
  const unchanged = (conclusion: say.Conclusion, from = backwards.from): PlannedListener => ({
    entry: { ...backwards, from, ...conclusion },
    change: null,
  });
  if (loadBalancer === null) return unchanged(say.gone(`load balancer ${entry.loadBalancer.name}`));
  const shown = shownOn(loadBalancer, entry);
  if (shown === null) return unchanged(say.gone(`listener :${entry.port}`));
  const { before, after } = entry.classic ?? { before: [entry.from], after: [entry.to] };
  if (haveSameMembers(shown.names, before)) return unchanged(say.nothingToUndo(), entry.from);
  if (!haveSameMembers(shown.names, after) || entry.from === null) {
    return unchanged(say.changedSince(shown.from), shown.from);
  }
  const planned = intendedUndo(entry);
  if (entry.classic === undefined || loadBalancer.type !== 'classic') {
    return {
      entry: planned,
      change: { kind: 'modify-listener', listenerArn: entry.id, policy: entry.from },
    };
  }
  return classicUndo(planned, entry.classic, loadBalancer);
}

/** What an undo wants, before it has looked. */
export function intendedUndo(entry: Entry): Entry {
  return { ...reverse(entry), ...say.toBeUndone(entry.from) };
}

/** The entry of the way back. */
function reverse({ changedAt: _changedAt, classic, ...entry }: Entry): Entry {
  const back = { ...entry, from: entry.to, to: entry.from, drops: NO_DROPS, notes: [] };
  if (classic === undefined) return back;
  return { ...back, classic: { before: classic.after, after: classic.before, creates: null } };
}

/**
 * The whole former list. A predefined name that is no policy of the load balancer cannot be set ([boto3#1438]): then a
 * policy is made from it, which accepts the same.
 */
function classicUndo(
  planned: Entry,
  { before, after }: ClassicLists,
  loadBalancer: ClassicLoadBalancer,
): PlannedListener {
  const policies = new Map(loadBalancer.policies.map((policy) => [policy.name, policy]));
  const reference = before.find((name) => isPredefinedName(name) && !policies.has(name));
  const substitute = reference === undefined ? null : { reference, policyName: ownPolicyName(reference) };
  const isThere =
    substitute !== null && policies.get(substitute.policyName)?.reference === substitute.reference;
  const create = isThere ? null : substitute;
  const policyNames = before.map((name) => (name === substitute?.reference ? substitute.policyName : name));
  return {
    entry: {
      ...planned,
      notes: substitute === null ? [] : [say.putBackAs(substitute)],
      classic: { before: after, after: policyNames, creates: create?.policyName ?? null },
    },
    change: {
      kind: 'set-policies-of-listener',
      loadBalancerName: loadBalancer.name,
      port: planned.port ?? 0,
      create,
      policyNames,
      before: after,
    },
  };
}

type Names = readonly (string | null)[];

/** What a listener shows: its whole list, and what a report calls that; `null` when it is gone. */
function shownOn(
  loadBalancer: LoadBalancer,
  { id, port }: Entry,
): { readonly names: Names; readonly from: string | null } | null {
  if (loadBalancer.type === 'classic') {
    const listener = loadBalancer.listeners.find((candidate) => candidate.port === port);
    if (listener === undefined) return null;
    return { names: listener.policyNames, from: readClassicTls(listener, loadBalancer, []).from };
  }
  const listener = loadBalancer.listeners.find(({ arn }) => arn === id);
  return listener === undefined ? null : { names: [listener.policy], from: listener.policy };
}
