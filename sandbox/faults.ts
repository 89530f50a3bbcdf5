import { Freeze } from './freeze';
import type { ServiceName } from './service';

/** Which calls a fault is for. What is left out matches every call. */
interface FaultMatch {
  readonly service?: ServiceName;
  readonly action?: string;
  readonly region?: string;
  /** Part of a name or ARN that the call names. */
  readonly resource?: string;
  /** How often it happens; always, if left out. A freeze happens once. */
  readonly times?: number;
  /** How many matching calls go through first. */
  readonly after?: number;
}

/** What goes wrong: see SPEC.md, "Faults". */
export type FaultKind =
  | 'throttle'
  | 'server-error'
  | 'reset'
  | 'reset-after'
  | 'deny'
  | 'policy-deny'
  | 'vanish'
  | 'no-op'
  | 'freeze'
  | 'freeze-after';

export type Fault =
  | (FaultMatch & { readonly kind: FaultKind })
  | (FaultMatch & {
      readonly kind: 'error';
      readonly code: string;
      readonly status?: number;
      readonly message?: string;
    });

/** What a fault is matched against. */
export interface FaultTarget {
  readonly service: ServiceName;
  readonly action: string;
  readonly region: string;
  readonly resources: readonly string[];
}

/** The faults asked for, oldest first. */
export class Faults {
  readonly #faults = new Map<Fault, { seen: number }>();
  readonly freeze = new Freeze();
  #frozenBy: Fault | undefined;

  /** Adds a fault; call what is returned to take it away again. */
  add(fault: Fault): () => void {
    const own = isFreeze(fault) ? { ...fault, times: 1 } : { ...fault };
    this.#faults.set(own, { seen: 0 });
    return () => {
      this.#faults.delete(own);
      if (this.#frozenBy === own) this.freeze.thaw();
    };
  }

  clear(): void {
    this.#faults.clear();
    this.freeze.thaw();
  }

  /** The fault that hits this call, if any. Every fault that matches has seen the call, the oldest due one hits. */
  next(target: FaultTarget): Fault | undefined {
    let hit: Fault | undefined;
    for (const [fault, count] of this.#faults) {
      if (hit !== undefined || !matches(fault, target)) continue;
      count.seen += 1;
      const turn = count.seen - (fault.after ?? 0);
      if (turn >= 1 && turn <= (fault.times ?? Number.POSITIVE_INFINITY)) hit = fault;
    }
    if (hit !== undefined && isFreeze(hit)) this.#start(hit);
    return hit;
  }

  #start(fault: Fault): void {
    this.#frozenBy = fault;
    this.freeze.start();
  }
}

function isFreeze({ kind }: Fault): boolean {
  return kind === 'freeze' || kind === 'freeze-after';
}

function matches(fault: Fault, target: FaultTarget): boolean {
  const { resource } = fault;
  return (
    (fault.service === undefined || fault.service === target.service) &&
    (fault.action === undefined || fault.action === target.action) &&
    (fault.region === undefined || fault.region === target.region) &&
    (resource === undefined || target.resources.some((name) => name.includes(resource)))
  );
}
