import { groupBy } from './group';
import { loadBalancerArnOf, regionOf } from './listener-id';
import { haveSameMembers } from './members';
import type { Entry, Report } from './report';
import type { Scope } from './scope';

/** The last digest that the function sent: what was still to be done then. The next one is compared with it. */
export interface LastDigest {
  /** When its run started, ISO 8601. */
  readonly at: string;
  /**
   * The last run that it can have known of; a dry run has no number, so its digest has that of the one before. What a
   * run with a higher number did came after it, whatever the clocks of their machines say. So has a digest
   * that did not see all that was open (some load balancers alone, or one that could not be read): what runs did to that
   * meanwhile, it did not tell.
   */
  readonly number: number;
  readonly scope: Scope;
  /** The target setting, as in the report. */
  readonly target: string;
  /** The Regions that a digest of this scope and target has seen whole. */
  readonly regions: readonly string[];
  readonly open: readonly OpenListeners[];
}

/** Listeners that were not yet done. Thousands have few days and policies between them, so those are said once. */
export interface OpenListeners {
  /** The day (`YYYY-MM-DD`) of the first digest that told of them. */
  readonly since: string;
  /** The policy that they had. */
  readonly from: string | null;
  /** Their ports by their ids, as in the report: `null` for a load balancer that could not be read. */
  readonly ports: Readonly<Record<string, number | null>>;
}

export interface OpenListener {
  readonly id: string;
  readonly since: string;
  readonly from: string | null;
  readonly port: number | null;
}

/** What was open at a digest, by id. */
export function openAt({ open }: Pick<LastDigest, 'open'>): ReadonlyMap<string, OpenListener> {
  const listeners = open.flatMap(({ since, from, ports }) =>
    Object.entries(ports).map(([id, port]): OpenListener => ({ id, since, from, port })),
  );
  return new Map(listeners.map((listener) => [listener.id, listener]));
}

/** What the next digest is compared with, once this one is out. What it did not see stays as it was. */
export function lastDigestAfter(report: Report, before: LastDigest | undefined): LastDigest {
  const { startedAt, scope, target, listeners } = report;
  const was: ReadonlyMap<string, OpenListener> = before === undefined ? new Map() : openAt(before);
  const open = listeners
    .filter((entry) => isJudged(entry) && isOpen(entry))
    .map(({ id, from, port }): OpenListener => ({
      id,
      since: was.get(id)?.since ?? startedAt.slice(0, 10),
      from,
      port,
    }));
  const unseen = unseenBy(report, before);
  const seen = before !== undefined && asksTheSame(report, before) ? before.regions : [];
  return {
    at: startedAt,
    number: (unseen.length === 0 ? report.number : undefined) ?? before?.number ?? 0,
    scope: { tagKey: scope.tagKey, tagValues: scope.tagValues },
    target,
    regions: [...new Set([...seen, ...regionsSeenBy(report)])],
    open: grouped([...open, ...unseen]),
  };
}

/** What was open under another tag may have left the scope with that tag: it is not told as gone some day. */
function unseenBy(report: Report, before: LastDigest | undefined): readonly OpenListener[] {
  if (before === undefined || !isSameScope(report.scope, before.scope)) return [];
  const judged = new Map(report.listeners.map((entry) => [entry.id, isJudged(entry)]));
  const looked = whereLooked(report);
  return [...openAt(before).values()].filter((each) => !(judged.get(each.id) ?? looked(each)));
}

function grouped(listeners: readonly OpenListener[]): readonly OpenListeners[] {
  const groups = groupBy(listeners, ({ since, from }) => JSON.stringify([since, from]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const ports = Object.fromEntries(group.map(({ id, port }) => [id, port]));
    return [{ since: first.since, from: first.from, ports }];
  });
}

/** Whether it is not yet done. What is gone is told as gone, and is nobody's to do. */
export function isOpen({ outcome, reason }: Entry): boolean {
  const isDone = outcome === 'compliant' || outcome === 'changed' || outcome === 'reverted';
  return !isDone && reason !== 'gone';
}

/** Where nobody knows what AWS offers, what is fine has failed as well: it is as if the run had not seen it. */
export function isJudged({ reason }: Entry): boolean {
  return reason !== 'catalogue-unreadable';
}

/** Whether a report is about the same load balancers, and measures them by the same target. */
export function asksTheSame({ scope, target }: Report, digest: LastDigest): boolean {
  return target === digest.target && isSameScope(scope, digest.scope);
}

function isSameScope(one: Scope, other: Scope): boolean {
  return one.tagKey === other.tagKey && haveSameMembers(one.tagValues, other.tagValues);
}

/** Whether a run would have met what was open, if it were still there and in scope. */
export function whereLooked(report: Report): (listener: OpenListener) => boolean {
  const regions = new Set(regionsSeenBy(report));
  const unread = new Set(report.listeners.filter(({ port }) => port === null).map(({ id }) => id));
  return ({ id }) => regions.has(regionOf(id)) && !unread.has(loadBalancerArnOf(id));
}

/** Those that were read whole; where some load balancers are named, none was. */
function regionsSeenBy({ regions, scope }: Report): readonly string[] {
  if (scope.only !== undefined) return [];
  return regions.filter(({ status }) => status === 'examined').map(({ region }) => region);
}
