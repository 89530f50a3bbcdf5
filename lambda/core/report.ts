import type { LoadBalancerRef, ReadError } from './estate';
import type { Drops } from './policy/posture';
import type { Outcome, Reason } from './reasons';
import type { Scope } from './scope';

/** The public record of a run: `elb-tls-report/1`, published as JSON Schema in lambda/core/report.schema.json. */

export const SCHEMA = 'elb-tls-report/1';

export type Mode = 'plan' | 'apply' | 'undo';

/** One secure listener, or one load balancer that could not be read (`port` is null then). */
export interface Entry {
  /** The listener's ARN; on Classic the load balancer's ARN, `#` and the port. */
  readonly id: string;
  readonly region: string;
  readonly loadBalancer: Omit<LoadBalancerRef, 'region'>;
  readonly port: number | null;
  readonly protocol: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** One sentence for people. */
  readonly detail: string;
  readonly drops: Drops;
  readonly notes: readonly string[];
  /** On Classic, the listener's whole list: what an undo puts back. Only where there is a change. */
  readonly classic?: ClassicLists;
  /** When the change was read back (ISO 8601). */
  readonly changedAt?: string;
}

/** Enough of an entry to find its load balancer again. */
export function referenceOf({ region, loadBalancer }: Entry): LoadBalancerRef {
  return { region, ...loadBalancer };
}

export interface ClassicLists {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The policy that the change makes on the load balancer; `null` where it is there already. */
  readonly creates: string | null;
}

export interface RegionStatus {
  readonly region: string;
  readonly status: 'examined' | 'failed';
  readonly error?: ReadError;
}

export type Totals = Readonly<Record<'loadBalancers' | 'listeners' | Outcome, number>>;

export interface Report {
  readonly schema: typeof SCHEMA;
  readonly runId: string;
  readonly mode: Mode;
  readonly account: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly scope: Scope & { readonly regions: readonly string[] };
  /** The target setting: `recommended`, `classical`, `tls13` or a policy's name. */
  readonly target: string;
  readonly regions: readonly RegionStatus[];
  readonly totals: Totals;
  readonly listeners: readonly Entry[];
  readonly notes: readonly string[];
  /** Exemptions to review, a sentence each. */
  readonly exemptions?: readonly string[];
  /** Where the record of the run is, as `--record` takes it. */
  readonly record?: string;
}

/** What a report is made of. `inScope` are the ARNs of all load balancers in scope, with secure listeners or not. */
export interface ReportParts extends Omit<Report, 'schema' | 'totals'> {
  readonly inScope: readonly string[];
}

/** Puts a report together: sorted by Region, load balancer and port, with totals that add up. */
export function buildReport({ inScope, ...parts }: ReportParts): Report {
  const listeners = parts.listeners.toSorted(byPlace);
  return { schema: SCHEMA, ...parts, listeners, totals: totalsOf(listeners, new Set(inScope).size) };
}

/** The report with other listeners in the same load balancers: its totals add up again. */
export function withListeners(report: Report, listeners: readonly Entry[]): Report {
  return { ...report, listeners, totals: totalsOf(listeners, report.totals.loadBalancers) };
}

function totalsOf(listeners: readonly Entry[], loadBalancers: number): Totals {
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

function byPlace(a: Entry, b: Entry): number {
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

/** Whether something in the run failed: a listener, a load balancer or a whole Region. */
export function hasFailed(report: Report): boolean {
  return report.totals.failed > 0 || failedRegions(report).length > 0;
}

/** The name of a run: when it started, to the second, and four characters that tell two apart. */
export function runIdOf(startedAt: Date, suffix: string): string {
  return `${startedAt.toISOString().replace(/[-:]|\.\d+/g, '')}-${suffix}`;
}
