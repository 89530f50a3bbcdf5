import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNT } from '../moto/server';

/** MiniStack as a process of its own, on a free port of loopback. */
export interface MiniStack {
  readonly url: string;
  readonly pid: number;
  /** The end of what it and the functions in it printed. */
  log(): string;
  /** Makes what is stored in buckets under this key older. */
  age(key: string, seconds: number): void;
  /** Has EventBridge get these events of CloudTrail. */
  record(events: readonly unknown[]): void;
  stop(): Promise<void>;
}

/** The Python environment of scripts/python-env.sh. */
export const VENV = join(__dirname, '..', '..', '.venv', 'bin');

const PYTHON = join(VENV, 'python');
const READY_WITHIN_MS = 20_000;
const LOG_KEPT = 20_000;

/**
 * Starts MiniStack and waits until it answers. It ends with `stop`, or with the process that started it.
 *
 * @param forFunctions it hands its own environment on to every function: endpoints that the functions are to use
 */
export async function startMiniStack(
  region: string,
  forFunctions: Readonly<Record<string, string>>,
): Promise<MiniStack> {
  if (!existsSync(PYTHON)) throw new Error(`no ${PYTHON}; make it with: scripts/python-env.sh`);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-ministack-'));
  const child = spawn(PYTHON, [join(__dirname, 'server.py')], {
    env: { ...forFunctions, ...settings(region, port, folder) },
    stdio: 'pipe',
  });
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-LOG_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  const end = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = `http://127.0.0.1:${port}`;
    await ready(child, url, () => log);
    const order = (what: unknown): void => {
      child.stdin.write(`${JSON.stringify(what)}\n`);
    };
    return {
      url,
      pid: child.pid ?? 0,
      log: () => log,
      age: (key, seconds) => order({ key, seconds }),
      record: (events) => order({ events }),
      stop: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** All of its environment: nothing of this machine's reaches it, and so nothing reaches the functions. */
function settings(region: string, port: number, folder: string): Record<string, string | undefined> {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    TMPDIR: folder,
    LANG: 'C.UTF-8',
    // Where it listens; without it, on all interfaces. MINISTACK_HOST is only the name in the URLs it hands out.
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: region,
    MINISTACK_ACCOUNT_ID: ACCOUNT,
    LAMBDA_EXECUTOR: 'local',
    // Nothing outlives the process, and no second port is opened.
    PERSIST_STATE: '0',
    S3_PERSIST: '0',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** MiniStack takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listening = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof listening === 'object' && listening !== null) return listening.port;
  throw new Error(`no free port of 127.0.0.1; got ${listening}`);
}

async function ready(child: ChildProcess, url: string, log: () => string): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && !hasEnded(child)) {
    if (await answers(`${url}/_ministack/ready`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const how = hasEnded(child)
    ? `ended with ${child.exitCode ?? child.signalCode}`
    : `did not answer in ${READY_WITHIN_MS / 1000} s`;
  throw new Error(`MiniStack ${how}; it said:\n${log()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Its function processes go with it. */
async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(impatience);
}
