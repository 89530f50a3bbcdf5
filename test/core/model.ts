import type { Change, ClassicChange, PolicyToCreate } from '../../lambda/core/change';
import type { ClassicLoadBalancer, ClassicPolicy, LoadBalancer } from '../../lambda/core/estate';
import type { PlannedListener } from '../../lambda/core/plan/plan';
import { custom, madeFrom } from './estate';

/** AWS as far as core's changes go: it carries them out on the model, and refuses what AWS refuses. */
export function carryOut(loadBalancer: LoadBalancer, change: Change): LoadBalancer {
  if (loadBalancer.type === 'classic') {
    if (change.kind !== 'set-policies-of-listener') throw new Error(`${change.kind} on Classic`);
    return setPolicies(loadBalancer, change);
  }
  if (change.kind !== 'modify-listener') throw new Error(`${change.kind} on ${loadBalancer.type}`);
  const { listenerArn, policy } = change;
  if (!loadBalancer.listeners.some(({ arn }) => arn === listenerArn)) throw new Error('ListenerNotFound');
  const listeners = loadBalancer.listeners.map((it) => (it.arn === listenerArn ? { ...it, policy } : it));
  return { ...loadBalancer, listeners };
}

function setPolicies(loadBalancer: ClassicLoadBalancer, change: ClassicChange): ClassicLoadBalancer {
  // Two listeners of one plan both create it; the second one finds the policy there.
  const absent = change.create.filter(
    ({ policyName }) => !loadBalancer.policies.some(({ name }) => name === policyName),
  );
  const policies = [...loadBalancer.policies, ...absent.map(created)];
  const missing = change.policyNames.filter((wanted) => !policies.some((policy) => policy.name === wanted));
  if (loadBalancer.name !== change.loadBalancerName || missing.length > 0)
    throw new Error(`PolicyNotFound: ${missing.join()}`);
  if (change.policyNames.length === 0) throw new Error('an empty list switches all policies off');
  const listeners = loadBalancer.listeners.map((it) =>
    it.port === change.port ? { ...it, policyNames: change.policyNames } : it,
  );
  return { ...loadBalancer, policies, listeners };
}

function isProtocol(name: string): boolean {
  return name.startsWith('Protocol-');
}

function created({ policyName, reference, attributes }: PolicyToCreate): ClassicPolicy {
  if (reference !== null) return madeFrom(reference, policyName);
  const protocols = attributes.filter(isProtocol).map((name) => name.replace('Protocol-', ''));
  return custom(
    policyName,
    protocols,
    attributes.filter((name) => !isProtocol(name)),
  );
}

/** The load balancer after all these changes. */
export function carryOutAll(loadBalancer: LoadBalancer, plan: readonly PlannedListener[]): LoadBalancer {
  return plan.reduce((now, { change }) => (change ? carryOut(now, change) : now), loadBalancer);
}

/** The ids that the entries of a load balancer's secure listeners have. */
export function secureIdsOf(loadBalancer: LoadBalancer): readonly string[] {
  return loadBalancer.type === 'classic'
    ? loadBalancer.listeners
        .filter(({ protocol }) => /^(HTTPS|SSL)$/.test(protocol))
        .map(({ port }) => `${loadBalancer.arn}#${port}`)
    : loadBalancer.listeners.filter(({ protocol }) => /^(HTTPS|TLS)$/.test(protocol)).map(({ arn }) => arn);
}

/** The policies of the secure listeners of an ALB or NLB. */
export function policiesOf(loadBalancer: LoadBalancer): readonly string[] {
  if (loadBalancer.type === 'classic') return [];
  return loadBalancer.listeners
    .filter(({ protocol }) => /HTTPS|TLS/.test(protocol))
    .map(({ policy }) => policy ?? '');
}
