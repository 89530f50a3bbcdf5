import {
  byPlace,
  entryNumbers,
  SCHEMA,
  totalsOf,
  type Entry,
  type Report,
  type ReportParts,
} from '../report';
import type { StepId } from '../step-table';
import { stepsOf } from './steps';

/** Reports are put together here, so that none is without its steps. */

/** Puts a report together: sorted by Region, load balancer and port, with totals that add up. */
export function buildReport({ inScope, ...parts }: ReportParts): Report {
  const listeners = parts.listeners.toSorted(byPlace);
  const totals = totalsOf(listeners, new Set(inScope).size);
  return withSteps({ schema: SCHEMA, ...parts, listeners, totals });
}

/** The report with the steps that follow from all else in it. */
export function withSteps(report: Omit<Report, 'steps'>): Report {
  return { ...report, steps: stepsOf(report, entryNumbers(report)) };
}

/** The report with more that needs somebody: each sentence is a note too, and is said once. */
export function withConcerns(report: Report, step: StepId, texts: readonly string[]): Report {
  const fresh = texts.filter((text) => !report.notes.includes(text));
  if (fresh.length === 0) return report;
  const concerns = [...(report.concerns ?? []), ...fresh.map((text) => ({ step, text }))];
  return withSteps({ ...report, notes: [...report.notes, ...fresh], concerns });
}

/** The report with other listeners in the same load balancers: its totals add up again. */
export function withListeners(report: Report, listeners: readonly Entry[]): Report {
  return withSteps({ ...report, listeners, totals: totalsOf(listeners, report.totals.loadBalancers) });
}

/** The report of an undo, its entries numbered as in the report of the run that it is of. */
export function numberedLike(original: Report, undo: Report): Report {
  const numbers = entryNumbers(original);
  return withSteps({ ...undo, numbers: undo.listeners.flatMap(({ id }) => numbers.get(id) ?? []) });
}
