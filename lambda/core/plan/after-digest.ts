import type { History } from '../history';
import { lastDigestAfter } from '../last-digest';
import { listedMonth } from './exemption-notices';
import type { Report } from '../report';

/**
 * The history once the digest of a sweep of the function is out: when that was, without the results of watches that it told, with the
 * month whose open-ended exemptions it named, and with what was open then. A result that came meanwhile is for the next
 * digest. Where another digest came meanwhile, that one stays what the next is compared with: what this one told is told
 * again rather than lost.
 */
export function afterDigest(history: History, report: Report, digestSentAt: string): History {
  const { watched = [], lastDigest, ...others } = history;
  const told = report.watches ?? [];
  const left = watched.filter(
    ({ runId, at }) => !told.some((result) => result.runId === runId && result.at === at),
  );
  const exemptionsListedIn = listedMonth(report) ?? history.exemptionsListedIn;
  const isNext = report.since?.at === lastDigest?.at;
  const last = isNext ? lastDigestAfter(report, lastDigest) : lastDigest;
  return {
    ...others,
    ...(left.length === 0 ? {} : { watched: left }),
    ...(last === undefined ? {} : { lastDigest: last }),
    exemptionsListedIn,
    // That of some load balancers is no sign that all is well with the others.
    ...(report.scope.only === undefined ? { digestSentAt } : {}),
  };
}
