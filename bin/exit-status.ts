import { CommanderError } from 'commander';
import { hasFailed, isEmptyScope, type Report } from '../lambda/core/report';
import { UserError } from '../lambda/core/user-error';

/** How the command ends: the one table, which the help and the pages repeat. */
export const STATUS = { done: 0, failed: 1, open: 2, empty: 3, usage: 64, stopped: 130 } as const;

const MEANINGS: Readonly<Record<keyof typeof STATUS, string>> = {
  done: 'nothing left to do',
  failed: 'something failed',
  open: 'changes are planned or held',
  empty: 'no load balancer in scope',
  usage: 'wrong usage',
  stopped: 'stopped with Ctrl-C',
};

/** The table as people read it: in the help and in the pages. */
export const STATUSES: readonly { readonly number: number; readonly meaning: string }[] = (
  ['done', 'failed', 'open', 'empty', 'usage', 'stopped'] as const
).map((name) => ({ number: STATUS[name], meaning: MEANINGS[name] }));

/** How a command ends that ends with a report: what failed comes before what is left to do. */
export function statusOf(report: Report): number {
  const { planned, held } = report.totals;
  if (hasFailed(report)) return STATUS.failed;
  if (planned > 0 || held > 0) return STATUS.open;
  return isEmptyScope(report) ? STATUS.empty : STATUS.done;
}

/** How a command ends that threw. */
export function statusOfError(error: unknown): number {
  // `--help` ends so too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.done : STATUS.usage;
  return error instanceof UserError ? error.exitCode : STATUS.failed;
}
