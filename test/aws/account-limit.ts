import type { RetryErrorInfo } from '@smithy/types';
import { PacedRetry, RATES } from '../../lambda/aws/pace';
import type { Rate } from '../../lambda/aws/turns';
import { Buckets, type Rate as Limit } from '../../sandbox/buckets';
import { NO_DEADLINE } from '../../lambda/core/deadline';
import { Time } from '../simulation/clock';

/** A run that reads under a limit of AWS's, in virtual time. */
export interface Reading {
  readonly calls: number;
  /** AWS's bucket at a time; `null`: it does not throttle. */
  readonly limit: (atMs: number) => Limit | null;
  readonly rate?: Rate;
  /** How long a call takes. */
  readonly latencyMs?: number;
  /** How many calls are under way at once. */
  readonly parallel?: number;
  /** How many runs share the calls and the bucket, each with a pace of its own. */
  readonly clients?: number;
  /** Calls a second that somebody else makes, and does not repeat. */
  readonly others?: (atMs: number) => number;
}

export interface Read {
  /** When each call that went through was started. */
  readonly startedAt: readonly number[];
  readonly throttledAt: readonly number[];
  /** Calls that were throttled on every try. */
  readonly givenUp: number;
  /** When the last answer came. */
  readonly endedAt: number;
  /** How often somebody else was throttled. */
  readonly othersThrottled: number;
}

const THROTTLED: RetryErrorInfo = { errorType: 'THROTTLING' };

export async function read(reading: Reading): Promise<Read> {
  const { calls, limit, rate = RATES.elbRead, latencyMs = 20, parallel = 10 } = reading;
  const { clients = 1, others = () => 0 } = reading;
  const time = new Time(0);
  const now = (): number => time.now;
  const pause = (milliseconds: number): Promise<void> => time.sleep(milliseconds);
  const buckets = new Buckets(1, now);
  const startedAt: number[] = [];
  const throttledAt: number[] = [];
  const seen = { left: calls, isOver: false, givenUp: 0, endedAt: 0, othersThrottled: 0 };

  const isAllowed = (): boolean => {
    const bucket = limit(now());
    return bucket === null || buckets.take('reads', bucket);
  };
  const call = async (retry: PacedRetry): Promise<void> => {
    for (let token = await retry.acquireInitialRetryToken(); ;) {
      const start = now();
      // AWS counts a call when it arrives, half way.
      await pause(latencyMs / 2);
      const allowed = isAllowed();
      await pause(latencyMs / 2);
      if (allowed) {
        startedAt.push(start);
        retry.recordSuccess(token);
        return;
      }
      throttledAt.push(start);
      token = await retry.refreshRetryTokenForRetry(token, THROTTLED);
    }
  };
  const worker = async (retry: PacedRetry): Promise<void> => {
    while (seen.left > 0) {
      seen.left -= 1;
      await call(retry).catch(() => {
        seen.givenUp += 1;
      });
    }
  };
  const somebodyElse = async (): Promise<void> => {
    while (!seen.isOver) {
      const perSecond = others(now());
      // Not in step with anybody.
      await pause(perSecond > 0 ? (1000 / perSecond) * (0.5 + Math.random()) : 100);
      if (perSecond > 0 && !isAllowed()) seen.othersThrottled += 1;
    }
  };

  const workers = Array.from({ length: clients }, () => {
    const retry = new PacedRetry(rate, { deadline: NO_DEADLINE, scale: 1, pause, now });
    return Array.from({ length: parallel }, () => worker(retry));
  });
  const all = (async (): Promise<void> => {
    await Promise.all(workers.flat());
    seen.endedAt = now();
    seen.isOver = true;
  })();
  void somebodyElse();
  while (!seen.isOver) await time.runUntil(now() + 1000);
  await all;
  const { givenUp, endedAt, othersThrottled } = seen;
  return { startedAt, throttledAt, givenUp, endedAt, othersThrottled };
}
