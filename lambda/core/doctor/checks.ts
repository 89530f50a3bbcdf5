/** What `elb-tls doctor` looks at: the one table, which docs/doctor.md repeats. */

export const CHECKS = {
  deployed: {
    asks: 'whether the stack is deployed, once',
    by: 'cloudformation:DescribeStacks: a stack with the outputs of this tool, and its status',
  },
  'function-ready': {
    asks: 'whether Lambda can run the function',
    by: 'lambda:GetFunctionConfiguration: State and LastUpdateStatus',
  },
  'schedule-on': {
    asks: 'whether the schedule starts it',
    by: 'scheduler:GetSchedule: State',
  },
  'record-readable': {
    asks: 'whether the record of the runs can be read',
    by: 's3:ListBucket and s3:GetObject on the record of the deployed function; a folder where nothing is deployed',
  },
  'last-run': {
    asks: 'whether the last run is recent',
    by: 'the newest run of the function in the record, by its link to a log, against AlarmAfterHours',
  },
  'lease-free': {
    asks: 'whether another run changes the account now, or was cut off',
    by: 'the lease in the record',
  },
  subscribed: {
    asks: 'whether anybody gets the digest',
    by: 'sns:GetTopicAttributes: confirmed subscriptions',
  },
  permissions: {
    asks: 'whether the role of the function may make its calls',
    by: 'iam:SimulatePrincipalPolicy, each call in each Region',
  },
  'organisation-policies': {
    asks: 'whether a policy of the organisation refuses them',
    by: 'the same simulation; a ModifyListener cannot be tried dry, so this is inferred',
  },
  'caller-rights': {
    asks: 'whether whoever asks may plan, apply and undo at a terminal',
    by: "sts:GetCallerIdentity, iam:GetRole for a role's whole name, and the same simulation of the caller, in the first Region",
  },
  'tag-index': {
    asks: 'whether the tag index agrees with the tags of the load balancers',
    by: 'tag:GetResources against DescribeTags of every load balancer',
  },
  'target-offered': {
    asks: 'whether AWS offers a policy to move to',
    by: 'DescribeSSLPolicies, and DescribeLoadBalancerPolicies for Classic',
  },
  'trail-logs': {
    asks: 'whether a trail logs who changed a listener',
    by: 'cloudtrail:DescribeTrails, GetTrailStatus and GetEventSelectors: it logs, writes among it, and its bucket takes them',
  },
  'logs-delivered': {
    asks: 'whether the load balancers in scope log who connects',
    by: 'DescribeLoadBalancerAttributes: access and connection logs to S3',
  },
} as const satisfies Readonly<Record<string, { readonly asks: string; readonly by: string }>>;

export type CheckId = keyof typeof CHECKS;

/** What a check came to. */
export interface Finding {
  readonly check: CheckId;
  /** The Region that it is about; `null`: the account. */
  readonly region: string | null;
  /** `null`: it could not be told. */
  readonly isFine: boolean | null;
  /** What was found, one sentence without its full stop. */
  readonly found: string;
  /** What to do about it, a sentence or a command; `null` where nothing is to be done. */
  readonly todo: string | null;
}
