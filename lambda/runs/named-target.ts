import type { RegionApi } from '../aws/region';
import { isClosedByPolicy } from '../core/errors';
import type { Catalogue, LoadBalancerType, RegionEstate } from '../core/estate';
import { protocolsUnderTls12, shortcomings } from '../core/policy/named';
import type { Posture } from '../core/policy/posture';
import type { TargetSetting } from '../core/policy/target';
import type { Entry } from '../core/report';
import { UserError } from '../core/user-error';
import { list, notModern } from '../core/wording/target';

const TYPES: readonly LoadBalancerType[] = ['application', 'network', 'classic'];

/**
 * What the report has to say of a target that somebody named: what it accepts that a chosen one would not.
 *
 * @throws UserError for one that no Region offers, or that accepts anything under TLS 1.2: that is a mistake of the
 * user's, not a property of the load balancers
 */
export async function judgeNamedTarget(
  target: TargetSetting,
  regions: readonly RegionApi[],
): Promise<readonly string[]> {
  if (target.kind !== 'named') return [];
  const { name } = target;
  const all = await Promise.all(regions.flatMap((aws) => TYPES.map((type) => aws.offer(type))));
  // A Region that the organisation closes offers nothing, and says nothing of a name that is mistyped.
  const offers = all.filter((offer) => offer.status === 'read' || !isClosedByPolicy(offer.error));
  const offered = offers.flatMap((offer) => (offer.status === 'read' ? offer.policies : []));
  const its = offered.filter((policy) => policy.name === name);
  if (its.length === 0 && offers.length > 0 && offers.every(({ status }) => status === 'read')) {
    throw new UserError(
      `the target policy ${name} is offered in none of ${regions.map(({ region }) => region).join(', ')}; ` +
        'see the names with: aws elbv2 describe-ssl-policies --query "SslPolicies[].Name"',
      1,
      { got: name, known: [...new Set(offered.map((policy) => policy.name))] },
    );
  }
  return notesOn(its);
}

/**
 * The same of the policies that the entries of a plan file name. What a sweep of now would choose by itself is no
 * mistake.
 *
 * @param found what a sweep of now says of each listener
 * @throws UserError for one that accepts anything under TLS 1.2
 */
export function judgeNamedIn(
  planned: readonly Entry[],
  estates: readonly RegionEstate[],
  found: ReadonlyMap<string, Entry>,
): readonly string[] {
  const catalogues = new Map(estates.map(({ region, catalogue }) => [region, catalogue]));
  const named = planned.filter(({ id, outcome, to }) => {
    const its = found.get(id);
    return outcome === 'planned' && its !== undefined && to !== (its.to ?? its.from);
  });
  return notesOn(named.flatMap((entry) => offeredTo(entry, catalogues.get(entry.region) ?? {})));
}

function offeredTo({ to, loadBalancer: { type } }: Entry, catalogue: Catalogue): readonly Posture[] {
  const offer = catalogue[type];
  return offer?.status === 'read' ? offer.policies.filter(({ name }) => name === to) : [];
}

function notesOn(policies: readonly Posture[]): readonly string[] {
  const notes = policies.map((policy) => {
    refuseWeak(policy);
    return notModern(policy.name, shortcomings(policy));
  });
  return [...new Set(notes.flatMap((note) => note ?? []))];
}

function refuseWeak(policy: Posture): void {
  const under = protocolsUnderTls12(policy);
  if (under.length === 0) return;
  throw new UserError(
    `the target policy ${policy.name} accepts ${list(under)}; a target accepts nothing under TLS 1.2: use recommended`,
  );
}
