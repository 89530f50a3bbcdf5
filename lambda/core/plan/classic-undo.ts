import type { PolicyToCreate } from '../change';
import type { ClassicLoadBalancer } from '../estate';
import { isPredefinedName, ownPolicyName } from '../policy/classic-name';
import type { Entry } from '../report';
import * as say from '../wording/undo';
import { isTlsPolicy, readClassicTls } from './classic';
import type { PlannedListener } from './plan';

/** How the TLS policies of a Classic listener go back to what they were; all else in its list stays as it is now. */
export interface Restored {
  /** The TLS policies that the change had set. */
  readonly replaced: readonly string[];
  /** What stands in for them, in the old order. */
  readonly policyNames: readonly string[];
  /** Policies that are no longer on the load balancer. */
  readonly create: readonly PolicyToCreate[];
}

/** The TLS policies of a Classic listener, and what a report calls them; `null` when the listener is gone. */
export function shownTls(
  loadBalancer: ClassicLoadBalancer,
  { port }: Entry,
): { readonly names: readonly string[]; readonly from: string | null } | null {
  const listener = loadBalancer.listeners.find((candidate) => candidate.port === port);
  if (listener === undefined) return null;
  return {
    names: listener.policyNames.filter((name) => isTlsPolicy(name, loadBalancer)),
    from: readClassicTls(listener, loadBalancer, []).from,
  };
}

/** What an undo puts back, by what is on the load balancer now and by what the record says was there before. */
export function restored({ classic }: Entry, { policies }: ClassicLoadBalancer): Restored {
  const { before = [], after = [], contents = [] } = classic ?? {};
  const there = new Map(policies.map((policy) => [policy.name, policy]));
  const former = before.filter((name) => !after.includes(name));
  const plans = former.map((name): { readonly name: string; readonly create: PolicyToCreate | null } => {
    if (there.has(name)) return { name, create: null };
    // A predefined name cannot be set unless it is a policy of the load balancer ([boto3#1438]): one made from it
    // accepts the same.
    if (isPredefinedName(name)) {
      const policyName = ownPolicyName(name);
      const isThere = there.get(policyName)?.reference === name;
      return { name: policyName, create: isThere ? null : { policyName, reference: name, attributes: [] } };
    }
    return { name, create: contents.find(({ policyName }) => policyName === name) ?? null };
  });
  return {
    replaced: after.filter((name) => !before.includes(name)),
    policyNames: plans.map(({ name }) => name),
    create: plans.flatMap(({ create }) => create ?? []),
  };
}

/** The change that puts the former TLS policies into the listener's list as it is now. */
export function classicUndo(
  planned: Entry,
  { replaced, policyNames, create }: Restored,
  loadBalancer: ClassicLoadBalancer,
): PlannedListener {
  const now = loadBalancer.listeners.find(({ port }) => port === planned.port)?.policyNames ?? [];
  const first = now.findIndex((name) => replaced.includes(name));
  const next = now.flatMap((name, index) =>
    index === first ? policyNames : replaced.includes(name) ? [] : [name],
  );
  return {
    entry: {
      ...planned,
      notes: create.map(say.putBackAs),
      classic: { before: now, after: next, creates: create[0]?.policyName ?? null },
    },
    change: {
      kind: 'set-policies-of-listener',
      loadBalancerName: loadBalancer.name,
      port: planned.port ?? 0,
      create,
      policyNames: next,
      before: now,
    },
  };
}
