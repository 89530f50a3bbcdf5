/** What EventBridge says of every call that CloudTrail hands it, and of every call to the load balancers ([EB]). */
export const CALL = {
  source: 'aws.elasticloadbalancing',
  detailType: 'AWS API Call via CloudTrail',
} as const;

/** The calls after which a listener may be weaker than the rules want, or be in scope for the first time. */
export const WAKING_CALLS = [
  'CreateListener',
  'ModifyListener',
  'CreateLoadBalancer',
  'CreateLoadBalancerListeners',
  'SetLoadBalancerPoliciesOfListener',
  'AddTags',
] as const;

export type WakingCall = (typeof WAKING_CALLS)[number];
