import { CommanderError } from 'commander';
import { hasFailed, type Report } from '../lambda/core/report';
import { UserError } from '../lambda/core/user-error';

/** Exit status: nothing left to do, something failed, changes planned or held, wrong usage. */
export const STATUS = { done: 0, failed: 1, open: 2, usage: 64 } as const;

/** How a command ends that ends with a report. */
export function statusOf(report: Report): number {
  if (hasFailed(report)) return STATUS.failed;
  return report.totals.planned > 0 || report.totals.held > 0 ? STATUS.open : STATUS.done;
}

/** How a command ends that threw. */
export function statusOfError(error: unknown): number {
  // `--help` ends so too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? STATUS.done : STATUS.usage;
  return error instanceof UserError ? error.exitCode : STATUS.failed;
}
