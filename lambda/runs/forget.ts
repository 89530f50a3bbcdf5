import { forget, isCleared } from '../core/history';
import { hint } from '../core/hint';
import type { Records } from '../records/records';
import { UserError } from '../core/user-error';
import type { RunContext } from './context';

/**
 * Lets the next sweeps judge listeners afresh that a run changed, or an undo put back, unless a later run has done
 * something to them since. It needs the history alone: the record of the run may be gone. Answers their ids.
 *
 * @param listeners `null`: all that the run has to do with
 * @throws UserError when the history knows none of them, cannot be read, or does not take it
 */
export async function forgetUndone(
  runId: string,
  listeners: readonly string[] | null,
  { aws, records }: Pick<RunContext, 'aws' | 'records'>,
): Promise<readonly string[]> {
  const account = await aws.account();
  let forgotten: readonly string[] = [];
  await records.update(account, (history) => {
    const after = forget(history, runId, listeners);
    // A try before this one may have been written, and its answer lost: what it forgot is not there any more.
    const earlier = forgotten.filter((id) => isCleared(history, id));
    forgotten = [...earlier, ...after.forgotten];
    return after.history;
  });
  const [problem] = records.problems;
  if (problem !== undefined) throw new UserError(problem, 1);
  if (forgotten.length > 0) return forgotten;
  throw new UserError(await nothingHeld(runId, listeners, { account, records }), 1);
}

async function nothingHeld(
  runId: string,
  listeners: readonly string[] | null,
  { account, records }: { readonly account: string; readonly records: Records },
): Promise<string> {
  const which = listeners === null ? 'no listener is' : `${listeners.join(', ')} is not`;
  const what = `${which} left alone because of run ${runId}, so there is nothing to forget`;
  if ((await records.find(runId, account)) === null)
    return `${what}: no such run is in the record; list the runs with: ${hint(['runs'], records.place)}`;
  return `${what}; what is left alone, and because of which run, is in: ${hint(['plan'], records.place)}`;
}
