import { impactFrom, parseImpact } from '../../lambda/settings/impact';

/** What of the logs holds a move: one variable for the function, two flags at a terminal. */

it.each([
  ['', null],
  ['7 any audit', { days: 7, threshold: { kind: 'handshakes', most: 0 }, workgroup: 'audit' }],
  ['7 any', { days: 7, threshold: { kind: 'handshakes', most: 0 }, workgroup: null }],
  ['30 0', { days: 30, threshold: { kind: 'handshakes', most: 0 }, workgroup: null }],
  ['1 999999', { days: 1, threshold: { kind: 'handshakes', most: 999_999 }, workgroup: null }],
  ['7 0.1%', { days: 7, threshold: { kind: 'share', most: 0.001 }, workgroup: null }],
  ['7 100%', { days: 7, threshold: { kind: 'share', most: 1 }, workgroup: null }],
])('"%s"', (text, expected) => {
  expect(impactFrom(text, 'IMPACT')).toEqual(expected);
});

it.each(['7', '7 none', '7 -1', '7 1.5', '7 101%', '7 1000000', '7 1,000', '7 %'])(
  '"%s" has no threshold',
  (text) => {
    expect(() => impactFrom(text, 'IMPACT')).toThrow(
      /IMPACT got ".*"; use any, a number of handshakes \(100\), or a share of them \(0\.1%\)/,
    );
  },
);

it.each(['0', '31', '7.5', '-1', 'week', ''])('"%s" are no days', (days) => {
  const names = {
    days: '--impact-days',
    threshold: '--impact',
    workgroup: '--impact-workgroup',
  } as const;
  expect(() => parseImpact({ days, threshold: 'any' }, (key) => names[key])).toThrow(
    `--impact-days got "${days}"; use a whole number of days from 1 to 30`,
  );
});

it.each(['7 any a b', '7 any a/b', '7 any ' + 'x'.repeat(129)])('"%s" has no workgroup', (text) => {
  expect(() => impactFrom(text, 'IMPACT')).toThrow(/IMPACT got ".*"; use the name of a workgroup/);
});
