import * as fc from 'fast-check';
import type {
  Catalogue,
  ClassicLoadBalancer,
  ClassicPolicy,
  ElbV2LoadBalancer,
  LoadBalancer,
} from '../../lambda/core/estate';
import type { Policy } from '../../lambda/core/policy/policy';
import { postureOf, type Posture } from '../../lambda/core/policy/posture';
import { CANDIDATES, CLASSIC, CLASSIC_CIPHERS, classicPolicy, ELBV2, full, policy } from './catalogue';
import { alb, classic, custom, madeFrom, nlb, offering, stickiness, WEB } from './estate';
import { OWN_POLICY } from '../vocabulary';

/** Estates, catalogues and settings that nobody thought of. */

const NEWEST_CLASSIC = full('TLS-1-2-2017-01');

/** What AWS may offer some day: new editions, a new word. */
const FUTURE: readonly Policy[] = [
  { ...policy('TLS13-1-2-Res-PQ-2025-09'), name: full('TLS13-1-2-Res-PQ-2027-03') },
  { ...policy('TLS13-1-2-Res-2021-06'), name: full('TLS13-1-2-Res-2027-03') },
  { ...policy('TLS13-1-2-Res-FIPS-PQ-2025-09'), name: full('TLS13-1-2-Res-FIPS-PQ-2027-03') },
  { ...policy('TLS13-1-2-Res-PQ-2025-09'), name: full('TLS13-1-2-Quantum-PQ-2027-03') },
];

export const EVERYTHING: readonly Policy[] = [...ELBV2, ...CANDIDATES, ...FUTURE];
const NAMES = EVERYTHING.map(({ name }) => name);
const POSTURES = new Map(EVERYTHING.map((it): [string, Posture] => [it.name, postureOf(it)]));

/** The names that a Region offers; `catalogueOf` makes the catalogue of them (so that a failing case stays short). */
export const offered = fc.oneof(
  fc.constant(ELBV2.map(({ name }) => name)),
  fc.constant(NAMES),
  fc.subarray(NAMES, { minLength: 30 }),
);

export function catalogueOf(names: readonly string[]): Catalogue {
  return offering(names.flatMap((name) => POSTURES.get(name) ?? []));
}

/** Target settings, as their user writes them. */
export const target = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('recommended', 'classical', 'tls13', 'fips') },
  fc.constantFrom(...NAMES, full('Not-Offered-2030-01')),
  fc.constantFrom(...CLASSIC.map(({ name }) => name)),
);

/** Policies of one to four listeners: mostly such as can stand together, so that there is something to plan. */
export const policies = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(/^(?!.*(PQ|FIPS))/, /PQ|FIPS/, /(?<!FIPS-)PQ/)
      .chain((side) => someOf(NAMES.filter((name) => side.test(name)))),
  },
  someOf([...NAMES, full('TLS13-1-2-Res-PQ-2031-01'), full('Who-Knows-2031-01'), 'mine', null]),
);

function someOf<T>(names: readonly T[]): fc.Arbitrary<T[]> {
  return fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 });
}

const tags = fc.oneof(
  { weight: 6, arbitrary: fc.constant(WEB) },
  fc
    .constantFrom('exempt', 'exempt until 2026-11-21', 'exempt until 2027-01-01: freeze', 'what')
    .map((value) => ({ ...WEB, 'tls-remediation': value })),
);

function elbv2(name: string): fc.Arbitrary<ElbV2LoadBalancer> {
  return fc
    .tuple(fc.constantFrom(alb, nlb), policies, tags)
    .map(([make, its, itsTags]) => make(its, name, itsTags));
}

/** Contents of a custom policy: anything, or a part of what the target has. */
const contents = fc.record({
  protocols: fc.subarray(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2']),
  ciphers: fc.oneof(
    fc.subarray([...CLASSIC_CIPHERS], { maxLength: 8 }),
    fc.subarray([...classicPolicy(NEWEST_CLASSIC).ciphers]),
  ),
});

/** What is on a Classic load balancer; a policy under our name may be ours, or not. */
const classicPolicies: fc.Arbitrary<readonly ClassicPolicy[]> = fc
  .record({
    its: contents,
    reference: fc.constantFrom(...CLASSIC.map(({ name }) => name)),
    underOurName: fc.constantFrom<readonly ClassicPolicy[]>(
      [],
      [madeFrom(NEWEST_CLASSIC, OWN_POLICY)],
      [custom(OWN_POLICY, ['TLSv1'], ['RC4-SHA'])],
    ),
  })
  .map(({ its, reference, underOurName }) => [
    custom('custom', its.protocols, its.ciphers),
    madeFrom(reference, 'console'),
    stickiness('sticky'),
    { ...stickiness('proxy'), type: 'ProxyProtocolPolicyType' },
    ...underOurName,
  ]);

const tlsPolicyName = fc.constantFrom(
  'custom',
  'custom',
  'console',
  'console',
  full('2011-08'),
  ...CLASSIC.map(({ name }) => name),
);

/** The list of a Classic listener: as a rule one TLS policy, with others around it. */
const policyNames = fc
  .record({
    others: fc.subarray(['sticky', 'proxy']),
    tls: fc.oneof(
      { weight: 5, arbitrary: fc.tuple(tlsPolicyName) },
      fc.uniqueArray(tlsPolicyName, { maxLength: 2 }),
    ),
    at: fc.nat(2),
  })
  .map(({ others, tls, at }) => others.toSpliced(at, 0, ...tls));

export function classicOne(name: string): fc.Arbitrary<ClassicLoadBalancer> {
  return fc
    .tuple(fc.array(policyNames, { maxLength: 3 }), classicPolicies, tags)
    .map(([listeners, its, itsTags]) => classic(listeners, its, name, itsTags));
}

export function anyLoadBalancer(name: string): fc.Arbitrary<LoadBalancer> {
  return fc.oneof({ weight: 2, arbitrary: elbv2(name) }, classicOne(name));
}

/** Up to five load balancers of different names. */
export const loadBalancers: fc.Arbitrary<readonly LoadBalancer[]> = fc
  .tuple(...['a', 'b', 'c', 'd', 'e'].map((name) => fc.option(anyLoadBalancer(name))))
  .map((them) => them.filter((it) => it !== null));
