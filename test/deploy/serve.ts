import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ESTATE } from '../scenario/estate';
import { REGION, startAccount, type Account } from './emulator';
import { VENV } from './ministack';

/** `npm run emulator`: an account on loopback to follow docs/deploy.md with. What would be mail is printed here. */

const LOAD_BALANCERS = (ESTATE[REGION] ?? []).filter(({ tags }) => !('part' in tags));

async function main(): Promise<void> {
  const account = await startAccount(LOAD_BALANCERS);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  try {
    say(`An AWS account with ${LOAD_BALANCERS.length} load balancers, until Ctrl-C. In another terminal:\n`);
    say(`${exportsOf(account)}\n`);
    while (!stopping.signal.aborted) {
      await account.inbox.subscribe();
      for (const { subject, body } of await account.inbox.messages()) {
        say(`----- to the topic: ${subject ?? 'no subject'}\n${body}`);
      }
      await wait(500);
    }
  } finally {
    await account.stop();
  }
}

function exportsOf({ environment }: Account): string {
  const settings = Object.entries(environment).filter(([name]) => name.startsWith('AWS_'));
  return [
    ...settings.map(([name, value]) => `export ${name}=${value}`),
    // Where the AWS CLI is, for those who have none.
    `export PATH="${VENV}:$PATH"`,
  ].join('\n');
}

function say(text: string): void {
  writeSync(1, `${text}\n`);
}

main().catch((error: unknown) => {
  writeSync(2, `emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
