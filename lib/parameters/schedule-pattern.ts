/**
 * What EventBridge Scheduler takes as a schedule ([SCH-T]), as a pattern that CloudFormation checks before anything is
 * made. Where its guide is silent (`LW`, `L-3`, lower case), it is refused.
 */

/** `*`, a value or a range, each with a step if you like; several of them with commas. */
function field(value: string, step: string): string {
  const one = `(\\*|${value}(-${value})?)(/${step})?`;
  return `${one}(,${one})*`;
}

/** The guide has no steps for weekdays. */
function withoutSteps(value: string): string {
  const one = `(\\*|${value}(-${value})?)`;
  return `${one}(,${one})*`;
}

const DAY = '(0?[1-9]|[12][0-9]|3[01])';
const WEEKDAY = '([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)';

const MINUTES = field('[0-5]?[0-9]', '([1-9]|[1-5][0-9])');
const HOURS = field('([01]?[0-9]|2[0-3])', '([1-9]|1[0-9]|2[0-3])');
const DAYS = `(${field(DAY, '([1-9]|[12][0-9]|3[01])')}|L|${DAY}W)`;
const MONTHS = field('(0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)', '([1-9]|1[0-2])');
/** `#` stands alone: two of them are refused as two expressions. */
const WEEKDAYS = `(${withoutSteps(WEEKDAY)}|${WEEKDAY}?L|${WEEKDAY}#[1-5])`;
const YEARS = field('(19[7-9][0-9]|2[01][0-9]{2})', '[1-9][0-9]?');

/** One of day and weekday is always `?`. */
const CRON = `cron\\(${MINUTES} ${HOURS} (${DAYS} ${MONTHS} \\?|\\? ${MONTHS} ${WEEKDAYS}) ${YEARS}\\)`;

/** `1 hour`, `1 hours`, `2 hours`. Minutes are left out: a sweep may take a quarter of an hour. */
const RATE = 'rate\\((1 (hour|day)|[1-9][0-9]{0,3} (hours|days))\\)';

/**
 * Anchored, for `AllowedPattern`. `at(...)` is refused: it runs once, which is no schedule for this tool. Scheduler takes 256
 * characters, the variables of the function have room for half of them.
 */
export const SCHEDULE_PATTERN = `^(?=.{1,128}$)(${CRON}|${RATE})$`;
