import type { Outcome } from '../../core/reasons';
import { failedRegions, type Entry, type Report } from '../../core/report';
import { commandOf } from '../command';
import { notesOf, type Footnotes } from '../footnotes';
import { urgentFirst } from '../order';
import { listenerOf, loadBalancerOf, moveOf, sentenceOf, type Move } from '../sentences';
import { oneLine } from '../text';

/** One row of the table for people. */
export interface Row {
  readonly outcome: Outcome;
  /** As `elb-tls undo RUN NUMBER` takes it. */
  readonly number: string;
  readonly region: string;
  readonly loadBalancer: string;
  readonly listener: string;
  /** The reason, and the numbers of the notes. */
  readonly reason: string;
  readonly move: Move | null;
  /** What is said under the row. */
  readonly text: string;
  /** What somebody may run, each on a line of its own. */
  readonly commands: readonly string[];
}

/** A row for each failed Region, then one for each entry that is not just fine, most urgent first. */
export function rowsOf(
  report: Report,
  notes: Footnotes,
  numbers: ReadonlyMap<string, number>,
): readonly Row[] {
  return [
    ...failedRegions(report).map(regionRow),
    ...urgentFirst(report.listeners).map((entry) => ({
      ...entryRow(entry, notes),
      number: String(numbers.get(entry.id) ?? ''),
      commands: commandOf(entry, report),
    })),
  ];
}

function regionRow({ region, error }: Report['regions'][number]): Row {
  return {
    outcome: 'failed',
    number: '',
    region: oneLine(region),
    loadBalancer: '(the whole Region)',
    listener: '',
    reason: oneLine(error?.code ?? ''),
    move: null,
    text: oneLine(error?.message ?? 'No error was given.'),
    commands: [],
  };
}

function entryRow(entry: Entry, notes: Footnotes): Omit<Row, 'number' | 'commands'> {
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
