import { PROTOCOLS } from '../../lambda/core/clients/client';
import type { Behaviour, Findings, PolicyMatch } from '../report';
import { compare, distanceOf, type KnownPolicy } from './compare';

/**
 * The policies that a server looks like: all that fit, or those nearest to it (the fewest protocols, ciphers and kinds of
 * group that differ), with what differs. `null` where its ciphers could not be told.
 */
export function policiesLike(
  found: Findings,
  catalogue: readonly KnownPolicy[],
): readonly PolicyMatch[] | null {
  if (!isComparable(found)) return null;
  const compared = catalogue.map((policy) => {
    const { missing, extra } = compare(policy, found);
    return { policy, missing, extra, distance: distanceOf({ missing, extra }) };
  });
  const least = Math.min(...compared.map(({ distance }) => distance));
  return compared
    .filter(({ distance }) => distance === least)
    .map(({ policy: { name, types }, missing, extra }) => ({
      name,
      match: least === 0 && isWhole(found) ? 'exact' : 'nearest',
      types,
      missing,
      extra,
    }));
}

/** Whether a server behaves as this policy says. */
export function behaviourOf(found: Findings, policy: KnownPolicy): Behaviour {
  const { missing, extra } = compare(policy, found);
  const differs = distanceOf({ missing, extra }) > 0;
  return { policy: policy.name, matches: differs ? false : isWhole(found) ? true : null, missing, extra };
}

/** What could not be told may differ: nothing is exact without it. */
function isWhole(found: Findings): boolean {
  return isComparable(found) && PROTOCOLS.every((protocol) => found.protocols[protocol] !== null);
}

function isComparable({ ciphers, protocols }: Findings): boolean {
  const spoken = PROTOCOLS.filter((protocol) => protocols[protocol] === true);
  return spoken.length > 0 && spoken.every((protocol) => Array.isArray(ciphers?.[protocol]));
}
