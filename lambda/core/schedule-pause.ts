/**
 * The longest time between two runs of a schedule, in hours, or `null` where the expression is none of these: `rate(n
 * hours|days)`, or `cron` for every month with any hours and weekdays. The alarm on a run that did not happen is built
 * on it; what cannot be read here has to be said by its author.
 */
export function longestPauseHours(expression: string): number | null {
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression);
  if (rate) return Number(rate[1]) * (rate[2] === 'day' ? 24 : 1);
  // The minutes do not count: they are the same in each hour that has a run.
  const [, hourField = '', weekdayField = ''] = /^cron\(\S+ (\S+) [?*] \* (\S+) \*\)$/.exec(expression) ?? [];
  const hours = membersOf(hourField, HOURS);
  const weekdays = membersOf(weekdayField.replace('?', '*'), WEEKDAYS);
  if (hours === null || weekdays === null) return null;
  return longestGap(weekdays.flatMap((day) => hours.map((hour) => day * 24 + hour)));
}

const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const HOURS_OF_A_WEEK = 7 * 24;

/** What a field of cron selects, by position; `null` for what a field of a week cannot say (`L`, `#`). */
function membersOf(field: string, names: readonly string[]): readonly number[] | null {
  const parts = field.split(',').map((part) => {
    const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(part) ?? [];
    const first = from === '*' ? 0 : positionOf(from, names);
    const last = to === undefined ? endOf(from, step, first, names) : positionOf(to, names);
    if (first < 0 || last < 0) return null;
    // FRI-MON goes over the end of the week.
    const length = ((last - first + names.length) % names.length) + 1;
    const all = Array.from({ length }, (_, offset) => (first + offset) % names.length);
    return all.filter((_, offset) => offset % Number(step ?? 1) === 0);
  });
  return parts.includes(null) ? null : [...new Set(parts.flatMap((part) => part ?? []))];
}

/** `*` and `6/2` go on to the end of the field, `6` is itself alone. */
function endOf(from: string, step: string | undefined, first: number, names: readonly string[]): number {
  return from === '*' || step !== undefined ? names.length - 1 : first;
}

/** Hours count from 0, weekdays from 1 (SUN); -1 for what is none. */
function positionOf(text: string, names: readonly string[]): number {
  if (!/^\d+$/.test(text)) return names.indexOf(text);
  const position = Number(text) - (names === WEEKDAYS ? 1 : 0);
  return position in names ? position : -1;
}

/** Between one hour of the week and the next, over the end of the week too. */
function longestGap(hoursOfTheWeek: readonly number[]): number {
  const hours = hoursOfTheWeek.toSorted((a, b) => a - b);
  const gaps = hours.map((hour, index) => (hours[index + 1] ?? (hours[0] ?? 0) + HOURS_OF_A_WEEK) - hour);
  return Math.max(...gaps);
}
