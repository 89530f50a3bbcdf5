import * as fc from 'fast-check';
import type { Settings } from '../lambda/core/settings';
import type { Fault, NewClassicLoadBalancer, NewLoadBalancer, Sandbox } from '../sandbox';
import { ELBV2 } from './core/catalogue';
import {
  CLASSIC_BEST,
  EU,
  OLD,
  OWN_POLICY,
  PLAIN,
  STICKY,
  US,
  WEB,
  alb,
  classic,
  nlb,
  start,
} from './helpers';

/** Accounts with anything in them, and anything that goes wrong: what the properties of a sweep are tried on. */

/** Some of each family: the whole catalogue is for the tests of core, and takes its time over the wire. */
const OFFERED = ELBV2.filter(({ name }) =>
  /TLS13-1-[23]-(Res-)?(FIPS-)?(PQ-)?20|2016-08|FS-1-2-Res-2020|RFC9151-FIPS|Ext1-2021/.test(name),
);
const POLICY_NAMES = [
  ...OFFERED.map(({ name }) => name),
  'ELBSecurityPolicy-Gone-2012-01',
  'ELBSecurityPolicy-TLS14-2031-01',
];
/** Each is ninety attributes over the wire, so a few. */
const CLASSIC_NAMES = [
  OLD,
  CLASSIC_BEST,
  'ELBSecurityPolicy-2015-05',
  'ELBSample-OpenSSLDefaultCipherPolicy',
];
export const SSL = 'SSLNegotiationPolicyType';
const OWN: NonNullable<NewClassicLoadBalancer['policies']> = [
  STICKY,
  { name: 'console', type: SSL, reference: 'ELBSecurityPolicy-2015-05' },
  {
    name: 'strict',
    type: SSL,
    attributes: { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' },
  },
  {
    name: 'awful',
    type: SSL,
    attributes: { 'Protocol-SSLv3': 'true', 'RC4-MD5': 'true', 'DES-CBC3-SHA': 'true' },
  },
];
const OURS = fc.constantFrom(
  [],
  [],
  [{ name: OWN_POLICY, type: SSL, reference: CLASSIC_BEST }],
  [{ name: OWN_POLICY, type: SSL, reference: OLD }],
);
const tags: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(
    fc.constantFrom<Readonly<Record<string, string>>>(
      WEB,
      WEB,
      WEB,
      WEB,
      { Tier: 'Web' },
      { tier: 'web' },
      {},
    ),
    fc.constantFrom(
      null,
      null,
      null,
      'exempt',
      'Exempt until 2027-03-31: x',
      'exempt until 2020-01-01',
      'no idea',
    ),
  )
  .map(([tier, exemption]) => (exemption === null ? tier : { ...tier, 'tls-remediation': exemption }));
const oftenOld = <T>(names: readonly T[], old: T): fc.Arbitrary<T> =>
  fc.oneof(fc.constant(old), fc.constantFrom(...names));
const v2Policies = fc.array(oftenOld(POLICY_NAMES, OLD), { maxLength: 3 });
const classicList = fc
  .tuple(
    oftenOld([...CLASSIC_NAMES, 'console', 'strict', 'awful'], OLD),
    fc.constantFrom('no', 'before', 'behind'),
  )
  .map(([policy, sticky]) => [
    ...(sticky === 'before' ? ['sticky'] : []),
    policy,
    ...(sticky === 'behind' ? ['sticky'] : []),
  ]);

type Make = (name: string) => NewLoadBalancer;
const oneOf: fc.Arbitrary<Make> = fc.oneof(
  fc.tuple(v2Policies, tags).map(
    ([policies, its]): Make =>
      (name) =>
        alb(name, policies, its),
  ),
  fc.tuple(v2Policies, tags).map(
    ([policies, its]): Make =>
      (name) =>
        nlb(name, policies, its),
  ),
  fc.tuple(fc.array(classicList, { maxLength: 3 }), OURS, tags).map(
    ([lists, ours, its]): Make =>
      (name) =>
        classic(
          name,
          lists,
          [...OWN.filter((it) => it === STICKY || lists.flat().includes(it.name)), ...ours],
          its,
        ),
  ),
);
export type Estate = Readonly<Record<string, readonly NewLoadBalancer[]>>;
/** Two Regions, all types, any policies, tags and exemptions. */
export const estates: fc.Arbitrary<Estate> = fc
  .tuple(fc.array(oneOf, { maxLength: 6 }), fc.array(oneOf, { maxLength: 3 }))
  .map(([eu, us]) => ({
    [EU]: eu.map((make, index) => make(`eu${index}`)),
    [US]: us.map((make, index) => make(`us${index}`)),
  }));
export const targets: fc.Arbitrary<Settings['target']> = fc.constantFrom(
  { kind: 'recommended' },
  { kind: 'recommended' },
  { kind: 'classical' },
  { kind: 'tls13' },
  { kind: 'fips' },
  { kind: 'named', name: PLAIN },
  { kind: 'named', name: 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09' },
);

/** A sandbox with these load balancers in it. */
export async function furnished(estate: Estate): Promise<Sandbox> {
  const sandbox = await start({
    pageSize: 25,
    catalogue: (_region, all) => ({
      ...all,
      policies: all.policies.filter(({ name }) => POLICY_NAMES.includes(name)),
      classic: all.classic.filter(({ name }) => CLASSIC_NAMES.includes(name)),
    }),
  });
  for (const [region, loadBalancers] of Object.entries(estate)) {
    for (const loadBalancer of loadBalancers) sandbox.region(region).addLoadBalancer(loadBalancer);
  }
  return sandbox;
}

const READS = [
  'GetCallerIdentity',
  'GetResources',
  'DescribeTags',
  'DescribeListeners',
  'DescribeLoadBalancers',
  'DescribeLoadBalancerPolicies',
  'DescribeSSLPolicies',
];
const WRITES = ['ModifyListener', 'CreateLoadBalancerPolicy', 'SetLoadBalancerPoliciesOfListener'];
const KINDS = ['throttle', 'server-error', 'reset', 'reset-after', 'deny', 'vanish'] as const;
const CODES = [
  'InvalidConfigurationRequest',
  'LoadBalancerNotFound',
  'ListenerNotFound',
  'DuplicatePolicyName',
  'TooManyPolicies',
  'SSLPolicyNotFound',
];
const when = { after: fc.nat({ max: 4 }), times: fc.constantFrom(1, 5, 1000) };
const read = { action: fc.constantFrom(...READS), ...when };
const write = { action: fc.constantFrom(...WRITES), ...when };
const kind = fc.constantFrom(...KINDS);
/** One thing that goes wrong, once, for a while or to the end. */
export const faults: fc.Arbitrary<Fault> = fc.oneof(
  { arbitrary: fc.record({ ...read, kind }), weight: 4 },
  { arbitrary: fc.record({ ...write, kind }), weight: 3 },
  {
    arbitrary: fc.record({ ...write, kind: fc.constant('error'), code: fc.constantFrom(...CODES) }),
    weight: 3,
  },
  // Each change that does not show is waited for; one of them is enough.
  { arbitrary: fc.record({ ...write, kind: fc.constant('no-op'), times: fc.constant(1) }), weight: 1 },
);
