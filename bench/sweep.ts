import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import { memoryStore } from '../lambda/records/memory-store';
import { Records } from '../lambda/records/records';
import { connect } from '../lambda/aws/connect';
import { NO_DEADLINE, NO_ENDS } from '../lambda/core/deadline';
import { runIdOf, type Report } from '../lambda/core/report';
import type { RunContext } from '../lambda/runs/context';
import { underLease, type Held } from '../lambda/runs/lease';
import { systemClock } from '../lambda/runs/system-clock';
import { sweep } from '../lambda/sweep';
import type { Seen } from './account';
import { startAccount, type Account } from './ask-account';
import { floorOf, REGION, type Condition } from './estate';
import { measureImport } from './import';
import { printTable } from './print';

/** `npm run bench`: what a sweep costs in calls and time, and how that grows with the web tier. */

/** Both AWS's token buckets and the pace kept from this side are this many times faster. */
const SCALE = 20;

/** The estate beside the web tier. */
const TIMES_AS_LARGE = 10;

const SETTINGS = {
  scope: { tagKey: 'Tier', tagValues: ['web'] },
  regions: [REGION],
  target: { kind: 'recommended' },
  rollout: DEFAULT_ROLLOUT,
  findBy: 'index',
  ownerTagKeys: ['Owner', 'Team'],
  outside: false,
  certificateDays: null,
} as const;

interface Measured {
  readonly web: number;
  readonly report: Report;
  readonly seen: Seen;
  readonly seconds: number;
  readonly peakHeapMiB: number;
}

async function main(): Promise<void> {
  const account = startAccount();
  try {
    const sweeps = await inTurn([100, 1000, 5000], (web) => measure(account, web, 'fine'));
    console.log(`\nA sweep with nothing to change (20 ms a call, rates x ${SCALE})`);
    printTable(sweeps.map((it, index) => ({ ...sweepRow(it), ...growth(it, sweeps[index - 1]) })));
    const applies = await inTurn([100, 1000], (web) => measure(account, web, 'old'));
    console.log('\nAn apply that changes every secure listener');
    printTable(applies.map((it, index) => ({ ...applyRow(it), ...growth(it, applies[index - 1]) })));
    for (const { web, seen } of applies) {
      console.log(`\nIts calls with ${web} load balancers`);
      printTable(Object.entries(seen.actions).map(([action, calls]) => ({ action, calls })));
    }
  } finally {
    account.close();
  }
  console.log('\nThe Lambda bundle beside bundles of the SDK clients alone');
  printTable(await measureImport());
}

/** One after the other: two at a time would share the machine. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

async function measure(account: Account, web: number, condition: Condition): Promise<Measured> {
  const order = { web, condition, timesAsLarge: TIMES_AS_LARGE, latencyMs: 20, buckets: { scale: SCALE } };
  Object.assign(process.env, await account.furnish(order));
  const heap = watchHeap();
  const start = performance.now();
  const report = await run(condition === 'fine' ? 'plan' : 'apply');
  const seconds = (performance.now() - start) / 1000;
  const peakHeapMiB = heap.stop();
  return { web, report, seconds, peakHeapMiB, seen: await account.seen() };
}

function run(mode: 'plan' | 'apply'): Promise<Report> {
  const context: RunContext = {
    aws: connect({ deadline: NO_DEADLINE, scale: SCALE }),
    deadline: NO_DEADLINE,
    ends: NO_ENDS,
    clock: systemClock,
    event: null,
    place: 'function',
    runId: runIdOf(new Date(), 'test'),
    console: {},
    notes: [],
    records: new Records(memoryStore(), systemClock),
    progress: () => undefined,
  };
  const sweepWith = (held: Held | null): Promise<Report> => sweep({ ...context, settings: SETTINGS, held });
  return mode === 'plan' ? sweepWith(null) : underLease('apply', context, sweepWith);
}

function sweepRow({ web, report, seen, seconds, peakHeapMiB }: Measured) {
  expectTotals(report, { compliant: report.totals.listeners, loadBalancers: web });
  return {
    'web LBs': web,
    estate: web * TIMES_AS_LARGE,
    calls: seen.calls,
    floor: floorOf(web),
    ratio: (seen.calls / floorOf(web)).toFixed(3),
    throttled: seen.throttled,
    seconds: seconds.toFixed(1),
    'peak heap MiB': peakHeapMiB.toFixed(0),
  };
}

function applyRow({ web, report, seen, seconds, peakHeapMiB }: Measured) {
  expectTotals(report, { changed: report.totals.listeners, loadBalancers: web });
  return {
    'web LBs': web,
    changed: report.totals.changed,
    calls: seen.calls,
    mutations: seen.mutations,
    'calls/LB': (seen.calls / web).toFixed(2),
    throttled: seen.throttled,
    seconds: seconds.toFixed(1),
    'peak heap MiB': peakHeapMiB.toFixed(0),
  };
}

function growth(it: Measured, before: Measured | undefined) {
  if (before === undefined) return { 'growth (size, calls, time)': '' };
  const times = [it.web / before.web, it.seen.calls / before.seen.calls, it.seconds / before.seconds];
  return { 'growth (size, calls, time)': times.map((factor) => `x${factor.toFixed(1)}`).join(' ') };
}

/** A bench of a run that went wrong measures something else. */
function expectTotals({ totals }: Report, expected: Partial<Report['totals']>): void {
  const wrong = Object.entries(expected).filter(([name, count]) =>
    Object.entries(totals).every(([key, got]) => key !== name || got !== count),
  );
  if (wrong.length > 0)
    throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(totals)}`);
}

/** The most heap in use, looked at 50 times a second. */
function watchHeap(): { stop: () => number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  };
  const timer = setInterval(look, 20);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return peak / 1024 / 1024;
    },
  };
}

void main();
