import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest } from '../lambda/report/digest/digest';
import { startSandbox } from '../sandbox';
import { ACCOUNT, DemoAccount } from './account';
import { again } from './chapters/again';
import { dryRun } from './chapters/dry-run';
import { undoing } from './chapters/undo';
import { watching } from './chapters/watch';
import { firstWave, secondWave } from './chapters/waves';
import { DEMO_ESTATE } from './estate';
import { heading, print } from './print';

/** `npm run demo`: the remediator sweeps a made-up account on loopback. Nothing here can reach AWS. */

const CHAPTERS = [dryRun, firstWave, secondWave, watching, undoing, again];

async function main(): Promise<void> {
  const sandbox = await startSandbox({ account: ACCOUNT, regions: Object.keys(DEMO_ESTATE), latencyMs: 5 });
  try {
    refuseAnythingButLoopback(sandbox.endpoint);
    Object.assign(process.env, sandbox.environment(), {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    const account = new DemoAccount(sandbox, await mkdtemp(join(tmpdir(), 'elb-tls-demo-')));
    for (const [index, { title, show }] of CHAPTERS.entries()) {
      heading(`${index + 1}. ${title}`);
      await show(account);
    }
    await leave(account);
  } finally {
    await sandbox.stop();
  }
}

/** What the audience may look at afterwards. */
async function leave(account: DemoAccount): Promise<void> {
  const { folder } = account;
  const changed = account.lastChange();
  const { subject, body } = digest(changed);
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(changed, null, 2)}\n`);
  await writeFile(join(folder, 'digest.txt'), `Subject: ${subject}\n\n${body}`);
  print(`\nreport.json and digest.txt of the third chapter, and the record of all runs, are in ${folder}`);
}

function refuseAnythingButLoopback(endpoint: string): void {
  const { hostname } = new URL(endpoint);
  if (['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return;
  throw new Error(`the demo runs on loopback only, and got ${hostname}`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
