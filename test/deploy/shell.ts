import { spawn } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  /** Both of its outputs, as they came. */
  readonly output: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Runs commands as bash runs them. They are ended, with all that they started, when their time is up. */
export async function sh(commands: string, env: Environment, cwd: string, seconds = 60): Promise<Ended> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', commands], {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, so that it can be ended as a whole.
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const limit = setTimeout(() => {
    output += `\n(ended after ${seconds} s)\n`;
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, seconds * 1000);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', reject);
  });
  clearTimeout(limit);
  return { status, output };
}
