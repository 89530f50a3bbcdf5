import { failedRegions, hasFailed, unrecorded, type Report } from '../core/report';
import { leftUndone, type WatchReport } from '../core/watch';
import { count } from '../core/wording/sentence';

/** How an invocation fails. What the topic was told of, the handler answers; the rest Lambda sees as an error (ADR 25). */

/** SNS did not take the digest. The report is in the log. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** A run that failed somewhere. Raised after the digest was sent: the handler answers it, and tells nobody twice. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/** A watch that could not look at all. */
export class NotWatchedError extends Error {
  override readonly name = 'NotWatchedError';
  constructor(
    readonly event: WatchEvent,
    readonly why: string,
  ) {
    super(`the watch of run ${event.watch} could not look: ${why}`);
  }
}

/** What an event asks to watch: the same words watch it later. */
export interface WatchEvent {
  readonly watch: string;
  readonly report?: string;
}

/** What an event asks to undo: the same words undo it later. */
export interface UndoEvent {
  readonly undo: string;
  readonly entries?: readonly number[];
}

/** An undo that an event asked for was not begun, because another run holds the lease. */
export class NotUndoneError extends Error {
  override readonly name = 'NotUndoneError';
  constructor(
    readonly event: UndoEvent,
    readonly why: string,
  ) {
    super(`run ${event.undo} was not undone: ${why}; send the event again when it has ended`);
  }
}

/** @throws RunFailedError when what got worse should have been undone, and was not */
export function failIfNotUndone(found: WatchReport): void {
  const left = leftUndone(found).length;
  if (found.notUndone === null && left === 0) return;
  const why = found.notUndone ?? `${count(left, 'listener')} could not be put back`;
  throw new RunFailedError(`clients fail since run ${found.run.runId}, and not all was undone: ${why}`);
}

/** @throws RunFailedError when a listener, a load balancer, a Region or the record of a change failed */
export function failIfSomethingFailed(report: Report | null): void {
  if (report === null || !hasFailed(report)) return;
  const { runId, totals } = report;
  const failed = `${count(totals.failed, 'listener')} and ${count(failedRegions(report).length, 'Region')} failed`;
  const what = `${failed} in run ${runId}`;
  const { length } = unrecorded(report);
  const more =
    length === 0
      ? ''
      : `, and ${count(length, 'change')} ${length === 1 ? 'was' : 'were'} not made because the record did not take them`;
  throw new RunFailedError(`${what}${more}; the digest and the log name them`);
}
