import type { LoadBalancerRef } from '../estate';
import { groupBy } from '../group';

/** Where a load balancer puts logs of one kind. */
export interface LogDestination {
  /** Whether the log has a line a connection, or a line a request. */
  readonly log: 'connections' | 'requests';
  readonly bucket: string;
  /** What its owner has put before `AWSLogs`, without slashes at its ends; empty: nothing. */
  readonly prefix: string;
  /** What the names of its files begin with: AWS calls connection logs `conn_log_...` ([ALB-conn]). */
  readonly names: '' | 'conn_log_';
}

const DAY_MS = 86_400_000;

/** A day of the window, as the keys have it: `2026/11/27`. AWS files by the day of delivery, so the first one counts whole. */
export function daysOf(now: Date, days: number): readonly string[] {
  return Array.from({ length: days + 1 }, (_, back) =>
    new Date(now.getTime() - back * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/'),
  );
}

/**
 * What the keys of one load balancer's files of one day begin with ([ALB-log] [ALB-conn] [NLB-log] [CLB-log]): nothing of
 * others is listed, however many files are there.
 */
export function keysOfDay(
  { prefix, names }: Pick<LogDestination, 'prefix' | 'names'>,
  account: string,
  { region, ...loadBalancer }: LoadBalancerRef,
  day: string,
): string {
  const folder = `AWSLogs/${account}/elasticloadbalancing/${region}/${day}/`;
  const file = `${names}${account}_elasticloadbalancing_${region}_${idIn(loadBalancer).replaceAll('/', '.')}_`;
  return `${prefix === '' ? '' : `${prefix}/`}${folder}${file}`;
}

/** A load balancer as its logs name it: `app/NAME/ID`, `net/NAME/ID`, and on Classic its name. */
export function idIn({ type, name, arn }: Omit<LoadBalancerRef, 'region'>): string {
  return type === 'classic' ? name : arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** A file of a window, as it was listed. */
export interface Listed {
  readonly name: string;
  readonly size: number;
}

/** When the lines of a file end, as its name says (`..._20261127T0905Z_...`); `null`: it does not. What is in front of it is its owner's. */
export function endOf({ name }: Pick<Listed, 'name'>): Date | null {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const [, year, month, day, hour, minute] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z/.exec(last) ?? [];
  if (year === undefined) return null;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(at.getTime()) ? null : at;
}

/**
 * Files in the order in which they are read, so that wherever it ends each day has had its share: a file of each day in
 * turn, the newest day first, and of a day the newest file, then ones far from those before. A file whose name has no time
 * comes with the oldest day.
 */
export function spread<File extends Listed>(files: readonly File[]): readonly File[] {
  const timed = files.map((file) => ({ file, at: endOf(file)?.toISOString() ?? '' }));
  const newestFirst = timed.toSorted((a, b) => compare(b.at, a.at) || compare(a.file.name, b.file.name));
  const byDay = [...groupBy(newestFirst, ({ at }) => at.slice(0, 10)).values()].map((day) =>
    farApart(day.length).flatMap((index) => day[index] ?? []),
  );
  const most = Math.max(0, ...byDay.map(({ length }) => length));
  return Array.from({ length: most }, (_, turn) =>
    byDay.flatMap((day) => day[turn] ?? []).map(({ file }) => file),
  ).flat();
}

/** Whether the lines of a file are of the window. One whose name does not say is: it lies in the folder of such a day. */
export function isInWindow(file: Pick<Listed, 'name'>, now: Date, days: number): boolean {
  const end = endOf(file);
  return end === null || end.getTime() > now.getTime() - days * DAY_MS;
}

/** 0 to `length - 1`, each far from those before it (the van der Corput sequence, by halves). */
function farApart(length: number): readonly number[] {
  const bits = Math.ceil(Math.log2(Math.max(1, length)));
  return Array.from({ length: 2 ** bits }, (_, index) => reversed(index, bits)).filter(
    (index) => index < length,
  );
}

function reversed(value: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) result = result * 2 + (Math.floor(value / 2 ** bit) % 2);
  return result;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
