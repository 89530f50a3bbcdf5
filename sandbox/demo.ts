import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../lambda/aws/connect';
import type { Report } from '../lambda/core/report';
import { digest } from '../lambda/report/digest';
import { table } from '../lambda/report/table';
import { sweep } from '../lambda/sweep';
import { DEMO_ESTATE, DENIED } from './demo-estate';
import { startSandbox, type Sandbox } from './index';

/** `npm run demo`: the remediator sweeps a made-up account on loopback. Nothing here can reach AWS. */

const ACCOUNT = '111122223333';
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:elb-tls-digest`;

async function main(): Promise<void> {
  const sandbox = await startSandbox({ account: ACCOUNT, regions: Object.keys(DEMO_ESTATE), latencyMs: 5 });
  try {
    await demonstrate(sandbox);
  } finally {
    await sandbox.stop();
  }
}

async function demonstrate(sandbox: Sandbox): Promise<void> {
  refuseAnythingButLoopback(sandbox.endpoint);
  Object.assign(process.env, sandbox.environment(), {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
  furnish(sandbox);

  chapter('1. A dry run: what would change');
  const plan = await run('plan');
  print(table(plan, { color: false }));
  print(`Mutating calls: ${sandbox.mutations().length}`);

  chapter('2. The same, applied');
  const applied = await run('apply');
  print(`Mutating calls: ${sandbox.mutations().length}\n\nThe digest that SNS got:\n`);
  const message = sandbox.messages.at(-1);
  print(`Subject: ${message?.subject}\n\n${message?.message}`);

  chapter('3. Again: nothing is left to do');
  sandbox.forgetCalls();
  const again = await run('apply');
  print(table(again, { color: false }));
  const mutations = sandbox.mutations().length;
  print(`Mutating calls: ${mutations}`);
  if (mutations > 0) throw new Error(`the second apply made ${mutations} mutating calls; it must make none`);

  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-demo-'));
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(applied, null, 2)}\n`);
  await writeFile(join(folder, 'digest.txt'), `Subject: ${message?.subject}\n\n${message?.message}`);
  print(`\nreport.json and digest.txt are in ${folder}`);
}

function furnish(sandbox: Sandbox): void {
  for (const [region, loadBalancers] of Object.entries(DEMO_ESTATE)) {
    for (const loadBalancer of loadBalancers) sandbox.region(region).addLoadBalancer(loadBalancer);
  }
  sandbox.topic(TOPIC);
  sandbox.fault({ action: 'DescribeListeners', resource: DENIED, kind: 'deny' });
}

async function run(mode: 'plan' | 'apply'): Promise<Report> {
  const deadline = { isPast: () => false };
  const aws = connect({ deadline, scale: 1 });
  return sweep({
    settings: {
      scope: { tagKey: 'Tier', tagValues: ['web'] },
      regions: Object.keys(DEMO_ESTATE),
      target: { kind: 'recommended' },
      maxChanges: null,
      findBy: 'index',
    },
    mode,
    aws,
    deadline,
    now: () => new Date(),
    suffix: 'demo',
    notes: [],
    progress: () => undefined,
    deliver: (report) => {
      const { subject, body } = digest(report);
      return aws.publish(TOPIC, subject, body);
    },
  });
}

function refuseAnythingButLoopback(endpoint: string): void {
  const { hostname } = new URL(endpoint);
  if (['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) return;
  throw new Error(`the demo runs on loopback only, and got ${hostname}`);
}

function chapter(title: string): void {
  print(`\n${title}\n${'='.repeat(title.length)}\n`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`demo: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
