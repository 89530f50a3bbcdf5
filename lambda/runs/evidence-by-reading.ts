import pMap from 'p-map';
import type { Evidence } from '../core/evidence';
import type { ReadWindow } from '../core/impact/evidence-in';
import type { Policies } from '../core/impact/judge';
import { idIn, type LogDestination } from '../core/impact/log-window';
import { several } from '../core/impact/several';
import { Tally } from '../core/impact/tally';
import { readRecent, type LogBudget, type RecentReading } from '../logs/recent-logs';
import { Purse, type Allowance } from './log-purse';
import {
  evidenceOnEach,
  hasRefused,
  NO_LINE_IS_KNOWN,
  said,
  type EvidenceById,
  type EvidenceRun,
  type LogSubject,
} from './log-subject';

/** A load balancer has a few files under way at a time. */
const SWEEP: Allowance = { bytes: 1024 ** 3, milliseconds: 180_000, atOnce: 4 };
/** Whoever touched a listener is told within a minute. */
const WOKEN: Allowance = { ...SWEEP, milliseconds: 20_000 };
/** Connections of access logs that are remembered for one load balancer: 2 MiB. */
const REMEMBERED = 1 << 17;

/**
 * The evidence on load balancers that write logs, by a sample that the run reads itself. Each has its part of the bytes and of the
 * time, and who comes first changes from run to run. Never throws.
 */
export function evidenceByReading(
  subjects: readonly LogSubject[],
  account: string,
  days: number,
  run: EvidenceRun,
): Promise<readonly EvidenceById[]> {
  const allowance = run.wokenBy === undefined ? SWEEP : WOKEN;
  const purse = new Purse(subjects.length, allowance, run.clock, run.ends.looking);
  return pMap(
    fromAnywhere(subjects, run.runId),
    async (subject) => {
      const budget = purse.take();
      const read = await readLogsOf(subject, budget, { account, days, run });
      purse.giveBack(budget.bytes - read.bytes);
      return evidenceOnEach(subject, (move, port) => evidenceOn(subject, move, port, read, days));
    },
    { concurrency: allowance.atOnce },
  );
}

/** The same, from another one on in each run: where the time never lasts for all, each has its turn. */
function fromAnywhere<T>(items: readonly T[], runId: string): readonly T[] {
  const first = items.length === 0 ? 0 : Number.parseInt(runId.slice(-4), 36) % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** What was read of the logs of one load balancer. */
interface LogsRead {
  /** The log that says most. */
  readonly best: LogRead;
  readonly bytes: number;
}

/** What was read of one log. */
interface LogRead extends RecentReading {
  readonly log: LogDestination['log'];
  /** By the move that it is held against. */
  readonly tallies: ReadonlyMap<Policies, Tally>;
}

interface Look {
  readonly account: string;
  readonly days: number;
  readonly run: EvidenceRun;
}

/**
 * The log that says most; the next one where that could not be read, has nothing, or begins a day or more behind the other.
 * Where connections are refused and requests are logged too, these lend their user agents.
 */
async function readLogsOf(subject: LogSubject, budget: LogBudget, look: Look): Promise<LogsRead> {
  const [first, second] = subject.logs;
  if (first === undefined) throw new Error('a load balancer that writes no log is not read');
  const tallies = talliesFor(subject);
  const best = await readOne(first, subject, tallies, budget, look);
  if (second === undefined) return { best, bytes: best.bytes };
  const rest = { ...budget, bytes: budget.bytes - best.bytes };
  if (isTelling(best)) {
    if (![...tallies.values()].some(hasRefused)) return { best, bytes: best.bytes };
    const { bytes } = await readOne(second, subject, tallies, rest, look);
    return { best, bytes: best.bytes + bytes };
  }
  const other = await readOne(second, subject, talliesFor(subject), rest, look);
  const bytes = best.bytes + other.bytes;
  return { best: saysMore(other, best) ? other : best, bytes };
}

function talliesFor({ moves, loadBalancer, ports }: LogSubject): ReadonlyMap<Policies, Tally> {
  const only = { loadBalancer: idIn(loadBalancer), type: loadBalancer.type, ports };
  return new Map(
    [...new Set(moves.values())].map((move) => [
      move,
      new Tally({
        policies: { elbv2: move, classic: move },
        fullAddresses: false,
        remembered: REMEMBERED,
        only,
      }),
    ]),
  );
}

async function readOne(
  destination: LogDestination,
  { loadBalancer }: LogSubject,
  tallies: ReadonlyMap<Policies, Tally>,
  budget: LogBudget,
  { account, days, run }: Look,
): Promise<LogRead> {
  const window = { destination, account, loadBalancer, days, now: run.clock.now() };
  const read = await readRecent(
    window,
    several([...tallies.values()]),
    budget,
    (bucket, prefix) => run.aws.logObjects(loadBalancer.region, { bucket, prefix }, budget.deadline.signal),
    // A lease is renewed by whoever asks for it.
    () => void run.held?.lease.mayWrite(),
  );
  return { ...read, log: destination.log, tallies };
}

/** Whether it covers the window, as far as it could be read. */
function isTelling({ share, since }: LogRead): boolean {
  return share !== null && share > 0 && since === null;
}

/** Whether the second log is the one to judge by: it was read, and the first was not, or begins later. */
function saysMore(second: LogRead, first: LogRead): boolean {
  if (second.share === null) return false;
  if (first.share === null || first.share === 0) return true;
  return second.share > 0 && (second.since?.getTime() ?? 0) < (first.since?.getTime() ?? 0);
}

/** As many files are named. */
const MOST_UNREAD = 3;

function evidenceOn(
  subject: LogSubject,
  move: Policies,
  port: number,
  { best }: LogsRead,
  days: number,
): Evidence {
  const { share, faultyShare, since, log, reading, tallies } = best;
  const tally = tallies.get(move);
  if (share === 0 || tally === undefined) return { status: 'unread', why: whyNothing(best) };
  const window: ReadWindow = {
    days,
    readShare: share,
    faultyShare,
    since: since?.toISOString() ?? null,
    skipped: Object.fromEntries(reading.counts.skipped),
    unreadFiles: Object.fromEntries(reading.unreadFiles),
    unread: reading.unread.slice(0, MOST_UNREAD),
    log,
  };
  return said(tally, port, subject, window);
}

function whyNothing({ reading }: LogRead): string {
  const [file] = reading.unread;
  if (file !== undefined) return `${file.file}: ${file.message}`;
  return reading.counts.lines > 0 ? NO_LINE_IS_KNOWN : 'no time was left to read them';
}
