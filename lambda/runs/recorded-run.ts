import { requireSameAccount } from '../core/account';
import { reportOf, type RunRecord } from '../core/plan/run-record';
import type { Entry, Report } from '../core/report';
import { hint } from '../core/hint';
import { UserError } from '../core/user-error';

/** @throws UserError where the record of a run is empty, or of another account */
export function reportOfAccount(record: RunRecord, account: string): Report {
  const report = reportOf(record);
  if (report === null) throw new UserError('the record of this run is empty; nothing to undo', 1);
  requireSameAccount(`run ${report.runId}`, report.account, account);
  return report;
}

/** The entries that were asked for by their ids; `null`: all. @throws UserError for an id that is not among them */
export function listenersAmong(
  entries: readonly Entry[],
  ids: readonly string[] | null,
  { runId, record }: Report,
): readonly Entry[] {
  if (ids === null) return entries;
  const unknown = ids.find((id) => !entries.some((entry) => entry.id === id));
  if (unknown === undefined) return entries.filter(({ id }) => ids.includes(id));
  const see = hint(['show', runId], record);
  throw new UserError(`run ${runId} did not change listener ${unknown}; see: ${see}`, 1);
}
