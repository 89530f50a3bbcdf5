import type { Catalogue, LoadBalancer } from '../estate';
import { acceptsUnderTls12, lowestProtocol, protocolsOf, type Posture } from '../policy/posture';
import type { Outside } from '../report';
import { secureListeners } from './secure-listener';

/** What does not carry the tag of the scope, in one Region. */
export interface OutsideRegion {
  readonly region: string;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly catalogue: Catalogue;
  /** Whether that is all there is. */
  readonly isWhole: boolean;
}

/** Most that are named. */
const MOST_NAMED = 10;

/**
 * What accepts less than TLS 1.2 outside the scope: counted by the value of the scope's tag, the worst named. A policy
 * whose contents nobody knows is not counted: it need not be weak.
 */
export function outsideOf(regions: readonly OutsideRegion[], tagKey: string): Outside {
  const weak = regions.flatMap(({ loadBalancers, catalogue }) =>
    loadBalancers.flatMap((loadBalancer) => weakestOf(loadBalancer, catalogue)),
  );
  return {
    byValue: countsBy(
      weak.map(({ loadBalancer: { tags } }) => (Object.hasOwn(tags, tagKey) ? (tags[tagKey] ?? null) : null)),
    ),
    worst: weak
      .toSorted(worstFirst)
      .slice(0, MOST_NAMED)
      .map(({ loadBalancer: { region, name, type }, posture, policy }) => ({
        region,
        name,
        type,
        policy,
        protocols: protocolsOf(posture),
      })),
    unknownIn: regions.filter(({ isWhole }) => !isWhole).map(({ region }) => region),
  };
}

/** The most first. */
function countsBy(values: readonly (string | null)[]): Outside['byValue'] {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, loadBalancers]) => ({ value, loadBalancers }))
    .toSorted((a, b) => b.loadBalancers - a.loadBalancers || compare(a.value ?? '', b.value ?? ''));
}

interface Weak {
  readonly loadBalancer: LoadBalancer;
  readonly policy: string;
  readonly posture: Posture;
}

/** The weakest listener of a load balancer, if that is weak at all. */
function weakestOf(loadBalancer: LoadBalancer, catalogue: Catalogue): readonly Weak[] {
  const offer = catalogue[loadBalancer.type];
  const listeners = secureListeners(loadBalancer, offer?.status === 'read' ? offer.policies : []);
  const weak = listeners.flatMap(({ from, current }) =>
    current !== null && acceptsUnderTls12(current)
      ? [{ loadBalancer, policy: from ?? current.name, posture: current }]
      : [],
  );
  return weak.toSorted(worstFirst).slice(0, 1);
}

/** By the lowest protocol, then by kinds of weak ciphers, then by name. */
function worstFirst(a: Weak, b: Weak): number {
  return (
    lowestProtocol(a.posture) - lowestProtocol(b.posture) ||
    b.posture.weaknesses.size - a.posture.weaknesses.size ||
    compare(a.loadBalancer.name, b.loadBalancer.name) ||
    compare(a.loadBalancer.arn, b.loadBalancer.arn)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
