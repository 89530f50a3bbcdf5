/**
 * The longest time between two runs of a schedule, in hours, or `null` where the expression is none of these: `rate(n
 * hours|days)`, or `cron` with fixed minutes and hours and any weekdays (`?`, `*`, `MON-FRI`, `MON,THU`).
 *
 * The alarm on a run that did not happen is built on it; what cannot be read here has to be said by its author.
 */
export function longestPauseHours(expression: string): number | null {
  const rate = /^rate\((\d+) (hour|day)s?\)$/.exec(expression);
  if (rate) return Number(rate[1]) * (rate[2] === 'day' ? 24 : 1);
  const cron = /^cron\(\d+ (\d+) (?:\?|\*) \* (\S+) \*\)$/.exec(expression);
  const weekdays = cron?.[2] === undefined ? null : weekdaysOf(cron[2]);
  return weekdays === null ? null : longestGapInDays(weekdays) * 24;
}

const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function weekdaysOf(field: string): readonly number[] | null {
  if (field === '?' || field === '*') return WEEKDAYS.map((_, day) => day);
  const days = field.split(',').flatMap((part) => {
    const [first = -1, last = first] = part.split('-').map((name) => WEEKDAYS.indexOf(name));
    const length = first < 0 || last < 0 ? 0 : ((last - first + 7) % 7) + 1;
    return length === 0 ? [-1] : Array.from({ length }, (_, offset) => (first + offset) % 7);
  });
  return days.includes(-1) ? null : [...new Set(days)].toSorted((a, b) => a - b);
}

function longestGapInDays(weekdays: readonly number[]): number {
  const gaps = weekdays.map((day, index) => {
    const next = weekdays[(index + 1) % weekdays.length] ?? day;
    return (next - day + 7) % 7 || 7;
  });
  return Math.max(...gaps);
}
