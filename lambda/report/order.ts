import { REASONS, type Outcome } from '../core/reasons';
import type { Entry } from '../core/report';

/** What needs a person first; what is fine last, and that is only counted. */
export const URGENCY: readonly Outcome[] = [
  'failed',
  'held',
  'changed',
  'planned',
  'reverted',
  'exempt',
  'compliant',
];

/**
 * The entries that a person reads, most urgent first: by outcome, then by reason in the order of REASONS, which puts
 * what the next run does by itself behind what a person has to decide. Else they stay in the report's order.
 */
export function urgentFirst(entries: readonly Entry[]): readonly Entry[] {
  return entries
    .filter(({ outcome }) => outcome !== 'compliant')
    .toSorted((a, b) => urgencyOf(a) - urgencyOf(b) || reasonRank(a) - reasonRank(b));
}

function urgencyOf({ outcome }: Entry): number {
  return URGENCY.indexOf(outcome);
}

function reasonRank({ outcome, reason }: Entry): number {
  return Object.keys(REASONS[outcome]).indexOf(reason);
}
