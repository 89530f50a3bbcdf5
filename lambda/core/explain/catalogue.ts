import { classicPostureOf, postureOf, type Posture } from '../policy/posture';
import CATALOGUE from './catalogue.json';

/**
 * The policies of AWS's pages, for explanations without an account ([ALB-sp] [NLB-sp] [CLB-tab]). They are shown and never
 * acted on: what a listener gets comes from what AWS offers (docs/rules.md, rule 2).
 */

/** ALB and NLB have the same policies; Classic has its own, some under the same names. */
export type PolicyType = 'elbv2' | 'classic';

/** A policy that somebody asks about, and where it is from. */
export interface Shelved {
  readonly posture: Posture;
  readonly type: PolicyType;
  /** Whether the load balancer's order of ciphers decides. */
  readonly decides: boolean;
  readonly source: 'aws' | 'catalogue';
  /** The day of the catalogue, or when AWS was asked: ISO 8601. */
  readonly asOf: string;
}

/** The day of the catalogue. */
export const CATALOGUE_DAY: string = CATALOGUE.asOf;

export const CATALOGUE_POLICIES: readonly Shelved[] = [
  ...CATALOGUE.elbv2.map((policy) => shelved(postureOf(policy), 'elbv2', true)),
  ...CATALOGUE.classic.flatMap(({ name, protocols, ciphers, serverOrder }) =>
    protocols === null || ciphers === null || serverOrder === null
      ? []
      : [shelved(classicPostureOf({ name, protocols, ciphers }), 'classic', serverOrder)],
  ),
];

/** Policies of Classic that AWS lists still, and whose contents no page has any more ([CLB-upd]). */
export const UNPUBLISHED: readonly string[] = CATALOGUE.classic.flatMap(({ name, protocols }) =>
  protocols === null ? [name] : [],
);

/** What AWS has answered in one Region. Whose order decides is on no such list: a Classic one is as it is known to be. */
export function answered(postures: readonly Posture[], type: PolicyType, asOf: string): readonly Shelved[] {
  return postures.map((posture) => ({
    posture,
    type,
    decides: type === 'elbv2' || decidesOnClassic(posture.name),
    source: 'aws',
    asOf,
  }));
}

function decidesOnClassic(name: string): boolean {
  return CATALOGUE.classic.find((policy) => policy.name === name)?.serverOrder ?? true;
}

function shelved(posture: Posture, type: PolicyType, decides: boolean): Shelved {
  return { posture, type, decides, source: 'catalogue', asOf: CATALOGUE.asOf };
}
