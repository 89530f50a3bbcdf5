import pMap from 'p-map';
import { lockedOutWith } from '../core/clients/lockouts';
import { deadlineIn, type Deadline } from '../core/deadline';
import type { LoadBalancer, RegionEstate } from '../core/estate';
import { groupBy } from '../core/group';
import { evidenceIn } from '../core/impact/evidence-in';
import type { Evidence } from '../core/evidence';
import { rowsOf, type Fitting } from '../core/impact/impact-of';
import type { Policies } from '../core/impact/judge';
import { idIn, type LogDestination } from '../core/impact/log-window';
import { policiesFor } from '../core/impact/move-ahead';
import { several } from '../core/impact/several';
import { Tally } from '../core/impact/tally';
import { secureListeners } from '../core/plan/secure-listener';
import type { Entry } from '../core/report';
import { isNamed } from '../core/scope';
import type { Settings } from '../core/settings';
import { count } from '../core/wording/sentence';
import { readRecent, type LogBudget, type RecentReading } from '../logs/recent-logs';
import { ask } from './ask';
import type { RunContext } from './context';
import type { Held } from './lease';

/** What the look at logs is given. */
export type EvidenceRun = RunContext & { readonly settings: Settings; readonly held: Held | null };

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
  const purse = new Purse(loadBalancers.length, run);
  const found = await pMap(
    fromAnywhere(loadBalancers, run.runId),
    async (its) => {
      const evidence = await evidenceOn(its, estates, account, { ...run, days: impact.days, purse });
      void run.held?.lease.mayWrite();
      return evidence;
    },
    { concurrency: AT_ONCE },
  );
  if (loadBalancers.length > 0)
    run.progress(`logs of ${count(loadBalancers.length, 'load balancer')} looked at`);
  const byId = new Map(found.flatMap((each) => [...each]));
  return entries.map((entry) => {
    const evidence = byId.get(entry.id);
    return evidence === undefined ? entry : { ...entry, evidence };
  });
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
): Promise<ReadonlyMap<string, Evidence>> {
  const all = (evidence: Evidence): ReadonlyMap<string, Evidence> =>
    new Map(its.map(({ id }) => [id, evidence]));
  const [first] = its;
  const loadBalancer = first && loadBalancerOf(first, estates);
  if (loadBalancer === undefined) return new Map();
  const api = look.aws.region(loadBalancer.region, account);
  const logs = await ask(
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    () => api.logsOf(loadBalancer),
    look,
  );
  if (logs.status === 'gone') return new Map();
  if (logs.status === 'failed')
    return all({ status: 'unread', why: `${logs.action}: ${logs.error.code}: ${logs.error.message}` });
  if (logs.value.length === 0) return all({ status: 'no-log' });
  const moves = movesOf(its, loadBalancer, estates, look);
  const read = await readAll(logs.value, loadBalancer, account, [...new Set(moves.values())], look);
  return new Map(
    its.flatMap(({ id, port }) => {
      const tally = moves.get(id);
      if (tally === undefined || port === null) return [];
      return [[id, read instanceof Unread ? read.evidence : said(tally, port, loadBalancer, read, look)]];
    }),
  );
}

function loadBalancerOf(
  { region, loadBalancer: { arn } }: Entry,
  estates: readonly RegionEstate[],
): LoadBalancer | undefined {
  return estates.find((estate) => estate.region === region)?.loadBalancers.find((each) => each.arn === arn);
}

/** What counts for each listener, by its id: one tally for all that have the same move ahead. */
function movesOf(
  its: readonly Entry[],
  loadBalancer: LoadBalancer,
  estates: readonly RegionEstate[],
  { clock }: Look,
): ReadonlyMap<string, Tally> {
  const offer = estates.find(({ region }) => region === loadBalancer.region)?.catalogue[loadBalancer.type];
  const offered = offer?.status === 'read' ? offer.policies : [];
  const listeners = secureListeners(loadBalancer, offered);
  const asOf = clock.now().toISOString();
  const tallies = new Map<string, Tally>();
  return new Map(
    its.flatMap(({ id, from, to }) => {
      const listener = listeners.find((each) => each.id === id);
      const target = offered.find(({ name }) => name === to);
      if (listener === undefined || target === undefined) return [];
      const move = `${from} ${to}`;
      const tally = tallies.get(move) ?? tallyFor(policiesFor(listener, target, loadBalancer, asOf));
      tallies.set(move, tally);
      return [[id, tally] as const];
    }),
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

function hasRefused({ listeners, suites }: Tally): boolean {
  return listeners.some(({ type, connections }) =>
    suites[type === 'classic' ? 'classic' : 'elbv2'].all.some(
      ({ verdict, index }) => verdict !== 'accepted' && (connections.suites[index] ?? 0) > 0,
    ),
  );
}

function whyNothing(read: Read | null): string {
  if (read?.error) return `${read.error.code}: ${read.error.message}`;
  const [file] = read?.unread ?? [];
  if (file !== undefined) return `${file.file}: ${file.message}`;
  return read !== null && read.reading.counts.lines > 0
    ? 'no line of them is in a format that is known here'
    : 'no time was left to read them';
}

/** As many files are named. */
const MOST_UNREAD = 3;

/** As many clients are named for a protocol and cipher. */
const MOST_CLIENTS = 5;

const lockedOutThen: Fitting = (suite, { from, target }) =>
  from === null ? [] : lockedOutWith(from.posture, target.posture, suite).slice(0, MOST_CLIENTS);

function said(tally: Tally, port: number, loadBalancer: LoadBalancer, read: Read, { days }: Look): Evidence {
  const { share, log, unread } = read;
  return evidenceIn(
    { loadBalancers: rowsOf(tally, lockedOutThen) },
    { loadBalancer: idIn(loadBalancer), port },
    { days, readShare: share, log, unread: unread.slice(0, MOST_UNREAD) },
  );
}
