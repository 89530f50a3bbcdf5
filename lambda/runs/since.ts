import type { History } from '../core/history';
import { deedsOf, reportOf } from '../core/plan/run-record';
import type { Entry, Report, Since } from '../core/report';
import { isByRun, sinceLastDigest } from '../core/since';
import type { RunContext } from './context';
import type { Held } from './lease';

/** The report of a sweep with what is different since the last digest; `history` is what its plan was made by. */
export async function withSince(
  report: Report,
  history: History | null,
  { records, held }: Pick<RunContext, 'records'> & { readonly held: Held | null },
): Promise<Report> {
  if (history === null) return report;
  const compared = { ...report, ...sinceLastDigest(report, history) };
  if (held !== null || compared.since === undefined) return compared;
  return { ...compared, since: await withoutOurs(compared.since, compared, { history, records }) };
}

/**
 * Without the lease, a run of ours may have changed what this one read as fixed, and the history that it began with does
 * not have it. Runs under way are read before the history, which a run is in before it gives the lease back.
 */
async function withoutOurs(
  since: Since,
  { account, listeners }: Report,
  { history: { lastDigest }, records }: Pick<RunContext, 'records'> & { readonly history: History },
): Promise<Since> {
  const fixed = new Set(since.fixedByOthers);
  if (fixed.size === 0) return since;
  const open = await openReports(account, records);
  const now = await records.history(account);
  // What nobody knows is not said.
  if (open === null || now === null) return { ...since, fixedByOthers: [] };
  const begun = new Set(open.flatMap((run) => deedsOf(run).map(({ id }) => id)));
  const isOurs = (entry: Entry): boolean => begun.has(entry.id) || isByRun(entry, now, lastDigest);
  const fixedByOthers = listeners
    .filter((entry) => fixed.has(entry.id) && !isOurs(entry))
    .map(({ id }) => id);
  return { ...since, fixedByOthers };
}

async function openReports(
  account: string,
  records: RunContext['records'],
): Promise<readonly Report[] | null> {
  try {
    return (await records.open(account)).flatMap((record) => reportOf(record) ?? []);
  } catch (error) {
    records.note('runs that did not end in order could not be read', error);
    return null;
  }
}
