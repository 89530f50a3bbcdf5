import { anyArn, type Calls } from '../../lambda/aws/doctor/rights';
import type { Deployment } from '../../lambda/core/doctor/facts';
import type { Scope } from '../../lambda/core/scope';
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
  const publish = { actions: ['sns:Publish'], resources: [topicArn], context: {} };
  return [publish, ...callsOfRecord(region, recordBucket)];
}

/** What plan, apply and undo call at a terminal in one Region: what the function calls, and what only an undo does, on Classic. */
export function callsOfCaller(
  region: string,
  account: string,
  { scope, bucket }: { readonly scope: Scope; readonly bucket: string | null },
): readonly Calls[] {
  const { tagKey, tagValues } = scope;
  const parameters = { DryRun: 'false', TagKey: tagKey, TagValues: tagValues.join(',') };
  const calls = callsIn(region, account, { parameters }).map((each) =>
    each.actions.includes('elasticloadbalancing:CreateLoadBalancerPolicy')
      ? { ...each, actions: [...each.actions, 'elasticloadbalancing:DeleteLoadBalancerPolicy'] }
      : each,
  );
  return [...calls, ...(bucket === null ? [] : callsOfRecord(region, bucket))];
}

function callsOfRecord(region: string, name: string): readonly Calls[] {
  const bucket = `arn:${partitionOf(region).id}:s3:::${name}`;
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${bucket}/runs/any`], context: {} },
    { actions: ['s3:ListBucket'], resources: [bucket], context: {} },
  ];
}
