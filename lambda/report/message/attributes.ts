import type { Attributes } from '../../core/delivery/message';
import { verdictOf, type Verdict } from '../../core/delivery/verdict';
import type { Mode, Report } from '../../core/report';
import { needsSomebody, type UploadsReport } from '../../core/uploads';
import { leftUndone, type WatchReport } from '../../core/watch';

/**
 * What every message says of itself, for the filters of its subscribers. Public: docs/subscribers.md. A queue with raw
 * delivery loses a message with more than ten ([SNS-attr]).
 */
interface OurAttributes {
  /** What ran; none where it never came to that. */
  readonly mode?: Mode | 'watch' | 'uploads';
  /** None where the function was not called by its ARN, and the account could not be asked. */
  readonly account?: string;
  readonly verdict: Verdict;
  /** Listeners that were moved, or put back. None of the three where nobody can tell. */
  readonly changed?: number;
  readonly failed?: number;
  readonly held?: number;
}

/** Of a sweep or an undo. */
export function reportAttributes(report: Report): Attributes {
  const { mode, account, totals } = report;
  return attributes({
    mode,
    account,
    verdict: verdictOf(report),
    changed: totals.changed + totals.reverted,
    failed: totals.failed,
    held: totals.held,
  });
}

/** Of a watch that has something to tell. */
export function watchAttributes(found: WatchReport): Attributes {
  const { run, undone, notUndone, unreadable } = found;
  const left = leftUndone(found).length;
  return attributes({
    mode: 'watch',
    account: run.account,
    verdict: notUndone !== null || left > 0 ? 'failed' : 'attention',
    changed: undone?.totals.reverted ?? 0,
    failed: left + unreadable.length,
    held: 0,
  });
}

/** Of certificates that somebody has uploaded; listeners are no matter of theirs. */
export function uploadsAttributes(found: UploadsReport): Attributes {
  const verdict = needsSomebody(found) ? 'attention' : 'nothing';
  return attributes({ mode: 'uploads', account: found.account, verdict, changed: 0, failed: 0, held: 0 });
}

/** Of a notice, which has no report. */
export function noticeAttributes(mode: 'undo' | 'watch' | null, account: string | undefined): Attributes {
  return attributes({
    ...(mode !== null && { mode }),
    ...(account === undefined ? {} : { account }),
    verdict: 'failed',
  });
}

function attributes(ours: OurAttributes): Attributes {
  return { ...ours };
}
