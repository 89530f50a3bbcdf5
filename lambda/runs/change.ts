import { NameTakenError } from '../aws/classic-change';
import { describeError, isNotFound, isThrottled } from '../aws/errors';
import { policiesShown, type Change } from '../core/change';
import type { LoadBalancer, ReadError } from '../core/estate';
import { isSessionExpired } from '../core/errors';
import { haveSameMembers } from '../core/members';
import type { Entry } from '../core/report';
import * as say from '../core/wording/plan';

/** One change that was tried. */
export interface Attempt {
  readonly entry: Entry;
  readonly change: Change;
  /** What AWS said against it, or `null`. */
  readonly error: unknown;
  /** AWS said nothing on what the listener is to show: it may have been done, or be done a little later. */
  readonly isUnanswered: boolean;
}

/** Whether AWS took a change, or may have: it is looked for until it shows. */
export function mayShow({ error, isUnanswered }: Attempt): boolean {
  return error === null || isUnanswered;
}

/** The policies that each listener shows, by its id. */
export type Shown = ReadonlyMap<string, readonly string[]>;

/** What the listeners of a load balancer that was read show. */
export function shownOn(loadBalancer: LoadBalancer): Shown {
  if (loadBalancer.type === 'classic') {
    const { arn, listeners } = loadBalancer;
    return new Map(listeners.map(({ port, policyNames }) => [`${arn}#${port}`, policyNames]));
  }
  return new Map(loadBalancer.listeners.map(({ arn, policy }) => [arn, policy === null ? [] : [policy]]));
}

/** Whether a listener shows what the change asked for. */
export function isInPlace({ entry, change }: Attempt, shown: Shown): boolean {
  return haveSameMembers(shown.get(entry.id) ?? [], policiesShown(change));
}

/** What became of an attempt, by what the listener shows now (or why that could not be read). */
export function conclude(
  attempt: Attempt,
  shown: Shown | ReadError,
  { succeeded, at }: { readonly succeeded: (entry: Entry) => Entry; readonly at: string },
): Entry {
  const { entry } = attempt;
  const accepted = mayShow(attempt) ? ({ unconfirmed: true, changedAt: at } as const) : {};
  if ('code' in shown) return { ...entry, ...unseen(attempt, shown), ...accepted };
  if (isInPlace(attempt, shown)) return succeeded(entry);
  const there = shown.get(entry.id);
  if (there === undefined) return { ...entry, ...say.gone(`listener :${entry.port}`), ...accepted };
  return { ...entry, ...unshown(attempt, there), ...accepted };
}

/** What is said where nobody could look. */
function unseen({ entry, change, error, isUnanswered }: Attempt, why: ReadError): say.Conclusion {
  if (error === null) return say.notReadBack(why);
  if (isUnanswered) return say.unanswered(describeError(error), change.kind, null);
  return refusal(error, entry, change, null);
}

/** What is said where the listener shows something else. */
function unshown({ entry, change, error, isUnanswered }: Attempt, there: readonly string[]): say.Conclusion {
  if (error === null) return say.notConfirmed(there);
  if (isUnanswered) return say.unanswered(describeError(error), change.kind, there);
  return refusal(error, entry, change, there);
}

/** What an error of a change means for the report. */
function refusal(
  error: unknown,
  entry: Entry,
  change: Change,
  there: readonly string[] | null,
): say.Conclusion {
  const described = describeError(error);
  if (isThrottled(error)) return say.throttled(described);
  if (isSessionExpired(described)) return say.sessionExpired(described);
  if (isNotFound(error)) return say.gone(`listener :${entry.port}`);
  if (error instanceof NameTakenError) return say.nameTaken(entry.to ?? '');
  // Which of the two AWS answers when policies do not mix is not documented ([SDK2] declares both).
  const mixes = ['InvalidConfigurationRequest', 'IncompatibleProtocols'].includes(described.code);
  if (mixes && entry.loadBalancer.type === 'application') return say.albPolicyMix(described);
  return say.changeFailed(described, change.kind, there);
}
