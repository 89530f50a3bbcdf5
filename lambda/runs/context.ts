import type { Aws } from '../aws/connect';
import type { Deadline } from '../core/deadline';
import type { Pause } from '../core/pause';
import { buildReport, runIdOf, type Entry, type Report, type ReportParts } from '../core/report';
import type { Records } from '../records/records';

/** What every run is given beside what it is asked to do. */
export interface RunContext {
  readonly aws: Aws;
  readonly records: Records;
  readonly now: () => Date;
  readonly pause: Pause;
  /** No change starts after it. */
  readonly deadline: Deadline;
  /** Four characters that tell two runs of one second apart. */
  readonly suffix: string;
  /** What the report has to say of the run itself. */
  readonly notes: readonly string[];
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
}

/** Builds the report of a run from its listeners; asked for before the first change and again at the end. */
export function reporter(
  run: RunContext,
  startedAt: Date,
  parts: Omit<ReportParts, 'runId' | 'startedAt' | 'finishedAt' | 'listeners'>,
): (listeners: readonly Entry[]) => Report {
  return (listeners) =>
    buildReport({
      ...parts,
      runId: runIdOf(startedAt, run.suffix),
      startedAt: startedAt.toISOString(),
      finishedAt: run.now().toISOString(),
      listeners,
      notes: [...run.notes, ...parts.notes],
      ...(run.records.place === null ? {} : { record: run.records.place }),
    });
}

/** Records the report; what the record could not take is a note of the report that comes back. */
export async function recorded(report: Report, records: Records): Promise<Report> {
  await records.report(report);
  return { ...report, notes: [...report.notes, ...records.problems] };
}
