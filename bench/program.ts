import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** What a program did, seen from outside. */
export interface Ran {
  readonly seconds: number;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory it had at once; 0 where the machine does not say (only Linux does). */
  readonly peakMiB: number;
}

/** Runs a program to its end, in its own process and with nothing of this one's environment but the path. */
export async function run(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Ran> {
  const start = performance.now();
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...environment } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  let peakMiB = 0;
  const timer = setInterval(() => {
    void (async () => {
      peakMiB = Math.max(peakMiB, await peakOf(child.pid));
    })();
  }, 100);
  await once(child, 'close');
  clearInterval(timer);
  return { ...output, status: child.exitCode, peakMiB, seconds: (performance.now() - start) / 1000 };
}

/** The kernel's own high-water mark, so that nothing between two looks is missed but the very end. */
async function peakOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
