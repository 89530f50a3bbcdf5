import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listeningAddresses } from './listening';
import { descendantsOf, isThere } from './process-tree';
import { sh, type Ended } from './shell';

/** `npm run emulator`, as somebody at a terminal has it. */
export interface EmulatorProcess {
  /** What it has printed, both outputs. */
  said(): string;
  /** Waits until it has printed this. @throws with all that it said, when it has not in time */
  until(words: RegExp): Promise<RegExpExecArray>;
  /** All that it has started, and where these listen: Linux alone says that. */
  holds(): Promise<Held>;
  /** In a second terminal, which has sourced the file. */
  type(commands: string): Promise<Ended>;
  /** Ends the process that was started, and waits for it. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** What it has in the folder for temporary files. */
  files(): Promise<readonly string[]>;
  /** Whatever is left of it. */
  clear(): Promise<void>;
}

export interface Held {
  readonly processes: readonly number[];
  readonly addresses: readonly string[];
}

const ROOT = join(__dirname, '..', '..');
/** A busy machine takes most of it for the start. */
const PATIENCE_MS = 120_000;

export async function startEmulator(): Promise<EmulatorProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-emulator-test-'));
  const home = { PATH: process.env['PATH'], HOME: folder, TMPDIR: folder };
  const child = spawn('npm', ['run', 'emulator'], {
    cwd: ROOT,
    env: home,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const { pid = 0 } = child;
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const until = async (words: RegExp): Promise<RegExpExecArray> => {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = words.exec(output);
      if (found !== null) return found;
      if (Date.now() > giveUpAt || child.exitCode !== null)
        throw new Error(`no ${words} of the emulator; it said:\n${output}`);
      await wait(50);
    }
  };
  let started: readonly number[] = [];
  return {
    said: () => output,
    until,
    holds: async () => {
      started = await descendantsOf(pid);
      if (process.platform !== 'linux') return { processes: started, addresses: [] };
      const addresses = await Promise.all(started.map((one) => listeningAddresses(one)));
      return { processes: started, addresses: addresses.flat() };
    },
    type: async (commands) => {
      const [, line = ''] = await until(/^ {2}(source \S+)$/m);
      // What a shell of somebody who uses AWS has set, and must not matter.
      const strange = {
        AWS_PROFILE: 'prod',
        AWS_SESSION_TOKEN: 'stale',
        AWS_ENDPOINT_URL_S3: 'http://s3.invalid',
      };
      return sh(`${line}\n${commands}`, { ...home, ...strange, ...UNATTENDED }, ROOT, 150);
    },
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
    files: async () => (await readdir(folder)).filter((name) => name.startsWith('elb-tls-')),
    clear: async () => {
      for (const one of [pid, ...started]) if (await isThere(one)) process.kill(one, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nobody sits at this terminal to be asked, or told what is new. */
const UNATTENDED = {
  CDK_REQUIRE_APPROVAL: 'never',
  CDK_NOTICES: 'false',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: 'true',
  CI: 'true',
  NODE_NO_WARNINGS: '1',
};

/** What of this is still there, after so long as an impatient person waits. */
export async function leftOf({ processes, addresses }: Held): Promise<Held> {
  const giveUpAt = Date.now() + 15_000;
  for (;;) {
    const left = {
      processes: await only(processes, isThere),
      addresses: await only(addresses, isOpen),
    };
    if (left.processes.length + left.addresses.length === 0 || Date.now() > giveUpAt) return left;
    await wait(100);
  }
}

async function only<T>(all: readonly T[], test: (one: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept = await Promise.all(all.map(test));
  return all.filter((_, index) => kept[index]);
}

async function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
