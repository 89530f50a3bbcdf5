import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildAll } from '../../scripts/bundle';
import { ESTATE } from '../scenario/estate';
import { REGION, startAccount, type Account } from './emulator';
import { openSecondTerminal } from './second-terminal';
import { toldToEnd } from './told-to-end';

/** `npm run emulator`: an account on loopback to follow docs/emulator.md with. What would be mail is printed here. */

const LOAD_BALANCERS = (ESTATE[REGION] ?? []).filter(({ tags }) => !('part' in tags));
const ROOT = join(__dirname, '..', '..');

async function main(ending: AbortSignal): Promise<void> {
  await makePythonEnvironment(ending);
  // The command of the second terminal is that of this checkout.
  await buildAll();
  const account = await startAccount(LOAD_BALANCERS, ending);
  try {
    await serve(account, ending);
  } finally {
    await account.stop();
  }
}

/** A process group of its own: what it starts, and that is pip, ends with it. */
async function makePythonEnvironment(ending: AbortSignal): Promise<void> {
  const made = spawn('bash', [join(ROOT, 'scripts', 'python-env.sh')], { stdio: 'inherit', detached: true });
  const end = (): void => {
    if (made.pid !== undefined && made.exitCode === null) process.kill(-made.pid, 'SIGTERM');
  };
  ending.addEventListener('abort', end);
  await once(made, 'exit');
  ending.removeEventListener('abort', end);
  ending.throwIfAborted();
  if (made.exitCode !== 0) throw new Error('the Python environment could not be made');
}

async function serve(account: Account, ending: AbortSignal): Promise<void> {
  const terminal = await openSecondTerminal(account);
  try {
    say(`An AWS account with ${LOAD_BALANCERS.length} load balancers, on loopback, until Ctrl-C.`);
    say('In another terminal, in this folder, with bash or zsh:\n');
    say(`  ${terminal.line}\n`);
    say('and then what docs/emulator.md says. What would be mail comes here. That line sets:\n');
    say(`${terminal.exports}\n`);
    while (!ending.aborted) await deliver(account);
  } catch (error) {
    // Ctrl-C ends what it asks, too.
    if (!ending.aborted) throw error;
  } finally {
    await terminal.remove();
  }
}

async function deliver({ inbox }: Account): Promise<void> {
  await inbox.subscribe();
  for (const { subject, body } of await inbox.messages()) {
    say(`----- mail: ${subject ?? 'no subject'}\n\n${body}\n`);
  }
  await wait(500);
}

function say(text: string): void {
  writeSync(1, `${text}\n`);
}

async function run(): Promise<number> {
  const ending = toldToEnd();
  try {
    await main(ending);
  } catch (error) {
    if (ending.aborted) return 0;
    writeSync(2, `emulator: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  return 0;
}

// Whatever a client of this process still holds open: nothing of the account is left.
void run().then((status) => process.exit(status));
