import { compatible } from '../compatibility';
import { AwsError, InvalidParameter } from '../errors';
import { requiredText, text } from '../parameters';
import type { Handler } from '../service';
import { type Listener, type RegionState, SECURE_PROTOCOLS, type V2LoadBalancer } from '../state';
import { stateOf } from '../account-state';
import { showListener } from './elbv2-shapes';

/** Replaces the policy and nothing else: what is not sent stays as it is. */
export const modifyListener: Handler = (parameters, { accountState, region }) => {
  const state = stateOf(accountState, region);
  const { ListenerArn: _arn, SslPolicy: _policy, ...others } = parameters;
  if (Object.keys(others).length > 0) {
    throw new InvalidParameter(
      `the sandbox modifies SslPolicy alone, got ${Object.keys(others).join(', ')} too`,
    );
  }
  const { owner, listener } = findListener(state, requiredText(parameters, 'ListenerArn'));
  const policy = text(parameters, 'SslPolicy');
  if (policy !== undefined) checkPolicy(state, owner, listener, policy);
  const changed = { ...listener, policy: policy ?? listener.policy };
  const listeners = owner.listeners.map((each) => (each === listener ? changed : each));
  return {
    answer: { Listeners: [showListener(owner, changed)] },
    change: () => state.put({ ...owner, listeners }),
  };
};

/** A listener and the load balancer it belongs to. */
export interface OwnedListener {
  readonly owner: V2LoadBalancer;
  readonly listener: Listener;
}

export function findListener(state: RegionState, arn: string): OwnedListener {
  const owner = state.ownerOf(arn);
  const listener = owner?.listeners.find((each) => each.arn === arn);
  if (owner !== undefined && listener !== undefined) return { owner, listener };
  throw new AwsError('ListenerNotFound', `One or more listeners not found: '${arn}'`);
}

export function policyNotFound(names: readonly string[]): AwsError {
  return new AwsError('SSLPolicyNotFound', `One or more SSL policies not found: '${names.join("', '")}'`);
}

function checkPolicy(state: RegionState, owner: V2LoadBalancer, listener: Listener, policy: string): void {
  const offered = state.catalogue.policies.find(({ name }) => name === policy);
  if (offered === undefined || !offered.types.includes(owner.type)) throw policyNotFound([policy]);
  if (!SECURE_PROTOCOLS.has(listener.protocol)) {
    throw refused(`a listener with protocol ${listener.protocol} has no SSL policy`);
  }
  // Only the pages about Application Load Balancers have a rule on mixing.
  if (owner.type === 'application') checkNeighbours(owner, listener, policy);
}

function checkNeighbours(owner: V2LoadBalancer, listener: Listener, policy: string): void {
  const others = owner.listeners.filter((each) => each !== listener);
  const clash = others.find((each) => each.policy !== undefined && !compatible(each.policy, policy));
  if (clash === undefined) return;
  throw refused(
    `the SSL policy '${policy}' is not compatible with '${clash.policy}' on port ${clash.port} of the same load balancer`,
  );
}

function refused(message: string): AwsError {
  return new AwsError('InvalidConfigurationRequest', message);
}
