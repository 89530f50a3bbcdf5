import { classicPostureOf, postureOf, type Posture } from '../../lambda/core/policy/posture';
import type { Policy } from '../../lambda/core/policy/policy';
import catalogueFile from '../../sandbox/catalogue.json';
import { full } from '../vocabulary';

export { full } from '../vocabulary';

/** The reference catalogue in core's own words. What `_meta` says of a policy is the tests' second opinion. */

export interface Meta {
  readonly family: 'standard' | 'fips' | 'rfc9151' | 'other';
  readonly postQuantum: boolean;
}

const listed = catalogueFile.elbv2.SslPolicies;

/** The 46 policies of Application and Network Load Balancers. */
export const ELBV2: readonly Policy[] = listed.map(policyOf);

/** Names that AWS may offer any day, with a word nobody here knows. */
export const CANDIDATES: readonly Policy[] = catalogueFile.elbv2CandidatesNotConfirmed.map(policyOf);

/** The predefined policies of Classic whose contents are known: 8 of 11. */
export const CLASSIC: readonly Policy[] = catalogueFile.classic.PolicyDescriptions.flatMap((it) => {
  const attributes = it.PolicyAttributeDescriptions;
  if (attributes === null) return [];
  const on = attributes
    .filter(({ AttributeValue }) => AttributeValue === 'true')
    .map(({ AttributeName }) => AttributeName);
  return [
    {
      name: it.PolicyName,
      protocols: on
        .filter((name) => name.startsWith('Protocol-'))
        .map((name) => name.slice('Protocol-'.length)),
      ciphers: on.filter((name) => !name.startsWith('Protocol-') && name !== 'Server-Defined-Cipher-Order'),
    },
  ];
});

/** Every cipher that a Classic policy can have, on or off. */
export const CLASSIC_CIPHERS: readonly string[] = (
  catalogueFile.classic.PolicyDescriptions[0]?.PolicyAttributeDescriptions ?? []
)
  .map(({ AttributeName }) => AttributeName)
  .filter((name) => !name.startsWith('Protocol-') && name !== 'Server-Defined-Cipher-Order');

/** Every cipher of the catalogue. */
export const CIPHERS: readonly string[] = [
  ...new Set([...ELBV2.flatMap(({ ciphers }) => ciphers), ...CLASSIC_CIPHERS]),
];

const META = new Map<string, Meta>([
  ...listed.map(({ Name, _meta: meta }): [string, Meta] => [
    Name,
    { family: familyOf(meta), postQuantum: meta.postQuantumHybrid },
  ]),
  ...CANDIDATES.map(({ name }): [string, Meta] => [name, { family: 'other', postQuantum: true }]),
]);

/** Family and post-quantum of a listed policy, as the makers of the catalogue wrote it down. */
export function metaOf(name: string): Meta {
  const meta = META.get(name);
  if (meta === undefined) throw new Error(`not in the catalogue: ${name}`);
  return meta;
}

/** A policy of the ELBv2 catalogue or its candidates, by its name without `ELBSecurityPolicy-`. */
export function policy(short: string): Policy {
  const found = [...ELBV2, ...CANDIDATES].find(({ name }) => name === full(short));
  if (found === undefined) throw new Error(`not in the catalogue: ${full(short)}`);
  return found;
}

export function posture(short: string): Posture {
  return postureOf(policy(short));
}

/** A predefined Classic policy, by its whole name. */
export function classicPolicy(name: string): Policy {
  const found = CLASSIC.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`not in the Classic catalogue: ${name}`);
  return found;
}

export const OFFERED: readonly Posture[] = ELBV2.map(postureOf);
export const CLASSIC_OFFERED: readonly Posture[] = CLASSIC.map(classicPostureOf);

function policyOf(entry: {
  readonly Name: string;
  readonly SslProtocols: readonly string[];
  readonly Ciphers: readonly { readonly Name: string }[];
}): Policy {
  return { name: entry.Name, protocols: entry.SslProtocols, ciphers: entry.Ciphers.map(({ Name }) => Name) };
}

function familyOf(meta: { readonly family: string; readonly fips: boolean }): Meta['family'] {
  if (meta.family.startsWith('RFC9151')) return 'rfc9151';
  return meta.fips ? 'fips' : 'standard';
}
