import type {
  Catalogue,
  ClassicListener,
  ClassicLoadBalancer,
  ClassicPolicy,
  ElbV2LoadBalancer,
  LoadBalancer,
  Tags,
} from '../../lambda/core/estate';
import { planLoadBalancer, type PlannedListener } from '../../lambda/core/plan/plan';
import type { Policy } from '../../lambda/core/policy/policy';
import { postureOf, type Posture } from '../../lambda/core/policy/posture';
import type { Entry } from '../../lambda/core/report';
import type { TargetSetting } from '../../lambda/core/policy/target';
import { EU, full, listenerId, loadBalancerArn, NOW, WEB } from '../vocabulary';
import { CLASSIC_OFFERED, classicPolicy, OFFERED } from './catalogue';

/** Load balancers for the tests, in few words. */

export { EU as REGION, NOW, WEB } from '../vocabulary';

const PORTS: readonly number[] = [443, 8443, 9443, 10443];

/** An ALB with one HTTPS listener for each policy, and an HTTP listener that has none. */
export function alb(
  policies: readonly (string | null)[],
  name = 'shop',
  tags: Tags = WEB,
  region = EU,
): ElbV2LoadBalancer {
  return elbv2('application', 'HTTPS', 'HTTP', { policies, name, tags, region });
}

/** An NLB with one TLS listener for each policy, and a TCP listener that has none. */
export function nlb(
  policies: readonly (string | null)[],
  name = 'gate',
  tags: Tags = WEB,
  region = EU,
): ElbV2LoadBalancer {
  return elbv2('network', 'TLS', 'TCP', { policies, name, tags, region });
}

function elbv2(
  type: 'application' | 'network',
  secure: string,
  plain: string,
  {
    policies,
    ...it
  }: Pick<ElbV2LoadBalancer, 'name' | 'tags' | 'region'> & { readonly policies: readonly (string | null)[] },
): ElbV2LoadBalancer {
  const arn = loadBalancerArn(type, it.name, it.region);
  const listener = (port: number, protocol: string, policy: string | null) => ({
    arn: listenerId(type, arn, port),
    port,
    protocol,
    policy,
  });
  const listeners = policies.map((policy, index) => listener(PORTS[index] ?? 20000 + index, secure, policy));
  return { ...it, type, arn, listeners: [listener(80, plain, null), ...listeners] };
}

/** A Classic load balancer. `listeners`: the policy names of each HTTPS listener. */
export function classic(
  listeners: readonly (readonly string[])[],
  policies: readonly ClassicPolicy[] = [],
  name = 'legacy',
  tags: Tags = WEB,
  region = EU,
): ClassicLoadBalancer {
  const secure = listeners.map((policyNames, index): ClassicListener => ({
    port: PORTS[index] ?? 20000 + index,
    protocol: 'HTTPS',
    policyNames,
  }));
  return {
    type: 'classic',
    region,
    name,
    arn: loadBalancerArn('classic', name, region),
    tags,
    policies,
    listeners: [{ port: 80, protocol: 'HTTP', policyNames: [] }, ...secure],
  };
}

export function stickiness(name: string): ClassicPolicy {
  return {
    name,
    type: 'LBCookieStickinessPolicyType',
    reference: null,
    protocols: [],
    ciphers: [],
    attributes: [],
  };
}

/** A TLS policy of a Classic load balancer with contents of its own. */
export function custom(
  name: string,
  protocols: readonly string[],
  ciphers: readonly string[],
): ClassicPolicy {
  const attributes = [...protocols.map((protocol) => `Protocol-${protocol}`), ...ciphers];
  return { name, type: 'SSLNegotiationPolicyType', reference: null, protocols, ciphers, attributes };
}

/** A TLS policy of a Classic load balancer that was made from a predefined one. */
export function madeFrom(
  reference: string,
  name = `AWSConsole-SSLNegotiationPolicy-legacy-1`,
): ClassicPolicy {
  return { ...custom(name, classicPolicy(reference).protocols, classicPolicy(reference).ciphers), reference };
}

/** Everything that the reference catalogue offers. */
export const CATALOGUE = offering(OFFERED);

/** What a Region offers whose ALBs and NLBs have these policies. */
export function offering(elbv2Policies: readonly Posture[], classicPolicies = CLASSIC_OFFERED): Catalogue {
  return {
    application: { status: 'read', policies: elbv2Policies },
    network: { status: 'read', policies: elbv2Policies },
    classic: { status: 'read', policies: classicPolicies },
  };
}

/** The reference catalogue and these. */
export function offeringAlso(...more: readonly Policy[]): Catalogue {
  return offering([...OFFERED, ...more.map(postureOf)]);
}

/** `recommended`, `classical`, `tls13`, `fips`, or the name of a policy. */
export function setting(text: string): TargetSetting {
  return text === 'recommended' || text === 'classical' || text === 'tls13' || text === 'fips'
    ? { kind: text }
    : { kind: 'named', name: text };
}

export function plan(
  loadBalancer: LoadBalancer,
  target = 'recommended',
  catalogue = CATALOGUE,
): readonly PlannedListener[] {
  return planLoadBalancer(loadBalancer, { catalogue, target: setting(target), now: NOW });
}

export function entries(
  loadBalancer: LoadBalancer,
  target?: string,
  catalogue?: Catalogue,
): readonly Entry[] {
  return plan(loadBalancer, target, catalogue).map(({ entry }) => entry);
}

/** The decision on a load balancer with one secure listener. */
export function decide(loadBalancer: LoadBalancer, target?: string, catalogue?: Catalogue): PlannedListener {
  const [only, ...more] = plan(loadBalancer, target, catalogue);
  if (only === undefined || more.length > 0) throw new Error('expected one secure listener');
  return only;
}

/** `planned/below-target TLS13-1-2-Res-PQ-2025-09`: an entry at a glance. */
export function brief({ outcome, reason, to }: Entry): string {
  return `${outcome}/${reason}${to === null ? '' : ` ${to.replace(full(''), '')}`}`;
}
