import { classicArn, loadBalancerArnOf } from '../listener-id';
import { partitionOf } from '../regions';
import { isInScope, type Scope } from '../scope';
import type { Tags } from '../estate';
import { fieldsOf, textOf, type Fields, type RecordedCall } from './call';
import type { WakingCall } from './waking-calls';

/**
 * Which load balancers a call touches, by what CloudTrail has of its parameters: their names begin with a small letter, and are
 * the API's otherwise ([CT]). Classic and the newer API share names of calls; what tells them apart is that Classic calls a
 * load balancer by its name, and the newer one by an ARN.
 */

/** Answers ARNs; none where the call does not concern TLS, or the scope. */
const TOUCHED: Readonly<Record<WakingCall, (call: RecordedCall, scope: Scope) => readonly string[]>> = {
  CreateListener: ({ parameters }) => texts(parameters['loadBalancerArn']),
  // A deployment that moves traffic to other targets sends nothing else, and can weaken nothing.
  ModifyListener: ({ parameters }) =>
    Object.keys(parameters).every((key) => key === 'listenerArn' || key === 'defaultActions')
      ? []
      : texts(parameters['listenerArn']).map(loadBalancerArnOf),
  // On the newer API a load balancer is made without listeners: CreateListener comes behind it.
  CreateLoadBalancer: classic,
  CreateLoadBalancerListeners: classic,
  SetLoadBalancerPoliciesOfListener: classic,
  AddTags: (call, scope) => (isInScope(tagsIn(call.parameters), scope) ? tagged(call) : []),
};

/** No Gateway Load Balancer, which ends no TLS; and no listener, rule or target group, which can be tagged too. */
const LOAD_BALANCER = /^loadbalancer\/((app|net)\/[^/]+\/)?[^/]+$/;

export function isWakingCall(name: string): name is WakingCall {
  return Object.hasOwn(TOUCHED, name);
}

/** The ARNs of the load balancers that a call may have made weaker, or brought into scope. */
export function touchedBy(name: WakingCall, call: RecordedCall, scope: Scope): readonly string[] {
  return TOUCHED[name](call, scope).filter((arn) => {
    const [, , service, region, account, resource = ''] = arn.split(':');
    const isThere = service === 'elasticloadbalancing' && region === call.region && account === call.account;
    return isThere && LOAD_BALANCER.test(resource);
  });
}

function classic(call: RecordedCall): readonly string[] {
  return texts(call.parameters['loadBalancerName']).map((name) => arnIn(call, name));
}

/** AddTags takes load balancers, listeners, rules and target groups; on Classic load balancers alone. */
function tagged(call: RecordedCall): readonly string[] {
  const { resourceArns, loadBalancerNames } = call.parameters;
  return [...texts(resourceArns), ...texts(loadBalancerNames).map((name) => arnIn(call, name))];
}

function arnIn({ region, account }: RecordedCall, name: string): string {
  return classicArn(partitionOf(region).id, region, account, name);
}

function tagsIn({ tags }: Fields): Tags {
  const pairs = Array.isArray(tags) ? tags.map(fieldsOf) : [];
  return Object.fromEntries(pairs.map(({ key, value }) => [textOf(key) ?? '', textOf(value) ?? '']));
}

/** One text, or a list of them. */
function texts(value: unknown): readonly string[] {
  return [value].flat().flatMap((each) => textOf(each) ?? []);
}
