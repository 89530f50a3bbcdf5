/** Whether this is a day of the calendar, as YYYY-MM-DD: for `Date` 2027-02-30 is a date, and another day. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Whether a day (`YYYY-MM-DD`, UTC) is over. */
export function isPastDay(day: string, now: Date): boolean {
  return day < now.toISOString().slice(0, 10);
}
