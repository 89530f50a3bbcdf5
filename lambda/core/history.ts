import type { Entry } from './report';

/** What earlier runs did to each listener: kept between runs, so that nobody is fought and nothing is done twice. */
export interface History {
  readonly schema: 'elb-tls-history/1';
  readonly account: string;
  readonly listeners: Readonly<Record<string, ListenerHistory>>;
  /** The month (`2026-11`) in which exemptions without an end date were last named. */
  readonly exemptionsListedIn: string | null;
}

export interface ListenerHistory {
  /** The last change that a run made and read back. */
  readonly changed: PastChange | null;
  /** Set when a change was undone: sweeps leave the listener alone. */
  readonly undone: Undone | null;
}

export interface PastChange {
  readonly runId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly from: string | null;
  readonly to: string | null;
}

export interface Undone {
  /** The run that had changed the listener: `elb-tls undo RUN --forget` takes it. */
  readonly runId: string;
  /** When the change was undone (ISO 8601). */
  readonly at: string;
  /** The last day (`YYYY-MM-DD`, UTC) on which the listener is left alone; `null`: until a user clears it. */
  readonly until: string | null;
}

const NOTHING: ListenerHistory = { changed: null, undone: null };

export function emptyHistory(account: string): History {
  return { schema: 'elb-tls-history/1', account, listeners: {}, exemptionsListedIn: null };
}

/** Remembers what a run changed, and what an undo put back: that is left alone `until` a day, or until it is cleared. */
export function remember(
  history: History,
  runId: string,
  at: string,
  entries: readonly Entry[],
  until: string | null = null,
): History {
  const listeners = { ...history.listeners };
  for (const { id, outcome, from, to } of entries) {
    const before = listeners[id] ?? NOTHING;
    if (outcome === 'changed') listeners[id] = { changed: { runId, at, from, to }, undone: null };
    if (outcome === 'reverted') {
      listeners[id] = { ...before, undone: { runId: before.changed?.runId ?? runId, at, until } };
    }
  }
  return { ...history, listeners };
}

/** Forgets what is known of listeners: the next sweep judges them afresh. */
export function forget(history: History, ids: readonly string[]): History {
  const listeners = Object.entries(history.listeners).filter(([id]) => !ids.includes(id));
  return { ...history, listeners: Object.fromEntries(listeners) };
}

/** Whether a listener was undone and is still to be left alone. */
export function undoneOn(history: History, id: string, now: Date): Undone | null {
  const undone = history.listeners[id]?.undone ?? null;
  if (undone === null || undone.until === null) return undone;
  return now.toISOString().slice(0, 10) <= undone.until ? undone : null;
}

/**
 * Drift: the change of an earlier run that does not show any more, because the listener has another policy than was
 * set. An undo is no drift, not even when its day has passed.
 */
export function driftOf(history: History, { id, from }: Entry): PastChange | null {
  const { changed, undone } = history.listeners[id] ?? NOTHING;
  return changed !== null && undone === null && changed.to !== from ? changed : null;
}

/** When a listener was last changed or undone by a run, in milliseconds; 0 for never. */
export function lastTouched(history: History, id: string): number {
  const { changed, undone } = history.listeners[id] ?? NOTHING;
  return Math.max(0, ...[changed, undone].flatMap((event) => (event === null ? [] : Date.parse(event.at))));
}
