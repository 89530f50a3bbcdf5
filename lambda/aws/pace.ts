import { setTimeout } from 'node:timers/promises';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Deadline } from '../core/deadline';
import type { Pause } from '../core/pause';

/**
 * AWS's rate limits, kept from this side: one token bucket for each of the published ones, per account and Region
 * ([THR] "Elastic Load Balancing API throttling"). The page names 200/50 and, for all actions of an account, 40/10;
 * the lower one is kept, because other tools of the account drink from the same bucket.
 */
export interface Rate {
  /** How many calls may start at once. */
  readonly burst: number;
  /** How many more may start each second. */
  readonly perSecond: number;
}

export const RATES = {
  elbRead: { burst: 40, perSecond: 10 },
  elbWrite: { burst: 3, perSecond: 3 },
  /** Records, metrics, schedules: far below what those services allow. */
  others: { burst: 20, perSecond: 20 },
  /** GetResources: 15 a second ([TAGQ] Tag Editor quotas). */
  tagging: { burst: 10, perSecond: 10 },
} as const satisfies Record<string, Rate>;

const THROTTLED_ATTEMPTS = 12;
const BROKEN_ATTEMPTS = 4;
const LONGEST_DELAY_MS = 20_000;

/** What a strategy needs beside its rate. */
export interface PaceOptions {
  /** No retry starts after it. */
  readonly deadline: Deadline;
  /** Multiplies every rate and divides every delay; 1 against AWS, more against an emulator. */
  readonly scale: number;
  /** How a call waits for its turn; on the real clock unless said otherwise. */
  readonly pause?: Pause;
}

/**
 * The SDK's own extension point for retries, used for two things: no call starts faster than its rate, and
 * throttling is waited out. A throttled call empties the bucket, so that the calls behind it slow down as well.
 */
export class PacedRetry implements RetryStrategyV2 {
  private tokens: number;
  private filledAt: number;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly rate: Rate,
    private readonly options: PaceOptions,
  ) {
    this.tokens = rate.burst * options.scale;
    this.filledAt = performance.now();
  }

  async acquireInitialRetryToken(): Promise<RetryToken> {
    await this.take();
    return retryToken(0, 0);
  }

  async refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    const attempt = token.getRetryCount() + 1;
    const throttled = isThrottling(info);
    const attempts = throttled ? THROTTLED_ATTEMPTS : info.errorType === 'CLIENT_ERROR' ? 1 : BROKEN_ATTEMPTS;
    const delay = backoff(attempt, throttled ? 500 : 100) / this.options.scale;
    if (attempt >= attempts || this.options.deadline.isPast(delay)) {
      throw info.error ?? new Error('no retry left');
    }
    if (throttled) this.tokens = Math.min(this.tokens, 0);
    await this.take();
    return retryToken(attempt, delay);
  }

  recordSuccess(): void {
    // Nothing to give back: the rate is AWS's, not learnt.
  }

  /** Waits for a token, first come, first served. */
  private take(): Promise<void> {
    const before = this.queue;
    this.queue = this.takeAfter(before);
    return this.queue;
  }

  private async takeAfter(before: Promise<void>): Promise<void> {
    await before;
    this.refill();
    const { scale, pause = setTimeout } = this.options;
    const missing = 1 - this.tokens;
    if (missing > 0) await pause((missing / (this.rate.perSecond * scale)) * 1000);
    this.refill();
    this.tokens -= 1;
  }

  private refill(): void {
    const now = performance.now();
    const refilled = ((now - this.filledAt) / 1000) * this.rate.perSecond * this.options.scale;
    this.tokens = Math.min(this.rate.burst * this.options.scale, this.tokens + refilled);
    this.filledAt = now;
  }
}

/** Classic's DependencyThrottle is throttling by another name, unknown to the SDK's own list ([SDK1]). */
function isThrottling(info: RetryErrorInfo): boolean {
  return info.errorType === 'THROTTLING' || info.error?.name.startsWith('DependencyThrottle') === true;
}

/** Exponential, with jitter between half and whole. */
function backoff(attempt: number, baseMs: number): number {
  return Math.min(LONGEST_DELAY_MS, baseMs * 2 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

function retryToken(count: number, delay: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}
