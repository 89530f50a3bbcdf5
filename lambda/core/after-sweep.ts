import { groupBy } from './group';
import { prune, remember, type History } from './history';
import type { Entry, Report } from './report';

/** What a sweep that held the lease knows beside its report. */
export interface SweepFacts {
  /** Where it stands among the runs. */
  readonly number: number;
  /** ARNs of the load balancers that it has read, without a secure listener too. */
  readonly read: ReadonlySet<string>;
  /** ARNs of the load balancers that AWS no longer knows. */
  readonly gone: ReadonlySet<string>;
}

/** The history after a sweep that held the lease. */
export function afterSweep(history: History, report: Report, facts: SweepFacts): History {
  const { number, gone } = facts;
  const { runId, listeners } = report;
  return {
    ...prune(remember(history, { runId, number, entries: listeners }), gone),
    ...turnsAfter(history, listeners, facts),
  };
}

/** What a run came to with a load balancer. */
type CameTo = 'not seen' | 'no time' | 'not read' | 'failed' | 'waits' | 'held' | 'settled';

/** The run says nothing of whether it can be changed. */
const NOT_TRIED: readonly CameTo[] = ['not seen', 'no time', 'not read', 'held'];

/**
 * Whose turn it is after a run. What the run did not come to keeps its place: runs of a smaller scope, or outside the
 * change window, come in between. What was refused once and then waits for the limit is in turn again like all that wait:
 * behind all others it would wait for ever where something new comes every day.
 */
function turnsAfter(
  { unread, refused, waiting }: History,
  listeners: readonly Entry[],
  { number, read, gone }: SweepFacts,
): Pick<History, 'unread' | 'refused' | 'waiting'> {
  const found = groupBy(listeners, ({ loadBalancer }) => loadBalancer.arn);
  const known = new Set([...unread, ...refused, ...Object.keys(waiting), ...found.keys()]);
  const cameTo = new Map(
    [...known].map((arn): [string, CameTo] => [
      arn,
      gone.has(arn) ? 'settled' : whatCameOf(found.get(arn) ?? [], read.has(arn)),
    ]),
  );
  /** Those that came to something, and those of before that have come to nothing new. */
  const next = (to: CameTo, before: readonly string[], kept: readonly CameTo[]): readonly string[] => {
    const [stay, was] = [new Set(kept), new Set(before)];
    return [...cameTo].flatMap(([arn, its]) => (its === to || (was.has(arn) && stay.has(its)) ? [arn] : []));
  };
  return {
    unread: next('no time', unread, ['not seen']),
    refused: next('failed', refused, NOT_TRIED),
    waiting: Object.fromEntries(
      next('waits', Object.keys(waiting), NOT_TRIED).map((arn) => [arn, waiting[arn] ?? number]),
    ),
  };
}

/** What a run came to with a load balancer by its entries. */
function whatCameOf(entries: readonly Entry[], isRead: boolean): CameTo {
  if (entries.length === 0) return isRead ? 'settled' : 'not seen';
  const has = (wanted: (entry: Entry) => boolean): boolean => entries.some(wanted);
  if (has(({ port, reason }) => port === null && reason === 'out-of-time')) return 'no time';
  if (has(({ port }) => port === null)) return 'not read';
  if (has(({ outcome, reason }) => outcome === 'failed' && reason !== 'catalogue-unreadable'))
    return 'failed';
  if (has(({ reason }) => reason === 'change-limit')) return 'waits';
  if (has(({ outcome }) => outcome === 'changed')) return 'settled';
  // Where nobody knows what AWS offers, nothing is tried.
  return has(({ outcome, reason }) => (outcome === 'held' && reason !== 'gone') || outcome === 'failed')
    ? 'held'
    : 'settled';
}
