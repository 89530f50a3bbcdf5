import { WEEKDAYS, windowPattern } from '../window-pattern';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';
import type { ChangeWindow } from '../rollout';

/** No change while the change window is closed. */
export const changeWindow: Gate = (entries, { window }, { now }) =>
  window === null || isOpen(window, now)
    ? entries
    : eachPlanned(entries, (entry) => hold(entry, say.outsideWindow()));

const PATTERN = new RegExp(`^${windowPattern('\\S+')}$`);

/** Reads a window. Answers `null` for what is none, for one that never opens and for an unknown time zone. */
export function parseWindow(text: string): ChangeWindow | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const [, , days = '', opens = '', closes = '', timeZone = ''] = match;
  if (!isTimeZone(timeZone)) return null;
  return {
    days: new Set(days.split(',').flatMap(daysOf)),
    opens: minutesOf(opens),
    closes: minutesOf(closes),
    timeZone,
  };
}

/**
 * Whether the window is open, by the clock on the wall there. In spring the hour that this clock leaves out never opens;
 * in autumn the hour that it shows twice is open twice.
 */
export function isOpen({ days, opens, closes, timeZone }: ChangeWindow, now: Date): boolean {
  const { day, minutes } = wallClock(now, timeZone);
  if (opens < closes) return days.has(day) && minutes >= opens && minutes < closes;
  const yesterday = (day + 6) % 7;
  return (days.has(day) && minutes >= opens) || (days.has(yesterday) && minutes < closes);
}

function daysOf(part: string): readonly number[] {
  const [first = '', last = first] = part.split('-');
  const start = WEEKDAYS.indexOf(first);
  const length = ((WEEKDAYS.indexOf(last) - start + 7) % 7) + 1;
  return Array.from({ length }, (_, offset) => (start + offset) % 7);
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}

function wallClock(now: Date, timeZone: string): { readonly day: number; readonly minutes: number } {
  const format = {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  const parts = new Intl.DateTimeFormat('en-US', format).formatToParts(now);
  const part = (type: string): string => parts.find((found) => found.type === type)?.value ?? '';
  return {
    day: WEEKDAYS.indexOf(part('weekday').toUpperCase()),
    minutes: Number(part('hour')) * 60 + Number(part('minute')),
  };
}
