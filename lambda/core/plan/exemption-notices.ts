import type { TaggedLoadBalancer } from '../estate';
import { readExemption, type ReadableExemption } from '../exemption';
import type { History } from '../history';
import type { Report } from '../report';
import * as say from '../wording/notes';

/** An end this near is named, to come or past. */
const NEAR_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/** The month in which exemptions without an end were last named, as `History` keeps it. */
function monthOf(now: Date): string {
  return now.toISOString().slice(0, 7);
}

/**
 * The month whose open-ended exemptions a report has named, or that were named before; `null` where it looked at some load
 * balancers alone, or the tags of one are not known: it may be one of them.
 */
export function listedMonth({
  regions,
  listeners,
  startedAt,
  scope,
}: Pick<Report, 'regions' | 'listeners' | 'startedAt' | 'scope'>): string | null {
  const isWhole =
    scope.only === undefined &&
    regions.every(({ status }) => status !== 'failed') &&
    listeners.every(({ port, reason }) => port !== null || reason !== 'tags-unreadable');
  return isWhole ? monthOf(new Date(startedAt)) : null;
}

/** What is said of an exemption; one that has ended keeps nothing back any more. */
export interface ExemptionNotice {
  readonly text: string;
  readonly hasEnded: boolean;
}

/**
 * Exemptions to review, a sentence each: those that have ended, those near their end and, once a
 * month, those without an end date.
 */
export function exemptionNotices(
  loadBalancers: readonly TaggedLoadBalancer[],
  history: History | null,
  now: Date,
): readonly ExemptionNotice[] {
  const openEndedToo = history?.exemptionsListedIn !== monthOf(now);
  const notices = loadBalancers.flatMap((loadBalancer) => {
    const exemption = readExemption(loadBalancer.tags, now);
    if (exemption.kind === 'none' || exemption.kind === 'unreadable') return [];
    const days = daysUntil(exemption, now);
    if (days === null ? !openEndedToo : Math.abs(days) > NEAR_DAYS) return [];
    return [{ days: days ?? Infinity, text: say.exemptionNotice(loadBalancer, exemption, days) }];
  });
  return notices.toSorted((a, b) => a.days - b.days).map(({ days, text }) => ({ text, hasEnded: days < 0 }));
}

/** Whole days until an exemption's last day: 0 is today, less is over; `null`: it has none. */
function daysUntil({ until }: ReadableExemption, now: Date): number | null {
  if (until === null) return null;
  return (Date.parse(until) - Date.parse(now.toISOString().slice(0, 10))) / DAY_MS;
}
