import { join } from 'node:path';
import { folderStore } from '../bin/folder-store';
import { connect } from '../lambda/aws/connect';
import { NO_DEADLINE, NO_ENDS } from '../lambda/core/deadline';
import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import type { RunRecord } from '../lambda/core/plan/run-record';
import type { Clock } from '../lambda/core/clock';
import { runIdOf, type Report } from '../lambda/core/report';
import { Records } from '../lambda/records/records';
import { reportMessage } from '../lambda/report/message/messages';
import type { RunContext } from '../lambda/runs/context';
import { underLease } from '../lambda/runs/lease';
import { systemClock } from '../lambda/runs/system-clock';
import { sweep } from '../lambda/sweep';
import type { Sandbox, TlsEndpoint } from '../sandbox';
import { DEMO_ESTATE, DENIED } from './estate';

/** The account's number. */
export const ACCOUNT = '111122223333';

const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:elb-tls-digest`;
const HOUR_MS = 3_600_000;

/** The pace is a few times AWS's, so that a demonstration ends before its audience does. */
const SCALE = 4;

const SETTINGS = {
  scope: { tagKey: 'Tier', tagValues: ['web'] },
  regions: Object.keys(DEMO_ESTATE),
  target: { kind: 'recommended' },
  findBy: 'index',
  ownerTagKeys: ['Owner', 'Team'],
  outside: false,
  rollout: {
    ...DEFAULT_ROLLOUT,
    waves: { tagKey: 'Environment', order: ['staging', 'prod'], soakHours: 24 },
  },
} as const;

/** A made-up account, its record and a clock that can be turned. */
export class DemoAccount {
  private readonly records: Records;
  private readonly dnsNames = new Map<string, string>();
  private clockMs = Date.now();
  private readonly clock: Clock = { ...systemClock, now: () => this.now() };
  private runs = 0;
  private changed: Report | null = null;

  /** @param folder where its record is kept */
  constructor(
    readonly sandbox: Sandbox,
    readonly folder: string,
  ) {
    this.records = new Records(folderStore(join(folder, 'record')), this.clock);
    for (const [region, loadBalancers] of Object.entries(DEMO_ESTATE)) {
      for (const loadBalancer of loadBalancers) {
        const { name, dnsName = '' } = sandbox.region(region).addLoadBalancer(loadBalancer);
        this.dnsNames.set(name, dnsName);
      }
    }
    sandbox.topic(TOPIC);
    sandbox.fault({ action: 'DescribeListeners', resource: DENIED, kind: 'deny' });
  }

  now(): Date {
    return new Date(this.clockMs);
  }

  later(hours: number): void {
    this.clockMs += hours * HOUR_MS;
  }

  /** Runs as the function does, and sends the digest. */
  async sweep(mode: 'plan' | 'apply'): Promise<Report> {
    const run = this.context();
    const report =
      mode === 'plan'
        ? await sweep({ ...run, settings: SETTINGS, held: null })
        : await underLease('apply', run, (held) => sweep({ ...run, settings: SETTINGS, held }));
    await run.aws.publish(TOPIC, reportMessage(report, { format: 'json' }));
    if (report.totals.changed > 0) this.changed = report;
    return report;
  }

  /** What a run happens in; each run has a name of its own. */
  context(): RunContext {
    // Given to every client by hand: nothing in the environment can send one elsewhere.
    const aws = connect({ deadline: NO_DEADLINE, scale: SCALE, endpoint: this.sandbox.endpoint });
    this.runs += 1;
    return {
      aws,
      records: this.records,
      deadline: NO_DEADLINE,
      ends: NO_ENDS,
      clock: this.clock,
      event: null,
      place: 'terminal',
      runId: runIdOf(this.now(), String(this.runs).padStart(4, '0')),
      console: {},
      notes: [],
      progress: () => undefined,
    };
  }

  /** Where clients of this load balancer shake hands, on port 443. */
  endpointOf(name: string): Promise<TlsEndpoint> {
    return this.sandbox.tlsEndpoint(this.dnsNames.get(name) ?? '', 443);
  }

  recordOf(runId: string): Promise<RunRecord> {
    return this.records.run(runId, ACCOUNT);
  }

  /** The report of the last run that changed something. */
  lastChange(): Report {
    if (this.changed === null) throw new Error('no run has changed anything yet');
    return this.changed;
  }

  /** Its first listener on this load balancer, as the last run that changed something had it. */
  changedOn(name: string): Report['listeners'][number] {
    const { runId, listeners } = this.lastChange();
    const entry = listeners.find(({ loadBalancer }) => loadBalancer.name === name);
    if (entry === undefined) throw new Error(`no listener of ${name} in run ${runId}`);
    return entry;
  }

  /** The subject of the newest message that the topic got. */
  lastSubject(): string {
    return this.sandbox.messages.at(-1)?.subject ?? 'no subject';
  }

  /** The mutating calls since this was last asked. */
  mutations(): number {
    const { length } = this.sandbox.mutations();
    this.sandbox.forgetCalls();
    return length;
  }
}
