import { SSL_NEGOTIATION } from '../classic-policies';
import { InvalidParameter } from '../errors';
import { atMost, integer, requiredText, text, texts } from '../parameters';
import { page } from '../paging';
import { queryProtocol } from '../protocols';
import { type Context, type Handler, type Service, elbRates, queryErrors } from '../service';
import type { ClassicPolicy } from '../state';
import { tagList } from '../values';
import { logsOf, stateOf } from '../account-state';
import {
  createLoadBalancerPolicy,
  deleteLoadBalancerPolicy,
  find,
  noPolicy,
  setPoliciesOfListener,
} from './classic-changes';
import { showLoadBalancer, showPolicy } from './classic-shapes';

const describeLoadBalancers: Handler = (parameters, context) => {
  const { classic: store } = stateOf(context.accountState, context.region);
  const names = texts(parameters, 'LoadBalancerNames');
  const asked = names?.map((name) => find(context, name).arn);
  const { items, next } = page({
    items: asked ?? store.order(),
    limit: Math.min(context.accountState.pageSize, integer(parameters, 'PageSize', 1, 400) ?? 400),
    marker: text(parameters, 'Marker'),
    serial: asked === undefined ? (arn) => store.get(arn)?.serial ?? 0 : undefined,
  });
  const shown = items.flatMap((arn) => store.get(arn) ?? []).map(showLoadBalancer);
  // "If there are no additional results, the string is empty": not left out, as v2 does.
  return { answer: { LoadBalancerDescriptions: shown, NextMarker: next ?? '' } };
};

const describeTags: Handler = (parameters, context) => {
  const names = atMost(
    texts(parameters, 'LoadBalancerNames') ?? [],
    20,
    'tags are described for 1 to 20 names',
  );
  if (names.length === 0) throw new InvalidParameter('LoadBalancerNames is required, got nothing');
  const tags = names.map((name) => ({ LoadBalancerName: name, Tags: tagList(find(context, name).tags) }));
  return { answer: { TagDescriptions: tags } };
};

const describeAttributes: Handler = (parameters, context) => {
  const { name } = find(context, requiredText(parameters, 'LoadBalancerName'));
  const { access, bucket, prefix } = logsOf(context.accountState, name);
  const where = access ? { S3BucketName: bucket, S3BucketPrefix: prefix, EmitInterval: '60' } : {};
  return { answer: { LoadBalancerAttributes: { AccessLog: { Enabled: String(access), ...where } } } };
};

/** With a load balancer: the policies on it. Without: the predefined ones. */
const describePolicies: Handler = (parameters, context) => {
  const owner = text(parameters, 'LoadBalancerName');
  const policies = owner === undefined ? predefined(context) : find(context, owner).policies;
  const names = texts(parameters, 'PolicyNames') ?? [];
  const asked =
    names.length === 0
      ? [...policies.values()]
      : names.map((name) => policies.get(name) ?? noPolicy(name, owner));
  return { answer: { PolicyDescriptions: asked.map(showPolicy) } };
};

function predefined({ accountState, region }: Context): ReadonlyMap<string, ClassicPolicy> {
  const policies = stateOf(accountState, region).catalogue.classic;
  return new Map(policies.map((policy) => [policy.name, { ...policy, type: SSL_NEGOTIATION }]));
}

export const classic: Service = {
  name: 'classic',
  scope: 'elasticloadbalancing',
  version: '2012-06-01',
  protocol: queryProtocol('http://elasticloadbalancing.amazonaws.com/doc/2012-06-01/'),
  errors: queryErrors,
  mutating: new Set([
    'CreateLoadBalancerPolicy',
    'DeleteLoadBalancerPolicy',
    'SetLoadBalancerPoliciesOfListener',
  ]),
  rates: elbRates,
  actions: {
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeTags: describeTags,
    DescribeLoadBalancerAttributes: describeAttributes,
    DescribeLoadBalancerPolicies: describePolicies,
    CreateLoadBalancerPolicy: createLoadBalancerPolicy,
    DeleteLoadBalancerPolicy: deleteLoadBalancerPolicy,
    SetLoadBalancerPoliciesOfListener: setPoliciesOfListener,
  },
};
