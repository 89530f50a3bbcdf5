/** `2026-11-22 06:00`, of an ISO 8601 time: a line begins with it, so that it is a time or nothing. */
export function minuteOf(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(time)?.[0].replace('T', ' ') ?? '(no time)';
}
