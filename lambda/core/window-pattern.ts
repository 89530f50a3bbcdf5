/** How a change window is written: `MON-THU 09:00-16:00 Europe/Berlin`, days with commas or a range. */

/** In the order of `Date.getDay`. */
export const WEEKDAYS: readonly string[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const DAY = `(?:${WEEKDAYS.join('|')})`;
const DAYS = `${DAY}(?:-${DAY})?(?:,${DAY}(?:-${DAY})?)*`;
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';

/**
 * The pattern of a window, without anchors, for JavaScript and CloudFormation (Java) alike. Its groups are the hours if
 * they end when they begin (such a window never opens, and is refused), days, opening, closing and time zone; no group
 * may stand before it, because it refers to its first by number.
 *
 * @param timeZone the pattern of a time zone's name
 */
export function windowPattern(timeZone: string): string {
  return `(?!\\S+ ([0-9:]+)-\\1 )(${DAYS}) (${TIME})-(${TIME}|24:00) (${timeZone})`;
}
