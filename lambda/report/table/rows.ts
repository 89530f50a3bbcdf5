import type { Outcome } from '../../core/reasons';
import { failedRegions, type Entry, type Report } from '../../core/report';
import { notesOf, type Footnotes } from '../footnotes';
import { urgentFirst } from '../order';
import { listenerOf, loadBalancerOf, moveOf, sentenceOf, type Move } from '../sentences';
import { oneLine } from '../text';

/** One row of the table for people. */
export interface Row {
  readonly outcome: Outcome;
  readonly region: string;
  readonly loadBalancer: string;
  readonly listener: string;
  /** The reason, and the numbers of the notes. */
  readonly reason: string;
  readonly move: Move | null;
  /** What is said under the row. */
  readonly text: string;
}

/** A row for each failed Region, then one for each entry that is not just fine, most urgent first. */
export function rowsOf(report: Report, notes: Footnotes): readonly Row[] {
  return [
    ...failedRegions(report).map(regionRow),
    ...urgentFirst(report.listeners).map((entry) => entryRow(entry, notes)),
  ];
}

function regionRow({ region, error }: Report['regions'][number]): Row {
  return {
    outcome: 'failed',
    region: oneLine(region),
    loadBalancer: '(the whole Region)',
    listener: '',
    reason: oneLine(error?.code ?? ''),
    move: null,
    text: oneLine(error?.message ?? 'No error was given.'),
  };
}

function entryRow(entry: Entry, notes: Footnotes): Row {
  const { numbers } = notesOf(entry, notes);
  return {
    outcome: entry.outcome,
    region: oneLine(entry.region),
    loadBalancer: loadBalancerOf(entry),
    listener: listenerOf(entry),
    reason: [entry.reason, ...numbers.map((number) => `[${number}]`)].join(' '),
    move: moveOf(entry),
    text: oneLine(sentenceOf(entry)),
  };
}
