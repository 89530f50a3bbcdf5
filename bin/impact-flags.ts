import { CATALOGUE_POLICIES, type PolicyType, type Shelved } from '../lambda/core/explain/catalogue';
import { lookUp } from '../lambda/core/explain/look-up';
import type { AskedPolicies } from '../lambda/core/impact/impact-of';
import type { TallyOptions } from '../lambda/core/impact/tally';
import { UserError } from '../lambda/core/user-error';
import { athenaRequest, refuseAthenaFlags, type AthenaFlags, type AthenaRequest } from './athena-flags';

/** The flags of `elb-tls impact` as they were typed. */
export interface ImpactFlags extends AthenaFlags {
  readonly logs?: string;
  readonly target?: string;
  readonly from?: string;
  readonly fullAddresses?: true;
  readonly json?: true;
  readonly csv?: true;
}

/** What somebody asks of the logs. */
export interface ImpactRequest extends TallyOptions {
  /** A folder, a file, or `s3://bucket/prefix`. */
  readonly place: string;
  readonly names: AskedPolicies;
  /** `null`: this program reads the logs itself. */
  readonly athena: AthenaRequest | null;
}

/** @throws UserError for a flag that is missing or cannot be read, and for a policy that nobody knows */
export function impactFrom(flags: ImpactFlags, now: Date): ImpactRequest {
  const { logs, target, from, fullAddresses, athena } = flags;
  if (!logs)
    throw new UserError('impact got no logs; name a folder, a file or s3://BUCKET/PREFIX with --logs');
  if (!target)
    throw new UserError('impact got no target; name the policy that the listeners would have with --target');
  if (athena === undefined) refuseAthenaFlags(flags);
  if (from === '') throw new UserError('--from got ""; use the name of a policy, or leave it out');
  const asked = lookUp({ policy: target, against: from ?? null, type: null }, CATALOGUE_POLICIES);
  return {
    place: logs,
    athena: athena === undefined ? null : athenaRequest(flags, logs, now),
    names: { target: asked.policy.posture.name, from: asked.against?.posture.name ?? null },
    policies: {
      elbv2: policiesOf('elbv2', asked.policy, asked.against),
      classic: policiesOf('classic', asked.policy, asked.against),
    },
    fullAddresses: fullAddresses === true,
  };
}

/** A name that both types have means that of the load balancer's own; one that its type does not have is taken as it is. */
function policiesOf(
  type: PolicyType,
  target: Shelved,
  from: Shelved | null,
): TallyOptions['policies'][PolicyType] {
  const own = (policy: Shelved): Shelved =>
    CATALOGUE_POLICIES.find((each) => each.type === type && each.posture.name === policy.posture.name) ??
    policy;
  return { type, target: own(target), from: from === null ? null : own(from) };
}
