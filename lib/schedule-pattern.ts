/** What EventBridge Scheduler takes as a schedule ([SCH-T]), as a pattern that CloudFormation checks before anything is made. */

const MINUTE = '[0-5]?[0-9]';
const HOUR = '([01]?[0-9]|2[0-3])';
const DAY = '(0?[1-9]|[12][0-9]|3[01])';
const MONTH = '(0?[1-9]|1[0-2]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)';
const WEEKDAY = '([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)';
const YEAR = '(19[7-9][0-9]|2[01][0-9]{2})';

/** `*`, a value or a range, each with a step if you like; several of them with commas. */
function field(value: string, also = ''): string {
  const one = `(\\*|${value}(-${value})?${also})(/[0-9]+)?`;
  return `${one}(,${one})*`;
}

const DAYS = field(DAY, '|L|LW|' + DAY + 'W');
const WEEKDAYS = field(WEEKDAY, `|L|${WEEKDAY}(L|#[1-5])`);

/** One of day and weekday is always `?`. */
const CRON = `cron\\(${field(MINUTE)} ${field(HOUR)} (${DAYS} ${field(MONTH)} \\?|\\? ${field(MONTH)} ${WEEKDAYS}) ${field(YEAR)}\\)`;

/** `1 hour`, `2 hours`: the unit in the right number. Minutes are left out: a sweep is no heartbeat. */
const RATE = 'rate\\((1 (hour|day)|([2-9]|[1-9][0-9]{1,3}) (hours|days))\\)';

/** Anchored, for `AllowedPattern`. `at(...)` is refused: it runs once, which is no schedule for this tool. */
export const SCHEDULE_PATTERN = `^(${CRON}|${RATE})$`;
