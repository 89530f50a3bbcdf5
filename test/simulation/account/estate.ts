import { PREDEFINED, SSL, type Contents } from '../policies';

/** Load balancers as they are: what AWS knows, and who made it so. */

export type Type = 'application' | 'network' | 'classic';

/** Who gave a listener what it has. */
export interface Origin {
  /** The process of the product; `null`: its owner. */
  readonly process: number | null;
  readonly at: number;
  /** What it had before. */
  readonly before: readonly string[];
  readonly beforeContents: string;
}

export interface Listener {
  readonly id: string;
  readonly port: number;
  readonly protocol: string;
  /** One on ALB and NLB, a list on Classic. */
  policies: readonly string[];
  origin: Origin;
  /** When its owner last changed what of it has nothing to do with TLS. */
  stickyAt: number;
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly type: Type;
  readonly createdAt: number;
  tags: Readonly<Record<string, string>>;
  readonly listeners: Listener[];
  /** On Classic, the policies made on it. */
  policies: readonly Contents[];
  /** When its owner last did something to it, listeners, policies and tags alike. */
  touchedAt: number;
  /** When its owner deleted it; `null`: it is there. */
  deletedAt: number | null;
}

export function isSecure({ protocol }: Listener): boolean {
  return ['HTTPS', 'TLS', 'SSL'].includes(protocol);
}

/** The SSL policy of a Classic listener by its contents; `null` when it has none that can be told. */
export function classicTls(loadBalancer: LoadBalancer, names: readonly string[]): Contents | null {
  const found = names.flatMap((name) => {
    const own = loadBalancer.policies.find((policy) => policy.name === name);
    const policy = own ?? PREDEFINED.get(name);
    return policy === undefined || policy.type !== SSL ? [] : [policy];
  });
  const [only, ...more] = found;
  return only === undefined || more.length > 0 ? null : only;
}

/** Whether two lists have the same names, in whatever order. */
export function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name) => others.includes(name));
}

/** What a listener accepts, as text: two that have the same accept the same. What is no TLS policy plays no part. */
export function contentsOf(loadBalancer: LoadBalancer, names: readonly string[]): string {
  if (loadBalancer.type !== 'classic') return names.join();
  const tls = classicTls(loadBalancer, names);
  if (tls === null) return `? ${names.toSorted().join()}`;
  return `${tls.protocols.toSorted().join()} | ${tls.ciphers.toSorted().join()}`;
}

/** The policies of a Classic listener that have nothing to do with TLS. */
export function othersOf({ policies }: LoadBalancer, names: readonly string[]): readonly string[] {
  return names.filter((name) => (policies.find((policy) => policy.name === name)?.type ?? SSL) !== SSL);
}

let listeners = 0;

/** Forgets the ids of other stories. */
export function restartIds(): void {
  listeners = 0;
}

export interface NewListener {
  readonly port: number;
  readonly policies: readonly string[];
}

export interface NewLoadBalancer {
  readonly name: string;
  readonly region: string;
  readonly type: Type;
  readonly tags: Readonly<Record<string, string>>;
  readonly listeners: readonly NewListener[];
  readonly policies?: readonly Contents[];
}

const KINDS = { application: 'app/', network: 'net/', classic: '' } as const;
const PROTOCOLS = { application: 'HTTPS', network: 'TLS', classic: 'HTTPS' } as const;

export function newLoadBalancer(account: string, now: number, wanted: NewLoadBalancer): LoadBalancer {
  const { name, region, type, tags } = wanted;
  listeners += 1;
  const id = type === 'classic' ? '' : `/${String(listeners).padStart(16, '0')}`;
  const arn = `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${KINDS[type]}${name}${id}`;
  const made: LoadBalancer = {
    arn,
    name,
    region,
    type,
    createdAt: now,
    tags,
    listeners: [],
    policies: wanted.policies ?? [],
    touchedAt: now,
    deletedAt: null,
  };
  for (const listener of wanted.listeners) addListener(made, now, listener);
  return made;
}

export function addListener(
  loadBalancer: LoadBalancer,
  now: number,
  { port, policies }: NewListener,
): Listener {
  listeners += 1;
  const { arn, type } = loadBalancer;
  const suffix = String(listeners).padStart(16, '0');
  const listener: Listener = {
    id: type === 'classic' ? `${arn}#${port}` : `${arn.replace(':loadbalancer/', ':listener/')}/${suffix}`,
    port,
    protocol: PROTOCOLS[type],
    policies,
    origin: { process: null, at: now, before: [], beforeContents: '' },
    stickyAt: now,
  };
  loadBalancer.listeners.push(listener);
  return listener;
}
