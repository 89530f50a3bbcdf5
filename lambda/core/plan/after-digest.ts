import type { History } from '../history';
import { listedMonth } from './exemption-notices';
import type { Report } from '../report';

/**
 * The history once the digest of a sweep of the function is out: without the results of watches that it told, and with the
 * month whose open-ended exemptions it named. A result that came meanwhile is for the next digest. Answers the very same
 * history where nothing is to be changed.
 */
export function afterDigest(history: History, report: Report): History {
  const { watched = [], ...others } = history;
  const told = report.watches ?? [];
  const left = watched.filter(
    ({ runId, at }) => !told.some((result) => result.runId === runId && result.at === at),
  );
  const exemptionsListedIn = listedMonth(report) ?? history.exemptionsListedIn;
  if (left.length === watched.length && exemptionsListedIn === history.exemptionsListedIn) return history;
  return { ...others, ...(left.length === 0 ? {} : { watched: left }), exemptionsListedIn };
}
