import { groupBy } from '../group';
import type { History } from '../history';
import type { Entry } from '../report';
import * as say from '../wording/gates';

/**
 * The limit of a run: so many load balancers may change, one is never split, and the riskiest go last. A dry run counts
 * what it would change; an apply counts what it has changed, and goes on to the next where one fails.
 */

/** A dry run's plan, with what is over the limit held. `null` is no limit. */
export function limitChanges(
  entries: readonly Entry[],
  limit: number | null,
  history: Turns | null = null,
): readonly Entry[] {
  if (limit === null) return entries;
  const planned = entries.filter(({ outcome }) => outcome === 'planned');
  const allowed = new Set(
    inTurn(planned, history)
      .slice(0, limit)
      .map(([first]) => first?.loadBalancer.arn),
  );
  return entries.flatMap((entry) =>
    allowed.has(entry.loadBalancer.arn) ? [entry] : overLimit([entry], limit),
  );
}

/** Load balancers that a run has changed, and that it failed to change. */
export interface Spent {
  readonly changed: number;
  readonly failed: number;
}

export const NOTHING_SPENT: Spent = { changed: 0, failed: 0 };

/** Failures that a limited run puts up with, for each load balancer that it may change. */
const FAILURES = 3;

export function isSpent({ changed, failed }: Spent, limit: number): boolean {
  return changed >= limit || failed >= limit * FAILURES;
}

/**
 * Counts one load balancer by what AWS accepted, read back or not. One that fails does not use up the limit: it would
 * fail in every run, and keep all the others from their turn.
 */
export function spend({ changed, failed }: Spent, before: readonly Entry[], after: readonly Entry[]): Spent {
  if (after.some(isAccepted)) return { changed: changed + 1, failed };
  const hasFailed =
    before.some(({ outcome }) => outcome === 'planned') && after.some(({ outcome }) => outcome === 'failed');
  return { changed, failed: failed + Number(hasFailed) };
}

/** Whether AWS took the change, as far as the run could tell. */
export function isAccepted({ outcome, unconfirmed }: Entry): boolean {
  return outcome === 'changed' || unconfirmed === true;
}

/** What runs that were cut off have used up of the limit of the next one. */
export function spentBy(entries: readonly Entry[]): Spent {
  const arns = new Set(entries.filter(isAccepted).map(({ loadBalancer }) => loadBalancer.arn));
  return { changed: arns.size, failed: 0 };
}

/** What the limit leaves for the next run. */
export function overLimit(entries: readonly Entry[], limit: number): readonly Entry[] {
  return entries.map((entry) =>
    entry.outcome === 'planned' ? { ...entry, ...say.changeLimit(limit) } : entry,
  );
}

/** What of the history decides whose turn it is. */
export type Turns = Pick<History, 'refused' | 'waiting'>;

/**
 * Entries by load balancer, in their turn: what the last run could not change goes last, what has waited longest first,
 * and the riskiest last of those that have waited as long.
 */
export function inTurn(entries: readonly Entry[], history: Turns | null): readonly (readonly Entry[])[] {
  const refused = new Set(history?.refused ?? []);
  const since = (arn: string): number => history?.waiting[arn] ?? Infinity;
  const loadBalancers = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn)];
  return loadBalancers
    .toSorted(
      (one, other) =>
        Number(refused.has(one[0])) - Number(refused.has(other[0])) ||
        compare(since(one[0]), since(other[0])) ||
        byRiskThenArn(one, other),
    )
    .map(([, its]) => its);
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

type LoadBalancerEntries = readonly [arn: string, entries: readonly Entry[]];

function byRiskThenArn([arn, entries]: LoadBalancerEntries, [otherArn, others]: LoadBalancerEntries): number {
  const [protocols, ciphers] = riskOf(entries);
  const [otherProtocols, otherCiphers] = riskOf(others);
  return protocols - otherProtocols || ciphers - otherCiphers || (arn < otherArn ? -1 : 1);
}

/** What clients may lose: whole protocols weigh more than ciphers, and a listener more is a risk more. */
function riskOf(entries: readonly Entry[]): readonly [protocols: number, ciphers: number] {
  const sum = (count: (entry: Entry) => number): number =>
    entries.reduce((total, entry) => total + count(entry), 0);
  return [sum(({ drops }) => drops.protocols.length), sum(({ drops }) => drops.ciphers.length)];
}
