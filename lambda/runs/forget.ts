import { forget } from '../core/history';
import { mayHaveChanged } from '../core/plan/undo';
import { UserError } from '../core/user-error';
import type { RunContext } from './context';
import { listenersAmong, reportOfAccount } from './recorded-run';
import type { UndoRequest } from './undo';

/**
 * Lets the next sweeps judge listeners afresh that a run changed, or an undo put back. Answers their ids.
 *
 * @throws UserError when the store does not take it
 */
export async function forgetUndone(
  { record, listeners }: Pick<UndoRequest, 'record' | 'listeners'>,
  { aws, records }: Pick<RunContext, 'aws' | 'records'>,
): Promise<readonly string[]> {
  const account = await aws.account();
  const report = reportOfAccount(record, account);
  const entries = report.mode === 'undo' ? report.listeners : mayHaveChanged(report);
  const ids = listenersAmong(entries, listeners, report).map(({ id }) => id);
  await records.update(account, (history) => forget(history, ids));
  const [problem] = records.problems;
  if (problem !== undefined) throw new UserError(problem, 1);
  return ids;
}
