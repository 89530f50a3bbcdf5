import type { Report } from '../../core/report';
import type { WatchReport } from '../../core/watch';

/**
 * What machines get of a report that is too long for one message: all but the fields that it names, and where the whole
 * is. Published as JSON Schema in summary.schema.json; JSON is never cut in the middle.
 */
export type Summary = Readonly<Record<string, unknown>> & {
  readonly schema: 'elb-tls-summary/1';
  /** The schema of the whole. */
  readonly of: string;
  readonly cut: true;
  readonly leftOut: readonly string[];
  /** The whole, in the record of the run; `null` where it has none: then it is in the log alone. */
  readonly wholeIn: string | null;
};

/** What is summarised, and where the whole is. */
export interface Whole {
  readonly content: Readonly<Record<string, unknown>> & { readonly schema: string };
  readonly wholeIn: string | null;
  /** The fields that may grow without end, the longest first: they are left out in this order. */
  readonly long: readonly string[];
}

/** A report, which is recorded under the name of its run. */
export function wholeReport(report: Report): Whole {
  const { record, runId } = report;
  return { content: { ...report }, wholeIn: addressOf(record, runId, 'report.json'), long: LONG_IN_REPORT };
}

/** The record of a watch, which is beside the report of the run that it watched. */
export function wholeWatch({ run }: WatchReport, content: Whole['content']): Whole {
  return { content, wholeIn: addressOf(run.record, run.runId, 'watch.json'), long: LONG_IN_WATCH };
}

const LONG_IN_REPORT: readonly (keyof Report)[] = [
  'listeners',
  'cutOff',
  'steps',
  'numbers',
  'since',
  'exemptions',
  'outside',
  'certificates',
  'wokenBy',
  'concerns',
  'watches',
  'notes',
  'regions',
];

const LONG_IN_WATCH: readonly string[] = [
  'loadBalancers',
  'changedSince',
  'gone',
  'unreadable',
  'detail',
  'notUndone',
];

/** Ever shorter ones: each leaves out one field more. */
export function summariesOf({ content, wholeIn, long }: Whole): readonly Summary[] {
  const { schema: of, ...fields } = content;
  const here = long.filter((name) => fields[name] !== undefined);
  return here.map((_, last) => {
    const leftOut = here.slice(0, last + 1);
    const kept = Object.entries(fields).filter(([name]) => !leftOut.includes(name));
    return { schema: 'elb-tls-summary/1', of, cut: true, leftOut, wholeIn, ...Object.fromEntries(kept) };
  });
}

function addressOf(record: string | undefined, runId: string, file: string): string | null {
  return record === undefined ? null : `${record}/runs/${runId}/${file}`;
}
