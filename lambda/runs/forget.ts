import { forget, isCleared } from '../core/history';
import { hint } from '../core/hint';
import type { Records } from '../records/records';
import { UserError } from '../core/user-error';
import type { RunContext } from './context';

/** What is to be forgotten of a run. */
export interface Forgettable {
  readonly runId: string;
  /** Ids; `null`: all that the run has to do with. */
  readonly listeners: readonly string[] | null;
}

/**
 * Lets the next sweeps judge listeners afresh that runs changed, or an undo put back, unless a later run has done
 * something to them since. It needs the history alone: the records of the runs may be gone. Answers their ids.
 *
 * @throws UserError when the history knows none of them, cannot be read, or does not take it
 */
export async function forgetUndone(
  asked: readonly Forgettable[],
  { aws, records }: Pick<RunContext, 'aws' | 'records'>,
): Promise<readonly string[]> {
  const account = await aws.account();
  let forgotten: readonly string[] = [];
  await records.update(account, (history) => {
    const after = asked.reduce<ReturnType<typeof forget>>(
      (sofar, { runId, listeners }) => {
        const next = forget(sofar.history, runId, listeners);
        return { history: next.history, forgotten: [...sofar.forgotten, ...next.forgotten] };
      },
      { history, forgotten: [] },
    );
    // A try before this one may have been written, and its answer lost: what it forgot is not there any more.
    const earlier = forgotten.filter((id) => isCleared(history, id));
    forgotten = [...earlier, ...after.forgotten];
    return after.history;
  });
  const [problem] = records.problems;
  if (problem !== undefined) throw new UserError(problem, 1);
  if (forgotten.length > 0) return forgotten;
  const reasons = await Promise.all(asked.map((each) => nothingHeld(each, { account, records })));
  throw new UserError(reasons.join('; '), 1);
}

async function nothingHeld(
  { runId, listeners }: Forgettable,
  { account, records }: { readonly account: string; readonly records: Records },
): Promise<string> {
  const which = listeners === null ? 'no listener is' : `${listeners.join(', ')} is not`;
  const what = `${which} left alone because of run ${runId}, so there is nothing to forget`;
  if ((await records.find(runId, account)) === null)
    return `${what}: no such run is in the record; list the runs with: ${hint(['runs'], records.place)}`;
  return `${what}; what is left alone, and because of which run, is in: ${hint(['plan'], records.place)}`;
}
