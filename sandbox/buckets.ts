/** A token bucket as AWS publishes it: so many at once, so many more each second. */
export interface Rate {
  readonly capacity: number;
  readonly perSecond: number;
}

/** The token buckets of one account: one for each Region, service and kind of call. */
export class Buckets {
  readonly #scale: number;
  readonly #now: () => number;
  readonly #levels = new Map<string, { tokens: number; at: number }>();

  /** @param elbReads stands in for the published rate of non-mutating load balancing calls */
  constructor(
    scale: number,
    now: () => number,
    readonly elbReads?: Rate,
  ) {
    if (!(scale > 0)) throw new Error(`the scale of the token buckets has to be above 0, got ${scale}`);
    this.#scale = scale;
    this.#now = now;
  }

  /** Takes a token from the bucket of that name, or says that there is none. A refused call costs nothing. */
  take(name: string, rate: Rate): boolean {
    const capacity = Math.max(1, rate.capacity * this.#scale);
    const at = this.#now();
    const last = this.#levels.get(name) ?? { tokens: capacity, at };
    const refill = ((at - last.at) / 1000) * rate.perSecond * this.#scale;
    const tokens = Math.min(capacity, last.tokens + refill);
    const allowed = tokens >= 1;
    this.#levels.set(name, { tokens: allowed ? tokens - 1 : tokens, at });
    return allowed;
  }
}
