import { defaultCatalogue } from '../../sandbox/catalogue';
import { byName, mix, onClassic, ruleThree, weakens, type Judged } from '../core/oracle';

/**
 * The policies of the story and what is right with them, by the oracle of the core tests: nothing here comes from the
 * product's code.
 */

const short = (name: string): string => `ELBSecurityPolicy-${name}`;

export const OLD = short('2016-08');
export const RES = short('TLS13-1-2-Res-2021-06');
export const RES_PQ = short('TLS13-1-2-Res-PQ-2025-09');
export const ONLY_13 = short('TLS13-1-3-2021-06');
export const ONLY_13_PQ = short('TLS13-1-3-PQ-2025-09');
export const CLASSIC_BEST = short('TLS-1-2-2017-01');

/** Few, because what is offered is judged again by each program. */
const OFFERED = new Set([
  OLD,
  RES,
  RES_PQ,
  ONLY_13,
  ONLY_13_PQ,
  short('TLS13-1-2-2021-06'),
  short('TLS-1-1-2017-01'),
  short('TLS13-1-2-Res-FIPS-2023-04'),
]);

export const PLAIN_NAMES = [OLD, RES, ONLY_13, short('TLS13-1-2-2021-06'), short('TLS-1-1-2017-01')] as const;
export const V2_NAMES = [...PLAIN_NAMES, RES_PQ, ONLY_13_PQ] as const;
export const CLASSIC_NAMES = [OLD, CLASSIC_BEST, short('TLS-1-1-2017-01'), short('2015-05')] as const;

export const OFFERED_V2 = defaultCatalogue.policies.filter(({ name }) => OFFERED.has(name));

/** A policy of a Classic load balancer, or one that it can be made from. */
export interface Contents {
  readonly name: string;
  readonly type: string;
  readonly reference: string | null;
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
}

export const SSL = 'SSLNegotiationPolicyType';
const NO_CIPHERS = new Set(['Reference-Security-Policy', 'Server-Defined-Cipher-Order']);

export const PREDEFINED: ReadonlyMap<string, Contents> = new Map(
  defaultCatalogue.classic
    .filter(({ name }) => CLASSIC_NAMES.some((known) => known === name))
    .map(({ name, attributes }) => {
      const on = attributes.filter(([, value]) => value === 'true').map(([attribute]) => attribute);
      const protocols = on.flatMap((attribute) => /^Protocol-(.+)/.exec(attribute)?.[1] ?? []);
      const ciphers = on.filter(
        (attribute) => !attribute.startsWith('Protocol-') && !NO_CIPHERS.has(attribute),
      );
      return [name, { name, type: SSL, reference: name, protocols, ciphers }];
    }),
);

const KNOWN: ReadonlyMap<string, Judged> = new Map(OFFERED_V2.map((policy) => [policy.name, byName(policy)]));

/** Whether a listener of an ALB or NLB may go from one policy to the other. Unknown is no. */
export function mayMove(from: string, to: string): boolean {
  const [a, b] = [KNOWN.get(from), KNOWN.get(to)];
  return a !== undefined && b !== undefined && !weakens(a, b);
}

export function mayMoveOnClassic(from: Contents, to: Contents): boolean {
  return !weakens(onClassic(from), onClassic(to));
}

export const goTogether: (names: readonly string[]) => boolean = mix;

/** Whether the rules want a listener of an ALB or NLB to move, for the target `recommended`. */
export function wantsToMove(
  from: string,
  others: readonly string[],
  type: 'application' | 'network',
): boolean {
  const known = KNOWN.get(from);
  if (known === undefined) return false;
  const isShared = type === 'application' && others.length > 0;
  if (isShared && !goTogether([from, ...others])) return false;
  const isModern = /-PQ-|FIPS/.test(from);
  const only13 = !known.protocols.includes('TLSv1.2');
  const target = isShared && !isModern ? (only13 ? ONLY_13 : RES) : only13 ? ONLY_13_PQ : RES_PQ;
  const to = KNOWN.get(target);
  return to !== undefined && ruleThree(known, to).startsWith('planned');
}

export function wantsToMoveOnClassic(from: Contents): boolean {
  const best = PREDEFINED.get(CLASSIC_BEST);
  return (
    best !== undefined &&
    ruleThree(onClassic({ ...from, name: from.reference ?? '' }), onClassic(best)).startsWith('planned')
  );
}
