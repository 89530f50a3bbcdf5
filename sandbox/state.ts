import type { Attributes, Catalogue } from './catalogue';
import { Metrics } from './metrics';
import { TagIndex } from './tag-index';
import type { Tags } from './values';

/** A listener of an Application, Network or Gateway Load Balancer. */
export interface Listener {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  readonly policy: string | undefined;
}

/** Whether its DNS name leads to public addresses. */
export type Scheme = 'internet-facing' | 'internal';

interface Named {
  readonly arn: string;
  readonly name: string;
  /** As its DNS name, a Gateway Load Balancer has none. */
  readonly scheme: Scheme | undefined;
  /** Where its clients find it. */
  readonly dnsName: string | undefined;
  /** Ascends in the order of creation: pages are cut by it. */
  readonly serial: number;
  readonly tags: Tags;
}

export interface V2LoadBalancer extends Named {
  readonly type: 'application' | 'network' | 'gateway';
  readonly listeners: readonly Listener[];
}

export interface ClassicListener {
  readonly port: number;
  readonly protocol: string;
  readonly policyNames: readonly string[];
}

export interface ClassicPolicy {
  readonly name: string;
  readonly type: string;
  readonly attributes: Attributes;
}

export interface ClassicLoadBalancer extends Named {
  readonly type: 'classic';
  readonly listeners: readonly ClassicListener[];
  readonly policies: ReadonlyMap<string, ClassicPolicy>;
}

export type LoadBalancer = V2LoadBalancer | ClassicLoadBalancer;

/** Protocols whose listeners have a policy. QUIC and plain TCP pass through. */
export const SECURE_PROTOCOLS: ReadonlySet<string> = new Set(['HTTPS', 'TLS', 'SSL']);

/** Load balancers by ARN and by name; their order is that of creation. */
export class Store<T extends Named> {
  readonly #byArn = new Map<string, T>();
  readonly #arnsByName = new Map<string, string>();
  #order: readonly string[] | undefined;

  get(arn: string): T | undefined {
    return this.#byArn.get(arn);
  }

  named(name: string): T | undefined {
    return this.#byArn.get(this.#arnsByName.get(name) ?? '');
  }

  put(item: T): void {
    if (!this.#byArn.has(item.arn)) this.#order = undefined;
    this.#byArn.set(item.arn, item);
    this.#arnsByName.set(item.name, item.arn);
  }

  delete(item: T): void {
    this.#order = undefined;
    this.#byArn.delete(item.arn);
    this.#arnsByName.delete(item.name);
  }

  /** The ARNs of all, oldest first. */
  order(): readonly string[] {
    this.#order ??= [...this.#byArn.keys()];
    return this.#order;
  }

  values(): Iterable<T> {
    return this.#byArn.values();
  }
}

/** All that one Region of the account holds. Load balancers are never changed, only replaced. */
export class RegionState {
  readonly v2 = new Store<V2LoadBalancer>();
  readonly classic = new Store<ClassicLoadBalancer>();
  readonly index = new TagIndex();
  readonly metrics = new Metrics();
  readonly #ownersByListener = new Map<string, string>();
  #serial = 0;

  constructor(
    readonly name: string,
    readonly account: string,
    readonly catalogue: Catalogue,
  ) {}

  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** The load balancer that has this listener. */
  ownerOf(listenerArn: string): V2LoadBalancer | undefined {
    return this.v2.get(this.#ownersByListener.get(listenerArn) ?? '');
  }

  /** Adds a load balancer, or puts it in the place of the one with the same ARN. */
  put(loadBalancer: LoadBalancer): void {
    if (loadBalancer.type === 'classic') return this.classic.put(loadBalancer);
    this.v2.put(loadBalancer);
    for (const listener of loadBalancer.listeners) this.#ownersByListener.set(listener.arn, loadBalancer.arn);
  }

  /** Takes a load balancer away; the tag index is left as it is. */
  remove(loadBalancer: LoadBalancer): void {
    if (loadBalancer.type === 'classic') return this.classic.delete(loadBalancer);
    this.v2.delete(loadBalancer);
    for (const listener of loadBalancer.listeners) this.#ownersByListener.delete(listener.arn);
  }
}
