import type { LoadBalancerType, Tags } from '../estate';
import type { Owner } from '../wording/gates';

/** The listener whose owner is asked for, and the policy that it should have. */
export interface OwnedListener {
  readonly type: LoadBalancerType;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly to: string;
}

/** Tells by its tags whether a load balancer has this owner. */
export type OwnerRule = (tags: Tags, listener: OwnedListener) => Owner | null;
