import { SSL_NEGOTIATION, createPolicy } from '../classic-policies';
import { AwsError } from '../errors';
import { integer, requiredText, requiredTexts, structures, text } from '../parameters';
import type { Context, Handler } from '../service';
import { type ClassicListener, type ClassicLoadBalancer, SECURE_PROTOCOLS } from '../state';
import type { Structure } from '../values';
import { stateOf } from '../account-state';

/** Puts a policy on a load balancer; no listener uses it yet. */
export const createLoadBalancerPolicy: Handler = (parameters, { accountState, region }) => {
  const state = stateOf(accountState, region);
  const owner = find({ accountState, region }, requiredText(parameters, 'LoadBalancerName'));
  const policy = createPolicy(state.catalogue, {
    name: requiredText(parameters, 'PolicyName'),
    type: requiredText(parameters, 'PolicyTypeName'),
    attributes: structures(parameters, 'PolicyAttributes').map(
      (each) => [requiredText(each, 'AttributeName'), text(each, 'AttributeValue') ?? ''] as const,
    ),
  });
  if (owner.policies.has(policy.name)) {
    throw new AwsError(
      'DuplicatePolicyName',
      `load balancer ${owner.name} has a policy '${policy.name}' already`,
    );
  }
  const { policyLimit } = accountState;
  if (owner.policies.size >= policyLimit) {
    throw new AwsError(
      'TooManyPolicies',
      `load balancer ${owner.name} has ${policyLimit} policies, no more are allowed`,
    );
  }
  const policies = new Map(owner.policies).set(policy.name, policy);
  return { answer: {}, change: () => state.put({ ...owner, policies }) };
};

/** Replaces all policies of a listener, of whatever type. */
export const setPoliciesOfListener: Handler = (parameters, { accountState, region }) => {
  const owner = find({ accountState, region }, requiredText(parameters, 'LoadBalancerName'));
  const listener = findListener(owner, parameters);
  const policyNames = requiredTexts(parameters, 'PolicyNames');
  const policies = policyNames.map((name) => owner.policies.get(name) ?? noPolicy(name, owner.name));
  if (!SECURE_PROTOCOLS.has(listener.protocol) && policies.some(({ type }) => type === SSL_NEGOTIATION)) {
    const message = `${SSL_NEGOTIATION} goes with HTTPS and SSL listeners only, port ${listener.port} is ${listener.protocol}`;
    throw new AwsError('InvalidConfigurationRequest', message, 409);
  }
  const listeners = owner.listeners.map((each) => (each === listener ? { ...listener, policyNames } : each));
  return { answer: {}, change: () => stateOf(accountState, region).put({ ...owner, listeners }) };
};

/** Takes a policy off a load balancer. One that is not there is as good as deleted: no error for it is declared. */
export const deleteLoadBalancerPolicy: Handler = (parameters, { accountState, region }) => {
  const owner = find({ accountState, region }, requiredText(parameters, 'LoadBalancerName'));
  const name = requiredText(parameters, 'PolicyName');
  const user = owner.listeners.find(({ policyNames }) => policyNames.includes(name));
  if (user !== undefined) {
    const message = `policy '${name}' is enabled on port ${user.port} of load balancer ${owner.name}`;
    throw new AwsError('InvalidConfigurationRequest', message, 409);
  }
  const policies = new Map(owner.policies);
  policies.delete(name);
  return { answer: {}, change: () => stateOf(accountState, region).put({ ...owner, policies }) };
};

export function find({ accountState, region }: Context, name: string): ClassicLoadBalancer {
  const found = stateOf(accountState, region).classic.named(name);
  if (found !== undefined) return found;
  throw new AwsError('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
}

/** A predefined policy counts only where one of that name is on the load balancer itself. */
export function noPolicy(name: string, loadBalancer: string | undefined): never {
  const where = loadBalancer === undefined ? '' : ` for load balancer ${loadBalancer}`;
  throw new AwsError('PolicyNotFound', `There is no policy with name ${name}${where}`);
}

function findListener({ name, listeners }: ClassicLoadBalancer, parameters: Structure): ClassicListener {
  const port = integer(parameters, 'LoadBalancerPort', 1, 65_535);
  const found = listeners.find((each) => each.port === port);
  if (found !== undefined) return found;
  throw new AwsError('ListenerNotFound', `load balancer ${name} has no listener on port ${port}`);
}
