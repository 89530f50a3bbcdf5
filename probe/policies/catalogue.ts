import file from '../../lambda/core/explain/catalogue.json';
import { readName } from '../../lambda/core/policy/policy';
import type { KnownPolicy } from './compare';

/**
 * The policies that ship with the command. A policy that ALB, NLB and Classic have with the same contents is one; those
 * that only their names have in common are two.
 */
export const CATALOGUE: readonly KnownPolicy[] = merged([
  ...file.elbv2.map((policy) => known(policy, 'elbv2')),
  ...file.classic.map((policy) => known(policy, 'classic')),
]);

/** The day of the catalogue. */
export const CATALOGUE_DAY = file.asOf;

interface Listed {
  readonly name: string;
  readonly protocols: readonly string[] | null;
  readonly ciphers: readonly string[] | null;
}

function known({ name, protocols, ciphers }: Listed, type: 'elbv2' | 'classic'): KnownPolicy {
  const { postQuantum } = readName(name);
  return {
    name,
    types: [type],
    protocols: protocols ?? [],
    ciphers: ciphers ?? [],
    postQuantum,
    isPublished: protocols !== null,
  };
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
