import { NO_DEADLINE } from '../../lambda/core/deadline';
import type { Clock } from '../../lambda/core/clock';
import { Purse } from '../../lambda/runs/log-purse';
import { clockAt, many } from '../helpers';

/** What one run spends on logs, shared out. */

const ALLOWANCE = { bytes: 1000, milliseconds: 100, atOnce: 4 };

function at(elapsed: () => number): Clock {
  return { ...clockAt(), elapsed };
}

it.each([1, 2, 3, 4, 8, 20])('%d that spend all of their part spend no more than there is', (howMany) => {
  const purse = new Purse(howMany, ALLOWANCE, clockAt(), NO_DEADLINE);
  const parts = many(howMany, () => purse.take().bytes);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1000);
  expect(Math.max(...parts)).toBeCloseTo(Math.min(...parts));
});

it('what one gives back, those behind it share', () => {
  const purse = new Purse(3, ALLOWANCE, clockAt(), NO_DEADLINE);
  const first = purse.take().bytes;
  purse.giveBack(first);
  expect([purse.take().bytes, purse.take().bytes]).toEqual([500, 500]);
});

it('a first file that was larger than its part leaves less for the others, and not less than nothing', () => {
  const purse = new Purse(2, ALLOWANCE, clockAt(), NO_DEADLINE);
  purse.giveBack(purse.take().bytes - 5000);
  expect(purse.take().bytes).toBe(0);
});

it.each([
  [1, 100],
  [4, 100],
  [8, 50],
  [100, 4],
])('of %d the first has %d of a hundred milliseconds', (howMany, expected) => {
  let now = 0;
  const { deadline } = new Purse(
    howMany,
    ALLOWANCE,
    at(() => now),
    NO_DEADLINE,
  ).take();
  now = expected - 1;
  expect(deadline.isPast()).toBe(false);
  now = expected;
  expect(deadline.isPast()).toBe(true);
});

it('ends fifteen seconds before the run has to be through', () => {
  const all = { ...NO_DEADLINE, isPast: (inMs = 0) => inMs >= 15_000 };
  expect(new Purse(1, ALLOWANCE, clockAt(), all).take().deadline.isPast()).toBe(true);
});
