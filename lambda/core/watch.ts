import type { LoadBalancerRef, ReadError } from './estate';
import type { Entry, Report } from './report';

/** Whether clients fail since a change, by AWS's count of failed TLS handshakes ([ALB-met] [NLB-met]). */

/** Failed handshakes of one load balancer in three periods of the same length. */
export interface Handshakes {
  readonly after: number;
  readonly before: number;
  /** The same period of the clock, a week before the change. */
  readonly weekBefore: number;
}

export interface WatchRule {
  /** Worse is this many times what was normal. */
  readonly factor: number;
  /** And at least this many failures, so that a handful of scanners raises nothing. */
  readonly floor: number;
}

export const DEFAULT_WATCH_RULE: WatchRule = { factor: 3, floor: 50 };

/** How a run is watched. */
export interface WatchSettings {
  readonly rule: WatchRule;
  /** Undo what got clearly worse; otherwise only tell. */
  readonly autoUndo: boolean;
}

/** What a watch found wrong, load balancer by load balancer. Nothing wrong: nothing in here, and nobody is told. */
export interface WatchReport {
  readonly run: Report;
  readonly watchedAt: string;
  readonly worse: readonly Worse[];
  /** Changed listeners that no longer have what the run had set. */
  readonly changedSince: readonly Entry[];
  /** What could not be looked at. */
  readonly unreadable: readonly ReadError[];
  /** What the watch undid, if it may. */
  readonly undone: Report | null;
}

/** A load balancer on which more handshakes fail than before. */
export interface Worse {
  readonly loadBalancer: LoadBalancerRef;
  readonly handshakes: Handshakes;
  readonly listeners: readonly Entry[];
}

/** Whether it got clearly worse: at least `floor` failures, and `factor` times the worse of the two periods before. */
export function isClearlyWorse(
  { after, before, weekBefore }: Handshakes,
  { factor, floor }: WatchRule,
): boolean {
  return after >= floor && after >= factor * Math.max(before, weekBefore);
}

/** The three periods to compare: from the change until now, as long before it, and from the change a week earlier. */
export function periods(changedAt: Date, now: Date): Readonly<Record<keyof Handshakes, Period>> {
  const length = now.getTime() - changedAt.getTime();
  const shift = (from: Date, byMs: number): Period => {
    const start = new Date(from.getTime() + byMs);
    return { start, end: new Date(start.getTime() + length) };
  };
  return {
    after: shift(changedAt, 0),
    before: shift(changedAt, -length),
    weekBefore: shift(changedAt, -WEEK_MS),
  };
}

export interface Period {
  readonly start: Date;
  readonly end: Date;
}

const WEEK_MS = 7 * 24 * 3_600_000;
