import { lastNumberOf, type History } from './history';
import { asksTheSame, isJudged, isOpen, openAt, whereLooked, type OpenListener } from './last-digest';
import { loadBalancerNameOf, regionOf } from './listener-id';
import type { Entry, FormerListener, Report, Since } from './report';

/**
 * What a report says of the digest before it: since when each of its listeners is open, and what is different. Nothing
 * where no digest came before.
 */
export function sinceLastDigest(report: Report, history: History): Pick<Report, 'listeners' | 'since'> {
  const since = sinceOf(report, history);
  return { listeners: withAges(report.listeners, history), ...(since === null ? {} : { since }) };
}

/** The entries, those that were open at the last digest with the day since which they are; whatever they said before. */
export function withAges(entries: readonly Entry[], { lastDigest }: History): readonly Entry[] {
  const was = lastDigest === undefined ? new Map<string, OpenListener>() : openAt(lastDigest);
  return entries.map(({ openSince: _before, ...entry }) => {
    const before = isOpen(entry) ? was.get(entry.id) : undefined;
    return before === undefined ? entry : { ...entry, openSince: before.since };
  });
}

function sinceOf(report: Report, history: History): Since | null {
  const { lastDigest } = history;
  if (lastDigest === undefined) return null;
  const { at } = lastDigest;
  // Of other load balancers, or of another target, the last digest said nothing that this could be compared with.
  if (!asksTheSame(report, lastDigest)) return { at, opened: [], gone: [], fixedByOthers: [] };
  const was = openAt(lastDigest);
  const seen = new Set(lastDigest.regions);
  const isNew = (entry: Entry): boolean =>
    isOpen(entry) && isJudged(entry) && entry.port !== null && !was.has(entry.id) && seen.has(entry.region);
  return {
    at,
    opened: report.listeners.filter(isNew).map(({ id }) => id),
    gone: goneFrom(was, report),
    fixedByOthers: report.listeners
      .filter((entry) => isFixedByOthers(entry, was.get(entry.id), history))
      .map(({ id }) => id),
  };
}

/** Of a load balancer that could not be read, nobody knows that it was below its target. */
function goneFrom(was: ReadonlyMap<string, OpenListener>, report: Report): readonly FormerListener[] {
  const there = new Set(report.listeners.map(({ id }) => id));
  const looked = whereLooked(report);
  return [...was.values()]
    .filter((former) => former.port !== null && !there.has(former.id) && looked(former))
    .map(({ id, port }) => ({ id, region: regionOf(id), name: loadBalancerNameOf(id), port }));
}

/** Where it has the policy that it had, it is the rules that have changed, or what AWS offers, or what could be read. */
function isFixedByOthers(entry: Entry, former: OpenListener | undefined, history: History): boolean {
  const isFixed = entry.outcome === 'compliant' && former !== undefined && former.from !== entry.from;
  return isFixed && !isByRun(entry, history, history.lastDigest);
}

/**
 * Whether a run has changed a listener since the last digest told that it is open, or may have. The very run that told so
 * is one: what it could not read back, it told as open.
 */
export function isByRun(entry: Entry, history: History, digest: History['lastDigest']): boolean {
  const last = lastNumberOf(history, entry);
  return last > 0 && last >= (digest?.number ?? 0);
}
