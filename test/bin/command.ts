import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../bin/command-line';
import type { Report } from '../../lambda/core/report';
import { type NewLoadBalancer, type Sandbox, startSandbox, type SandboxOptions } from '../../sandbox';
import { expectValidReport } from '../report/schema';

/**
 * The command in the process of the tests, against the sandbox: command line, environment and streams in, exit status
 * and output out. What only a process of its own can show is in process.test.ts.
 */

/** Tests share the machine: five seconds are not much on a busy one. */
jest.setTimeout(30_000);

export const OLD = 'ELBSecurityPolicy-2016-08';
export const PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
export const PLAIN = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
export const WEB = { Tier: 'web' };

/** A folder for the tests of one file. */
export interface Workshop {
  readonly folder: string;
  readonly clear: () => Promise<void>;
}

export async function workshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-test-'));
  return { folder, clear: () => rm(folder, { recursive: true }) };
}

/** Variables; `undefined` takes one away. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** How a command ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who sits at the terminal. */
export interface Terminal {
  /** Standard output is a terminal of this width. */
  readonly columns?: number;
  /** Standard input and error are a terminal where this is typed; without it, nobody is there. */
  readonly typed?: string;
  /** How wide standard error is, where it is a terminal. */
  readonly errorColumns?: number;
  /** Happens while the question stands. */
  readonly happen?: () => void;
}

/** Where the runs on one sandbox are recorded: what an account remembers is no other test's business. */
export function recordOf({ folder }: Workshop, { AWS_ENDPOINT_URL = '' }: Environment): string {
  return join(folder, 'record', encodeURIComponent(AWS_ENDPOINT_URL));
}

/** The environment of a command, which records its runs in the workshop. */
export function environmentFor(shop: Workshop, environment: Environment): Environment {
  const all = { ELB_TLS_RECORD: recordOf(shop, environment), ...environment };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Runs `elb-tls` to its end, one at a time: the environment belongs to the process. */
export async function elbTls(
  shop: Workshop,
  args: readonly string[],
  environment: Environment,
  { columns, typed, errorColumns = typed === undefined ? undefined : 200, happen }: Terminal = {},
): Promise<Ended> {
  const [stdout, stderr] = [new Recorder(columns), new Recorder(errorColumns)];
  const stdin = Object.assign(Readable.from(keystrokes(typed, happen)), { isTTY: typed !== undefined });
  // As bin/elb-tls.ts sets it for its own process.
  const env = {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...environmentFor(shop, environment),
  };
  const restore = substitute({ stdin, stdout, stderr, env });
  try {
    return { status: await runCommandLine(args), stdout: stdout.text, stderr: stderr.text };
  } finally {
    restore();
  }
}

/** What is typed, once somebody waits for it. */
function* keystrokes(typed: string | undefined, happen: () => void = () => undefined): Iterable<string> {
  happen();
  if (typed) yield typed;
}

/** A standard stream that keeps what is written; with `columns`, a terminal. */
class Recorder extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(readonly columns: number | undefined) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}

/** Puts these in the place of the process's own, and takes away the signal handlers that a command leaves behind. */
function substitute(parts: Pick<NodeJS.Process, 'env'> & Readonly<Record<string, unknown>>): () => void {
  const own = Object.keys(parts).map((key) => [key, Object.getOwnPropertyDescriptor(process, key)] as const);
  const signals = (['SIGINT', 'SIGTERM'] as const).map(
    (signal) => [signal, process.listeners(signal)] as const,
  );
  for (const [key, value] of Object.entries(parts))
    Object.defineProperty(process, key, { value, configurable: true, writable: true });
  return () => {
    for (const [key, descriptor] of own) if (descriptor) Object.defineProperty(process, key, descriptor);
    for (const [signal, before] of signals)
      for (const each of process.listeners(signal))
        if (!before.includes(each)) process.removeListener(signal, each);
  };
}

/** The report of `--json` or of a file, valid against the schema. */
export function reportIn(json: string): Report {
  const report: Report = JSON.parse(json);
  expectValidReport(report);
  return report;
}

export function alb(
  name: string,
  policies: readonly string[],
  tags: Readonly<Record<string, string>> = WEB,
): NewLoadBalancer {
  const listeners = policies.map((policy, index) => ({
    port: 443 + index,
    protocol: 'HTTPS' as const,
    policy,
  }));
  return { type: 'application', name, tags, listeners: [{ port: 80, protocol: 'HTTP' }, ...listeners] };
}

/** A sandbox with these load balancers in eu-west-1 and, below them, in us-east-1. */
export async function accountWith(
  loadBalancers: readonly NewLoadBalancer[],
  { american = [], ...options }: SandboxOptions & { readonly american?: readonly NewLoadBalancer[] } = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  for (const each of loadBalancers) sandbox.region('eu-west-1').addLoadBalancer(each);
  for (const each of american) sandbox.region('us-east-1').addLoadBalancer(each);
  return sandbox;
}

/** The same for one test alone: tests with accounts of their own can run side by side. */
export async function withAccount<T>(
  loadBalancers: readonly NewLoadBalancer[],
  work: (sandbox: Sandbox) => Promise<T>,
  options: Parameters<typeof accountWith>[1] = {},
): Promise<T> {
  const sandbox = await accountWith(loadBalancers, options);
  try {
    return await work(sandbox);
  } finally {
    await sandbox.stop();
  }
}
