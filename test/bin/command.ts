import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Report } from '../../lambda/core/report';
import { type NewLoadBalancer, type Sandbox, startSandbox, type SandboxOptions } from '../../sandbox';
import { buildAll } from '../../scripts/bundle';
import { expectValidReport } from '../report/schema';

/** The command as people have it: built, in a process of its own, against the sandbox. */

// Processes start slowly on a busy machine.
jest.setTimeout(60_000);

export const OLD = 'ELBSecurityPolicy-2016-08';
export const PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
export const PLAIN = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
export const WEB = { Tier: 'web' };

/** A folder for the tests of one file, with the command in it. */
export interface Workshop {
  readonly folder: string;
  readonly command: string;
  readonly clear: () => Promise<void>;
}

export async function workshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-test-'));
  await buildAll(join(folder, 'dist'));
  return {
    folder,
    command: join(folder, 'dist/elb-tls.js'),
    clear: () => rm(folder, { recursive: true }),
  };
}

export type Environment = Readonly<Record<string, string>>;

/** How a process ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process on its way: nothing of the environment of the tests gets into it. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function start(file: string, args: readonly string[], environment: Environment, cwd = '/'): Started {
  const { PATH = '' } = process.env;
  const child = spawn(file, args, { cwd, env: { PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const said = [child.stdout, child.stderr].map((stream) => text(stream).catch(() => ''));
  const ended = Promise.all([status, ...said]).then(([code, stdout = '', stderr = '']) => ({
    status: code,
    stdout,
    stderr,
  }));
  return { child, ended };
}

/** Where the runs on one sandbox are recorded: what an account remembers is no other test's business. */
export function recordOf({ folder }: Workshop, { AWS_ENDPOINT_URL = '' }: Environment): string {
  return join(folder, 'record', encodeURIComponent(AWS_ENDPOINT_URL));
}

/** Runs `elb-tls` to its end. An empty value in `environment` takes a variable away. */
export function elbTls(shop: Workshop, args: readonly string[], environment: Environment): Promise<Ended> {
  const { command } = shop;
  const all = { ELB_TLS_RECORD: recordOf(shop, environment), ...environment };
  const set = Object.entries(all).filter(([, value]) => value !== '');
  return start(process.execPath, [command, ...args], Object.fromEntries(set)).ended;
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
