import type { RetryErrorInfo } from '@smithy/types';
import { PacedRetry, RATES } from '../../lambda/aws/pace';
import { fixed } from '../../lambda/aws/turns';
import type { Write } from '../../lambda/core/change';
import type { RegionApi } from '../../lambda/aws/region';
import type { SandboxOptions } from '../../sandbox';
import { ACCOUNT, ALWAYS_TIME, EU, connectTo, failure, many, start, stopAll } from '../helpers';

afterEach(stopAll);

const RATE = fixed(3, 2);

/** Asks for many tokens at once; answers how many there are by now. */
function take(retry: PacedRetry, count: number): () => number {
  let taken = 0;
  for (const token of many(count, () => retry.acquireInitialRetryToken()))
    void token.then(() => (taken += 1));
  return () => taken;
}

// Fake timers do not reach the ones of node:timers/promises.
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe('the rate', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    [1, 0, 3],
    [1, 1000, 5],
    [1, 4000, 11],
    [10, 0, 30],
    [10, 1000, 50],
  ])('at scale %d, %d ms after the start, %d calls have begun', async (scale, after, expected) => {
    const taken = take(new PacedRetry(RATE, { deadline: ALWAYS_TIME, pause, scale }), 100);

    // One millisecond of grace: the timers of Node count whole ones.
    await jest.advanceTimersByTimeAsync(after + 1);

    expect(taken()).toBe(expected);
  });

  it('does not save up more than its burst while nobody calls', async () => {
    const retry = new PacedRetry(RATE, { deadline: ALWAYS_TIME, pause, scale: 1 });
    await jest.advanceTimersByTimeAsync(60_000);

    const taken = take(retry, 100);
    await jest.advanceTimersByTimeAsync(1);

    expect(taken()).toBe(3);
  });

  it('slows all callers down when one of them is throttled', async () => {
    const retry = new PacedRetry(fixed(10, 2), { deadline: ALWAYS_TIME, pause, scale: 1 });
    const token = await retry.acquireInitialRetryToken();
    void retry.refreshRetryTokenForRetry(token, throttling());

    const taken = take(retry, 100);
    await jest.advanceTimersByTimeAsync(1001);

    // Two a second; the throttled call is behind them, after its delay.
    expect(taken()).toBe(2);
  });
});

type SdkError = NonNullable<RetryErrorInfo['error']>;

function throttling(): RetryErrorInfo {
  return { errorType: 'THROTTLING', error: sdkError('Throttling') };
}

function sdkError(name: string): SdkError {
  return Object.assign(new Error('asked to fail'), { name, cause: new Error('a test') });
}

describe('retries', () => {
  it.each<[string, RetryErrorInfo, number]>([
    ['throttling', throttling(), 12],
    [
      'DependencyThrottle, which the SDK does not know as throttling',
      { errorType: 'CLIENT_ERROR', error: sdkError('DependencyThrottleException') },
      12,
    ],
    ['an error of the server', { errorType: 'SERVER_ERROR' }, 4],
    ['a broken connection', { errorType: 'TRANSIENT' }, 4],
    ['a mistake of the caller', { errorType: 'CLIENT_ERROR' }, 1],
  ])('%s', async (_name, info, attempts) => {
    const retry = new PacedRetry(RATES.elbRead, { deadline: ALWAYS_TIME, scale: 1000 });

    expect(await attemptsOf(retry, info)).toBe(attempts);
  });

  it('raises what AWS said when there are no retries left', async () => {
    const retry = new PacedRetry(RATES.elbRead, { deadline: ALWAYS_TIME, scale: 1000 });
    const error = sdkError('AccessDenied');

    const refused = failure(
      retry.refreshRetryTokenForRetry(await retry.acquireInitialRetryToken(), {
        errorType: 'CLIENT_ERROR',
        error,
      }),
    );

    expect(await refused).toBe(error);
  });

  it('waits longer from one to the next, and has waited when a turn is given out', async () => {
    const delays: number[] = [];
    let now = 0;
    const retry = new PacedRetry(fixed(1000, 1000), {
      deadline: ALWAYS_TIME,
      scale: 1,
      pause: async (milliseconds) => {
        delays.push(milliseconds);
        now += milliseconds;
      },
      now: () => now,
    });
    let token = await retry.acquireInitialRetryToken();
    for (let attempt = 0; attempt < 4; attempt += 1) {
      token = await retry.refreshRetryTokenForRetry(token, throttling());
      expect(token.getRetryDelay()).toBe(0);
    }

    // Meanwhile the bucket has filled again, so that nothing else is waited for.
    expect(delays).toHaveLength(4);
    delays.forEach((delay, index) => {
      expect(delay).toBeGreaterThanOrEqual(250 * 2 ** index);
      expect(delay).toBeLessThanOrEqual(500 * 2 ** index);
    });
  });

  it('ends with the deadline', async () => {
    const retry = new PacedRetry(RATES.elbRead, {
      deadline: { ...ALWAYS_TIME, isPast: () => true },
      scale: 1000,
    });

    expect(await attemptsOf(retry, throttling())).toBe(1);
  });

  it('does not begin one that would end after the deadline', async () => {
    const retry = new PacedRetry(RATES.elbRead, {
      deadline: { ...ALWAYS_TIME, isPast: (inMs = 0) => inMs > 0 },
      scale: 1000,
    });

    expect(await attemptsOf(retry, throttling())).toBe(1);
  });
});

/** How often a call that always fails like this is made. */
async function attemptsOf(retry: PacedRetry, info: RetryErrorInfo): Promise<number> {
  let token = await retry.acquireInitialRetryToken();
  for (let attempts = 1; ; attempts += 1) {
    try {
      token = await retry.refreshRetryTokenForRetry(token, info);
    } catch {
      return attempts;
    }
  }
}

/** Whoever writes waits for a turn first; all kinds of writes share their turns. */
async function inTurn(region: RegionApi, write: Write): Promise<void> {
  await region.turn();
  await region.write(write);
}

/**
 * Each kind of call has the rate of its kind, and shares it with the other calls of its kind. The sandbox's buckets are
 * a little larger than what the tool allows itself: a client on a faster rate, or on none, is throttled at once. (The
 * published ones are much deeper than ours; here they are about as deep, so that a test need not last.)
 */
interface Tried {
  readonly scale: number;
  readonly buckets: NonNullable<SandboxOptions['buckets']>;
  /** How much faster the sandbox's time is than ours. */
  readonly speed: number;
  readonly count: number;
}

describe('no call is throttled', () => {
  const ARN = `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}`;
  const ALB = { region: EU, name: 'a', arn: `${ARN}:loadbalancer/app/a/1`, type: 'application' } as const;
  const CLASSIC = { region: EU, name: 'c', arn: `${ARN}:loadbalancer/c`, type: 'classic' } as const;
  const MODIFY = { kind: 'modify-listener', listenerArn: `${ARN}:listener/app/a/1/2`, policy: 'x' } as const;
  const SET = {
    kind: 'set-policies',
    loadBalancerName: 'c',
    port: 443,
    policyNames: ['x'],
  } as const;
  const READS: Tried = {
    scale: 4,
    buckets: { scale: 4, elbReads: { capacity: 45, perSecond: 51 } },
    speed: 1,
    count: 240,
  };
  const WRITES: Tried = { scale: 20, buckets: { scale: 4 }, speed: 6, count: 130 };
  const INDEX: Tried = { scale: 10, buckets: { scale: 9 }, speed: 1, count: 200 };

  it.each<[string, Tried, readonly ((region: RegionApi) => Promise<unknown>)[]]>([
    [
      'reads of ALBs and NLBs',
      READS,
      [(region) => region.policiesNow(ALB), (region) => region.tagsOf([ALB])],
    ],
    [
      'reads of Classic',
      READS,
      [(region) => region.policiesNow(CLASSIC), (region) => region.tagsOf([CLASSIC])],
    ],
    ['writes', WRITES, [(region) => inTurn(region, MODIFY), (region) => inTurn(region, SET)]],
    ['the tag index', INDEX, [(region) => region.indexed({ tagKey: 'Tier', tagValues: ['web'] })]],
  ])('%s', async (_name, { scale, buckets, speed, count }, asks) => {
    const sandbox = await start({ buckets, now: () => performance.now() * speed });
    const region = connectTo(sandbox, ALWAYS_TIME, scale).region(EU, ACCOUNT);
    // The first call of a client takes longer, and must not let others catch up with it.
    await Promise.allSettled(asks.map((ask) => ask(region)));

    await Promise.allSettled(asks.flatMap((ask) => many(count, () => ask(region))));

    expect(sandbox.calls.length).toBeGreaterThan(asks.length * count);
    expect(sandbox.calls.filter(({ error = '' }) => error.startsWith('Thrott')).length).toBe(0);
  });
});
