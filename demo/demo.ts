import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '../lambda/aws/connect';
import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import type { Report } from '../lambda/core/report';
import { DEFAULT_WATCH_RULE } from '../lambda/core/watch';
import { NO_DEADLINE } from '../lambda/core/deadline';
import { folderStore } from '../bin/folder-store';
import { Records } from '../lambda/records/records';
import { digest } from '../lambda/report/digest/digest';
import { table } from '../lambda/report/table/table';
import { watchDigest } from '../lambda/report/digest/watch';
import { sweep } from '../lambda/sweep';
import type { RunContext } from '../lambda/runs/context';
import { undo } from '../lambda/runs/undo';
import { watch } from '../lambda/runs/watch';
import { DEMO_ESTATE, DENIED } from './estate';
import { startSandbox, type Sandbox } from '../sandbox';

/** `npm run demo`: the remediator sweeps a made-up account on loopback. Nothing here can reach AWS. */

const ACCOUNT = '111122223333';
const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:elb-tls-digest`;
const HOUR_MS = 3_600_000;

/** The pace is a few times AWS's, so that a demonstration ends before its audience does. */
const SCALE = 4;

const SETTINGS = {
  scope: { tagKey: 'Tier', tagValues: ['web'] },
  regions: Object.keys(DEMO_ESTATE),
  target: { kind: 'recommended' },
  findBy: 'index',
  rollout: {
    ...DEFAULT_ROLLOUT,
    waves: { tagKey: 'Environment', order: ['staging', 'prod'], soakHours: 24 },
  },
} as const;

async function main(): Promise<void> {
  const sandbox = await startSandbox({ account: ACCOUNT, regions: Object.keys(DEMO_ESTATE), latencyMs: 5 });
  try {
    refuseAnythingButLoopback(sandbox.endpoint);
    Object.assign(process.env, sandbox.environment(), {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    await new Demonstration(sandbox, await mkdtemp(join(tmpdir(), 'elb-tls-demo-'))).run();
  } finally {
    await sandbox.stop();
  }
}

/** One account, its record and a clock that can be turned. */
class Demonstration {
  private readonly records: Records;
  private clockMs = Date.now();
  private runs = 0;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly folder: string,
  ) {
    this.records = new Records(folderStore(join(folder, 'record')));
    for (const [region, loadBalancers] of Object.entries(DEMO_ESTATE)) {
      for (const loadBalancer of loadBalancers) sandbox.region(region).addLoadBalancer(loadBalancer);
    }
    sandbox.topic(TOPIC);
    sandbox.fault({ action: 'DescribeListeners', resource: DENIED, kind: 'deny' });
  }

  async run(): Promise<void> {
    chapter('1. A dry run: what would change, and who else sets a listener');
    print(table(await this.sweep('plan'), { color: false }));
    this.countMutations();

    chapter('2. The first wave: staging changes, prod waits');
    await this.sweep('apply');
    this.countMutations();
    print(`\nThe digest that SNS got:\n\n${this.lastMessage()}`);

    chapter('3. A day later: prod follows');
    this.later(25);
    const applied = await this.sweep('apply');
    this.countMutations();
    print(`\nThe digest that SNS got:\n\n${this.lastMessage()}`);

    chapter('4. Half an hour later: the watch sees clients fail');
    await this.watchSpike(applied, 'shop-public');

    chapter('5. Undo, and a listener that somebody else has set back');
    await this.undoAndFlap(applied, 'shop-public', 'shop-checkout');

    chapter('6. Again: nothing is left to do');
    this.sandbox.forgetCalls();
    print(table(await this.sweep('apply'), { color: false }));
    if (this.countMutations() > 0) throw new Error('the last apply made mutating calls; it must make none');
    await this.leave(applied);
  }

  private async watchSpike(applied: Report, name: string): Promise<void> {
    this.later(0.5);
    const arn = entryOf(applied, name).loadBalancer.arn;
    this.sandbox.region('eu-west-1').addMetric({
      namespace: 'AWS/ApplicationELB',
      metricName: 'ClientTLSNegotiationErrorCount',
      dimensions: { LoadBalancer: arn.split(':loadbalancer/')[1] ?? '' },
      at: new Date(this.clockMs - 10 * 60_000),
      value: 412,
    });
    const record = await this.records.run(applied.runId, ACCOUNT);
    const found = await watch(record, { rule: DEFAULT_WATCH_RULE, autoUndo: false }, this.context());
    print(found ? watchDigest(found).body : 'nothing wrong, nobody is told');
  }

  private async undoAndFlap(applied: Report, undoneName: string, flappingName: string): Promise<void> {
    const record = await this.records.run(applied.runId, ACCOUNT);
    const listeners = [entryOf(applied, undoneName).id];
    const undone = await undo(
      { record, listeners, dryRun: false, reason: 'undone-by-request' },
      this.context(),
    );
    print(table(undone, { color: false }));
    const flapping = entryOf(applied, flappingName);
    this.sandbox.region('eu-west-1').setPolicy(flapping.id, flapping.from ?? '');
    print(`Somebody else sets ${flappingName} back to ${flapping.from}.`);
  }

  private async leave(applied: Report): Promise<void> {
    const { folder } = this;
    const { subject, body } = digest(applied);
    await writeFile(join(folder, 'report.json'), `${JSON.stringify(applied, null, 2)}\n`);
    await writeFile(join(folder, 'digest.txt'), `Subject: ${subject}\n\n${body}`);
    print(`\nreport.json and digest.txt of the third chapter, and the record of all runs, are in ${folder}`);
  }

  private async sweep(mode: 'plan' | 'apply'): Promise<Report> {
    const run = this.context();
    const report = await sweep({ ...run, settings: SETTINGS, mode });
    const { subject, body } = digest(report);
    await run.aws.publish(TOPIC, subject, body);
    return report;
  }

  private context(): RunContext {
    // Given to every client by hand: nothing in the environment can send one elsewhere.
    const aws = connect({ deadline: NO_DEADLINE, scale: SCALE, endpoint: this.sandbox.endpoint });
    this.runs += 1;
    return {
      aws,
      records: this.records,
      deadline: NO_DEADLINE,
      now: () => new Date(this.clockMs),
      pause,
      suffix: String(this.runs).padStart(4, '0'),
      notes: [],
      progress: () => undefined,
    };
  }

  private later(hours: number): void {
    this.clockMs += hours * HOUR_MS;
  }

  private lastMessage(): string {
    const message = this.sandbox.messages.at(-1);
    return `Subject: ${message?.subject}\n\n${message?.message}`;
  }

  private countMutations(): number {
    const { length } = this.sandbox.mutations();
    this.sandbox.forgetCalls();
    print(`Mutating calls: ${length}`);
    return length;
  }
}

function entryOf(report: Report, name: string): Report['listeners'][number] {
  const entry = report.listeners.find(({ loadBalancer }) => loadBalancer.name === name);
  if (entry === undefined) throw new Error(`no listener of ${name} in run ${report.runId}`);
  return entry;
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
