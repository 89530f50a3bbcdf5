import { mkdir, rm, writeFile } from 'node:fs/promises';
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
import type { Screen } from './screen';

/** The remediator sweeps a made-up account on loopback. Nothing here can reach AWS. */

const CHAPTERS = [dryRun, firstWave, secondWave, watching, undoing, again];

/** @param folder is emptied, and gets what the audience may look at afterwards */
export async function runDemo(screen: Screen, folder: string): Promise<void> {
  const sandbox = await startSandbox({
    account: ACCOUNT,
    accountName: 'acme',
    regions: Object.keys(DEMO_ESTATE),
    latencyMs: 5,
  });
  try {
    refuseAnythingButLoopback(sandbox.endpoint);
    Object.assign(process.env, sandbox.environment(), {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const account = new DemoAccount(sandbox, folder);
    introduce(screen);
    for (const [index, { title, show }] of CHAPTERS.entries()) {
      screen.heading(`${index + 1}/${CHAPTERS.length} ${title}`);
      await show(account, screen);
    }
    await leave(account);
    conclude(screen);
  } finally {
    await sandbox.stop();
  }
}

function introduce({ print }: Screen): void {
  const count = Object.values(DEMO_ESTATE).flat().length;
  print(
    'Load balancers keep the TLS policy they were created with, and the default still',
    'accepts TLS 1.0. This tool finds those of your web tier by tag, moves each TLS',
    'listener to the newest policy that AWS recommends, and never weakens one.',
    '',
    `Here it works on a made-up account of ${count} load balancers in two Regions, on the`,
    'loopback of this machine. Policies are named without "ELBSecurityPolicy-".',
  );
}

/** What the audience may look at afterwards. */
async function leave(account: DemoAccount): Promise<void> {
  const { folder } = account;
  const changed = account.lastChange();
  const { subject, body } = digest(changed);
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(changed, null, 2)}\n`);
  await writeFile(join(folder, 'digest.txt'), `Subject: ${subject}\n\n${body}`);
}

function conclude({ print }: Screen): void {
  print(
    '',
    'demo-output/ has the mail of chapter 3 (digest.txt), its report, and the record',
    'of all runs. The account is gone: the commands in them have nothing to work on.',
    'An account to type commands in: docs/emulator.md. A plan of your own: README.md.',
  );
}

function refuseAnythingButLoopback(endpoint: string): void {
  const { hostname } = new URL(endpoint);
  if (['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return;
  throw new Error(`the demo runs on loopback only, and got ${hostname}`);
}
