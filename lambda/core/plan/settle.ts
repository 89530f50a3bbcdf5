import { hasStanding, type History } from '../history';
import { haveSameMembers } from '../members';
import { withListeners, type Entry, type Report } from '../report';
import * as say from '../wording/undo';
import type { RunRecord } from './run-record';

/** Entries of a run that was cut off, of which nobody knows what became: begun, and never read back. */
export function unsettled({ intents, outcomes }: Pick<RunRecord, 'intents' | 'outcomes'>): readonly Entry[] {
  const known = new Set(outcomes.map(({ id }) => id));
  const begun = new Map(intents.map((entry) => [entry.id, entry]));
  return [...begun.values()].filter(({ id }) => !known.has(id));
}

/** The policies that each listener shows now, by its id; what could not be read is not in it. */
export type Seen = ReadonlyMap<string, readonly string[]>;

/**
 * The report of a run that ended without one: its plan, with what its journal says was done. What it had begun and never
 * read back is judged by what the listener shows now; what it never began stays as it was.
 *
 * @param at when it was looked at, ISO 8601
 * @param history what runs before it had done; `null` where that cannot be read
 */
export function settle(
  record: RunRecord,
  plan: Report,
  { seen, at, history }: { readonly seen: Seen; readonly at: string; readonly history: History | null },
): Report {
  const judged = (entry: Entry): Entry =>
    history !== null && plan.mode === 'apply' && hasStanding(history, entry)
      ? { ...entry, ...say.neverBegun() }
      : judgedBy(entry, plan.mode, seen, at);
  const begun = new Map(unsettled(record).map((entry) => [entry.id, judged(entry)]));
  const known = new Map(record.outcomes.map((entry) => [entry.id, entry]));
  const listeners = plan.listeners.map((entry) => {
    const found = known.get(entry.id) ?? begun.get(entry.id);
    if (found !== undefined) return found;
    return entry.outcome === 'planned' ? { ...entry, ...say.neverBegun() } : entry;
  });
  const settled = withListeners(plan, listeners);
  return { ...settled, finishedAt: at, notes: [...plan.notes, say.wasCutOff(plan.runId)] };
}

function judgedBy(entry: Entry, mode: Report['mode'], seen: Seen, at: string): Entry {
  const shown = seen.get(entry.id);
  const { before, after } = entry.classic ?? { before: [entry.from ?? ''], after: [entry.to ?? ''] };
  if (shown === undefined || !(haveSameMembers(shown, before) || haveSameMembers(shown, after))) {
    return { ...entry, ...say.notKnown(shown ?? null), changedAt: at, unconfirmed: true };
  }
  if (haveSameMembers(shown, before)) return { ...entry, ...say.neverBegun() };
  return { ...entry, ...say.foundDone(mode, entry), changedAt: at, unconfirmed: true };
}
