import * as fc from 'fast-check';
import { RATES } from '../../lambda/aws/pace';
import type { Rate as Limit } from '../../sandbox/buckets';
import { randomOf } from '../simulation/random';
import { read, type Read, type Reading } from './account-limit';

/** The two limits that AWS's page gives for reads. */
const LOWER: Limit = { capacity: 40, perSecond: 10 };
const HIGHER: Limit = { capacity: 200, perSecond: 50 };
const always = (limit: Limit | null) => (): Limit | null => limit;
const SECOND = 1000;

beforeEach(() => {
  const random = randomOf(7);
  jest.spyOn(Math, 'random').mockImplementation(() => random.next());
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Calls a second that went through between two moments. */
function perSecond({ startedAt }: Read, from: number, to: number): number {
  return startedAt.filter((at) => at >= from && at < to).length / ((to - from) / SECOND);
}

describe('a run of 1,700 calls, beside what the bucket allows', () => {
  const calls = 1_700;
  const allowed = ({ capacity, perSecond: refill }: Limit): number => ((calls - capacity) / refill) * SECOND;

  it.each<[string, Limit, Partial<Reading>, { times: number; throttled: number }]>([
    ['40/10', LOWER, {}, { times: 1.05, throttled: 0.01 }],
    ['40/10, 100 ms a call', LOWER, { latencyMs: 100 }, { times: 1.05, throttled: 0.01 }],
    ['40/10, 300 ms a call', LOWER, { latencyMs: 300 }, { times: 1.05, throttled: 0.01 }],
    ['200/50', HIGHER, {}, { times: 1.17, throttled: 0 }],
    ['200/50, 100 ms a call', HIGHER, { latencyMs: 100 }, { times: 1.17, throttled: 0 }],
    ['a limit in between', { capacity: 100, perSecond: 25 }, {}, { times: 1.05, throttled: 0.01 }],
    ['a limit under the lower', { capacity: 20, perSecond: 5 }, {}, { times: 1.05, throttled: 0.03 }],
  ])('%s', async (_name, limit, reading, most) => {
    const { endedAt, throttledAt } = await read({ calls, limit: always(limit), ...reading });

    expect(endedAt / allowed(limit)).toBeLessThan(most.times);
    expect(throttledAt.length).toBeLessThanOrEqual(calls * most.throttled);
  });

  it('where nothing is throttled it is as fast as the higher limit', async () => {
    const { endedAt } = await read({ calls, limit: always(null) });

    expect(endedAt / allowed(HIGHER)).toBeLessThan(1.2);
  });
});

it('a small run under the lower limit is throttled once or twice', async () => {
  for (const calls of [41, 60, 100, 200]) {
    const { throttledAt } = await read({ calls, limit: always(LOWER) });

    expect(throttledAt.length).toBeLessThanOrEqual(Math.max(1, calls * 0.02));
  }
});

it('reaches the higher limit within two seconds, and stays there', async () => {
  const done = await read({ calls: 2_000, limit: always(HIGHER) });

  expect(perSecond(done, 2 * SECOND, 30 * SECOND)).toBeCloseTo(50, 0);
});

it('remembers where it was throttled: the next time is far off, and no higher than what was saved up', async () => {
  const done = await read({ calls: 1_000, limit: always(LOWER) });

  const [first = 0, second = 0] = done.throttledAt;
  expect(second - first).toBeGreaterThan(10 * SECOND);
  for (let at = 5 * SECOND; at < 90 * SECOND; at += SECOND) {
    expect(perSecond(done, at, at + 5 * SECOND)).toBeLessThan(14);
  }
});

const CHANGE = 30 * SECOND;
const lowered = (now: number): Limit => (now < CHANGE ? HIGHER : LOWER);
const raised = (now: number): Limit => (now < CHANGE ? LOWER : HIGHER);

describe('a limit that changes in the middle', () => {
  it('from the higher to the lower: at once', async () => {
    const done = await read({ calls: 2_500, limit: lowered });

    expect(perSecond(done, 35 * SECOND, 80 * SECOND)).toBeGreaterThan(9);
    const after = done.throttledAt.filter((throttled) => throttled > CHANGE).length;
    expect(after / (done.startedAt.filter((started) => started > CHANGE).length + after)).toBeLessThan(0.02);
  });

  it('from the lower to the higher: within 45 seconds', async () => {
    const done = await read({ calls: 2_500, limit: raised });

    expect(perSecond(done, CHANGE + 45 * SECOND, CHANGE + 50 * SECOND)).toBeCloseTo(50, 0);
  });
});

describe('another client that drinks from the same bucket', () => {
  it.each([
    ['3 of 10 a second', LOWER, 3],
    ['5 of 10 a second', LOWER, 5],
    ['25 of 50 a second', HIGHER, 25],
  ])('%s: the rest is used, and hardly more', async (_name, limit, others) => {
    const done = await read({ calls: 1_000, limit: always(limit), others: () => others });

    const spare = limit.perSecond - others;
    const ours = perSecond(done, 10 * SECOND, done.endedAt);
    expect(ours).toBeGreaterThan(spare * 0.9);
    expect(ours).toBeLessThan(spare * 1.2);
    expect(done.throttledAt.length).toBeLessThan(1_000 * 0.02);
    expect(done.othersThrottled).toBeLessThan((others * done.endedAt * 0.08) / SECOND);
  });

  it('one that takes everything for a minute: slow meanwhile, and back when it is gone', async () => {
    const others = (now: number): number => (now < 60 * SECOND ? 100 : 0);
    const done = await read({ calls: 600, limit: always(LOWER), others });

    const asked = done.throttledAt.filter((at) => at > 5 * SECOND && at < 60 * SECOND).length;
    expect(asked / 55).toBeLessThanOrEqual(RATES.elbRead.least);
    expect(perSecond(done, 90 * SECOND, 110 * SECOND)).toBeGreaterThan(9);
  });

  it('two runs of this tool share a limit, whoever began', async () => {
    const done = await read({ calls: 1_000, limit: always(LOWER), clients: 2 });

    expect(done.endedAt).toBeLessThan(1.1 * 96 * SECOND);
    expect(done.throttledAt.length).toBeLessThan(1_000 * 0.04);
  });
});

describe('under any limit', () => {
  const limits = fc.record({
    capacity: fc.integer({ min: 1, max: 300 }),
    perSecond: fc.integer({ min: 1, max: 100 }),
  });
  const circumstances = fc.record({
    limits: fc.array(limits, { minLength: 1, maxLength: 4 }),
    latencyMs: fc.integer({ min: 5, max: 500 }),
    others: fc.integer({ min: 0, max: 30 }),
  });

  it('no more is sent than the higher limit allows, and each call has an end', async () => {
    await fc.assert(
      fc.asyncProperty(circumstances, async ({ limits: inTurn, latencyMs, others }) => {
        const limit = (now: number): Limit => inTurn[Math.floor(now / 20_000) % inTurn.length] ?? LOWER;
        const done = await read({ calls: 400, limit, latencyMs, others: () => others });

        expect(done.startedAt.length + done.givenUp).toBe(400);
        const sent = [...done.startedAt, ...done.throttledAt].toSorted((a, b) => a - b);
        // So many fit into a second: no later one is within a second of the one that is so many before.
        const most = RATES.elbRead.burst + RATES.elbRead.most + 1;
        const tooSoon = sent.filter((at, index) => at - (sent[index - most] ?? -SECOND) < SECOND);
        expect(tooSoon).toEqual([]);
      }),
      { numRuns: 30, seed: 9 },
    );
  }, 60_000);
});
