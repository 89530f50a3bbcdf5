import pMap from 'p-map';
import { deadlineIn, type Deadline } from '../core/deadline';
import type { LoadBalancer, RegionEstate } from '../core/estate';
import { groupBy } from '../core/group';
import type { Evidence } from '../core/evidence';
import type { ReadWindow } from '../core/impact/evidence-in';
import type { Policies } from '../core/impact/judge';
import type { LogDestination } from '../core/impact/log-window';
import { several } from '../core/impact/several';
import { Tally } from '../core/impact/tally';
import type { Entry } from '../core/report';
import type { ImpactSettings } from '../core/rollout';
import { isNamed } from '../core/scope';
import { count } from '../core/wording/sentence';
import { readRecent, type LogBudget, type RecentReading } from '../logs/recent-logs';
import { evidenceBySql } from './evidence-by-sql';
import {
  evidenceOnEach,
  hasRefused,
  NO_LINE_IS_KNOWN,
  said,
  subjectOf,
  type EvidenceById,
  type EvidenceRun,
  type LogSubject,
} from './log-subject';

/** What one run spends on logs, as they lie in S3: gzip unpacks to ten times as much. */
const MOST_BYTES = 1024 ** 3;
const MOST_MS = 180_000;
/** What has to be left of the time for looking once the logs are read: gates ask for more. */
const KEPT_MS = 15_000;

/** Load balancers at a time: each has a few files under way. */
const AT_ONCE = 4;
/** Connections of access logs that are remembered for one load balancer: 2 MiB. */
const REMEMBERED = 1 << 17;

/**
 * The entries that would change, with what the logs of their load balancers say of their clients; as they were where nobody
 * asked for it. Each load balancer has its share of the bytes and of the time, and who comes first changes from run to run.
 */
export async function withEvidence(
  entries: readonly Entry[],
  estates: readonly RegionEstate[],
  account: string,
  run: EvidenceRun,
): Promise<readonly Entry[]> {
  const { only, rollout } = run.settings;
  const { impact } = rollout;
  if (impact === null) return entries;
  const ahead = entries.filter(
    ({ outcome, loadBalancer }) =>
      outcome === 'planned' && (only === undefined || isNamed(loadBalancer, only)),
  );
  const loadBalancers = [...groupBy(ahead, ({ loadBalancer }) => loadBalancer.arn).values()];
  const asked = { loadBalancers, estates, account };
  const { days, workgroup } = impact;
  const found =
    workgroup === null ? await byReading(asked, days, run) : await bySql(asked, { days, workgroup }, run);
  if (loadBalancers.length > 0)
    run.progress(`logs of ${count(loadBalancers.length, 'load balancer')} looked at`);
  const byId = new Map(found.flatMap((each) => [...each]));
  return entries.map((entry) => {
    const evidence = byId.get(entry.id);
    return evidence === undefined ? entry : { ...entry, evidence };
  });
}

/** Whose logs are looked at. */
interface Asked {
  /** The entries of each load balancer. */
  readonly loadBalancers: readonly (readonly Entry[])[];
  readonly estates: readonly RegionEstate[];
  readonly account: string;
}

function byReading(
  { loadBalancers, estates, account }: Asked,
  days: number,
  run: EvidenceRun,
): Promise<readonly EvidenceById[]> {
  const purse = new Purse(loadBalancers.length, run);
  return pMap(
    fromAnywhere(loadBalancers, run.runId),
    async (its) => {
      const evidence = await evidenceOn(its, estates, account, { ...run, days, purse });
      void run.held?.lease.mayWrite();
      return evidence;
    },
    { concurrency: AT_ONCE },
  );
}

async function bySql(
  { loadBalancers, estates, account }: Asked,
  { days, workgroup }: Pick<ImpactSettings, 'days'> & { readonly workgroup: string },
  run: EvidenceRun,
): Promise<readonly EvidenceById[]> {
  const { aws, clock, ends, held } = run;
  const deadline = firstOf(deadlineIn(mostTimeIn(ends.looking), clock), ends.looking);
  const all = await pMap(loadBalancers, (its) => subjectOf(its, estates, account, run), {
    concurrency: AT_ONCE,
  });
  const subjects = all.filter(writesLogs);
  const told = await evidenceBySql(subjects, {
    sql: aws.sql(workgroup),
    account,
    days,
    now: clock.now(),
    deadline,
    onAnswer: () => void held?.lease.mayWrite(),
  });
  return [...all.flatMap((each) => (writesLogs(each) ? [] : [each])), ...told];
}

function writesLogs(found: LogSubject | EvidenceById): found is LogSubject {
  return 'logs' in found;
}

/** A query that runs is stopped by a signal alone, so the time that is kept has to be known before: to a second. */
function mostTimeIn(all: Deadline): number {
  let milliseconds = MOST_MS;
  while (milliseconds > 0 && all.isPast(milliseconds + KEPT_MS)) milliseconds -= 1_000;
  return milliseconds;
}

/** The same, from another one on in each run: where the time never lasts for all, each has its turn. */
function fromAnywhere<T>(items: readonly T[], runId: string): readonly T[] {
  const first = items.length === 0 ? 0 : Number.parseInt(runId.slice(-4), 36) % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** What is left to spend, and how many have to live on it. */
class Purse {
  #bytes = MOST_BYTES;
  #left: number;
  readonly #end: number;
  readonly #run: EvidenceRun;

  constructor(loadBalancers: number, run: EvidenceRun) {
    this.#left = loadBalancers;
    this.#run = run;
    this.#end = run.clock.elapsed() + MOST_MS;
  }

  /** The share of the next one. */
  take(): LogBudget {
    const { clock, ends } = this.#run;
    const milliseconds = Math.max(0, this.#end - clock.elapsed());
    const share = (milliseconds * Math.min(AT_ONCE, this.#left)) / this.#left;
    const own = deadlineIn(share, clock);
    const bytes = this.#bytes / this.#left;
    this.#left -= 1;
    return { bytes, deadline: firstOf(own, ends.looking) };
  }

  spent(bytes: number): void {
    this.#bytes = Math.max(0, this.#bytes - bytes);
  }
}

function firstOf(own: Deadline, all: Deadline): Deadline {
  return {
    isPast: (inMs = 0) => own.isPast(inMs) || all.isPast(inMs + KEPT_MS),
    signal: AbortSignal.any([own.signal, all.signal]),
  };
}

interface Look extends EvidenceRun {
  readonly days: number;
  readonly purse: Purse;
}

/** The evidence on the listeners of one load balancer, by their ids. */
async function evidenceOn(
  its: readonly Entry[],
  estates: readonly RegionEstate[],
  account: string,
  look: Look,
): Promise<EvidenceById> {
  const subject = await subjectOf(its, estates, account, look);
  if (!writesLogs(subject)) return subject;
  const { loadBalancer, logs, moves } = subject;
  // One tally for all that have the same move ahead.
  const tallies = new Map([...moves.values()].map((move) => [move, tallyFor(move)]));
  const read = await readAll(logs, loadBalancer, account, [...tallies.values()], look);
  return evidenceOnEach(subject, (move, port) =>
    read instanceof Unread
      ? read.evidence
      : said(tallies.get(move) ?? tallyFor(move), port, loadBalancer, windowOf(read, look)),
  );
}

function tallyFor(policies: Policies): Tally {
  return new Tally({
    policies: { elbv2: policies, classic: policies },
    fullAddresses: false,
    remembered: REMEMBERED,
  });
}

/** What was read, and of which log. */
interface Read extends RecentReading {
  readonly log: LogDestination['log'];
}

class Unread {
  readonly evidence: Evidence;
  constructor(why: string) {
    this.evidence = { status: 'unread', why };
  }
}

/**
 * The log that says most, and the next one where nothing is in it. Where connections are refused and requests are logged too,
 * these lend their user agents.
 */
async function readAll(
  logs: readonly LogDestination[],
  loadBalancer: LoadBalancer,
  account: string,
  tallies: readonly Tally[],
  { aws, clock, days, purse }: Look,
): Promise<Read | Unread> {
  const budget = purse.take();
  let bytes = budget.bytes;
  const readOne = async (destination: LogDestination): Promise<Read> => {
    const window = { destination, account, loadBalancer, days, now: clock.now() };
    const read = await readRecent(window, several(tallies), { ...budget, bytes }, (bucket, prefix) =>
      aws.logObjects(loadBalancer.region, { bucket, prefix }, budget.deadline.signal),
    );
    bytes -= read.bytes;
    purse.spent(read.bytes);
    return { ...read, log: destination.log };
  };
  let best: Read | null = null;
  for (const destination of logs) {
    if (best !== null && best.share !== null && best.share > 0) {
      if (destination.log === 'requests' && tallies.some(hasRefused)) await readOne(destination);
      break;
    }
    const read = await readOne(destination);
    if (best === null || read.share !== null) best = read;
  }
  return best === null || best.share === 0 ? new Unread(whyNothing(best)) : best;
}

function whyNothing(read: Read | null): string {
  if (read?.error) return `${read.error.code}: ${read.error.message}`;
  const [file] = read?.unread ?? [];
  if (file !== undefined) return `${file.file}: ${file.message}`;
  return read !== null && read.reading.counts.lines > 0 ? NO_LINE_IS_KNOWN : 'no time was left to read them';
}

/** As many files are named. */
const MOST_UNREAD = 3;

function windowOf({ share, log, unread }: Read, { days }: Look): ReadWindow {
  return { days, readShare: share, log, unread: unread.slice(0, MOST_UNREAD) };
}
