import { groupBy } from '../group';
import type { Entry } from '../report';
import * as say from '../wording/gates';

/**
 * Holds what is over the limit of a run: `max` load balancers may change, and one is never split. The riskiest go last.
 * `null` is no limit.
 */
export function limitChanges(entries: readonly Entry[], max: number | null): readonly Entry[] {
  if (max === null) return entries;
  const planned = entries.filter(({ outcome }) => outcome === 'planned');
  const allowed = new Set(
    inOrderOfRisk(planned)
      .slice(0, max)
      .map(([first]) => first?.loadBalancer.arn),
  );
  return entries.map((entry) =>
    entry.outcome === 'planned' && !allowed.has(entry.loadBalancer.arn)
      ? { ...entry, ...say.changeLimit(max) }
      : entry,
  );
}

/** Entries by load balancer, the riskiest last. */
export function inOrderOfRisk(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const loadBalancers = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn)];
  return loadBalancers.toSorted(byRiskThenArn).map(([, its]) => its);
}

type LoadBalancerEntries = readonly [arn: string, entries: readonly Entry[]];

function byRiskThenArn([arn, entries]: LoadBalancerEntries, [otherArn, others]: LoadBalancerEntries): number {
  const [protocols, ciphers] = riskOf(entries);
  const [otherProtocols, otherCiphers] = riskOf(others);
  return protocols - otherProtocols || ciphers - otherCiphers || (arn < otherArn ? -1 : 1);
}

/** What clients may lose: whole protocols weigh more than ciphers, and a listener more is a risk more. */
function riskOf(entries: readonly Entry[]): readonly [protocols: number, ciphers: number] {
  const sum = (count: (entry: Entry) => number): number =>
    entries.reduce((total, entry) => total + count(entry), 0);
  return [sum(({ drops }) => drops.protocols.length), sum(({ drops }) => drops.ciphers.length)];
}
