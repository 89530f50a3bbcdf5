import type { Tags } from '../estate';
import type { History } from '../history';
import type { Entry } from '../report';
import type { Conclusion } from '../wording/plan';
import type { RolloutSettings } from '../rollout';

/** What a gate decides by, beside its settings. */
export interface GateContext {
  /** `null` when it could not be read. */
  readonly history: History | null;
  readonly now: Date;
  /** `null` where they could not be read. */
  readonly tagsOf: (entry: Entry) => Tags | null;
}

/** Holds what may not change in this run, and says why; what it lets through stays as it is. */
export type Gate = (
  entries: readonly Entry[],
  settings: RolloutSettings,
  context: GateContext,
) => readonly Entry[];

/** Decides each entry that would change; all others have their outcome already. */
export function eachPlanned(entries: readonly Entry[], decide: (entry: Entry) => Entry): readonly Entry[] {
  return entries.map((entry) => (entry.outcome === 'planned' ? decide(entry) : entry));
}

/** The entry, held for a reason; as it was where there is none. */
export function hold(entry: Entry, conclusion: Conclusion | null): Entry {
  return conclusion === null ? entry : { ...entry, ...conclusion };
}
