import * as fc from 'fast-check';
import { DEFAULT_WATCH_RULE, isClearlyWorse, periods } from '../../lambda/core/watch';

describe('isClearlyWorse', () => {
  it.each<[string, number, number, number, boolean]>([
    ['nothing at all', 0, 0, 0, false],
    ['a spike out of nothing', 50, 0, 0, true],
    ['a handful of scanners', 49, 0, 0, false],
    ['three times as many as before', 300, 100, 0, true],
    ['not quite', 299, 100, 0, false],
    ['as many as a week ago', 300, 0, 300, false],
    ['three times as many as a week ago', 300, 50, 100, true],
    ['fewer than before', 60, 1000, 1000, false],
  ])('by the rule that is set unless told otherwise: %s', (_, after, before, weekBefore, expected) => {
    expect(isClearlyWorse({ after, before, weekBefore }, DEFAULT_WATCH_RULE)).toBe(expected);
  });

  it.each<[number, number, boolean]>([
    [2, 0, true],
    [2.5, 0, false],
    [2, 201, false],
    [2, 200, true],
  ])('with a factor of %d and a floor of %d: %s', (factor, floor, expected) => {
    expect(isClearlyWorse({ after: 200, before: 100, weekBefore: 1 }, { factor, floor })).toBe(expected);
  });

  const counts = fc.record({ after: fc.nat(10_000), before: fc.nat(10_000), weekBefore: fc.nat(10_000) });
  const rules = fc.record({ factor: fc.integer({ min: 1, max: 20 }), floor: fc.nat(500) });

  it('never says so under the floor, nor of what was normal before', () => {
    fc.assert(
      fc.property(counts, rules, (handshakes, rule) => {
        const { after, before, weekBefore } = handshakes;
        fc.pre(after < rule.floor || after < before || after < weekBefore);
        expect(isClearlyWorse(handshakes, rule)).toBe(false);
      }),
    );
  });

  it('says so of more, too', () => {
    fc.assert(
      fc.property(counts, rules, fc.nat(1000), (handshakes, rule, more) => {
        fc.pre(isClearlyWorse(handshakes, rule));
        expect(isClearlyWorse({ ...handshakes, after: handshakes.after + more }, rule)).toBe(true);
      }),
    );
  });
});

describe('periods', () => {
  it('compares the time since the change with as long before it, and with the same time a week earlier', () => {
    const found = periods(new Date('2026-11-22T06:10:00Z'), new Date('2026-11-22T06:40:00Z'));

    expect(found).toEqual({
      after: { start: new Date('2026-11-22T06:10:00Z'), end: new Date('2026-11-22T06:40:00Z') },
      before: { start: new Date('2026-11-22T05:40:00Z'), end: new Date('2026-11-22T06:10:00Z') },
      weekBefore: { start: new Date('2026-11-15T06:10:00Z'), end: new Date('2026-11-15T06:40:00Z') },
    });
  });

  it('(26) leaves out the minute of the change, which is of both sides', () => {
    const found = periods(new Date('2026-11-22T06:10:20Z'), new Date('2026-11-22T06:40:50Z'));

    expect(found).toEqual({
      after: { start: new Date('2026-11-22T06:11:00Z'), end: new Date('2026-11-22T06:40:00Z') },
      before: { start: new Date('2026-11-22T05:41:00Z'), end: new Date('2026-11-22T06:10:00Z') },
      weekBefore: { start: new Date('2026-11-15T06:11:00Z'), end: new Date('2026-11-15T06:40:00Z') },
    });
  });

  const times = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });

  it('are of one length, a minute at least, in whole minutes, and none has the moment of the change', () => {
    fc.assert(
      fc.property(times, times, (changedAt, now) => {
        const { after, before, weekBefore } = periods(changedAt, now);
        const lengths = [after, before, weekBefore].map(({ start, end }) => end.getTime() - start.getTime());
        expect(new Set(lengths).size).toBe(1);
        expect(lengths[0]).toBeGreaterThanOrEqual(60_000);
        for (const time of [after, before, weekBefore].flatMap(({ start, end }) => [start, end]))
          expect(time.getTime() % 60_000).toBe(0);
        expect(before.end.getTime()).toBeLessThanOrEqual(changedAt.getTime());
        expect(after.start.getTime()).toBeGreaterThanOrEqual(changedAt.getTime());
      }),
    );
  });
});
