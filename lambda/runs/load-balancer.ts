import pMap from 'p-map';
import type { Clock } from '../core/clock';
import { writesOf } from '../core/change';
import { OutOfTimeError, type Deadline, type Ends } from '../core/deadline';
import type { Catalogue, LoadBalancer, ReadError } from '../core/estate';
import { groupBy } from '../core/group';
import type { PlannedListener } from '../core/plan/plan';
import { referenceOf, type Entry } from '../core/report';
import * as say from '../core/wording/plan';
import { describeError, isNotFound, isThrottled, isTransient, isUnanswered } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import type { Journal } from '../records/journal';
import { couldNotLook, readAgain } from './look';
import { conclude, isInPlace, mayShow, shownOn, type Attempt } from './change';

/** Judges an entry again on its load balancer as it is now (`null`: gone), right before the change. */
export type Judge = (
  entry: Entry,
  loadBalancer: LoadBalancer | null,
  catalogue: Catalogue,
) => PlannedListener;

/** How one load balancer is changed. */
export interface ChangeOptions {
  readonly judge: Judge;
  /** Asked before every write: what may not be written now comes back held. */
  readonly gate: (entry: Entry) => Promise<Entry>;
  /** What an entry says that there was no time for. */
  readonly outOfTime: (entry: Entry) => Entry;
  /** What an entry says once its change was read back. */
  readonly succeeded: (entry: Entry) => Entry;
  readonly journal: Journal;
  readonly deadline: Deadline;
  readonly ends: Pick<Ends, 'recording'>;
  readonly clock: Clock;
}

/** Listeners that are changed on one look at their load balancer: the next ones get a look of their own. */
const FEW = 3;

/** Rounds of tries, where AWS is too busy or breaks down, and how long to wait in between. */
const TRIES = 8;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;

/** How long to wait before each look at a change that does not show yet, in milliseconds. */
const READ_BACK_AFTER_MS = [0, 500, 2_000];

/**
 * Changes the listeners of one load balancer, a few at a time: what is about to change is recorded, then the load
 * balancer is read again, tags and policies, and judged again; what still stands is written, read back and recorded.
 */
export async function changeLoadBalancer(
  aws: RegionApi,
  entries: readonly Entry[],
  options: ChangeOptions,
): Promise<readonly Entry[]> {
  const done: Entry[] = [];
  for (let start = 0; start < entries.length; start += FEW) {
    done.push(...(await changeFew(aws, entries.slice(start, start + FEW), options)));
  }
  return done;
}

/** Judges entries on their load balancers as they are now, and changes nothing. */
export async function judgeOnly(
  entries: readonly Entry[],
  options: Pick<ChangeOptions, 'judge' | 'deadline'> & {
    readonly regionApi: (region: string) => RegionApi;
  },
): Promise<readonly Entry[]> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const judged = await pMap(
    groups,
    (its) => lookAgain(options.regionApi(its[0]?.region ?? ''), its, options),
    { concurrency: 4 },
  );
  return judged.flat();
}

async function lookAgain(
  aws: RegionApi,
  entries: readonly Entry[],
  options: Pick<ChangeOptions, 'judge' | 'deadline'>,
): Promise<readonly Entry[]> {
  if (options.deadline.isPast()) return entries;
  const now = await readAgain(aws, entries);
  if ('reason' in now) return couldNotLook(entries, now);
  return entries.map((entry) => options.judge(entry, now.loadBalancer, now.catalogue).entry);
}

async function changeFew(
  aws: RegionApi,
  entries: readonly Entry[],
  options: ChangeOptions,
): Promise<readonly Entry[]> {
  const gated = await Promise.all(entries.map((entry) => options.gate(entry)));
  const open = gated.filter(({ outcome }) => outcome === 'planned');
  const closed = gated.filter(({ outcome }) => outcome !== 'planned');
  if (open.length === 0) return closed;
  if (!(await hasTurn(aws))) return [...closed, ...open.map(options.outOfTime)];
  const number = await options.journal.intent(open);
  if (number === null) return [...closed, ...open.map((entry) => ({ ...entry, ...say.notRecorded() }))];
  const outcomes = await inRounds(aws, open, options);
  await options.journal.outcome(number, outcomes);
  return [...closed, ...outcomes];
}

/** Round after round, until nothing is left that another try could change; each begins with a fresh look. */
async function inRounds(
  aws: RegionApi,
  entries: readonly Entry[],
  options: ChangeOptions,
): Promise<readonly Entry[]> {
  const progress: Progress = { decided: new Map(), attempts: new Map(), throttle: null };
  const { decided, attempts } = progress;
  let pending = entries;
  let isLate = false;
  for (let round = 1; pending.length > 0; round += 1) {
    const now = await readAgain(aws, pending);
    if ('reason' in now) {
      for (const entry of couldNotLook(untried(pending, attempts), now)) decided.set(entry.id, entry);
      break;
    }
    const judged = pending
      .filter(({ id }) => !isDone(attempts.get(id), now.loadBalancer))
      .map((entry) => options.judge(entry, now.loadBalancer, now.catalogue));
    pending = await tryAll(aws, judged, progress, options);
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (round - 1));
    isLate = options.deadline.isPast(wait);
    if (round === TRIES || isLate) break;
    if (pending.length > 0) await options.clock.pause(wait);
  }
  const { throttle } = progress;
  for (const entry of untried(pending, attempts)) {
    if (decided.has(entry.id)) continue;
    const isTooBusy = throttle !== null && !isLate;
    decided.set(
      entry.id,
      isTooBusy ? { ...entry, ...say.throttled(describeError(throttle)) } : options.outOfTime(entry),
    );
  }
  const tried = [...attempts.values()].filter(({ entry }) => !decided.has(entry.id));
  return [...decided.values(), ...(await readBack(aws, tried, options))];
}

interface Progress {
  readonly decided: Map<string, Entry>;
  readonly attempts: Map<string, Attempt>;
  /** The last that AWS was too busy for: others were not tried because of it. */
  throttle: unknown;
}

/** Tries each change once. Answers what is worth another round. */
async function tryAll(
  aws: RegionApi,
  judged: readonly PlannedListener[],
  progress: Progress,
  options: ChangeOptions,
): Promise<readonly Entry[]> {
  const { decided, attempts } = progress;
  const again: Entry[] = [];
  const made = new Set<string>();
  for (const [index, { entry, change }] of judged.entries()) {
    if (change === null) {
      if (!attempts.has(entry.id)) decided.set(entry.id, entry);
      continue;
    }
    const answer = await write(aws, { entry, change }, { waits: index > 0, made }, options);
    if (answer instanceof HeldBack) {
      if (!attempts.has(entry.id)) decided.set(entry.id, answer.entry);
      continue;
    }
    const { error } = answer;
    // A try that AWS was too busy for says nothing of one before it that had no answer.
    const before = attempts.get(entry.id);
    const isOpen = before?.isUnanswered === true && isTransient(error);
    attempts.set(entry.id, isOpen ? before : { entry, change, ...answer });
    if (error !== null && isTransient(error)) again.push(entry);
    // AWS is too busy for the others as well.
    if (error !== null && isThrottled(error)) {
      progress.throttle = error;
      return [...again, ...judged.slice(index + 1).flatMap((next) => (next.change ? [next.entry] : []))];
    }
  }
  return again;
}

/** A gate closed right before a write. */
class HeldBack {
  constructor(readonly entry: Entry) {}
}

/** What came before a change, since its load balancer was read. */
interface Before {
  /** Whether others were changed: the first write has no turn yet. */
  readonly waits: boolean;
  /** Policies that their changes have made: listeners of one look share them. */
  readonly made: Set<string>;
}

/** The writes of one change, each with a turn and a look at the gates of its own. Answers what AWS said against it. */
async function write(
  aws: RegionApi,
  { entry, change }: Pick<Attempt, 'entry' | 'change'>,
  { waits, made }: Before,
  { gate, deadline, outOfTime }: ChangeOptions,
): Promise<Pick<Attempt, 'error' | 'isUnanswered'> | HeldBack> {
  let isFirst = !waits;
  for (const each of writesOf(change)) {
    if (each.kind === 'create-policy' && made.has(each.policyName)) continue;
    if (!isFirst && !(await hasTurn(aws))) return new HeldBack(outOfTime(entry));
    isFirst = false;
    const gated = await gate(entry);
    if (gated.outcome !== 'planned') return new HeldBack(gated);
    // No call begins behind it: what is given up from here on was under way.
    if (deadline.signal.aborted) return new HeldBack(outOfTime(entry));
    try {
      await aws.write(each);
    } catch (error) {
      // A policy that was made, or was not, is nothing that the listener shows.
      return {
        error: error ?? new Error('unknown error'),
        isUnanswered: each.kind !== 'create-policy' && isUnanswered(error),
      };
    }
    if (each.kind === 'create-policy') made.add(each.policyName);
  }
  return { error: null, isUnanswered: false };
}

async function hasTurn(aws: RegionApi): Promise<boolean> {
  try {
    await aws.turn();
    return true;
  } catch (error) {
    if (error instanceof OutOfTimeError) return false;
    throw error;
  }
}

function untried(entries: readonly Entry[], attempts: ReadonlyMap<string, Attempt>): readonly Entry[] {
  return entries.filter(({ id }) => !attempts.has(id));
}

/** Whether a try that AWS seemed to refuse took effect all the same: it is not made twice. */
function isDone(attempt: Attempt | undefined, loadBalancer: LoadBalancer | null): boolean {
  return attempt !== undefined && loadBalancer !== null && isInPlace(attempt, shownOn(loadBalancer));
}

/**
 * Reads the listeners after the changes: AWS's word decides, for those that answered and those that failed alike (a
 * connection can break after the change was done). What may show yet is looked at again, a little later.
 */
async function readBack(
  aws: RegionApi,
  attempts: readonly Attempt[],
  { clock, ends: { recording }, succeeded }: ChangeOptions,
): Promise<readonly Entry[]> {
  const [first] = attempts;
  if (first === undefined) return [];
  let shown: Awaited<ReturnType<RegionApi['policiesNow']>> | ReadError = new Map();
  for (const wait of READ_BACK_AFTER_MS) {
    if (wait > 0 && recording.isPast(wait)) break;
    if (wait > 0) await clock.pause(wait);
    shown = await aws.policiesNow(referenceOf(first.entry)).catch(nothingOrWhy);
    if ('code' in shown) continue;
    const seen = shown;
    if (attempts.every((attempt) => !mayShow(attempt) || isInPlace(attempt, seen))) break;
  }
  const at = clock.now().toISOString();
  return attempts.map((attempt) => conclude(attempt, shown, { succeeded, at }));
}

/** A load balancer that is gone shows no listeners. */
function nothingOrWhy(error: unknown): ReadonlyMap<string, readonly string[]> | ReadError {
  return isNotFound(error) ? new Map() : describeError(error);
}
