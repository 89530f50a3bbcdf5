import type { NewListener, NewLoadBalancer, Type } from './account/estate';
import { CLASSIC_NAMES, goTogether, PREDEFINED, SSL, V2_NAMES, PLAIN_NAMES, type Contents } from './policies';
import type { Random } from './random';

/** Load balancers of a web tier, by seed. */

export const STICKY: Contents = {
  name: 'sticky',
  type: 'LBCookieStickinessPolicyType',
  reference: null,
  protocols: [],
  ciphers: [],
};

const TYPES: readonly Type[] = ['application', 'application', 'network', 'classic'];
const ENVIRONMENTS = ['dev', 'staging', 'prod', 'prod'] as const;

export function loadBalancerOf(random: Random, name: string, regions: readonly string[]): NewLoadBalancer {
  const type = random.pick(TYPES);
  const tags = {
    ...(random.chance(0.9) ? { Tier: 'web' } : { Tier: 'batch' }),
    Env: random.pick(ENVIRONMENTS),
    ...(random.chance(0.05) ? { 'tls-remediation': 'exempt' } : {}),
    ...(random.chance(0.04) ? { 'elbv2.k8s.aws/cluster': 'main' } : {}),
  };
  const place = { name, region: random.pick(regions), type, tags };
  return type === 'classic'
    ? { ...place, ...classicParts(random) }
    : { ...place, listeners: v2Listeners(random, type) };
}

function v2Listeners(random: Random, type: 'application' | 'network'): readonly NewListener[] {
  const count = random.chance(0.6) ? 1 : random.chance(0.1) ? random.between(30, 45) : random.between(2, 4);
  const names = count > 1 && type === 'application' ? PLAIN_NAMES : V2_NAMES;
  const listeners = Array.from({ length: count }, (_, index) => ({
    port: 443 + index,
    policies: [random.chance(0.6) ? V2_NAMES[0] : random.pick(names)],
  }));
  const isFine = type === 'network' || goTogether(listeners.flatMap(({ policies }) => policies));
  return isFine ? listeners : listeners.slice(0, 1);
}

/** By its own name, from a predefined one, or made by hand. */
function classicParts(random: Random): Pick<NewLoadBalancer, 'listeners' | 'policies'> {
  const reference = random.pick(CLASSIC_NAMES);
  const contents = PREDEFINED.get(reference);
  const isSticky = random.chance(0.4);
  const others = isSticky ? [STICKY] : [];
  const names = isSticky ? [STICKY.name] : [];
  const ports = random.chance(0.6) ? [443] : [443, 8443];
  if (contents === undefined || random.chance(0.3)) {
    return {
      listeners: ports.map((port) => ({ port, policies: [...names, 'ELBSecurityPolicy-2016-08'] })),
      policies: others,
    };
  }
  const isByHand = random.chance(0.3);
  const policy = isByHand
    ? { ...contents, name: 'by-hand', type: SSL, reference: null }
    : { ...contents, name: `console-${reference.slice(-7)}`, type: SSL, reference };
  return {
    listeners: ports.map((port) => ({ port, policies: [...names, policy.name] })),
    policies: [...others, policy],
  };
}
