import type { LoadBalancer, RegionState } from './state';
import type { Structure } from './values';

/** All load balancers of all Regions by ARN: plain data in a stable order. Nothing in it ever changes. */
export type Snapshot = Readonly<Record<string, Structure>>;

export function snapshot(regions: Iterable<RegionState>): Snapshot {
  const all = [...regions].flatMap((region): readonly LoadBalancer[] => [
    ...region.v2.values(),
    ...region.classic.values(),
  ]);
  return Object.fromEntries(
    all.toSorted((a, b) => (a.arn < b.arn ? -1 : 1)).map((item) => [item.arn, show(item)]),
  );
}

function show(item: LoadBalancer): Structure {
  const { name, type } = item;
  const tags = Object.fromEntries(Object.entries(item.tags).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  if (item.type !== 'classic') {
    const listeners = item.listeners.map(({ arn, port, protocol, policy }) => ({
      arn,
      port,
      protocol,
      policy: policy ?? '',
    }));
    return { name, type, tags, listeners };
  }
  const listeners = item.listeners.map(({ port, protocol, policyNames }) => ({
    port,
    protocol,
    policyNames,
  }));
  const policies = [...item.policies.values()].map((policy) => ({
    name: policy.name,
    type: policy.type,
    attributes: Object.fromEntries(policy.attributes),
  }));
  return { name, type, tags, listeners, policies };
}
