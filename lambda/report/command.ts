import { shellLine } from '../core/clean-text';
import { hint } from '../core/hint';
import { cliCommands } from '../core/plan/cli-commands';
import type { Entry, Report } from '../core/report';

/**
 * Commands, each for a line of its own, however long, so that it can be pasted. They are made here from data and from
 * nothing that a sentence says; `wrap` takes care that no sentence begins a line as one does.
 */

type Run = Pick<Report, 'runId' | 'record'>;

/** What undoes a run; with the numbers of entries, only these. */
export function undoCommand({ runId, record }: Run, numbers: readonly number[] = []): string {
  return hint(['undo', runId, ...numbers.map(String)], record);
}

/** The command that an entry comes with: what is held can be cleared. */
export function commandOf(
  { id, outcome, command }: Entry,
  { record }: Pick<Run, 'record'>,
): readonly string[] {
  if (command === undefined || outcome !== 'held') return [];
  return [hint(['undo', command.runId, '--forget', '--listener', id], record)];
}

/** What puts one change back with the AWS CLI alone. */
export function cliLines(entry: Entry): readonly string[] {
  return cliCommands(entry).map(shellLine);
}

/** What prints all of these for a run that is recorded in a bucket. */
export function undoTextCommand({ runId, record }: Run): string | null {
  if (record === undefined || !record.startsWith('s3://')) return null;
  return shellLine(['aws', 's3', 'cp', `${record.replace(/\/$/, '')}/runs/${runId}/undo.txt`, '-']);
}
