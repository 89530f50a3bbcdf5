import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Deadline } from '../core/deadline';
import { TokenBucket, type Rate } from './token-bucket';
import type { Pause } from '../core/pause';

/**
 * AWS's rate limits, kept from this side: one token bucket for each of the published ones, per account and Region
 * ([THR] "Elastic Load Balancing API throttling"). The page names 200/50 and, for all actions of an account, 40/10;
 * the lower one is kept, because other tools of the account drink from the same bucket.
 */
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
  private readonly bucket: TokenBucket;

  constructor(
    rate: Rate,
    private readonly options: PaceOptions,
  ) {
    this.bucket = new TokenBucket(rate, options.scale, options.pause);
  }

  async acquireInitialRetryToken(): Promise<RetryToken> {
    await this.bucket.take();
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
    if (throttled) this.bucket.empty();
    await this.bucket.take();
    return retryToken(attempt, delay);
  }

  recordSuccess(): void {
    // Nothing to give back: the rate is AWS's, not learnt.
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
