import type { Entry, Report } from '../report';
import { withListeners } from '../steps/build';
import * as say from '../wording/undo';

/** What the record of one run holds. Without a report, the run was cut off, or is under way. */
export interface RunRecord {
  readonly plan: Report | null;
  /** What it was about to change, before each change. */
  readonly intents: readonly Entry[];
  /** What became of it, read back. */
  readonly outcomes: readonly Entry[];
  readonly report: Report | null;
}

/**
 * What is known of a run: its report, else its plan with what was done since; `null` when its record is empty. What it
 * had begun, and nobody wrote down the end of, it may have done.
 */
export function reportOf({ plan, intents, outcomes, report }: RunRecord): Report | null {
  if (report !== null || plan === null) return report;
  const begun = new Map(intents.map((entry): [string, Entry] => [entry.id, { ...entry, unconfirmed: true }]));
  const done = new Map(outcomes.map((entry) => [entry.id, entry]));
  const listeners = plan.listeners.map((entry) => done.get(entry.id) ?? begun.get(entry.id) ?? entry);
  return { ...withListeners(plan, listeners), notes: [...plan.notes, say.hasNoReport(plan.runId)] };
}

/** What a run has done, as its record says. */
export function changesOf({ listeners }: Report): readonly Entry[] {
  return listeners.filter(({ outcome }) => outcome === 'changed');
}

/** What a run has done, or may have done. */
export function deedsOf({ listeners }: Report): readonly Entry[] {
  return listeners.filter(
    ({ outcome, reason, unconfirmed }) =>
      outcome === 'changed' || outcome === 'reverted' || reason === 'not-confirmed' || unconfirmed === true,
  );
}

/** What a run may have done: AWS accepted it and it was not read back, or the run was cut off in the middle of it. */
export function possibleChangesOf({ listeners }: Report): readonly Entry[] {
  return listeners.filter(({ unconfirmed }) => unconfirmed === true);
}
