import type { Report } from '../report';
import { verdictOf } from './verdict';

/** When a sweep sends its digest: after every run, or when there is something to read. */
export const DIGEST_WHEN = ['always', 'attention'] as const;

export type DigestWhen = (typeof DIGEST_WHEN)[number];

/** A week less half a day: a run that starts some minutes earlier than that of a week ago is the week's all the same. */
const PROOF_OF_LIFE_MS = (7 * 24 - 12) * 3_600_000;

/**
 * Whether a sweep is quiet: nothing needs anybody, and nothing was changed. A dry run never is: it is read to decide what
 * the first apply will do. Where somebody's call woke it, it is where it plans nothing for what was touched.
 */
export function isQuiet(report: Report): boolean {
  const { mode, totals, wokenBy, listeners } = report;
  const mayBe = wokenBy === undefined ? mode === 'apply' : totals.planned === 0;
  // A listener that was deleted right behind its change counts as gone: that it was changed is told all the same.
  const mayHaveChanged = totals.changed > 0 || listeners.some(({ unconfirmed }) => unconfirmed === true);
  return mayBe && !mayHaveChanged && verdictOf(report) === 'nothing';
}

/** Whether it is time for a sign that the tool lives, though a sweep is quiet. `sentAt`: when the last digest left. */
export function isTimeForProof(sentAt: string | undefined, now: Date): boolean {
  return sentAt === undefined || now.getTime() - Date.parse(sentAt) >= PROOF_OF_LIFE_MS;
}
