import type { Time } from '../clock';
import type { Process } from '../process';
import { nothingSeen, type Seen } from '../seen';
import { AwsError, type Wire } from '../wire';
import {
  contentsOf,
  newLoadBalancer,
  restartIds,
  type Listener,
  type LoadBalancer,
  type NewLoadBalancer,
} from './estate';

export const ACCOUNT = '111122223333';

/** When a change was asked for, and what its maker had read by then. */
export interface Asked {
  readonly issuedAt: number;
  readonly seen: Seen;
}

/** A change that the product made, at the moment at which AWS made it. */
export interface Write extends Asked {
  readonly process: Process;
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
  /** What the listener had, what it has now, and what that means. */
  readonly before: readonly string[];
  readonly beforeContents: string;
  readonly after: readonly string[];
  readonly origin: Listener['origin'];
  readonly at: number;
}

export interface Message {
  readonly process: Process;
  readonly at: number;
  readonly subject: string;
  readonly body: string;
  /** Whether its sender knows that it arrived. */
  isAnswered: boolean;
}

/** A call that was ordered for later. */
export interface Appointment {
  readonly at: number;
  readonly input: unknown;
}

/** One AWS account: what there is, and who is told of each change. */
export class Account {
  readonly loadBalancers: LoadBalancer[] = [];
  /** Every message that somebody tried to send, whether SNS took it or not. */
  readonly messages: Message[] = [];
  readonly appointments: Appointment[] = [];
  /** The tag index: what it says of each load balancer, and from when on it says something newer. */
  private readonly index = new Map<string, LoadBalancer['tags']>();
  /** Load balancers that a service control policy keeps from changing. */
  readonly refused = new Set<string>();
  onWrite: (write: Write) => void = () => undefined;
  /** Told of a change that AWS refuses because the policies of the ALB would not go together. */
  onMix: (process: Process, loadBalancer: LoadBalancer, asked: Asked) => void = () => undefined;
  onAppointment: (appointment: Appointment) => void = () => undefined;

  constructor(
    readonly time: Time,
    readonly wire: Wire,
    readonly regions: readonly string[],
    /** How long the tag index is behind. */
    private readonly lag: number,
  ) {
    restartIds();
  }

  add(wanted: NewLoadBalancer): LoadBalancer {
    const made = newLoadBalancer(ACCOUNT, this.time.now, wanted);
    this.loadBalancers.push(made);
    this.reindex(made);
    return made;
  }

  remove(loadBalancer: LoadBalancer): void {
    this.loadBalancers.splice(this.loadBalancers.indexOf(loadBalancer), 1);
    loadBalancer.deletedAt = this.time.now;
    this.reindex(loadBalancer);
  }

  tag(loadBalancer: LoadBalancer, tags: LoadBalancer['tags']): void {
    loadBalancer.tags = tags;
    this.reindex(loadBalancer);
  }

  /** The index learns of it a little later. */
  private reindex(loadBalancer: LoadBalancer): void {
    this.time.after(this.lag, () => {
      const now = this.loadBalancers.find(({ arn }) => arn === loadBalancer.arn);
      if (now === undefined) this.index.delete(loadBalancer.arn);
      else this.index.set(now.arn, now.tags);
    });
  }

  indexed(region: string): ReadonlyMap<string, LoadBalancer['tags']> {
    return new Map([...this.index].filter(([arn]) => arn.split(':')[3] === region));
  }

  in(region: string): readonly LoadBalancer[] {
    return this.loadBalancers.filter((one) => one.region === region);
  }

  /** @throws AwsError */
  byArn(arn: string): LoadBalancer {
    const found = this.loadBalancers.find((one) => one.arn === arn);
    if (found === undefined) throw new AwsError('LoadBalancerNotFound');
    return found;
  }

  /** @throws AwsError */
  classicNamed(region: string, name: string): LoadBalancer {
    const found = this.loadBalancers.find(
      (one) => one.type === 'classic' && one.region === region && one.name === name,
    );
    if (found === undefined) throw new AwsError('LoadBalancerNotFound');
    return found;
  }

  listener(id: string): { readonly loadBalancer: LoadBalancer; readonly listener: Listener } | null {
    for (const loadBalancer of this.loadBalancers) {
      const listener = loadBalancer.listeners.find((one) => one.id === id);
      if (listener !== undefined) return { loadBalancer, listener };
    }
    return null;
  }

  /** A change of the product's, as AWS makes it. */
  write(
    process: Process,
    { loadBalancer, listener }: { readonly loadBalancer: LoadBalancer; readonly listener: Listener },
    after: readonly string[],
    asked: Asked,
  ): void {
    const { policies: before, origin } = listener;
    const at = this.time.now;
    const beforeContents = contentsOf(loadBalancer, before);
    listener.policies = after;
    listener.origin = { process: process.id, at, before, beforeContents };
    this.onWrite({ process, loadBalancer, listener, before, beforeContents, after, origin, at, ...asked });
  }

  /** What a process knows right now, as it asks for a change. */
  asked(process: Process, arn: string): Asked {
    return { issuedAt: this.time.now, seen: { ...(process.seen.get(arn) ?? nothingSeen()) } };
  }

  sawTags(process: Process, { arn, tags }: LoadBalancer): void {
    const seen = process.seen.get(arn) ?? nothingSeen();
    process.seen.set(arn, { ...seen, tags, tagsAt: this.time.now });
  }

  sawListeners(process: Process, { arn, listeners }: LoadBalancer): void {
    const seen = process.seen.get(arn) ?? nothingSeen();
    const policies = new Map(listeners.map(({ id, policies: names }) => [id, names]));
    process.seen.set(arn, { ...seen, listeners: policies, listenersAt: this.time.now });
  }
}
