import { AwsError, InvalidParameter } from '../errors';
import { atMost, integer, requiredText, text, texts } from '../parameters';
import { type Page, page } from '../paging';
import { queryProtocol } from '../protocols';
import { type Context, type Handler, type Service, elbRates, queryErrors } from '../service';
import type { RegionState, V2LoadBalancer } from '../state';
import { type Structure, tagList } from '../values';
import { logsOf, stateOf } from '../account-state';
import { describeListenerCertificates, describeRules } from './elbv2-certificates';
import { type OwnedListener, findListener, modifyListener, policyNotFound } from './elbv2-modify';
import { showListener, showLoadBalancer, showPolicy } from './elbv2-shapes';

const TYPES: ReadonlySet<string> = new Set(['application', 'network', 'gateway']);

const describeLoadBalancers: Handler = (parameters, context) => {
  const { v2 } = stateOf(context.accountState, context.region);
  const arns = texts(parameters, 'LoadBalancerArns');
  const names = texts(parameters, 'Names');
  if (arns !== undefined && names !== undefined) {
    throw new InvalidParameter('load balancer names and ARNs cannot be given in one call');
  }
  atMost(arns ?? names ?? [], 20, 'Up to 20 load balancers can be described at a time');
  const asked =
    arns?.map((arn) => v2.get(arn) ?? missing(arn)) ?? names?.map((name) => v2.named(name) ?? missing(name));
  const { items, next } =
    asked === undefined
      ? cut(parameters, context, v2.order(), (arn) => v2.get(arn)?.serial ?? 0)
      : cut(
          parameters,
          context,
          asked.map(({ arn }) => arn),
        );
  const shown = items.flatMap((arn) => v2.get(arn) ?? []).map(showLoadBalancer);
  return { answer: { LoadBalancers: shown, NextMarker: next } };
};

const describeListeners: Handler = (parameters, context) => {
  const { items, next } = cut(parameters, context, askedListeners(parameters, context));
  return {
    answer: {
      Listeners: items.map(({ owner, listener }) => showListener(owner, listener)),
      NextMarker: next,
    },
  };
};

function askedListeners(parameters: Structure, { accountState, region }: Context): readonly OwnedListener[] {
  const state = stateOf(accountState, region);
  const arn = text(parameters, 'LoadBalancerArn');
  const listenerArns = texts(parameters, 'ListenerArns');
  if (arn !== undefined && listenerArns === undefined) {
    const owner = find(state, arn);
    return owner.listeners.map((listener) => ({ owner, listener }));
  }
  if (arn === undefined && listenerArns !== undefined)
    return listenerArns.map((each) => findListener(state, each));
  throw new InvalidParameter('either LoadBalancerArn or ListenerArns has to be given');
}

const describeSslPolicies: Handler = (parameters, context) => {
  const { policies } = stateOf(context.accountState, context.region).catalogue;
  const type = text(parameters, 'LoadBalancerType');
  if (type !== undefined && !TYPES.has(type)) {
    throw new InvalidParameter(`LoadBalancerType: got '${type}', allowed are ${[...TYPES].join(', ')}`);
  }
  const names = texts(parameters, 'Names');
  const unknown = (names ?? []).filter((name) => !policies.some((policy) => policy.name === name));
  if (unknown.length > 0) throw policyNotFound(unknown);
  const named = policies.filter((policy) => names?.includes(policy.name) ?? true);
  const asked = named.filter((policy) => type === undefined || policy.types.includes(type));
  const { items, next } = cut(parameters, context, asked);
  return { answer: { SslPolicies: items.map(showPolicy), NextMarker: next } };
};

const describeTags: Handler = (parameters, { accountState, region }) => {
  const state = stateOf(accountState, region);
  const arns = atMost(
    texts(parameters, 'ResourceArns') ?? [],
    20,
    'tags are described for 1 to 20 resources',
  );
  if (arns.length === 0) throw new InvalidParameter('ResourceArns is required, got nothing');
  const tags = arns.map((arn) => ({ ResourceArn: arn, Tags: tagList(find(state, arn).tags) }));
  return { answer: { TagDescriptions: tags } };
};

const describeAttributes: Handler = (parameters, { accountState, region }) => {
  const { name, type } = find(stateOf(accountState, region), requiredText(parameters, 'LoadBalancerArn'));
  const { access, connection, bucket, prefix } = logsOf(accountState, name);
  const log = (kind: string, isOn: boolean): readonly Structure[] => [
    { Key: `${kind}.s3.enabled`, Value: String(isOn) },
    // Off, both are there and empty.
    { Key: `${kind}.s3.bucket`, Value: isOn ? bucket : '' },
    { Key: `${kind}.s3.prefix`, Value: isOn ? prefix : '' },
  ];
  const isAlb = type === 'application';
  return {
    answer: {
      Attributes: [...log('access_logs', access), ...(isAlb ? log('connection_logs', connection) : [])],
    },
  };
};

function find(state: RegionState, arn: string): V2LoadBalancer {
  return state.v2.get(arn) ?? missing(arn);
}

/** One that is missing fails the whole call, whatever else it asks for. */
function missing(nameOrArn: string): never {
  throw new AwsError('LoadBalancerNotFound', `Load balancers '[${nameOrArn}]' not found`);
}

function cut<T>(
  parameters: Structure,
  { accountState }: Context,
  items: readonly T[],
  serial?: (item: T) => number,
): Page<T> {
  const limit = Math.min(accountState.pageSize, integer(parameters, 'PageSize', 1, 400) ?? 400);
  return page({ items, limit, marker: text(parameters, 'Marker'), serial });
}

export const elbv2: Service = {
  name: 'elbv2',
  scope: 'elasticloadbalancing',
  version: '2015-12-01',
  protocol: queryProtocol('http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/'),
  errors: { ...queryErrors, throttle: { code: 'ThrottlingException', status: 400 } },
  mutating: new Set(['ModifyListener']),
  rates: elbRates,
  actions: {
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeListeners: describeListeners,
    DescribeListenerCertificates: describeListenerCertificates,
    DescribeRules: describeRules,
    DescribeSSLPolicies: describeSslPolicies,
    DescribeTags: describeTags,
    DescribeLoadBalancerAttributes: describeAttributes,
    ModifyListener: modifyListener,
  },
};
