import type { NewLoadBalancer } from '../sandbox';

/** What the bench sweeps: a web tier of ALBs, NLBs and Classic load balancers in an estate that may be larger. */

export const REGION = 'eu-west-1';

const WEB = { Tier: 'web' };
const OLD = 'ELBSecurityPolicy-2016-08';
const PLAIN = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
const PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
const CLASSIC_BEST = 'ELBSecurityPolicy-TLS-1-2-2017-01';

export type Condition = 'fine' | 'old';

type Tags = Readonly<Record<string, string>>;

/** Of twenty: fourteen ALBs (every other one with two secure listeners), three NLBs, three Classic. */
const KINDS = [
  ...Array.from({ length: 7 }, () => ['alb', 'shared alb'] as const).flat(),
  ...Array.from({ length: 3 }, () => ['nlb', 'classic'] as const).flat(),
];

export function estateOf(
  web: number,
  condition: Condition,
  timesAsLarge: number,
): readonly NewLoadBalancer[] {
  const inScope = Array.from({ length: web }, (_, index) =>
    loadBalancer(`web-${index}`, index, WEB, condition),
  );
  const others = Array.from({ length: web * (timesAsLarge - 1) }, (_, index) =>
    loadBalancer(
      `other-${index}`,
      index,
      index % 5 === 0 ? {} : { Tier: 'data', Team: `${index % 40}` },
      'old',
    ),
  );
  return [...inScope, ...others];
}

function loadBalancer(name: string, index: number, tags: Tags, condition: Condition): NewLoadBalancer {
  const kind = KINDS[index % KINDS.length];
  const fine = condition === 'fine';
  const http = { port: 80, protocol: 'HTTP' as const };
  if (kind === 'classic') {
    const policyNames = [fine ? CLASSIC_BEST : OLD];
    return { type: 'classic', name, tags, listeners: [http, { port: 443, protocol: 'HTTPS', policyNames }] };
  }
  if (kind === 'nlb') {
    return {
      type: 'network',
      name,
      tags,
      listeners: [{ port: 443, protocol: 'TLS', policy: fine ? PQ : OLD }],
    };
  }
  const ports = kind === 'alb' ? [443] : [443, 8443];
  const policy = fine ? (kind === 'alb' ? PQ : PLAIN) : OLD;
  const secure = ports.map((port) => ({ port, protocol: 'HTTPS' as const, policy }));
  return { type: 'application', name, tags, listeners: [http, ...secure] };
}

/** The fewest calls in which a sweep with nothing to change can read this web tier. */
export function floorOf(web: number): number {
  const kinds = Array.from({ length: web }, (_, index) => KINDS[index % KINDS.length]);
  const classics = kinds.filter((kind) => kind === 'classic').length;
  const indexPages = Math.ceil(web / 100);
  const cataloguePages = new Set(kinds.map((kind) => kind?.replace('shared ', ''))).size;
  return indexPages + (web - classics) + Math.ceil(classics / 20) + classics + cataloguePages;
}
