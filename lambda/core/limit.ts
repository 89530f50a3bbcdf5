import type { Entry } from './report';
import * as say from './wording';

/**
 * Holds what is over the limit of a run: `max` load balancers may change, and one is never split.
 * `null` is no limit.
 */
export function limitChanges(entries: readonly Entry[], max: number | null): readonly Entry[] {
  if (max === null) return entries;
  const planned = entries.filter(({ outcome }) => outcome === 'planned');
  const loadBalancers = new Set(planned.map(({ loadBalancer }) => loadBalancer.arn));
  const allowed = new Set([...loadBalancers].toSorted().slice(0, max));
  return entries.map((entry) =>
    entry.outcome === 'planned' && !allowed.has(entry.loadBalancer.arn)
      ? { ...entry, ...say.changeLimit(max) }
      : entry,
  );
}
