import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SandboxOptions } from '../sandbox';
import type { Seen } from './account';
import { startAccount, type Account } from './ask-account';
import { capacityOf } from './capacity';
import { REGION } from './estate';
import { printTable } from './print';
import { run, type Ran } from './program';

/**
 * `npm run bench:peer`: this tool's plan beside Cloud Custodian's dry run, as two commands on one account, in turns.
 * `npm run bench:pace`: the same without the peer.
 *
 * --turns N    how often each is run (default 1)
 * --limits L   which limits: 40/10,200/50,none (default all)
 * --tools T    which tools: elb-tls,custodian (default both)
 */

const WEB = 2_000;
const LATENCY_MS = 20;

interface Limit {
  readonly name: string;
  readonly bucket: { readonly capacity: number; readonly perSecond: number } | null;
}

const LIMITS: readonly Limit[] = [
  { name: '40/10', bucket: { capacity: 40, perSecond: 10 } },
  { name: '200/50', bucket: { capacity: 200, perSecond: 50 } },
  { name: 'none', bucket: null },
];

interface Tool {
  readonly name: string;
  /** Runs it. `folder` is its own and empty. */
  readonly run: (environment: Readonly<Record<string, string>>, folder: string) => Promise<Ran>;
  /** How many load balancers it says something is to be done about. */
  readonly found: (ran: Ran, folder: string) => Promise<number>;
}

const ELB_TLS: Tool = {
  name: 'elb-tls',
  run: (environment, folder) =>
    run(
      process.execPath,
      ['dist/elb-tls.js', 'plan', '--region', REGION, '--json', '--record', folder],
      environment,
    ),
  found: async ({ stdout }) => {
    const report: { listeners: { outcome: string; loadBalancer: { arn: string } }[] } = JSON.parse(stdout);
    const planned = report.listeners.filter(({ outcome }) => outcome === 'planned');
    return new Set(planned.map(({ loadBalancer }) => loadBalancer.arn)).size;
  },
};

const POLICIES = ['app-elb-invalid-ciphers', 'elb-modern-tls'];

const CUSTODIAN: Tool = {
  name: 'custodian',
  run: (environment, folder) =>
    run(
      'bench/custodian/.venv/bin/custodian',
      [
        'run',
        '--dryrun',
        '--region',
        REGION,
        '--cache-period',
        '0',
        '-s',
        folder,
        'bench/custodian/policy.yml',
      ],
      { ...environment, AWS_DEFAULT_REGION: REGION },
    ),
  found: async (_ran, folder) => {
    const found = await Promise.all(
      POLICIES.map((policy) => foundBy(join(folder, policy, 'resources.json'))),
    );
    return found.reduce((sum, count) => sum + count, 0);
  },
};

/** A policy that broke off leaves no file. */
async function foundBy(file: string): Promise<number> {
  const resources: unknown = JSON.parse(await readFile(file, 'utf8').catch(() => '[]'));
  return Array.isArray(resources) ? resources.length : 0;
}

interface Measured {
  readonly tool: string;
  readonly limit: Limit;
  readonly ran: Ran;
  readonly seen: Seen;
  readonly found: number;
}

async function measure(account: Account, tool: Tool, limit: Limit): Promise<Measured> {
  const buckets: SandboxOptions['buckets'] =
    limit.bucket === null ? false : { scale: 1, elbReads: limit.bucket };
  const environment = await account.furnish({
    web: WEB,
    timesAsLarge: 1,
    condition: 'old',
    latencyMs: LATENCY_MS,
    buckets,
  });
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-peer-'));
  try {
    const ran = await tool.run(environment, folder);
    const measured = {
      tool: tool.name,
      limit,
      ran,
      seen: await account.seen(),
      found: await tool.found(ran, folder),
    };
    console.log(lineOf(measured));
    return measured;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function lineOf({ tool, limit, ran, seen, found }: Measured): string {
  const load = loadavg().map((each) => each.toFixed(1));
  const errors = ran.stderr.split('\n').filter((line) => /error/i.test(line));
  const said = errors.length > 0 ? ` | ${errors.length} lines of errors, the last: ${errors.at(-1)}` : '';
  return `${limit.name} ${tool}: ${ran.seconds.toFixed(1)} s, exit ${ran.status}, ${seen.calls} calls, ${seen.throttled} throttled, found ${found}, load ${load.join(' ')}${said}`;
}

/** The seconds in which AWS's buckets let so many reads pass: the slower of the two APIs. */
function allowed({ limit: { bucket }, seen: { reads } }: Measured): number | null {
  if (bucket === null) return null;
  const of = (calls: number): number => Math.max(0, calls - bucket.capacity) / bucket.perSecond;
  return Math.max(of(reads.elbv2), of(reads.classic));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rowOf(turns: readonly Measured[]): Readonly<Record<string, string | number>> {
  const [first] = turns;
  if (first === undefined) return {};
  const seconds = turns.map(({ ran }) => ran.seconds);
  const times = turns.flatMap((turn) => {
    const least = allowed(turn);
    return least === null ? [] : [turn.ran.seconds / least];
  });
  const shares = turns.map(({ seen }) => (100 * seen.throttled) / seen.calls);
  return {
    'reads a second': first.limit.name,
    tool: first.tool,
    turns: turns.length,
    seconds: median(seconds).toFixed(1),
    'least to most': `${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)}`,
    'of what is allowed': times.length === 0 ? '' : `x${median(times).toFixed(2)}`,
    calls: median(turns.map(({ seen }) => seen.calls)),
    'throttled %': Math.max(...shares).toFixed(1),
    found: median(turns.map(({ found }) => found)),
    'peak MiB': median(turns.map(({ ran }) => ran.peakMiB)).toFixed(0),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      turns: { type: 'string', default: '1' },
      limits: { type: 'string', default: LIMITS.map(({ name }) => name).join(',') },
      tools: { type: 'string', default: 'elb-tls,custodian' },
    },
  });
  const limits = LIMITS.filter(({ name }) => values.limits.split(',').includes(name));
  const tools = [ELB_TLS, CUSTODIAN].filter(({ name }) => values.tools.split(',').includes(name));
  const account = startAccount();
  try {
    console.log(`the sandbox serves ${(await capacityOf(account)).toFixed(0)} calls a second`);
    const measured: Measured[] = [];
    for (let turn = 0; turn < Number(values.turns); turn += 1) {
      for (const limit of limits) {
        for (const tool of tools) measured.push(await measure(account, tool, limit));
      }
    }
    const rows = limits.flatMap((limit) =>
      tools.map((tool) => measured.filter((each) => each.limit === limit && each.tool === tool.name)),
    );
    printTable(rows.map(rowOf));
  } finally {
    account.close();
  }
}

void main();
