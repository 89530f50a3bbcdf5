import { CATALOGUE_POLICIES, UNPUBLISHED, type Shelved } from '../../lambda/core/explain/catalogue';
import { lookUp } from '../../lambda/core/explain/look-up';
import { UserError } from '../../lambda/core/user-error';
import type { KnownPolicy } from './compare';

/**
 * The policies that ship with the command and whose contents are known. One that ALB, NLB and Classic have with the same
 * contents is one; those that have only their name in common are two.
 */
export const CATALOGUE: readonly KnownPolicy[] = merged(CATALOGUE_POLICIES.map(known));

/** The policy of this name, with or without its prefix. @throws UserError as elb-tls explain does */
export function policyNamed(name: string): KnownPolicy {
  const closed = UNPUBLISHED.find((each) => [name, `ELBSecurityPolicy-${name}`].includes(each));
  if (closed !== undefined)
    throw new UserError(
      `AWS publishes no contents of ${closed} any more: nothing can be compared with it`,
      1,
    );
  return known(lookUp({ policy: name, against: null, type: null }, CATALOGUE_POLICIES).policy);
}

function known({ posture, type }: Shelved): KnownPolicy {
  const { name, protocols, ciphers, postQuantum } = posture;
  return { name, types: [type], protocols: [...protocols], ciphers: [...ciphers], postQuantum };
}

function merged(policies: readonly KnownPolicy[]): readonly KnownPolicy[] {
  const kept = new Map<string, KnownPolicy>();
  for (const policy of policies) {
    const contents = [policy.protocols, policy.ciphers].map((each) => each.toSorted().join());
    const key = [policy.name, ...contents].join(' ');
    const same = kept.get(key);
    kept.set(key, same === undefined ? policy : { ...same, types: [...same.types, ...policy.types] });
  }
  return [...kept.values()];
}
