import type { History } from './history';
import type { Report } from './report';

/** How long it is kept that a load balancer was looked at: what is delivered twice comes twice within minutes. */
const KEPT_MS = 60 * 60_000;

/** The history after a sweep that somebody's calls woke: what it has read need not be read again for these calls. */
export function afterLook(history: History, report: Report, now: Date): History {
  const { startedAt, wokenBy = [], listeners } = report;
  const failed = new Set(
    listeners.filter(({ outcome }) => outcome === 'failed').map(({ loadBalancer }) => loadBalancer.arn),
  );
  const arns = wokenBy.flatMap(({ loadBalancer }) => (failed.has(loadBalancer) ? [] : [loadBalancer]));
  return withLooked(history, arns, startedAt, now);
}

/** The history after a look at what calls have touched, by ARN. @param startedAt ISO 8601 */
export function withLooked(history: History, arns: readonly string[], startedAt: string, now: Date): History {
  const recent = Object.entries(history.looked ?? {}).filter(
    ([, at]) => now.getTime() - Date.parse(at) < KEPT_MS,
  );
  const known = {
    ...Object.fromEntries(recent),
    ...Object.fromEntries(arns.map((arn) => [arn, startedAt])),
  };
  const { looked: _before, ...others } = history;
  return Object.keys(known).length === 0 ? others : { ...others, looked: known };
}
