import { longestPauseHours } from '../../lambda/core/schedule-pause';

it.each([
  ['rate(1 hour)', 1],
  ['rate(1 hours)', 1],
  ['rate(12 hours)', 12],
  ['rate(2 days)', 48],
  ['cron(0 6 ? * MON-FRI *)', 72],
  ['cron(0 6 ? * 2-6 *)', 72],
  ['cron(0 6 * * ? *)', 24],
  ['cron(0 6 ? * * *)', 24],
  ['cron(0/30 6 * * ? *)', 24],
  ['cron(0 06 * * ? *)', 24],
  ['cron(0 6,18 * * ? *)', 12],
  ['cron(0 6,20 * * ? *)', 14],
  ['cron(0 * * * ? *)', 1],
  ['cron(0 */6 * * ? *)', 6],
  ['cron(0 6/5 * * ? *)', 9],
  ['cron(0 8-18 * * ? *)', 14],
  ['cron(0 8-18/5 ? * MON-FRI *)', 62],
  ['cron(0 6 ? * FRI-MON *)', 96],
  ['cron(0 22-2 * * ? *)', 20],
  ['cron(0 6 ? * MON,THU *)', 96],
  ['cron(0 6 ? * TUE *)', 168],
  ['cron(0 6 ? * 1,7 *)', 144],
])('%s pauses for %i hours at most', (expression, hours) => {
  expect(longestPauseHours(expression)).toBe(hours);
});

it.each([
  ['a day of the month', 'cron(0 6 1 * ? *)'],
  ['the last weekday', 'cron(0 6 ? * L *)'],
  ['the last Friday', 'cron(0 6 ? * 6L *)'],
  ['the second Tuesday', 'cron(0 6 ? * 3#2 *)'],
  ['certain months', 'cron(0 6 ? JAN MON *)'],
  ['certain years', 'cron(0 6 ? * MON 2027)'],
  ['an hour there is not', 'cron(0 24 ? * MON *)'],
  ['a weekday there is not', 'cron(0 6 ? * MONDAY *)'],
  ['the weekday 0', 'cron(0 6 ? * 0 *)'],
  ['minutes', 'rate(30 minutes)'],
  ['once', 'at(2027-01-01T06:00:00)'],
  ['nothing', ''],
])('%s: it cannot say', (_, expression) => {
  expect(longestPauseHours(expression)).toBeNull();
});
