import type { Aws } from '../aws/connect';
import { buildReport, runIdOf, type Entry, type Report, type ReportParts } from '../core/report';
import type { Deadline } from '../core/deadline';
import type { Records } from '../records/records';

/** The world that a run happens in. */
export interface World {
  readonly aws: Aws;
  readonly records: Records;
  readonly now: () => Date;
  /** No change starts after it. */
  readonly deadline: Deadline;
  /** Four characters that tell two runs of one second apart. */
  readonly suffix: string;
  /** What the report has to say of the run itself. */
  readonly notes: readonly string[];
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
  /** Gets the report: to a topic, to a terminal. */
  readonly deliver: (report: Report) => Promise<void>;
}

/** Makes the report of a run from its listeners. */
export function reporter(
  run: World,
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

/** Records the report and delivers it; what the record could not take is said in what is delivered. */
export async function finish(report: Report, { records, deliver }: World): Promise<Report> {
  await records.report(report);
  const whole = { ...report, notes: [...report.notes, ...records.problems] };
  await deliver(whole);
  return whole;
}
