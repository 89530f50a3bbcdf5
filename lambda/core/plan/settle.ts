import { hasStanding, type History } from '../history';
import type { Entry, Report } from '../report';
import { withListeners } from '../steps/build';
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
      ? { ...entry, ...say.neverBegun(plan.mode) }
      : judgedBy(entry, plan.mode, seen, at);
  const begun = new Map(unsettled(record).map((entry) => [entry.id, judged(entry)]));
  const known = new Map(record.outcomes.map((entry) => [entry.id, entry]));
  const listeners = plan.listeners.map((entry) => {
    const found = known.get(entry.id) ?? begun.get(entry.id);
    if (found !== undefined) return found;
    return entry.outcome === 'planned' ? { ...entry, ...say.neverBegun(plan.mode) } : entry;
  });
  const settled = withListeners(plan, listeners);
  return { ...settled, finishedAt: at, notes: [...plan.notes, say.wasCutOff(plan.runId)] };
}

function judgedBy(entry: Entry, mode: Report['mode'], seen: Seen, at: string): Entry {
  const shown = seen.get(entry.id) ?? null;
  switch (stateOf(entry, shown)) {
    case 'as it was':
      return { ...entry, ...say.neverBegun(mode) };
    case 'as wanted':
      return { ...entry, ...say.foundDone(mode, entry), changedAt: at, unconfirmed: true };
    case 'neither':
      return { ...entry, ...say.notKnown(shown), changedAt: at, unconfirmed: true };
  }
}

/** By what the change takes out and puts in: cookies that an owner has put beside it since say nothing of it. */
function stateOf(
  { classic, from, to }: Entry,
  shown: readonly string[] | null,
): 'as it was' | 'as wanted' | 'neither' {
  const { before, after } = classic ?? { before: [from ?? ''], after: [to ?? ''] };
  if (shown === null) return 'neither';
  const out = before.filter((name) => !after.includes(name));
  const added = after.filter((name) => !before.includes(name));
  const hasAll = (names: readonly string[]): boolean => names.every((name) => shown.includes(name));
  const hasNone = (names: readonly string[]): boolean => !names.some((name) => shown.includes(name));
  if (hasAll(out) && hasNone(added)) return 'as it was';
  return hasAll(added) && hasNone(out) ? 'as wanted' : 'neither';
}
