import { anyArn, type Calls } from '../../lambda/aws/doctor/rights';
import type { Deployment } from '../../lambda/core/doctor/facts';
import { partitionOf } from '../../lambda/core/regions';

/** What the function calls, as lib/permissions lets it: what of it differs from Region to Region, and what does not. */

const READS = [
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeLoadBalancerPolicies',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeSSLPolicies',
  'elasticloadbalancing:DescribeTags',
  'tag:GetResources',
];

/** A target that is on offer everywhere since 2021. */
const TARGET = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';

/** The calls in one Region that is swept; those that change something only where the stack applies. */
export function callsIn(
  region: string,
  account: string,
  { parameters }: Pick<Deployment, 'parameters'>,
): readonly Calls[] {
  const reads = { actions: READS, resources: ['*'], context: {} };
  if (parameters['DryRun'] !== 'false') return [reads];
  const [value = ''] = (parameters['TagValues'] ?? '').split(',');
  const listeners = {
    actions: ['elasticloadbalancing:ModifyListener'],
    resources: ['app', 'net'].map((type) =>
      anyArn(region, account, `listener/${type}/any/0123456789abcdef/0123456789abcdef`),
    ),
    context: { 'elasticloadbalancing:SecurityPolicy': [TARGET] },
  };
  const classic = {
    actions: [
      'elasticloadbalancing:CreateLoadBalancerPolicy',
      'elasticloadbalancing:SetLoadBalancerPoliciesOfListener',
    ],
    resources: [anyArn(region, account, 'loadbalancer/any')],
    context: { [`aws:ResourceTag/${parameters['TagKey'] ?? 'Tier'}`]: [value] },
  };
  return [reads, listeners, classic];
}

/** The calls in the Region of the stack itself. */
export function callsAtHome({ region, topicArn, recordBucket }: Deployment): readonly Calls[] {
  const bucket = `arn:${partitionOf(region).id}:s3:::${recordBucket}`;
  return [
    { actions: ['sns:Publish'], resources: [topicArn], context: {} },
    { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucket}/runs/any`], context: {} },
    { actions: ['s3:ListBucket'], resources: [bucket], context: {} },
  ];
}
