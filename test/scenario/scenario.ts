import type { Clock } from '../../lambda/core/clock';
import { NO_DEADLINE, NO_ENDS } from '../../lambda/core/deadline';
import { undo } from '../../lambda/runs/undo';
import type { RunContext } from '../../lambda/runs/context';
import { underLease } from '../../lambda/runs/lease';
import { systemClock } from '../../lambda/runs/system-clock';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import {
  ElasticLoadBalancingClient,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { devNull } from 'node:os';
import { connect } from '../../lambda/aws/connect';
import { runIdOf, type Entry, type Report } from '../../lambda/core/report';
import { reportMessage } from '../../lambda/report/message/messages';
import type { Settings } from '../../lambda/core/settings';
import { sweep } from '../../lambda/sweep';
import type { Call, Emulator, Message } from './emulator';
import { NOW, PLAIN } from '../vocabulary';
import { ESTATE, IN_SCOPE, MOVED, OUTSIDE, PLAN } from './estate';
import { listenersOf, look, type Sight } from './look';

const REGIONS = Object.keys(ESTATE);
const CHANGES = PLAN.filter((entry) => entry.includes(' planned '));

/**
 * The remediator from end to end, on whatever plays AWS: find, plan, apply, read back, again, repair.
 * It runs unchanged on the sandbox (`npm test`) and on moto (`npm run test:moto`).
 */
export function describeScenario(name: string, start: () => Promise<Emulator>): void {
  describe(`the scenario on ${name}`, () => {
    let aws: Emulator;
    let topic: string;
    let before: Sight;
    let afterwards: Sight;
    let applied: Report | undefined;

    beforeAll(async () => {
      meetNothingElse();
      aws = await start();
      topic = await aws.addTopic();
      await furnish(aws);
      before = await look(aws.endpoint, REGIONS);
    }, 60_000);

    afterAll(async () => {
      await aws?.stop();
    });

    beforeEach(async () => {
      aws.forgetCalls();
      await aws.inbox();
    });

    /** A step that builds on the ones before it; the emulator's own words stand beside its failure. */
    const step = (what: string, body: () => Promise<void>): void => {
      it(
        what,
        async () => {
          try {
            await body();
          } catch (error) {
            process.stderr.write(`\n${what}: what ${aws.name} said last:\n${aws.log()}\n`);
            throw error;
          }
        },
        30_000,
      );
    };

    step('finds the web tier through the tag index, page by page, and plans', async () => {
      const report = await run(aws, topic, 'plan', 'index');

      expect(report.listeners.map(line)).toEqual(PLAN);
      expect(report).toMatchObject({ account: aws.account, totals: { loadBalancers: IN_SCOPE, failed: 0 } });
      expect(report.regions.map(({ status }) => status)).toEqual(['examined', 'examined']);
      expect(continued(aws)).toContain('tagging GetResources');
      expect(changesOf(aws)).toEqual([]);
      expect(await aws.inbox()).toEqual([messageOf(report)]);
    });

    step('finds the same by listing everything, page by page', async () => {
      const report = await run(aws, topic, 'plan', 'scan');

      expect(report.listeners.map(line)).toEqual(PLAN);
      expect(report.totals.loadBalancers).toBe(IN_SCOPE);
      expect(continued(aws)).toEqual(
        expect.arrayContaining(['elbv2 DescribeLoadBalancers', 'classic DescribeLoadBalancers']),
      );
      expect(aws.calls().map(({ service }) => service)).not.toContain('tagging');
      expect(changesOf(aws)).toEqual([]);
      expect(await aws.inbox()).toEqual([messageOf(report)]);
    });

    step('tells what is weak outside the scope, and plans what it did without', async () => {
      const report = await run(aws, topic, 'plan', 'index', true);

      expect(report.listeners.map(line)).toEqual(PLAN);
      expect(report.totals.loadBalancers).toBe(IN_SCOPE);
      expect(report.outside).toEqual(OUTSIDE);
      expect(changesOf(aws)).toEqual([]);
    });

    step('leaves everything as it was, so far', async () => {
      expect(await look(aws.endpoint, REGIONS)).toEqual(before);
    });

    step('applies what it planned, and the digest reaches the inbox', async () => {
      const report = await run(aws, topic, 'apply', 'index');
      applied = report;

      expect(report.listeners.map(line)).toEqual(PLAN.map((text) => text.replace(' planned ', ' changed ')));
      expect(report.totals).toMatchObject({ changed: CHANGES.length, planned: 0, held: 0, failed: 0 });
      // Six listeners of ALB and NLB, three of Classic.
      expect(count(changesOf(aws), 'elbv2 ModifyListener')).toBe(6);
      expect(count(changesOf(aws), 'classic SetLoadBalancerPoliciesOfListener')).toBe(3);
      const [message, ...more] = await aws.inbox();
      expect(message).toEqual(messageOf(report));
      expect(message?.subject).toBe(`[elb-tls] ${aws.account}: nothing needs you, ${CHANGES.length} changed`);
      expect(more).toEqual([]);
    });

    step('reads back what it changed, the rest untouched, lists in their old order', async () => {
      afterwards = await look(aws.endpoint, REGIONS);

      expect(afterwards.listeners).toEqual({ ...before.listeners, ...MOVED });
      expect(added(before, afterwards)).toEqual({
        'eu-west-1 portal': ['elb-tls-TLS-1-2-2017-01'],
        'eu-west-1 portal-old': ['elb-tls-TLS-1-2-2017-01'],
      });
    });

    step('applied again, makes no mutating call and changes nothing', async () => {
      const report = await run(aws, topic, 'apply', 'index');

      expect(report.totals).toMatchObject({
        compliant: CHANGES.length + 1,
        exempt: 1,
        changed: 0,
        failed: 0,
      });
      expect(changesOf(aws)).toEqual([]);
      expect(await look(aws.endpoint, REGIONS)).toEqual(afterwards);
      expect(await aws.inbox()).toEqual([messageOf(report)]);
    });

    step('repairs what somebody has set back, with the Classic policy it made before', async () => {
      await setBack(aws.endpoint);
      aws.forgetCalls();
      const report = await run(aws, topic, 'apply', 'index');

      expect(report.listeners.filter(({ outcome }) => outcome === 'changed').map(line)).toEqual([
        'eu-west-1 portal classic :443 HTTPS changed below-target 2016-08 -> TLS-1-2-2017-01 (loses TLSv1 TLSv1.1)',
        'eu-west-1 shop application :443 HTTPS changed below-target TLS13-1-2-Res-2021-06 -> TLS13-1-2-Res-PQ-2025-09',
      ]);
      expect(changesOf(aws).toSorted()).toEqual([
        'classic SetLoadBalancerPoliciesOfListener',
        'elbv2 ModifyListener',
      ]);
      expect(await look(aws.endpoint, REGIONS)).toEqual(afterwards);
    });

    step('undone, leaves everything as it was, Classic lists and their order included', async () => {
      if (applied === undefined) throw new Error('nothing was applied');
      const record = { plan: null, intents: [], outcomes: [], report: applied };
      const request = { record, listeners: null, reason: 'undone-by-request' } as const;
      const context = contextOf(aws);
      const report = await underLease('undo', context, (held) => undo(request, { ...context, held }));
      await publish(report, context, topic);

      expect(report.totals).toMatchObject({ reverted: CHANGES.length, held: 0, failed: 0 });
      expect(await look(aws.endpoint, REGIONS)).toEqual(before);
    });
  });
}

/** The SDK's own settings: nothing of this machine, and no Region but the one for STS. */
function meetNothingElse(): void {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  });
}

async function furnish(aws: Emulator): Promise<void> {
  for (const [region, loadBalancers] of Object.entries(ESTATE)) {
    for (const loadBalancer of loadBalancers) await aws.add(region, loadBalancer);
  }
}

/** The tool, from end to end, its digest published. */
async function run(
  aws: Emulator,
  topic: string,
  mode: 'plan' | 'apply',
  findBy: Settings['findBy'],
  outside = false,
): Promise<Report> {
  const context = contextOf(aws);
  const settings: Settings = {
    scope: { tagKey: 'Tier', tagValues: ['web'] },
    regions: REGIONS,
    target: { kind: 'recommended' },
    rollout: DEFAULT_ROLLOUT,
    findBy,
    ownerTagKeys: ['Owner', 'Team'],
    outside,
    certificateDays: null,
  };
  const given = { ...context, settings };
  const report =
    mode === 'plan'
      ? await sweep({ ...given, held: null })
      : await underLease('apply', context, (held) => sweep({ ...given, held }));
  await publish(report, context, topic);
  return report;
}

function publish(report: Report, { aws }: RunContext, topic: string): Promise<void> {
  return aws.publish(topic, reportMessage(report, { format: 'json' }));
}

function contextOf({ endpoint }: Emulator): RunContext {
  const aws = connect({ endpoint, deadline: NO_DEADLINE, scale: 1000 });
  const clock: Clock = { ...systemClock, now: () => NOW };
  return {
    aws,
    deadline: NO_DEADLINE,
    ends: NO_ENDS,
    event: null,
    place: 'terminal',
    runId: runIdOf(NOW, '0000'),
    clock,
    console: {},
    notes: [],
    records: new Records(memoryStore(), clock),
    progress: () => undefined,
  };
}

/** Somebody with a console undoes two of the moves. */
async function setBack(endpoint: string): Promise<void> {
  const v2 = new ElasticLoadBalancingV2Client({ endpoint, region: 'eu-west-1' });
  const { LoadBalancers } = await v2.send(new DescribeLoadBalancersCommand({ Names: ['shop'] }));
  const listeners = await listenersOf(v2, LoadBalancers?.[0]?.LoadBalancerArn);
  const ListenerArn = listeners.find(({ Port }) => Port === 443)?.ListenerArn;
  await v2.send(new ModifyListenerCommand({ ListenerArn, SslPolicy: PLAIN }));
  const classic = new ElasticLoadBalancingClient({ endpoint, region: 'eu-west-1' });
  const portal = { LoadBalancerName: 'portal', LoadBalancerPort: 443 };
  await classic.send(
    new SetLoadBalancerPoliciesOfListenerCommand({ ...portal, PolicyNames: ['sticky', 'from-console'] }),
  );
}

/** An entry as one line, policies without their common prefix. The order of protocols is AWS's own affair. */
function line({ region, loadBalancer, port, protocol, outcome, reason, from, to, drops }: Entry): string {
  const move = [from, ...(to === null ? [] : ['->', to])].join(' ').replaceAll('ELBSecurityPolicy-', '');
  const lost = drops.protocols.length > 0 ? ` (loses ${drops.protocols.toSorted().join(' ')})` : '';
  const place = `${region} ${loadBalancer.name} ${loadBalancer.type} :${port} ${protocol}`;
  return `${place} ${outcome} ${reason} ${move}${lost}`;
}

/** What the inbox gets, a queue that it is: the report itself. */
function messageOf(report: Report): Message {
  const { subject, variants } = reportMessage(report, { format: 'json' });
  expect(JSON.parse(variants?.['sqs'] ?? '')).toEqual(JSON.parse(JSON.stringify(report)));
  return { subject, body: variants?.['sqs'] ?? '' };
}

const nameOf = ({ service, action }: Call): string => `${service} ${action}`;

/** The calls that would change something; publishing does not. */
function changesOf(aws: Emulator): readonly string[] {
  return aws
    .calls()
    .filter(({ action }) => !/^(Describe|Get|List|Publish)/.test(action))
    .map(nameOf);
}

function continued(aws: Emulator): readonly string[] {
  return aws
    .calls()
    .filter((call) => call.continued)
    .map(nameOf);
}

function count(calls: readonly string[], wanted: string): number {
  return calls.filter((call) => call === wanted).length;
}

/** The Classic policies that were not there before, where there are any. */
function added(before: Sight, after: Sight): Readonly<Record<string, readonly string[]>> {
  const fresh = Object.entries(after.classicPolicies).map(([name, policies]) => {
    const known = before.classicPolicies[name] ?? [];
    return [name, policies.filter((policy) => !known.includes(policy))] as const;
  });
  return Object.fromEntries(fresh.filter(([, policies]) => policies.length > 0));
}
