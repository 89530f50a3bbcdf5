import { setTimeout } from 'node:timers/promises';
import type { Pause } from '../core/pause';

/** So many calls at once, and so many more each second. */
export interface Rate {
  /** How many calls may start at once. */
  readonly burst: number;
  /** How many more may start each second. */
  readonly perSecond: number;
}

/** Hands out turns at a rate, first come, first served. */
export class TokenBucket {
  private tokens: number;
  private filledAt = performance.now();
  private queue: Promise<void> = Promise.resolve();

  /** @param scale multiplies the rate: 1 against AWS, more against an emulator */
  constructor(
    private readonly rate: Rate,
    private readonly scale: number,
    private readonly pause: Pause = setTimeout,
  ) {
    this.tokens = rate.burst * scale;
  }

  /** Waits for a turn. */
  take(): Promise<void> {
    const before = this.queue;
    this.queue = this.takeAfter(before);
    return this.queue;
  }

  /** Somebody else has drunk from the same bucket: the calls behind slow down as well. */
  empty(): void {
    this.tokens = Math.min(this.tokens, 0);
  }

  private async takeAfter(before: Promise<void>): Promise<void> {
    await before;
    this.refill();
    const missing = 1 - this.tokens;
    if (missing > 0) await this.pause((missing / (this.rate.perSecond * this.scale)) * 1000);
    this.refill();
    this.tokens -= 1;
  }

  private refill(): void {
    const now = performance.now();
    const refilled = ((now - this.filledAt) / 1000) * this.rate.perSecond * this.scale;
    this.tokens = Math.min(this.rate.burst * this.scale, this.tokens + refilled);
    this.filledAt = now;
  }
}
