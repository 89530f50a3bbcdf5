import { isAnother } from './estate';
import type { LastDigest } from './last-digest';
import { loadBalancerArnOf, regionOf } from './listener-id';
import { haveSameMembers } from './members';
import type { Entry, Mode, Report } from './report';
import type { WatchedRun } from './watched';

/** What earlier runs did to each listener: kept between runs, so that no change is fought over and none is made twice. */
export interface History {
  readonly schema: 'elb-tls-history/2';
  readonly account: string;
  readonly listeners: Readonly<Record<string, ListenerHistory>>;
  /** By the value of the wave tag: the last change of the wave, whatever became of its load balancers. */
  readonly waves: Readonly<Record<string, PastRun>>;
  /** ARNs of load balancers that a run had no time to read, and none has read since: the next one reads them first. */
  readonly unread: readonly string[];
  /** ARNs of load balancers that could not be changed when they were last tried: the next run tries them last. */
  readonly refused: readonly string[];
  /** By ARN: the number of the run since which the limit has kept a load balancer waiting. */
  readonly waiting: Readonly<Record<string, number>>;
  /** The month (`2026-11`) in which a digest last named the exemptions without an end date. */
  readonly exemptionsListedIn: string | null;
  /** Results of watches that no digest of the function's sweeps has told yet. */
  readonly watched?: readonly WatchedRun[];
  /** None where the function has sent no digest yet, or an older version did. */
  readonly lastDigest?: LastDigest;
  /** When the function last sent the digest of a sweep, ISO 8601. */
  readonly digestSentAt?: string;
  /** By ARN of what calls to AWS touched: when the last look at it began. Kept for an hour: what is told twice is not looked at twice. */
  readonly looked?: Readonly<Record<string, string>>;
}

/** A run, and where it stands among the others: runs are ordered by number, never by clocks of two machines. */
export interface PastRun {
  readonly runId: string;
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
}

export interface ListenerHistory {
  /** The last change that a run made and read back. */
  readonly changed: PastChange | null;
  /** Set when a change was undone: sweeps leave the listener alone. */
  readonly undone: Undone | null;
  /** On Classic, when its load balancer was created (ISO 8601): one of another time is another load balancer. */
  readonly created?: string;
  /** The number of the last run that somebody has cleared: what that run did, or one before it, is not remembered again. */
  readonly cleared?: number;
}

export interface PastChange extends PastRun {
  readonly from: string | null;
  readonly to: string | null;
  /** AWS took it, and it was not read back. */
  readonly unconfirmed?: true;
  /** On Classic, beside `unconfirmed`: the policies that the change was to replace. */
  readonly before?: readonly string[];
}

/** `runId` is the run whose change was undone: `elb-tls undo RUN --forget` takes it. */
export interface Undone extends PastRun {
  /** The undo. */
  readonly by: string;
  /** The last day (`YYYY-MM-DD`, UTC) on which the listener is left alone; `null`: until it is cleared. */
  readonly until: string | null;
}

const NOTHING: ListenerHistory = { changed: null, undone: null };

export function emptyHistory(account: string): History {
  return {
    schema: 'elb-tls-history/2',
    account,
    listeners: {},
    waves: {},
    unread: [],
    refused: [],
    waiting: {},
    exemptionsListedIn: null,
  };
}

/** What a run did, for the history. */
export type RunOutcome = Pick<Report, 'runId'> & {
  /** Of an undo: what it could not read back is no change. Default: an apply. */
  readonly mode?: Mode;
  readonly number: number;
  readonly entries: readonly Entry[];
  /** How long what it has undone is left alone. */
  readonly undoneUntil?: string | null;
};

/** Remembers what a run changed, as far as AWS took it, and what an undo put back. */
export function remember(history: History, run: RunOutcome): History {
  const listeners = { ...history.listeners };
  const waves = { ...history.waves };
  for (const entry of run.entries) {
    const before = pastOf(history, entry);
    const past = pastAfter(entry, before, run);
    // What a later run did already is not overwritten by an earlier one that was settled late, nor by what that one did
    // to the load balancer that had the name before; nor is what was cleared remembered again.
    const there = history.listeners[entry.id] ?? NOTHING;
    if (past === null || lastNumber(there) > run.number || (there.cleared ?? 0) >= run.number) continue;
    const { wave, changedAt: at = '', loadBalancer } = entry;
    const created = loadBalancer.created === undefined ? {} : { created: loadBalancer.created };
    listeners[entry.id] = { ...past, ...created };
    if (wave && countsForWave(waves[wave], run, loadBalancer.created)) {
      waves[wave] = { runId: run.runId, number: run.number, at };
    }
  }
  return { ...history, listeners, waves };
}

/** Load balancers that are younger than the last change of their wave hold nobody up: else a new one a day would. */
function countsForWave(
  last: PastRun | undefined,
  { number, mode }: RunOutcome,
  created: string | undefined,
): boolean {
  if (last === undefined) return true;
  if (last.number > number) return false;
  return mode === 'undo' || created === undefined || Date.parse(created) <= Date.parse(last.at);
}

function lastNumber({ changed, undone }: ListenerHistory): number {
  return Math.max(changed?.number ?? 0, undone?.number ?? 0);
}

/** What is known of a listener after a run; `null` when the run did nothing to it. */
function pastAfter(
  { outcome, unconfirmed, changedAt: at = '', from, to, classic }: Entry,
  { changed }: ListenerHistory,
  { runId, number, mode, undoneUntil = null }: RunOutcome,
): ListenerHistory | null {
  if (outcome === 'reverted') {
    return { changed, undone: { runId: changed?.runId ?? runId, by: runId, number, at, until: undoneUntil } };
  }
  if (mode === 'undo' || (outcome !== 'changed' && unconfirmed !== true)) return null;
  const doubt = unconfirmed === true ? { unconfirmed, ...replacedBy(classic) } : {};
  return { changed: { runId, number, at, from, to, ...doubt }, undone: null };
}

function replacedBy(classic: Entry['classic']): Pick<PastChange, 'before'> {
  if (classic === undefined) return {};
  return { before: classic.before.filter((name) => !classic.after.includes(name)) };
}

/** The past of a listener; nothing where its load balancer was created anew under the old name. */
export function pastOf(
  history: History,
  { id, loadBalancer }: Pick<Entry, 'id' | 'loadBalancer'>,
): ListenerHistory {
  const past = Object.hasOwn(history.listeners, id) ? history.listeners[id] : undefined;
  if (past === undefined) return NOTHING;
  return isAnother(past, loadBalancer) ? NOTHING : past;
}

/** Forgets what a run did to listeners, unless a later one has done something since. Answers the ids that it forgot. */
export function forget(
  history: History,
  runId: string,
  ids: readonly string[] | null,
): { readonly history: History; readonly forgotten: readonly string[] } {
  const forgotten = Object.entries(history.listeners).filter(
    ([id, past]) => (ids === null || ids.includes(id)) && isOf(past, runId),
  );
  const cleared = forgotten.map(([id, past]) => [id, { ...NOTHING, cleared: lastNumber(past) }] as const);
  const listeners = { ...history.listeners, ...Object.fromEntries(cleared) };
  return { history: { ...history, listeners }, forgotten: forgotten.map(([id]) => id) };
}

/** Whether what a history knew of a listener was cleared. */
export function isCleared({ listeners }: History, id: string): boolean {
  const past = Object.hasOwn(listeners, id) ? listeners[id] : undefined;
  return past?.cleared !== undefined && past.changed === null && past.undone === null;
}

/** Whether the last thing that happened to a listener was this run's: its change, the undo of it, or the undo itself. */
function isOf({ changed, undone }: ListenerHistory, runId: string): boolean {
  return undone === null ? changed?.runId === runId : undone.runId === runId || undone.by === runId;
}

/** Whether an earlier run had given a listener the same target already, and nothing has undone it since. */
export function hasStanding(history: History, entry: Entry): boolean {
  const { changed, undone } = pastOf(history, entry);
  return changed !== null && undone === null && changed.to === entry.to && changed.unconfirmed !== true;
}

/** Whether a listener was undone and is still to be left alone. */
export function undoneOn(history: History, entry: Entry, now: Date): Undone | null {
  const { undone } = pastOf(history, entry);
  return isLeftAlone(undone, now) ? undone : null;
}

function isLeftAlone(undone: Undone | null, now: Date): undone is Undone {
  return undone !== null && (undone.until === null || now.toISOString().slice(0, 10) <= undone.until);
}

/** Whether a listener in this Region was undone and is still to be left alone. */
export function hasUndoneIn({ listeners }: History, region: string, now: Date): boolean {
  return Object.entries(listeners).some(
    ([id, { undone }]) => regionOf(id) === region && isLeftAlone(undone, now),
  );
}

/**
 * Whether earlier runs left something to do in this Region: a load balancer that they had no time to read, could not change,
 * or kept waiting for the limit, or a change that was never read back. Of which wave it is, a history does not know.
 */
export function hasLeftIn({ listeners, unread, refused, waiting }: History, region: string): boolean {
  const unsure = Object.entries(listeners).flatMap(([id, { changed, undone }]) =>
    changed?.unconfirmed === true && undone === null ? [id] : [],
  );
  const left = [...unread, ...refused, ...Object.keys(waiting), ...unsure];
  return left.some((arn) => arn.split(':')[3] === region);
}

/**
 * The change of an earlier run that does not show any more, because the listener has another policy than was set. An
 * undo is no such thing, not even when its day has passed; nor is a change that was never read back, where the listener
 * has what it had before.
 */
export function lostChange(history: History, entry: Entry): PastChange | null {
  const { changed, undone } = pastOf(history, entry);
  if (changed === null || undone !== null || changed.to === entry.from) return null;
  return changed.unconfirmed === true && hasFormer(entry, changed) ? null : changed;
}

/** By its very name: who has put a policy of their own in its place has done something. */
function hasFormer({ from, classic }: Entry, { from: former, before }: PastChange): boolean {
  return before === undefined || classic === undefined
    ? from === former
    : before.every((name) => classic.before.includes(name));
}

/** The last run that did something to a listener (`by`), and whose change that was; `null`: none that is known. */
export function lastRunOf(history: History, entry: Entry): Pick<Undone, 'runId' | 'by' | 'number'> | null {
  const { changed, undone } = pastOf(history, entry);
  if (undone !== null) return undone;
  return changed && { runId: changed.runId, by: changed.runId, number: changed.number };
}

/** Whether the last that is known of a listener is a run that may have made the very same move, or may not. */
export function mayHaveBeenRepeated(history: History, entry: Entry): boolean {
  const { changed, undone } = pastOf(history, entry);
  if (changed === null || undone !== null || changed.unconfirmed !== true || changed.to !== entry.to)
    return false;
  const { before = [], after = [] } = entry.classic ?? {};
  return changed.before === undefined
    ? changed.from === entry.from
    : haveSameMembers(
        changed.before.filter((name) => !after.includes(name)),
        before.filter((name) => !after.includes(name)),
      );
}

/** The number of the last run that did something to a listener, whether somebody has cleared it or not; 0 for none. */
export function lastNumberOf(history: History, entry: Entry): number {
  const past = pastOf(history, entry);
  return Math.max(lastNumber(past), past.cleared ?? 0);
}

/** When a listener was last changed or undone by a run, in milliseconds; 0 for never. */
export function lastTouched(history: History, entry: Entry): number {
  const { changed, undone } = pastOf(history, entry);
  return Math.max(0, ...[changed, undone].flatMap((event) => (event === null ? [] : Date.parse(event.at))));
}

/** The ARNs of all load balancers that a history knows. */
export function loadBalancersIn({ listeners, unread, refused, waiting }: History): readonly string[] {
  return [...Object.keys(listeners).map(loadBalancerArnOf), ...unread, ...refused, ...Object.keys(waiting)];
}

/** Drops what AWS no longer knows. */
export function prune(history: History, goneArns: ReadonlySet<string>): History {
  const kept = Object.entries(history.listeners).filter(([id]) => !goneArns.has(loadBalancerArnOf(id)));
  return { ...history, listeners: Object.fromEntries(kept) };
}
