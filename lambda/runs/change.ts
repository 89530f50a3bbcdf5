import { describeError, isNotFound, isThrottled } from '../aws/errors';
import { NameTakenError } from '../aws/classic-change';
import type { RegionApi } from '../aws/region';
import type { Change } from '../core/change';
import type { Pause } from '../core/pause';
import { referenceOf, type Entry } from '../core/report';
import { haveSameMembers } from '../core/members';
import * as say from '../core/wording/plan';

/** One change that was tried. */
export interface Attempt {
  readonly entry: Entry;
  readonly change: Change;
  /** What AWS said against it, or `null`. */
  readonly error: unknown;
}

/** How long to wait before each look at a change that does not show yet, in milliseconds. */
const READ_BACK_AFTER = [0, 500, 2_000];

/** Tries one change. Never throws: what AWS said is judged when the listener has been read back. */
export async function attempt(aws: RegionApi, entry: Entry, change: Change): Promise<Attempt> {
  try {
    await aws.change(change);
    return { entry, change, error: null };
  } catch (error) {
    return { entry, change, error: error ?? new Error('unknown error') };
  }
}

/**
 * Reads the listeners of one load balancer after the changes: AWS's word decides, for those that answered and those
 * that failed alike (a connection can break after the change was done). What does not show is looked at again, a little
 * later.
 */
export async function readBack(
  aws: RegionApi,
  attempts: readonly Attempt[],
  { succeeded, pause }: { readonly succeeded: (entry: Entry) => Entry; readonly pause: Pause },
): Promise<readonly Entry[]> {
  const [first] = attempts;
  if (first === undefined) return [];
  let shown: Shown = new Map();
  for (const wait of READ_BACK_AFTER) {
    await pause(wait);
    shown = await aws.policiesNow(referenceOf(first.entry)).catch(nothingOrWhy);
    if (!isList(shown) || attempts.every((one) => one.error !== null || isInPlace(one, shown))) break;
  }
  return attempts.map((one) => (isInPlace(one, shown) ? succeeded(one.entry) : failed(one, shown)));
}

/** A load balancer that is gone shows no listeners. */
function nothingOrWhy(error: unknown): Shown {
  return isNotFound(error) ? new Map() : describeError(error);
}

/** The policies of each listener by its id, or why they could not be read. */
type Shown = ReadonlyMap<string, readonly string[]> | ReturnType<typeof describeError>;

function isList(shown: Shown): shown is ReadonlyMap<string, readonly string[]> {
  return shown instanceof Map;
}

function isInPlace({ entry, change }: Attempt, shown: Shown): boolean {
  if (!isList(shown)) return false;
  const wanted = change.kind === 'modify-listener' ? [change.policy] : change.policyNames;
  return haveSameMembers(shown.get(entry.id) ?? [], wanted);
}

function failed({ entry, change, error }: Attempt, shown: Shown): Entry {
  if (!isList(shown)) {
    return { ...entry, ...(error === null ? say.notReadBack(shown) : refusal(error, entry, change, null)) };
  }
  const there = shown.get(entry.id);
  if (there === undefined) return { ...entry, ...say.gone(`listener :${entry.port}`) };
  return { ...entry, ...(error === null ? say.notConfirmed(there) : refusal(error, entry, change, there)) };
}

/** What an error of a change means for the report. */
function refusal(
  error: unknown,
  entry: Entry,
  change: Change,
  there: readonly string[] | null,
): say.Conclusion {
  const described = describeError(error);
  // The retries of a throttled call end with the time of the run: nothing failed but the wait.
  if (isThrottled(error)) return say.outOfTime();
  if (isNotFound(error)) return say.gone(`listener :${entry.port}`);
  if (error instanceof NameTakenError) return say.nameTaken(entry.to ?? '');
  // Which of the two AWS answers when policies do not mix is not documented ([SDK2] declares both).
  const mixes = ['InvalidConfigurationRequest', 'IncompatibleProtocols'].includes(described.code);
  if (mixes && entry.loadBalancer.type === 'application') return say.albPolicyMix(described);
  return say.changeFailed(described, change.kind, there);
}
