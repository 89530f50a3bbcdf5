import { forget, isCleared } from '../core/history';
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
  const which = listeners === null ? 'any listener' : listeners.join(', ');
  throw new UserError(
    `run ${runId} is not the last that the history knows of ${which}; see what holds it with: elb-tls plan`,
    1,
  );
}
