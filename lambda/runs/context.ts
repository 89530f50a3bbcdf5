import type { Aws } from '../aws/connect';
import type { Clock } from '../core/clock';
import type { Deadline, Ends } from '../core/deadline';
import { linksOf, type ConsolePlaces } from '../core/links';
import type { Entry, Report, ReportParts } from '../core/report';
import { buildReport, withConcerns } from '../core/steps/build';
import type { Handshaker } from '../core/verify/handshaker';
import { verificationNotes } from '../core/wording/verification';
import type { Place } from '../records/lease-record';
import { RUNS } from '../records/read-run';
import type { Records } from '../records/records';
import { VERSION } from '../version';

/** What every run is given beside what it is asked to do. */
export interface RunContext {
  /** The name of the run. */
  readonly runId: string;
  /** What tells the event that started it from all others; `null`: nothing does. */
  readonly event: string | null;
  readonly place: Place;
  readonly aws: Aws;
  readonly records: Records;
  readonly clock: Clock;
  /** No change starts after it. */
  readonly deadline: Deadline;
  readonly ends: Ends;
  /** Where people can look at it, in the console of AWS. */
  readonly console: ConsolePlaces;
  /** What the report has to say of the run itself. */
  readonly notes: readonly string[];
  /** What is wrong with the settings, a sentence each: somebody has to mend it. */
  readonly toMend?: readonly string[];
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
  /** Makes handshakes before and after each change; left out: none are made. */
  readonly handshaker?: Handshaker;
  /** At a terminal: `; did you mean Tier?` where one of these words is near, else nothing. */
  readonly didYouMean?: (got: string, known: Iterable<string>) => string;
}

/** Builds the report of a run from its listeners; asked for before the first change and again at the end. */
export function reporter(
  run: RunContext,
  startedAt: Date,
  parts: Omit<ReportParts, 'version' | 'runId' | 'startedAt' | 'finishedAt' | 'listeners' | 'links'>,
): (listeners: readonly Entry[]) => Report {
  const { toMend = [] } = run;
  const ofSettings = toMend.map((text) => ({ step: 'mend-setting', text }) as const);
  const concerns = [...ofSettings, ...(parts.concerns ?? [])];
  const links = linksOf(run.console, { store: run.records.place, prefix: `${RUNS}${run.runId}/` });
  return (listeners) =>
    buildReport({
      ...parts,
      version: VERSION,
      runId: run.runId,
      startedAt: startedAt.toISOString(),
      finishedAt: run.clock.now().toISOString(),
      listeners,
      notes: [...toMend, ...run.notes, ...parts.notes, ...verificationNotes(listeners)],
      ...(concerns.length === 0 ? {} : { concerns }),
      ...(run.records.place === null ? {} : { record: run.records.place }),
      ...(Object.keys(links).length === 0 ? {} : { links }),
    });
}

/** Records the report; what the record could not take is a note of the report that comes back. */
export async function recorded(report: Report, { records }: RunContext): Promise<Report> {
  await records.report(report);
  await records.undoCommands(report);
  return withConcerns(report, 'mend-record', records.problems);
}
