import type { PolicyToCreate } from '../change';
import type { Entry, Mode } from '../report';
import { changed, reverted, type Conclusion } from './plan';

/** The sentences of undo, and of runs that were cut off. */

export function nothingToUndo(): Conclusion {
  return { outcome: 'compliant', reason: 'nothing-to-undo', detail: 'It already has its former policy.' };
}

export function notKnownDone(): Conclusion {
  const detail =
    'The record does not say whether the run made this change, or its owner did. To undo it, name this listener.';
  return { outcome: 'held', reason: 'not-known-done', detail };
}

/** A later run has changed it, or undone it. */
export function superseded(runId: string): Conclusion {
  const detail = `Run ${runId} changed this listener since. Undo that run instead, if it is to be undone.`;
  return { outcome: 'held', reason: 'changed-since', detail };
}

/** On Classic, where the former policy is not on the load balancer. */
export function putBackAs({ policyName, reference }: PolicyToCreate): string {
  if (reference === null || !policyName.startsWith('elb-tls-'))
    return `${policyName} is no longer on this load balancer. The undo creates it as it was.`;
  return `AWS cannot set ${reference} by name on this load balancer. The undo sets ${policyName}, which accepts the same.`;
}

/** The note of a run without a report, read while nobody has settled it. */
export function hasNoReport(runId: string): string {
  return `Run ${runId} has no report: it is under way, or was cut off. This is its plan and what it is known to have done. What it was in the middle of, it may have done: the option --commands has the way back. The next run that changes something settles it.`;
}

/** The note of the report that a later run has written for it. */
export function wasCutOff(runId: string): string {
  return `Run ${runId} was cut off. A later run wrote this report from its journal and from what the listeners had then.`;
}

/** Planned by a run that was cut off before it came to it. What an undo did not come to, no later run does. */
export function neverBegun(mode: Mode): Conclusion {
  if (mode !== 'undo')
    return { outcome: 'held', reason: 'out-of-time', detail: 'The run was cut off before this change.' };
  const detail = 'The undo was cut off before this change. No sweep makes it: run the undo again.';
  return { outcome: 'held', reason: 'out-of-time', detail, advice: AGAIN };
}

/** Begun by a run that was cut off; the listener has neither its former policy nor the new one. */
export function notKnown(there: readonly string[] | null): Conclusion {
  const now =
    there === null
      ? 'The listener no longer exists.'
      : `The listener has ${there.join(', ') || 'no policy'}.`;
  return {
    outcome: 'failed',
    reason: 'not-confirmed',
    detail: `The run was cut off during this change. ${now}`,
  };
}

/** Begun by a run that was cut off; the listener shows what it wanted. */
export function foundDone(mode: Mode, entry: Entry): Conclusion {
  const done = mode === 'undo' ? reverted('undone-by-request', entry.to) : changed(entry);
  return {
    ...done,
    detail: `The run was cut off during this change; the listener has ${entry.to ?? 'its former policy'}.`,
  };
}

/** What an undo did not come to, nobody does. */
const AGAIN = { step: 'undo-again', how: 'No sweep makes these changes.' } as const;

/** An undo that no longer holds the lease: no later run goes on with it. */
export function undoLeaseLost(): Conclusion {
  const detail =
    'The undo no longer held the lease of the account, so this was not changed. No sweep makes it: run the undo again.';
  return { outcome: 'held', reason: 'lease-lost', detail, advice: AGAIN };
}

/** A throttled change, or one that there was no time for, in an undo: no later run makes it. */
export function undoOutOfTime(): Conclusion {
  const detail = 'The undo ended before this change. No sweep makes it: run the undo again.';
  return { outcome: 'failed', reason: 'out-of-time', detail, advice: AGAIN };
}

/** Why an undo left a policy behind that the run had made. */
export function notDeleted({ reason }: Conclusion): string {
  return reason === 'lease-lost'
    ? 'the undo no longer held the lease of the account; run it again'
    : 'the undo ended before it came to this; run it again';
}

/** The answer to an event that asks to undo a run which is not in the record: `latest` are those that are, newest first. */
export function noRunToUndo(
  runId: string,
  place: string | null,
  { latest, total }: { readonly latest: readonly string[]; readonly total: number },
): string {
  const what = `the event asks to undo run ${runId}, which is not in the record; nothing was changed`;
  if (place === null) return `${what}: the function keeps no record, because RECORD_BUCKET is not set`;
  if (total === 0) return `${what}: ${place} has no run yet`;
  const those = total > latest.length ? `the last of ${total} runs are` : 'the runs are';
  return `${what}: ${those} ${latest.join(', ')}; the digest of a run names it, and ${place}/runs/ has a folder for each`;
}
