import { hint } from '../hint';
import { count } from './sentence';

/** Runs of which a dry run knows that nobody has told of them. */

/** It holds the lease. */
export function isUnderWay(runId: string): string {
  return `Run ${runId} is under way: what it changes is not in this report.`;
}

/** It was cut off, or its digest never left. */
export function isUnsettled(runId: string, deeds: number, record: string | null): string {
  const what = `Run ${runId} did not end in order`;
  const next = 'the next run that applies settles it';
  if (deeds === 0) return `${what}; no change of it is known: ${next}.`;
  return `${what}; it changed ${count(deeds, 'listener')}, or may have: ${next}. See them with: ${hint(['show', runId], record)}`;
}
