import { withListeners, type Entry, type Report } from '../report';
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

/** What is known of a run: its report, else its plan with what was done since; `null` when its record is empty. */
export function reportOf({ plan, outcomes, report }: RunRecord): Report | null {
  if (report !== null || plan === null) return report;
  const done = new Map(outcomes.map((entry) => [entry.id, entry]));
  const listeners = plan.listeners.map((entry) => done.get(entry.id) ?? entry);
  return { ...withListeners(plan, listeners), notes: [...plan.notes, say.hasNoReport(plan.runId)] };
}

/** What a run has done, as its record says. */
export function changesOf({ listeners }: Report): readonly Entry[] {
  return listeners.filter(({ outcome }) => outcome === 'changed');
}

/** What a run may have done: AWS accepted it and it was not read back, or the run was cut off in the middle of it. */
export function possibleChangesOf({ listeners }: Report): readonly Entry[] {
  return listeners.filter(({ unconfirmed }) => unconfirmed === true);
}
