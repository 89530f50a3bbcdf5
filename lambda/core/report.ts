import type { CertificatesReport } from './certificate';
import type { PolicyToCreate } from './change';
import type { LoadBalancerRef, LoadBalancerType, ReadError, Tags } from './estate';
import { hint } from './hint';
import type { Drops } from './policy/posture';
import type { Evidence } from './evidence';
import type { Outcome, Reason } from './reasons';
import type { Scope } from './scope';
import type { Advice, Step } from './step';
import type { StepId } from './step-table';
import { UserError } from './user-error';
import type { Verification } from './verify/verification';
import type { Wake } from './wake/wake';
import type { WatchedRun } from './watched';

/** The public record of a run: `elb-tls-report/1`, published as JSON Schema in lambda/core/report.schema.json. */

export const SCHEMA = 'elb-tls-report/1';

export type Mode = 'plan' | 'apply' | 'undo';

/** One secure listener, or one load balancer that could not be read (`port` is null then). */
export interface Entry {
  /** The listener's ARN; on Classic the load balancer's ARN, `#` and the port. */
  readonly id: string;
  readonly region: string;
  readonly loadBalancer: Omit<LoadBalancerRef, 'region'> & {
    /** On Classic, when it was created (ISO 8601): one that was created anew under its name has the same ARN. */
    readonly created?: string;
    /** Who answers for it: the values of its owner tags, by their keys. */
    readonly ownerTags?: Tags;
  };
  readonly port: number | null;
  readonly protocol: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** One sentence for people. */
  readonly detail: string;
  readonly drops: Drops;
  /** Known clients that the move locks out, by name, most common first (docs/clients.md). Without it, it cannot be told. */
  readonly locksOut?: readonly string[];
  readonly notes: readonly string[];
  /** On Classic, the listener's whole list: what an undo puts back. Only where there is a change. */
  readonly classic?: ClassicLists;
  /** When the change was read back (ISO 8601). */
  readonly changedAt?: string;
  /** The value of the wave tag, where the rollout has waves and the order knows it. */
  readonly wave?: string;
  /** AWS took the change, or may have, and the run could not read it back: its owner may have made what shows now. */
  readonly unconfirmed?: true;
  /** What somebody may have to do about it. It is data, and the sentence holds no command: what a tag says is no command. */
  readonly command?: EntryCommand;
  /** What somebody can do about it, and what of that is its own. */
  readonly advice?: Advice;
  /** The day (`YYYY-MM-DD`) of the first digest that told of it as not yet done. */
  readonly openSince?: string;
  /** What handshakes before and after the change have shown, where they were asked for. */
  readonly verification?: Verification;
  /** What the logs of its load balancer say of its clients, where they were looked at. */
  readonly evidence?: Evidence;
}

/** `elb-tls undo RUN --forget` of this listener: the next sweep judges it afresh. */
export interface EntryCommand {
  readonly kind: 'forget';
  readonly runId: string;
}

/** Enough of an entry to find its load balancer again. */
export function referenceOf({ region, loadBalancer: { name, arn, type } }: Entry): LoadBalancerRef {
  return { region, name, arn, type };
}

export interface ClassicLists {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The policy that the change makes on the load balancer; `null` where it is there already. */
  readonly creates: string | null;
  /** What each TLS policy of `before` accepts: an undo creates it anew where it was deleted meanwhile. */
  readonly contents?: readonly PolicyToCreate[];
}

export interface RegionStatus {
  readonly region: string;
  /** `closed`: a policy of the organisation refuses every read there, and nobody has named the Region. */
  readonly status: 'examined' | 'failed' | 'closed';
  readonly error?: ReadError;
}

export type Totals = Readonly<Record<'loadBalancers' | 'listeners' | Outcome, number>>;

export interface ReportScope extends Scope {
  readonly regions: readonly string[];
  /** These load balancers alone, by name or ARN; without it, all that carry the tag. */
  readonly only?: readonly string[];
}

export interface Report {
  readonly schema: typeof SCHEMA;
  /** The release of this tool that made it; older ones said nothing. */
  readonly version?: string;
  readonly runId: string;
  readonly mode: Mode;
  readonly account: string;
  /** As AWS calls the account, for people; none where that could not be asked. */
  readonly accountName?: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scope: ReportScope;
  /** The target setting: `recommended`, `classical`, `tls13`, `fips` or a policy's name. */
  readonly target: string;
  readonly regions: readonly RegionStatus[];
  readonly totals: Totals;
  readonly listeners: readonly Entry[];
  readonly notes: readonly string[];
  /** Exemptions to review, a sentence each. */
  readonly exemptions?: readonly string[];
  /** Where the record of the run is, as `--record` takes it. */
  readonly record?: string;
  /** Where the run stands among those that could change the account; a dry run has none. */
  readonly number?: number;
  /** Runs before this one that were cut off, or never told: what they changed is told here. */
  readonly cutOff?: readonly CutOff[];
  /** What watches found since the last sweep. */
  readonly watches?: readonly WatchedRun[];
  /** Of an undo: the run that it undoes. */
  readonly undoes?: string;
  /** Of an undo: the numbers of its listeners in the report of the run that it undoes, in their order. */
  readonly numbers?: readonly number[];
  /** Of an undo: the last day (`YYYY-MM-DD`) on which sweeps leave its listeners alone; none: until it is cleared. */
  readonly undoneUntil?: string;
  /** What needs somebody and concerns no listener, beside what has a field of its own. */
  readonly concerns?: readonly Concern[];
  /** What is different since the last digest; none where there was none. */
  readonly since?: Since;
  /** Load balancers without the tag that accept less than TLS 1.2, where it was asked for. */
  readonly outside?: Outside;
  /** The certificates of the secure listeners in scope, where it was asked for. None is ever changed. */
  readonly certificates?: CertificatesReport;
  /** Whose calls woke the sweep, which then looked at the load balancers of these calls alone. */
  readonly wokenBy?: readonly Wake[];
  /** Where to look next. */
  readonly links?: Links;
  /** What is to be done, and what was, each with its listeners: what people read is made of them. */
  readonly steps: readonly Step[];
}

export interface Concern {
  readonly step: StepId;
  /** One sentence for people. */
  readonly text: string;
}

/** A listener of an earlier digest, enough to name it. */
export interface FormerListener {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  readonly port: number | null;
}

/** What is different since the last digest. */
export interface Since {
  /** When that one was made, ISO 8601. */
  readonly at: string;
  /** Ids of listeners that are below their target and were not, or were not there. */
  readonly opened: readonly string[];
  /** Listeners that were below their target, and are no longer there or in scope. */
  readonly gone: readonly FormerListener[];
  /** Ids of listeners that were below their target and are fine now, though no run has changed them. */
  readonly fixedByOthers: readonly string[];
}

/** What is outside the scope, and weaker than TLS 1.2. It is never touched. */
export interface Outside {
  /** How many load balancers, by the value of the scope's tag; `null`: without that tag. */
  readonly byValue: readonly { readonly value: string | null; readonly loadBalancers: number }[];
  /** The worst ten at most. */
  readonly worst: readonly {
    readonly region: string;
    readonly name: string;
    readonly type: LoadBalancerType;
    readonly policy: string;
    readonly protocols: readonly string[];
  }[];
  /** Regions where it could not be told. */
  readonly unknownIn: readonly string[];
}

/** Addresses, for people. */
export interface Links {
  readonly dashboard?: string;
  readonly log?: string;
  /** The record of this run. */
  readonly record?: string;
  readonly docs?: string;
}

/** A run that could not tell by itself what it did. */
export interface CutOff {
  readonly runId: string;
  readonly mode?: Mode;
  /** What it changed, or undid, or may have. */
  readonly listeners: readonly Entry[];
  /** Their numbers in the report of that run, in their order: an undo of it takes them. */
  readonly numbers?: readonly number[];
  /** Of an undo: what it was asked to put back and never began, with the numbers that another undo takes. */
  readonly notBegun?: readonly Entry[];
  readonly notBegunNumbers?: readonly number[];
  /** Of an undo: the run that it undoes. */
  readonly undoes?: string;
  /** It came to its end and had its report: what is not known is whether its digest was delivered. */
  readonly ended?: true;
}

/** What a report is made of. `inScope` are the ARNs of all load balancers in scope, with secure listeners or not. */
export interface ReportParts extends Omit<Report, 'schema' | 'totals' | 'steps'> {
  readonly inScope: readonly string[];
}

/** Counts that add up. */
export function totalsOf(listeners: readonly Entry[], loadBalancers: number): Totals {
  const count = (outcome: Outcome): number => listeners.filter((entry) => entry.outcome === outcome).length;
  return {
    loadBalancers,
    listeners: listeners.length,
    compliant: count('compliant'),
    planned: count('planned'),
    changed: count('changed'),
    held: count('held'),
    exempt: count('exempt'),
    failed: count('failed'),
    reverted: count('reverted'),
  };
}

/** Region, load balancer, port: the order of a report. */
export function byPlace(a: Entry, b: Entry): number {
  return (
    compare(a.region, b.region) ||
    compare(a.loadBalancer.name, b.loadBalancer.name) ||
    (a.port ?? 0) - (b.port ?? 0) ||
    compare(a.id, b.id)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The Regions that could not be examined, or not all of them. */
export function failedRegions({ regions }: Pick<Report, 'regions'>): Report['regions'] {
  return regions.filter(({ status }) => status === 'failed');
}

/** Whether a sweep found nothing to look at. Where a Region could not be read, nobody knows. */
export function isEmptyScope(report: Pick<Report, 'mode' | 'totals' | 'regions'>): boolean {
  const { mode, totals } = report;
  const isEmpty = totals.loadBalancers === 0 && totals.listeners === 0;
  return mode !== 'undo' && isEmpty && failedRegions(report).length === 0;
}

/** The Regions that a policy of the organisation closes: no failure, and nobody looked there. */
export function closedRegions({ regions }: Pick<Report, 'regions'>): Report['regions'] {
  return regions.filter(({ status }) => status === 'closed');
}

/** What was not changed because the record did not take it: without a record, no change. */
export function unrecorded({ listeners }: Pick<Report, 'listeners'>): readonly Entry[] {
  return listeners.filter(({ reason }) => reason === 'not-recorded');
}

/** What an undo did not come to, because its lease was over: no other run makes it. */
function leftByUndo({ mode, listeners }: Pick<Report, 'mode' | 'listeners'>): readonly Entry[] {
  return mode === 'undo' ? listeners.filter(({ reason }) => reason === 'lease-lost') : [];
}

/** Whether something in the run failed: a listener, a load balancer, a whole Region, or the record of a change. */
export function hasFailed(report: Report): boolean {
  return (
    report.totals.failed > 0 ||
    failedRegions(report).length > 0 ||
    unrecorded(report).length > 0 ||
    leftByUndo(report).length > 0
  );
}

/** The name of a run: when it started, to the second, and four characters that tell two apart. */
export function runIdOf(startedAt: Date, suffix: string): string {
  return `${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
}

/** The numbers of entries, by their ids: those that an undo takes. An undo has the numbers of the run that it is of. */
export function entryNumbers({
  listeners,
  numbers,
}: Pick<Report, 'listeners' | 'numbers'>): ReadonlyMap<string, number> {
  return new Map(listeners.map(({ id }, index) => [id, numbers?.[index] ?? index + 1]));
}

/**
 * Entries by the numbers that the digest of their run gives them.
 *
 * @throws UserError for a number that no entry has
 */
export function numberedEntries(report: Report | null, numbers: readonly number[]): readonly Entry[] {
  const all = report === null ? new Map<string, number>() : entryNumbers(report);
  return numbers.map((number) => {
    const entry = report?.listeners.find(({ id }) => all.get(id) === number);
    if (entry !== undefined) return entry;
    const runId = report?.runId ?? '';
    const has = report?.numbers === undefined ? `1 to ${all.size}` : [...all.values()].join(' ');
    const see = hint(['show', runId], report?.record);
    throw new UserError(`there is no entry ${number}; run ${runId} has the entries ${has}, see: ${see}`);
  });
}
