import * as fc from 'fast-check';
import type { ChangeWindow } from '../../../lambda/core/rollout';
import { isOpen, parseWindow } from '../../../lambda/core/gates/window';

function window(text: string): ChangeWindow {
  const parsed = parseWindow(text);
  if (parsed === null) throw new Error(`no window: ${text}`);
  return parsed;
}

describe('parseWindow', () => {
  it.each<[string, readonly number[]]>([
    ['MON 09:00-16:00 UTC', [1]],
    ['MON-THU 09:00-16:00 UTC', [1, 2, 3, 4]],
    ['SAT,SUN 09:00-16:00 UTC', [6, 0]],
    ['FRI-MON 09:00-16:00 UTC', [5, 6, 0, 1]],
    ['MON,WED-THU 09:00-16:00 UTC', [1, 3, 4]],
    ['SUN-SAT 09:00-16:00 UTC', [0, 1, 2, 3, 4, 5, 6]],
    ['MON-MON 09:00-16:00 UTC', [1]],
  ])('reads the days of %s', (text, days) => {
    expect(window(text).days).toEqual(new Set(days));
  });

  it.each<[string, number, number]>([
    ['MON 00:00-23:59 UTC', 0, 1439],
    ['MON 09:30-16:45 UTC', 570, 1005],
    ['MON 22:00-04:00 UTC', 1320, 240],
    ['MON 00:00-24:00 UTC', 0, 1440],
  ])('reads the hours of %s', (text, opens, closes) => {
    expect(window(text)).toMatchObject({ opens, closes });
  });

  it.each([
    ['nothing', ''],
    ['no time zone', 'MON 09:00-16:00'],
    ['a time zone that nobody knows', 'MON 09:00-16:00 Europe/Atlantis'],
    ['no days', '09:00-16:00 UTC'],
    ['a day that is none', 'MOO 09:00-16:00 UTC'],
    ['small letters', 'mon 09:00-16:00 UTC'],
    ['hours without a minute', 'MON 9-16 UTC'],
    ['an hour that is none', 'MON 09:00-25:00 UTC'],
    ['an opening at 24:00', 'MON 24:00-04:00 UTC'],
    ['a minute that is none', 'MON 09:60-16:00 UTC'],
    ['something behind it', 'MON 09:00-16:00 UTC please'],
    ['two windows', 'MON 09:00-16:00 UTC\nTUE 09:00-16:00 UTC'],
  ])('refuses %s', (_, text) => {
    expect(parseWindow(text)).toBeNull();
  });

  it.each(['MON 09:00-09:00 UTC', 'SUN-SAT 00:00-00:00 Europe/Berlin'])(
    'refuses a window that never opens: %s',
    (text) => {
      expect(parseWindow(text)).toBeNull();
    },
  );
});

describe('isOpen', () => {
  // 2026-11-23 is a Monday.
  it.each<[string, string, boolean]>([
    ['MON 09:00-16:00 UTC', '2026-11-23T09:00:00Z', true],
    ['MON 09:00-16:00 UTC', '2026-11-23T08:59:59.999Z', false],
    ['MON 09:00-16:00 UTC', '2026-11-23T15:59:59.999Z', true],
    ['MON 09:00-16:00 UTC', '2026-11-23T16:00:00Z', false],
    ['MON 09:00-16:00 UTC', '2026-11-24T09:00:00Z', false],
    ['MON 09:00-24:00 UTC', '2026-11-23T23:59:59Z', true],
    ['MON 09:00-24:00 UTC', '2026-11-24T00:00:00Z', false],
    // By the clock on the wall there: Berlin is an hour ahead in winter, two in summer.
    ['MON 09:00-16:00 Europe/Berlin', '2026-11-23T08:00:00Z', true],
    ['MON 09:00-16:00 Europe/Berlin', '2026-11-23T07:59:00Z', false],
    ['MON 09:00-16:00 Europe/Berlin', '2026-07-20T07:00:00Z', true],
    ['MON 09:00-16:00 Europe/Berlin', '2026-07-20T14:00:00Z', false],
    // The day is the day there: in Auckland it is Monday already, in Los Angeles Sunday still.
    ['MON 00:00-09:00 Pacific/Auckland', '2026-11-22T12:00:00Z', true],
    ['SUN 20:00-24:00 America/Los_Angeles', '2026-11-23T07:59:00Z', true],
    // Half an hour off.
    ['MON 09:00-16:00 Asia/Kolkata', '2026-11-23T03:30:00Z', true],
    ['MON 09:00-16:00 Asia/Kolkata', '2026-11-23T03:29:00Z', false],
    // Over midnight: the day is the one on which it opens.
    ['FRI 22:00-04:00 UTC', '2026-11-27T22:00:00Z', true],
    ['FRI 22:00-04:00 UTC', '2026-11-28T03:59:59Z', true],
    ['FRI 22:00-04:00 UTC', '2026-11-28T04:00:00Z', false],
    ['FRI 22:00-04:00 UTC', '2026-11-27T03:00:00Z', false],
    ['FRI 22:00-04:00 UTC', '2026-11-28T22:00:00Z', false],
    ['SAT 22:00-04:00 UTC', '2026-11-29T03:00:00Z', true],
    ['FRI 22:00-00:00 UTC', '2026-11-27T23:59:59Z', true],
    ['FRI 22:00-00:00 UTC', '2026-11-28T00:00:00Z', false],
  ])('%s at %s: %s', (text, now, expected) => {
    expect(isOpen(window(text), new Date(now))).toBe(expected);
  });

  // Berlin: 2027-03-28 has no hour from 02:00, 2026-10-25 has it twice. Both are Sundays.
  it.each<[string, string, string, number]>([
    ['an hour that the clock leaves out', 'SUN 02:00-03:00', '2027-03-28', 0],
    ['one that begins in it', 'SUN 02:30-04:00', '2027-03-28', 60],
    ['one around it', 'SUN 01:00-04:00', '2027-03-28', 120],
    ['over midnight into it', 'SAT 23:00-02:30', '2027-03-28', 180],
    ['an hour that the clock shows twice', 'SUN 02:00-03:00', '2026-10-25', 120],
    ['one around those', 'SUN 01:00-04:00', '2026-10-25', 240],
    ['over midnight into the first of them', 'SAT 23:00-02:30', '2026-10-25', 240],
    ['an ordinary Sunday', 'SUN 01:00-04:00', '2026-11-22', 180],
  ])('daylight saving, %s: %s on %s is open for %i minutes', (_, hours, day, expected) => {
    const around = window(`${hours} Europe/Berlin`);
    const noonBefore = Date.parse(`${day}T12:00:00Z`) - 24 * 3_600_000;
    const minutes = Array.from({ length: 24 * 60 }, (__, minute) => new Date(noonBefore + minute * 60_000));

    expect(minutes.filter((minute) => isOpen(around, minute))).toHaveLength(expected);
  });

  const hours = fc
    .tuple(fc.nat(23), fc.nat(59))
    .map((pair) => pair.map((n) => String(n).padStart(2, '0')).join(':'));
  const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
  );

  it('is open exactly when the window of the hours between is closed', () => {
    fc.assert(
      fc.property(hours, hours, zones, moments, (opens, closes, zone, now) => {
        fc.pre(opens !== closes);
        const open = isOpen(window(`SUN-SAT ${opens}-${closes} ${zone}`), now);
        expect(isOpen(window(`SUN-SAT ${closes}-${opens} ${zone}`), now)).toBe(!open);
      }),
    );
  });

  it('opens at some time of every week that has no hour left out', () => {
    fc.assert(
      fc.property(hours, hours, fc.constantFrom('MON', 'FRI-SAT', 'SUN'), (opens, closes, days) => {
        fc.pre(opens !== closes);
        const some = window(`${days} ${opens}-${closes} UTC`);
        const week = Array.from({ length: 7 * 24 * 60 }, (_, minute) => new Date(minute * 60_000));
        expect(week.some((minute) => isOpen(some, minute))).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});
