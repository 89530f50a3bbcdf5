import { setTimeout } from 'node:timers/promises';
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import type { Deadline } from '../core/deadline';
import { TurnQueue, type QueueOptions } from './turn-queue';
import { fixed, type Rate, type Turn } from './turns';

/**
 * AWS's rate limits, kept from this side: one token bucket for each of the published ones, per account, Region and API
 * ([THR] "Elastic Load Balancing API throttling").
 */
export const RATES = {
  /**
   * The page has two limits for reads, 40 and 10 a second in its text and 200 and 50 in its table. So the pace starts at the
   * lower and is learnt up to the higher. The burst stays at 40: other tools of the account drink from the same bucket.
   */
  elbRead: { burst: 40, least: 2, first: 10, most: 50 },
  elbWrite: fixed(3, 3),
  /** Accounts, identity, messages, records, metrics, schedules: far below what those services allow. */
  others: fixed(20, 20),
  /** Objects of S3: 5,500 reads a second and prefix ([S3-rate]), far more than one function makes. */
  logs: fixed(100, 100),
  /** DescribeCertificate and GetCertificate: 10 calls a second each ([ACM-quota]). */
  acm: fixed(5, 8),
  /** Nowhere published; it has one limit for the account, whoever calls. */
  iam: fixed(5, 5),
  /** GetResources: 15 a second ([TAGQ] Tag Editor quotas). */
  tagging: fixed(10, 10),
} as const satisfies Record<string, Rate>;

const THROTTLED_ATTEMPTS = 12;
const BROKEN_ATTEMPTS = 4;
const LONGEST_DELAY_MS = 20_000;

/** What a strategy needs beside its rate. `scale` divides every delay, too. */
export interface PaceOptions extends QueueOptions {
  /** No retry starts after it. */
  readonly deadline: Deadline;
}

/** An attempt that may start: the SDK gives it back with what became of it. */
class Attempt implements RetryToken {
  constructor(
    readonly turn: Turn,
    private readonly count: number,
  ) {}

  getRetryCount(): number {
    return this.count;
  }

  /** Its delay is over when it is handed out: a turn that is taken and then slept over is a turn at the wrong time. */
  getRetryDelay(): number {
    return 0;
  }
}

/**
 * The SDK's own extension point for retries, used for three things: no call starts faster than its rate, throttling is
 * waited out, and what AWS makes of the calls teaches the rate. Clients that share a limit share one of these.
 */
export class PacedRetry implements RetryStrategyV2 {
  private readonly queue: TurnQueue;

  constructor(
    rate: Rate,
    private readonly options: PaceOptions,
  ) {
    this.queue = new TurnQueue(rate, options);
  }

  async acquireInitialRetryToken(): Promise<RetryToken> {
    return new Attempt(await this.queue.take(), 0);
  }

  async refreshRetryTokenForRetry(token: RetryToken, info: RetryErrorInfo): Promise<RetryToken> {
    const { pause = setTimeout, scale, deadline } = this.options;
    const attempt = token.getRetryCount() + 1;
    const throttled = isThrottling(info);
    if (throttled && token instanceof Attempt) this.queue.throttled(token.turn);
    const attempts = throttled ? THROTTLED_ATTEMPTS : info.errorType === 'CLIENT_ERROR' ? 1 : BROKEN_ATTEMPTS;
    const delay = backoff(attempt, throttled ? 500 : 100) / scale;
    if (attempt >= attempts || deadline.isPast(delay)) {
      throw info.error ?? new Error('no retry left');
    }
    await pause(delay);
    return new Attempt(await this.queue.take(), attempt);
  }

  recordSuccess(token: RetryToken): void {
    if (token instanceof Attempt) this.queue.wentThrough(token.turn);
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
