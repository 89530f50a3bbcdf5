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
  /**
   * Whether a policy is at least as strict as another one, on the load balancer of an entry. False where that cannot be
   * told.
   */
  readonly isAtLeastAsStrict: (entry: Entry, policy: string, than: string) => boolean;
  /** The Regions that could not be examined, or not all of them; closed ones apart. */
  readonly failedRegions: readonly string[];
  /** Regions that a policy of the organisation closes. */
  readonly closedRegions: readonly string[];
  /** When the load balancer of an entry was created; `null` where that is not known. */
  readonly createdAt: (entry: Entry) => Date | null;
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
