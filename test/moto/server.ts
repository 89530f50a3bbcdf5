import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT } from '../vocabulary';

/** moto as a process of its own, on a free port of loopback. */
export interface MotoServer {
  readonly url: string;
  /** The end of what it printed, the lines for calls that went well left out. */
  log(): string;
  stop(): Promise<void>;
}

export { ACCOUNT } from '../vocabulary';

const ROOT = join(__dirname, '..', '..');
const PYTHON = join(ROOT, '.venv', 'bin', 'python');
const READY_WITHIN_MS = 20_000;
const LOG_KEPT = 20_000;

/** Starts moto and waits until it answers. It ends with `stop`, or with the process that started it. */
export async function startMoto(): Promise<MotoServer> {
  if (!existsSync(PYTHON)) throw new Error(`no ${PYTHON}; make it with: scripts/python-env.sh`);
  // Its environment is all its own: no credentials, no proxy settings, no profile of this machine.
  const child = spawn(PYTHON, [join(__dirname, 'server.py')], {
    env: { PATH: process.env['PATH'], MOTO_ACCOUNT_ID: ACCOUNT, PYTHONUNBUFFERED: '1' },
    stdio: 'pipe',
  });
  let log = '';
  const keep = (chunk: Buffer): void => {
    log = (log + chunk.toString()).slice(-LOG_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.on('error', (error) => keep(Buffer.from(String(error))));
  try {
    const url = await ready(child, () => log);
    return { url, log: () => withoutSuccesses(log), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function ready(child: ChildProcess, log: () => string): Promise<string> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt && !hasEnded(child)) {
    // werkzeug says which port it was given.
    const url = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(log())?.[1];
    if (url !== undefined && (await answers(url))) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const how = hasEnded(child)
    ? `ended with ${child.exitCode ?? child.signalCode}`
    : `did not answer in ${READY_WITHIN_MS / 1000} s`;
  throw new Error(`moto ${how}; it said:\n${log()}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/`)).ok;
  } catch {
    return false;
  }
}

function withoutSuccesses(log: string): string {
  return log
    .split('\n')
    .filter((line) => !line.endsWith('" 200 -'))
    .join('\n');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3_000);
  await ended;
  clearTimeout(impatience);
}
