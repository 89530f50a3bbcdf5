import type { LoadBalancerRef, ReadError } from './estate';
import type { Entry, Report } from './report';
import type { WatchResult } from './watched';

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

/** What a watch found. Quiet, it is recorded and nobody is told. */
export interface WatchReport {
  readonly run: Report;
  readonly watchedAt: string;
  /** Each load balancer that the run changed, those with nothing wrong too. */
  readonly loadBalancers: readonly Looked[];
  readonly worse: readonly Worse[];
  /** Changed listeners that no longer have what the run had set; what a later run did to them is not among it. */
  readonly changedSince: readonly Entry[];
  /** Those of `changedSince` that are not there any more: deleted since, alone or with their load balancer. */
  readonly gone: readonly Entry[];
  /** What could not be looked at. */
  readonly unreadable: readonly ReadError[];
  /** What the watch undid, if it may. */
  readonly undone: Report | null;
  /** Why it undid nothing although it should have; `null` where it did, or is not asked to. */
  readonly notUndone: string | null;
}

/** One load balancer that a run changed, as its watch saw it. */
export interface Looked {
  readonly loadBalancer: LoadBalancerRef;
  /** Its own first change in that run, ISO 8601. */
  readonly since: string;
  /** `null` on Classic, which has no such metric, and where not all of it could be read. */
  readonly handshakes: Handshakes | null;
  /** Why its handshakes are not known; `null` where they are, and on Classic. */
  readonly unread: ReadError | null;
}

/** Failed handshakes of a load balancer, or why they are not known. */
export type Count = number | ReadError;

export function resultOf({ worse, unreadable, changedSince }: WatchReport): WatchResult {
  if (worse.length > 0) return 'worse';
  if (unreadable.length > 0) return 'not-watched';
  return changedSince.length > 0 ? 'changed-since' : 'quiet';
}

/** The listeners that an automatic undo is for. Where nobody knows who made a change, it is not the tool's to undo. */
export function toBeUndone({ worse }: WatchReport): readonly string[] {
  return worse.flatMap(({ listeners }) =>
    listeners.flatMap(({ id, unconfirmed }) => (unconfirmed ? [] : [id])),
  );
}

/** Listeners that an automatic undo was to put back, and did not: somebody has to. */
export function leftUndone({ undone }: WatchReport): readonly Entry[] {
  return (undone?.listeners ?? []).filter(
    ({ outcome, reason }) =>
      outcome === 'failed' || (outcome === 'held' && reason !== 'changed-since' && reason !== 'gone'),
  );
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

/**
 * The three periods to compare: from the change until now, as long before it, and from the change a week earlier. In
 * whole minutes, as the metric counts: the minute of the change itself is of both sides, and so of neither.
 */
export function periods(changedAt: Date, now: Date): Readonly<Record<keyof Handshakes, Period>> {
  const from = Math.ceil(changedAt.getTime() / MINUTE_MS) * MINUTE_MS;
  const until = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const length = Math.max(MINUTE_MS, until - from);
  const periodFrom = (start: number): Period => ({ start: new Date(start), end: new Date(start + length) });
  return {
    after: periodFrom(from),
    before: periodFrom(Math.floor(changedAt.getTime() / MINUTE_MS) * MINUTE_MS - length),
    weekBefore: periodFrom(from - WEEK_MS),
  };
}

export interface Period {
  readonly start: Date;
  readonly end: Date;
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
