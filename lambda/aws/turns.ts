import { afterSuccess, afterThrottle, firstRate, type LearntRate, type Span } from './learnt-rate';

/** So many calls at once, and so many more each second: as many as was learnt. */
export interface Rate extends Span {
  /** How many calls may start at once. */
  readonly burst: number;
}

/** A call that may start. */
export interface Turn {
  /** It had to wait: the rate was what held it back, and how it fares says something about the rate. */
  readonly waited: boolean;
  /** How often the rate had been lowered by then. */
  readonly lowered: number;
}

/** A token bucket whose refill is learnt from what AWS makes of the calls. Times are in milliseconds, by any clock. */
export class Turns {
  private tokens: number;
  private filledAt: number;
  private learnt: LearntRate;
  private lowered = 0;

  constructor(
    private readonly rate: Rate,
    now: number,
  ) {
    this.tokens = rate.burst;
    this.filledAt = now;
    this.learnt = firstRate(rate);
  }

  /** Calls a second, as of now. */
  get perSecond(): number {
    return this.learnt.perSecond;
  }

  /** How long until the next turn. */
  wait(now: number): number {
    this.refill(now);
    return Math.max(0, ((1 - this.tokens) / this.learnt.perSecond) * 1000);
  }

  take(now: number, waited: boolean): Turn {
    this.refill(now);
    this.tokens -= 1;
    return { waited, lowered: this.lowered };
  }

  /** Calls that started at a rate that has been left tell nothing of the present one. */
  wentThrough({ waited, lowered }: Turn, now: number): void {
    if (!waited || lowered !== this.lowered) return;
    this.refill(now);
    this.learnt = afterSuccess(this.learnt, this.rate);
  }

  /** AWS's bucket is empty: so is this one. All the calls that were on their way then lower the rate once. */
  throttled({ lowered }: Turn, now: number): void {
    this.refill(now);
    this.tokens = Math.min(this.tokens, 0);
    if (lowered !== this.lowered) return;
    this.lowered += 1;
    this.learnt = afterThrottle(this.learnt, this.rate);
  }

  private refill(now: number): void {
    const refilled = ((now - this.filledAt) / 1000) * this.learnt.perSecond;
    this.tokens = Math.min(this.rate.burst, this.tokens + refilled);
    this.filledAt = now;
  }
}

/** The rate that is so many times as fast; how fast it is learnt stays the same. */
export function scaled({ burst, least, first, most }: Rate, scale: number): Rate {
  return { burst: burst * scale, least: least * scale, first: first * scale, most: most * scale };
}

/** A rate that is known. */
export function fixed(burst: number, perSecond: number): Rate {
  return { burst, least: perSecond, first: perSecond, most: perSecond };
}
