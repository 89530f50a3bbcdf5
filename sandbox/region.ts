import { predefinedOnLoadBalancer } from './classic-policies';
import type { MetricPoint, MetricTrouble } from './metrics';
import {
  type NewClassicPolicy,
  type NewLoadBalancer,
  buildClassic,
  buildV2,
  newPolicy,
} from './new-load-balancer';
import type { ClassicLoadBalancer, LoadBalancer, RegionState } from './state';
import type { Tags } from './values';

/** What was added: enough to ask AWS for it. */
export interface AddedLoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: LoadBalancer['type'];
  /** Undefined on a Gateway Load Balancer alone. */
  readonly dnsName: string | undefined;
  /** On Classic a listener's `arn` is the load balancer's with `#port` behind it. */
  readonly listeners: readonly { readonly arn: string; readonly port: number }[];
}

/** Whether the tag index is told of a change. Default: it is. */
export interface IndexOption {
  readonly index?: boolean;
}

/** One Region of the account, as a person with a console sees it: no faults, no limits, no compatibility rule. */
export class Region {
  readonly #state: RegionState;

  constructor(state: RegionState) {
    this.#state = state;
  }

  /** Adds a load balancer. Without tags it is not in the tag index: GetResources never names it. */
  addLoadBalancer(wanted: NewLoadBalancer): AddedLoadBalancer {
    const stores = wanted.type === 'classic' ? this.#state.classic : this.#state.v2;
    if (stores.named(wanted.name) !== undefined) {
      throw new Error(`there is already a load balancer '${wanted.name}' in ${this.#state.name}`);
    }
    const added =
      wanted.type === 'classic' ? buildClassic(this.#state, wanted) : buildV2(this.#state, wanted);
    this.#state.put(added);
    if (Object.keys(added.tags).length > 0) this.#state.index.set(added.arn, added.tags);
    const { arn, name, type, dnsName } = added;
    return { arn, name, type, dnsName, listeners: listenersOf(added) };
  }

  /** Replaces the tags of a load balancer. `index: false` leaves the index with the old ones. */
  setTags(nameOrArn: string, tags: Tags, { index = true }: IndexOption = {}): void {
    const found = this.#find(nameOrArn);
    this.#state.put({ ...found, tags });
    if (index) this.#state.index.set(found.arn, tags);
  }

  /** Replaces the tags in the index alone; the load balancer keeps its own. */
  setIndexTags(nameOrArn: string, tags: Tags): void {
    this.#state.index.set(this.#find(nameOrArn).arn, tags);
  }

  /** Takes a load balancer away. `index: false` leaves the index naming what is gone. */
  remove(nameOrArn: string, { index = true }: IndexOption = {}): void {
    const found = this.#find(nameOrArn);
    this.#state.remove(found);
    if (index) this.#state.index.delete(found.arn);
  }

  /**
   * Another hand changes a listener, by its `arn` as `addLoadBalancer` gave it. On Classic the policies
   * replace the list; a predefined name is put on the load balancer first, others have to be there.
   */
  setPolicy(listenerArn: string, policy: string | readonly string[]): void {
    const names = typeof policy === 'string' ? [policy] : policy;
    const [arn = '', port] = listenerArn.split('#');
    const classic = this.#state.classic.get(arn);
    if (classic !== undefined) return this.#state.put(this.#withPolicies(classic, Number(port), names));
    const owner = this.#state.ownerOf(listenerArn);
    if (owner === undefined) throw new Error(`no listener '${listenerArn}' in ${this.#state.name}`);
    const listeners = owner.listeners.map((each) =>
      each.arn === listenerArn ? { ...each, policy: names[0] } : each,
    );
    this.#state.put({ ...owner, listeners });
  }

  /** Another hand creates a policy on a Classic load balancer; no listener has it yet. */
  addPolicy(name: string, policy: NewClassicPolicy): void {
    const owner = this.#state.classic.named(name);
    if (owner === undefined) throw new Error(`no Classic load balancer '${name}' in ${this.#state.name}`);
    const made = newPolicy(this.#state, policy);
    this.#state.put({ ...owner, policies: new Map([...owner.policies, [made.name, made]]) });
  }

  /** Something is counted in CloudWatch. What comes in one minute is added up. */
  addMetric(point: MetricPoint): void {
    this.#state.metrics.add(point);
  }

  /** CloudWatch answers 200, and not all of it is there. */
  troubleMetrics(trouble: MetricTrouble): void {
    this.#state.metrics.trouble(trouble);
  }

  #withPolicies(owner: ClassicLoadBalancer, port: number, names: readonly string[]): ClassicLoadBalancer {
    if (!owner.listeners.some((each) => each.port === port)) {
      throw new Error(`load balancer '${owner.name}' has no listener on port ${port}`);
    }
    const { catalogue } = this.#state;
    const added = names
      .filter((name) => !owner.policies.has(name))
      .map((name) => predefinedOnLoadBalancer(catalogue, name));
    const listeners = owner.listeners.map((each) =>
      each.port === port ? { ...each, policyNames: names } : each,
    );
    return {
      ...owner,
      listeners,
      policies: new Map([...owner.policies, ...added.map((each) => [each.name, each] as const)]),
    };
  }

  #find(nameOrArn: string): LoadBalancer {
    const { v2, classic, name } = this.#state;
    const found = [v2, classic].flatMap((store): readonly LoadBalancer[] => {
      const item = store.get(nameOrArn) ?? store.named(nameOrArn);
      return item === undefined ? [] : [item];
    });
    const [only] = found;
    if (only === undefined) throw new Error(`no load balancer '${nameOrArn}' in ${name}`);
    if (found.length > 1)
      throw new Error(`'${nameOrArn}' is a Classic and another load balancer in ${name}: give the ARN`);
    return only;
  }
}

function listenersOf(item: LoadBalancer): AddedLoadBalancer['listeners'] {
  if (item.type !== 'classic') return item.listeners.map(({ arn, port }) => ({ arn, port }));
  return item.listeners.map(({ port }) => ({ arn: `${item.arn}#${port}`, port }));
}
