/** What EventBridge says of every call that CloudTrail hands it, and who is called in those that matter here ([EB]). */
export const CALL = {
  sources: ['aws.elasticloadbalancing', 'aws.iam'],
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

/** The call after which IAM has a certificate that nobody has looked at. Others rename one or delete it. */
export const UPLOADING_CALL = 'UploadServerCertificate';
