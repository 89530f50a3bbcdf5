import { Turns, type Turn } from '../../lambda/aws/turns';

const RATE = { burst: 2, least: 1, first: 10, most: 50 };

/** Takes the next turn, when it is there. */
function next(turns: Turns, clock: { now: number }): Turn {
  const wait = turns.wait(clock.now);
  clock.now += wait;
  return turns.take(clock.now, wait > 0);
}

it('has the burst at once, and then waits', () => {
  const clock = { now: 0 };
  const turns = new Turns(RATE, 0);

  const taken = [1, 2, 3, 4].map(() => ({ ...next(turns, clock), at: clock.now }));

  expect(taken.map(({ at }) => Math.round(at))).toEqual([0, 0, 100, 200]);
  expect(taken.map(({ waited }) => waited)).toEqual([false, false, true, true]);
});

it('learns from calls that had to wait, and from no others: the rest says nothing about the rate', () => {
  const clock = { now: 0 };
  const turns = new Turns(RATE, 0);
  const [free, , paced] = [next(turns, clock), next(turns, clock), next(turns, clock)];

  turns.wentThrough(free, clock.now);
  expect(turns.perSecond).toBe(10);
  turns.wentThrough(paced, clock.now);
  expect(turns.perSecond).toBe(11);
});

it('is lowered once by calls that were on their way together', () => {
  const clock = { now: 0 };
  const turns = new Turns(RATE, 0);
  const together = [next(turns, clock), next(turns, clock), next(turns, clock)];

  for (const turn of together) turns.throttled(turn, clock.now);

  expect(turns.perSecond).toBe(7);
  turns.throttled(next(turns, clock), clock.now);
  expect(turns.perSecond).toBeCloseTo(4.9, 6);
});

it('does not climb by a call that started before it was lowered', () => {
  const clock = { now: 0 };
  const turns = new Turns(RATE, 0);
  const [, , first, second] = [
    next(turns, clock),
    next(turns, clock),
    next(turns, clock),
    next(turns, clock),
  ];

  turns.throttled(first, clock.now);
  turns.wentThrough(second, clock.now);

  expect(turns.perSecond).toBe(7);
});

it('is empty when AWS throttles', () => {
  const turns = new Turns(RATE, 0);

  turns.throttled(turns.take(0, false), 0);

  expect(turns.wait(0)).toBeCloseTo(1000 / 7, 6);
});

it('fills at the rate of the time: what was saved before a change stays', () => {
  const clock = { now: 0 };
  const turns = new Turns({ ...RATE, burst: 40 }, 0);
  const taken = Array.from({ length: 40 }, () => next(turns, clock));
  clock.now = 1000;

  const [turn] = taken;
  if (turn !== undefined) turns.throttled(turn, clock.now);
  clock.now = 2000;

  // Empty at the throttle, and a second at seven.
  let free = 0;
  while (turns.wait(clock.now) === 0) {
    turns.take(clock.now, false);
    free += 1;
  }
  expect(free).toBe(7);
});
