/** What is asked of AWS so that a listener gets another policy. */
export type Change = ListenerChange | ClassicChange;

/** How an ALB or NLB listener gets its target. Nothing but ARN and policy is sent: the rest stays as it is. */
export interface ListenerChange {
  readonly kind: 'modify-listener';
  readonly listenerArn: string;
  readonly policy: string;
}

/** How a Classic listener gets its target: create the policy there unless it exists, then set the whole list. */
export interface ClassicChange {
  readonly kind: 'set-policies-of-listener';
  readonly loadBalancerName: string;
  readonly port: number;
  /** Policies to be created on the load balancer first; none where they are there already. */
  readonly create: readonly PolicyToCreate[];
  /** The whole new list, in the old order: SetLoadBalancerPoliciesOfListener replaces it. */
  readonly policyNames: readonly string[];
  /** The whole old list: what an undo puts back. */
  readonly before: readonly string[];
}

/** A TLS policy for one Classic load balancer: made from a predefined one, or from attributes of its own. */
export interface PolicyToCreate {
  readonly policyName: string;
  /** `Reference-Security-Policy`; `null`: the attributes say it all. */
  readonly reference: string | null;
  /** The attributes that are on, protocols, ciphers and `Server-Defined-Cipher-Order`; empty beside a reference. */
  readonly attributes: readonly string[];
}

/** One writing call. */
export type Write =
  | ListenerChange
  | ({ readonly kind: 'create-policy'; readonly loadBalancerName: string } & PolicyToCreate)
  | {
      readonly kind: 'set-policies';
      readonly loadBalancerName: string;
      readonly port: number;
      readonly policyNames: readonly string[];
    };

/** The calls of a change, in their order. */
export function writesOf(change: Change): readonly Write[] {
  if (change.kind === 'modify-listener') return [change];
  const { loadBalancerName, create, port, policyNames } = change;
  return [
    ...create.map((policy): Write => ({ kind: 'create-policy', loadBalancerName, ...policy })),
    { kind: 'set-policies', loadBalancerName, port, policyNames },
  ];
}

/** What the listener shows once the change is made, in whatever order. */
export function policiesShown(change: Change): readonly string[] {
  return change.kind === 'modify-listener' ? [change.policy] : change.policyNames;
}
