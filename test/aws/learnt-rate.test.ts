import * as fc from 'fast-check';
import {
  afterSuccess,
  afterThrottle,
  firstRate,
  type LearntRate,
  type Span,
} from '../../lambda/aws/learnt-rate';

const SPAN: Span = { least: 2, first: 10, most: 50 };

it.each<[string, LearntRate, LearntRate]>([
  ['climbs', { perSecond: 10, throttledAt: null }, { perSecond: 11, throttledAt: null }],
  [
    'climbs to the end and no further',
    { perSecond: 49.8, throttledAt: null },
    { perSecond: 50, throttledAt: null },
  ],
  [
    'creeps up to where it was throttled',
    { perSecond: 8, throttledAt: 12 },
    { perSecond: 8.03, throttledAt: 12 },
  ],
  ['creeps past it', { perSecond: 16, throttledAt: 12 }, { perSecond: 16.015, throttledAt: 12 }],
  [
    'climbs again where it has outgrown it',
    { perSecond: 18, throttledAt: 12 },
    { perSecond: 19, throttledAt: null },
  ],
])('after a success it %s', (_name, before, after) => {
  const { perSecond, throttledAt } = afterSuccess(before, SPAN);

  expect(perSecond).toBeCloseTo(after.perSecond, 6);
  expect(throttledAt).toBe(after.throttledAt);
});

it.each<[string, LearntRate, LearntRate]>([
  [
    'backs off, and knows from where',
    { perSecond: 20, throttledAt: null },
    { perSecond: 14, throttledAt: 20 },
  ],
  [
    'moves the place half way to the latest',
    { perSecond: 14, throttledAt: 20 },
    { perSecond: 9.8, throttledAt: 17 },
  ],
  ['does not go under the least', { perSecond: 2.5, throttledAt: 3 }, { perSecond: 2, throttledAt: 2.75 }],
])('after a throttle it %s', (_name, before, after) => {
  const { perSecond, throttledAt } = afterThrottle(before, SPAN);

  expect(perSecond).toBeCloseTo(after.perSecond, 6);
  expect(throttledAt).toBe(after.throttledAt);
});

const histories = fc.array(
  fc.constantFrom<(learnt: LearntRate, span: Span) => LearntRate>(afterSuccess, afterThrottle),
  {
    maxLength: 300,
  },
);

it('is never slower than the least nor faster than the most, whatever happens', () => {
  fc.assert(
    fc.property(histories, (history) => {
      let learnt = firstRate(SPAN);
      for (const step of history) {
        learnt = step(learnt, SPAN);
        expect(learnt.perSecond).toBeGreaterThanOrEqual(SPAN.least);
        expect(learnt.perSecond).toBeLessThanOrEqual(SPAN.most);
      }
    }),
  );
});

it('does not move where the rate is known', () => {
  const span: Span = { least: 3, first: 3, most: 3 };
  fc.assert(
    fc.property(histories, (history) => {
      expect(history.reduce((learnt, step) => step(learnt, span), firstRate(span)).perSecond).toBe(3);
    }),
  );
});
