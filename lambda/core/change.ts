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
  /** The policy to be made on the load balancer first; `null` where it is there already. */
  readonly create: { readonly policyName: string; readonly reference: string } | null;
  /** The whole new list, in the old order: SetLoadBalancerPoliciesOfListener replaces it. */
  readonly policyNames: readonly string[];
  /** The whole old list: what an undo puts back. */
  readonly before: readonly string[];
}
