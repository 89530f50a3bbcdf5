import { takeLease } from '../../lambda/records/lease';
import { s3Store } from '../../lambda/aws/s3';
import { CHECKS, type Finding } from '../../lambda/core/doctor/checks';
import type { Report } from '../../lambda/core/report';
import { systemClock } from '../../lambda/runs/system-clock';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import type { DoctorReport } from '../../bin/terminal/doctor-text';
import { faultsOf } from '../core/doctor/schema';
import { clientsFor } from '../sandbox/helpers';
import { alb, elbTls, OLD, reportIn, withAccount, WEB, workshop, type Workshop } from './command';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const BUCKET = 'elb-tls-records';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:elb-tls-digest`;
const SCHEDULE = { name: 'elb-tls-runs', state: 'ENABLED', expression: 'rate(1 day)' };
const TRAIL = {
  name: 'all',
  home: 'us-east-1',
  isMultiRegion: true,
  isLogging: true,
  readWriteType: 'All',
} as const;
const STACK = {
  region: REGION,
  name: 'ElbTlsRemediator',
  parameters: {
    DryRun: 'false',
    TagKey: 'Tier',
    TagValues: 'web',
    Regions: '',
    TargetPolicy: 'recommended',
    MaxChangesPerRun: '25',
    AlarmAfterHours: '76',
  },
  outputs: {
    FunctionName: 'elb-tls',
    ScheduleName: SCHEDULE.name,
    DigestTopicArn: TOPIC,
    RecordBucket: BUCKET,
    Version: '0.1.0',
  },
  function: {
    state: 'Active',
    lastUpdate: 'Successful',
    roleArn: `arn:aws:iam::${ACCOUNT}:role/elb-tls`,
  },
};
const PORTAL: NewLoadBalancer = {
  type: 'classic',
  name: 'portal',
  tags: WEB,
  listeners: [{ port: 443, protocol: 'HTTPS', policyNames: [OLD] }],
};
const RECORD = { ELB_TLS_RECORD: `s3://${BUCKET}` };

/** An account in which nothing is missing, after a run an hour ago. */
async function withAll<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  return withAccount([alb('shop', [OLD]), PORTAL], async (sandbox) => {
    sandbox.deploy(STACK, SCHEDULE);
    sandbox.topic(TOPIC);
    sandbox.bucket(BUCKET, REGION);
    sandbox.trail(TRAIL);
    for (const name of ['shop', 'portal']) sandbox.logs(name, { access: true, connection: false });
    const { stdout } = await elbTls(shop, ['apply', '--yes', '--json'], {
      ...sandbox.environment(),
      ...RECORD,
    });
    await asOfTheFunction(sandbox, reportIn(stdout));
    return work(sandbox);
  });
}

/** A run at a terminal has no log to point at, and the function has. */
async function asOfTheFunction(sandbox: Sandbox, report: Report): Promise<void> {
  const store = s3Store(clientsFor(sandbox).s3, BUCKET);
  const key = `runs/${report.runId}/report.json`;
  const before = await store.get(key);
  const own = { ...report, links: { ...report.links, log: 'https://eu-west-1.console.aws.amazon.com/' } };
  await store.put(key, JSON.stringify(own), { version: before?.version ?? null });
}

async function findings(sandbox: Sandbox, ...args: string[]) {
  const { status, stdout, stderr } = await elbTls(shop, ['doctor', '--json', ...args], {
    ...sandbox.environment(),
    ...RECORD,
  });
  if (stdout === '') throw new Error(stderr);
  const report: DoctorReport = JSON.parse(stdout);
  return { status, report };
}

const open = ({ findings: all }: DoctorReport): readonly Finding[] =>
  all.filter(({ isFine }) => isFine !== true);

it('says of each check that it is fine, where all is there', async () => {
  await withAll(async (sandbox) => {
    const before = sandbox.snapshot();
    const { status, report } = await findings(sandbox);

    expect(open(report)).toEqual([]);
    expect(status).toBe(0);
    expect(faultsOf(report)).toEqual([]);
    expect([...new Set(report.findings.map(({ check }) => check))]).toEqual(Object.keys(CHECKS));
    expect(sandbox.snapshot()).toEqual(before);
  });
});

it('asks three simulations for each Region, three for the Region of the stack, and five for the caller', async () => {
  await withAll(async (sandbox) => {
    sandbox.forgetCalls();
    await findings(sandbox, '--region', 'eu-west-1,us-east-1');
    const asked = sandbox.calls.filter(({ action }) => action === 'SimulatePrincipalPolicy');

    expect(asked).toHaveLength(2 * 3 + 3 + 5);
  });
});

/** Conditions of an advanced selector, and what they are about. */
const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };
const [ELB, KMS] = ['elasticloadbalancing.amazonaws.com', 'kms.amazonaws.com'];

it.each([
  ['writes alone', [MANAGEMENT, { Field: 'readOnly', Equals: ['false'] }]],
  ['all but those of KMS', [MANAGEMENT, { Field: 'eventSource', NotEquals: [KMS] }]],
])('takes a trail of %s, by an advanced selector', async (_, fields) => {
  await withAll(async (sandbox) => {
    sandbox.trail({ ...TRAIL, advanced: [fields] });
    expect(open((await findings(sandbox)).report)).toEqual([]);
  });
});

describe('a trail that may not be read', () => {
  const refused = { kind: 'deny', action: 'GetTrailStatus', resource: 'trail/organisation' } as const;

  it('is no trouble beside a good one', async () => {
    await withAll(async (sandbox) => {
      sandbox.trail({ ...TRAIL, name: 'organisation' });
      sandbox.fault(refused);
      expect(open((await findings(sandbox)).report)).toEqual([]);
    });
  });

  it('may be the good one, where the other is none', async () => {
    await withAll(async (sandbox) => {
      sandbox.trail({ ...TRAIL, isLogging: false });
      sandbox.trail({ ...TRAIL, name: 'organisation' });
      sandbox.fault(refused);
      const { status, report } = await findings(sandbox);

      expect(open(report)).toMatchObject([
        {
          check: 'trail-logs',
          isFine: null,
          found: expect.stringMatching(/^organisation could not be told: /),
        },
      ]);
      expect(status).toBe(1);
    });
  });
});

type Broken = readonly [name: string, breakIt: (sandbox: Sandbox) => unknown, check: string, said: RegExp];

/** What somebody broke, the check that names it, and words of what it says. */
const BROKEN: readonly Broken[] = [
  [
    'no stack',
    (sandbox) => sandbox.undeploy(STACK.name),
    'deployed',
    /no stack of this tool in eu-west-1, and s3:\/\/elb-tls-records is the record of one/,
  ],
  ...(
    [
      ['UPDATE_ROLLBACK_COMPLETE', 'what it was last told to be, it is not'],
      ['UPDATE_ROLLBACK_FAILED', 'what it was last told to be, it is not'],
      ['DELETE_FAILED', 'what it was last told to be, it is not'],
      ['UPDATE_IN_PROGRESS', ''],
    ] as const
  ).map(
    ([status, said]) =>
      [
        `a stack that is ${status}`,
        (sandbox: Sandbox) => sandbox.deploy({ ...STACK, status }, SCHEDULE),
        'deployed',
        new RegExp(`ElbTlsRemediator in eu-west-1 is ${status}.*${said}`),
      ] as const,
  ),
  [
    'two stacks',
    (sandbox) => sandbox.deploy({ ...STACK, name: 'Second' }, SCHEDULE),
    'deployed',
    /2 stacks, ElbTlsRemediator \(eu-west-1\) and Second/,
  ],
  [
    'a function whose update failed',
    (sandbox) =>
      sandbox.deploy({ ...STACK, function: { ...STACK.function, lastUpdate: 'Failed' } }, SCHEDULE),
    'function-ready',
    /elb-tls is Active, its last update Failed/,
  ],
  [
    'a schedule that is off',
    (sandbox) => sandbox.deploy(STACK, { ...SCHEDULE, state: 'DISABLED' }),
    'schedule-on',
    /elb-tls-runs is DISABLED: no run starts/,
  ],
  ['a run that is under way', leaseLeft, 'lease-free', /run 20261122T060000Z-dead changes this account now/],
  [
    'no run in the record',
    (sandbox) => {
      sandbox.bucket('empty', REGION);
      sandbox.deploy({ ...STACK, outputs: { ...STACK.outputs, RecordBucket: 'empty' } }, SCHEDULE);
    },
    'last-run',
    /no run of the function is recorded/,
  ],
  [
    'no subscription',
    (sandbox) => sandbox.topic(TOPIC, 0),
    'subscribed',
    /nobody has confirmed a subscription/,
  ],
  [
    'a role that lost a right',
    (sandbox) => sandbox.refuse('elasticloadbalancing:DescribeTags', 'role'),
    'permissions',
    /the role may not call elasticloadbalancing:DescribeTags in eu-west-1/,
  ],
  [
    'a boundary that is too narrow',
    (sandbox) => sandbox.refuse('sns:Publish', 'boundary'),
    'permissions',
    /the permissions boundary refuses sns:Publish in eu-west-1/,
  ],
  [
    'an organisation that refuses changes',
    (sandbox) => sandbox.refuse('elasticloadbalancing:ModifyListener', 'organisation'),
    'organisation-policies',
    /a policy of the organisation refuses elasticloadbalancing:ModifyListener in eu-west-1/,
  ],
  [
    'a tag index that is behind',
    (sandbox) => sandbox.region(REGION).setIndexTags('shop', {}),
    'tag-index',
    /the tag index does not have shop, which carry Tier=web: no run finds them/,
  ],
  [
    'a tag index that is ahead',
    (sandbox) => sandbox.region(REGION).setTags('shop', { Tier: 'internal' }, { index: false }),
    'tag-index',
    /the tag index still has shop, which no longer carry Tier=web/,
  ],
  [
    'a trail that is stopped',
    (sandbox) => sandbox.trail({ ...TRAIL, isLogging: false }),
    'trail-logs',
    /the trail all is stopped/,
  ],
  [
    'a trail of reads alone',
    (sandbox) => sandbox.trail({ ...TRAIL, readWriteType: 'ReadOnly' }),
    'trail-logs',
    /the trail all logs no writing management events/,
  ],
  [
    'a trail of another Region alone',
    (sandbox) => sandbox.trail({ ...TRAIL, isMultiRegion: false }),
    'trail-logs',
    /no trail covers it/,
  ],
  [
    'a trail whose bucket takes nothing',
    (sandbox) => sandbox.trail({ ...TRAIL, undelivered: 'AccessDenied' }),
    'trail-logs',
    /the trail all logs, and its bucket did not take the last delivery: AccessDenied/,
  ],
  [
    'a trail that leaves out the load balancers',
    (sandbox) =>
      sandbox.trail({ ...TRAIL, advanced: [[MANAGEMENT, { Field: 'eventSource', NotEquals: [ELB] }]] }),
    'trail-logs',
    /the trail all logs no writing management events/,
  ],
  [
    'a trail of other services alone',
    (sandbox) =>
      sandbox.trail({ ...TRAIL, advanced: [[MANAGEMENT, { Field: 'eventSource', Equals: [KMS] }]] }),
    'trail-logs',
    /the trail all logs no writing management events/,
  ],
  [
    'a trail of reads alone, by an advanced selector',
    (sandbox) =>
      sandbox.trail({ ...TRAIL, advanced: [[MANAGEMENT, { Field: 'readOnly', Equals: ['true'] }]] }),
    'trail-logs',
    /the trail all logs no writing management events/,
  ],
  [
    'load balancers without logs',
    (sandbox) => sandbox.logs('portal', { access: false, connection: false }),
    'logs-delivered',
    /1 of 2 in scope log nothing: portal/,
  ],
];

/** Another run took the lease, and holds it. */
async function leaseLeft(sandbox: Sandbox): Promise<void> {
  const holder = { runId: '20261122T060000Z-dead', mode: 'apply', place: 'function', event: null } as const;
  await takeLease(s3Store(clientsFor(sandbox).s3, BUCKET), ACCOUNT, holder, systemClock);
}

it.each(BROKEN)('names %s', async (_name, breakIt, check, said) => {
  await withAll(async (sandbox) => {
    await breakIt(sandbox);
    const record = check === 'last-run' ? ['--record', 's3://empty'] : [];
    const { status, report } = await findings(sandbox, ...record);

    expect(open(report).map((finding) => finding.check)).toEqual([check]);
    expect(open(report)[0]?.found).toMatch(said);
    expect(open(report)[0]?.todo).toMatch(/\w/);
    expect(status).toBe(2);
  });
});

it.each([
  ['elasticloadbalancing:DescribeTags', 'role', /^sign in as somebody who may/],
  ['elasticloadbalancing:ModifyListener', 'boundary', /^sign in as somebody who may/],
  ['elasticloadbalancing:DeleteLoadBalancerPolicy', 'role', /docs\/operations\.md#undo$/],
  ['s3:PutObject', 'role', /^sign in as somebody who may/],
  [
    'elasticloadbalancing:SetLoadBalancerPoliciesOfListener',
    'organisation',
    /^ask whoever keeps the policies/,
  ],
] as const)('names %s, which the caller may not call (%s)', async (action, by, todo) => {
  await withAll(async (sandbox) => {
    sandbox.refuse(action, by, { caller: true });
    const { status, report } = await findings(sandbox);

    expect(open(report)).toEqual([
      {
        check: 'caller-rights',
        region: null,
        isFine: false,
        found: `arn:aws:sts::${ACCOUNT}:assumed-role/sandbox/caller may not call ${action} in ${REGION}`,
        todo: expect.stringMatching(todo),
      },
    ]);
    expect(status).toBe(2);
  });
});

it('simulates the role of the caller by its whole name, which its session does not tell', async () => {
  await withAll(async (sandbox) => {
    sandbox.fault({
      kind: 'error',
      action: 'SimulatePrincipalPolicy',
      resource: 'role/operators/sandbox',
      code: 'Throttling',
      times: 100,
    });
    const { report } = await findings(sandbox);

    expect(open(report).map(({ check, isFine }) => [check, isFine])).toEqual([['caller-rights', null]]);
  });
});

const NEVER = 'it was never made, and runs nothing';

it.each([
  ['ROLLBACK_COMPLETE', `: ${NEVER}`, /delete the stack, and deploy it again/],
  ['CREATE_FAILED', `: ${NEVER}`, /delete the stack, and deploy it again/],
  ['ROLLBACK_FAILED', `: ${NEVER}`, /delete the stack, and deploy it again/],
  ['DELETE_FAILED', `: ${NEVER}`, /could not be deleted; mend that, or retain it/],
  ['REVIEW_IN_PROGRESS', ': its change set was never executed', /execute the change set/],
  ['CREATE_IN_PROGRESS', '', /^wait until it has ended/],
])('names a stack that was never made, and is %s', async (stackStatus, said, todo) => {
  await withAll(async (sandbox) => {
    sandbox.deploy({ ...STACK, status: stackStatus, outputs: {} }, SCHEDULE);
    const { status, report } = await findings(sandbox);
    const of = open(report).filter(({ check }) => check === 'deployed');

    expect(of.map(({ found }) => found)).toEqual([`ElbTlsRemediator in eu-west-1 is ${stackStatus}${said}`]);
    expect(of[0]?.todo).toMatch(todo);
    expect(status).toBe(2);
  });
});

it('takes no stack of somebody else for one that was never made', async () => {
  await withAll(async (sandbox) => {
    const other = { ...STACK, status: 'ROLLBACK_COMPLETE', outputs: {}, parameters: { DryRun: 'true' } };
    sandbox.deploy(other, SCHEDULE);
    const { report } = await findings(sandbox);

    expect(open(report)[0]?.found).toMatch(/^no stack of this tool in eu-west-1/);
  });
});

it('names a target that AWS does not offer', async () => {
  await withAll(async (sandbox) => {
    const { status, report } = await findings(sandbox, '--target', 'ELBSecurityPolicy-TLS13-1-2-Res-2099-01');

    expect(open(report)).toMatchObject([
      {
        check: 'target-offered',
        region: REGION,
        found: 'AWS offers nothing for the target ELBSecurityPolicy-TLS13-1-2-Res-2099-01 on ALB',
      },
    ]);
    expect(status).toBe(2);
  });
});

it.each([
  ['DescribeStacks', 'deployed'],
  ['GetFunctionConfiguration', 'function-ready'],
  ['GetSchedule', 'schedule-on'],
  ['GetTopicAttributes', 'subscribed'],
  ['SimulatePrincipalPolicy', 'permissions'],
  ['SimulatePrincipalPolicy', 'caller-rights'],
  ['GetRole', 'caller-rights'],
  ['GetTrailStatus', 'trail-logs'],
  ['DescribeLoadBalancerAttributes', 'logs-delivered'],
  ['DescribeTags', 'tag-index'],
])('is never fine where %s is refused', async (action, check) => {
  await withAll(async (sandbox) => {
    sandbox.fault({ kind: 'deny', action });
    const { status, report } = await findings(sandbox);
    const of = report.findings.filter((finding) => finding.check === check);

    expect(of.map(({ isFine }) => isFine)).toEqual([null]);
    expect(of[0]?.found).toMatch(/\bcould not be told: \w+: /);
    expect(status).toBe(1);
  });
});

/** What somebody has deleted by hand, the checks that miss it, and how it ends. */
it.each<[string, (sandbox: Sandbox) => void, readonly (readonly [string, boolean | null, RegExp])[], number]>(
  [
    [
      'the schedule',
      (sandbox) => sandbox.deploy(withOutputs({ ScheduleName: 'gone' }), SCHEDULE),
      [['schedule-on', false, /^gone, which starts the runs, is not there$/]],
      2,
    ],
    [
      'the topic',
      (sandbox) => sandbox.deploy(withOutputs({ DigestTopicArn: `${TOPIC}-gone` }), SCHEDULE),
      [['subscribed', false, /elb-tls-digest-gone is not there$/]],
      2,
    ],
    [
      'the role',
      (sandbox) =>
        sandbox.fault({
          kind: 'error',
          action: 'SimulatePrincipalPolicy',
          resource: 'role/elb-tls',
          code: 'NoSuchEntity',
        }),
      [
        ['permissions', false, /^the role arn:aws:iam::\d+:role\/elb-tls is not there$/],
        ['organisation-policies', false, /is not there$/],
      ],
      2,
    ],
    [
      'the function',
      (sandbox) =>
        sandbox.fault({
          kind: 'error',
          action: 'GetFunctionConfiguration',
          code: 'ResourceNotFoundException',
        }),
      [
        ['function-ready', false, /^elb-tls is not there$/],
        ['permissions', null, /ResourceNotFound/],
        ['organisation-policies', null, /ResourceNotFound/],
      ],
      1,
    ],
  ],
)('says that %s is not there, and not that nobody could look', async (_, breakIt, expected, ends) => {
  await withAll(async (sandbox) => {
    breakIt(sandbox);
    const { status, report } = await findings(sandbox);

    expect(open(report).map(({ check, isFine }) => [check, isFine])).toEqual(
      expected.map(([check, isFine]) => [check, isFine]),
    );
    for (const [index, [, , said]] of expected.entries()) expect(open(report)[index]?.found).toMatch(said);
    expect(open(report)[0]?.todo).toMatch(/deploy it again/);
    expect(status).toBe(ends);
  });
});

const withOutputs = (outputs: Readonly<Record<string, string>>) => ({
  ...STACK,
  outputs: { ...STACK.outputs, ...outputs },
});

it('looks with the settings of the stack, unless a flag says otherwise', async () => {
  await withAll(async (sandbox) => {
    sandbox.deploy({ ...STACK, parameters: { ...STACK.parameters, TagValues: 'edge' } }, SCHEDULE);
    const { report } = await findings(sandbox);
    const { report: own } = await findings(sandbox, '--tag', 'Tier=web');

    expect(open(report)).toMatchObject([{ check: 'tag-index', found: 'no load balancer carries Tier=edge' }]);
    expect(open(own)).toEqual([]);
  });
});

it('takes no Region for a fault because another one has the load balancers', async () => {
  await withAll(async (sandbox) => {
    const { status, report } = await findings(sandbox, '--region', 'all');

    expect(open(report)).toEqual([]);
    expect(report.findings).toContainEqual({
      check: 'tag-index',
      region: 'us-east-1',
      isFine: true,
      found: 'no load balancer with Tier=web, by both',
      todo: null,
    });
    expect(status).toBe(0);
  });
});

it('leaves out what the organisation closes, as a run does', async () => {
  await withAll(async (sandbox) => {
    sandbox.closeRegion('us-east-1');
    const { status, report } = await findings(sandbox, '--region', 'all');
    const named = await findings(sandbox, '--region', 'us-east-1');

    expect(report.regions).not.toContain('us-east-1');
    expect(open(report)).toEqual([]);
    expect(status).toBe(0);
    expect(open(named.report).map(({ check }) => check)).toContain('tag-index');
    expect(named.status).toBe(1);
  });
});

it('says once that no Region has a load balancer in scope', async () => {
  await withAll(async (sandbox) => {
    const { status, report } = await findings(sandbox, '--region', 'all', '--tag', 'Tier=none');

    expect(open(report)).toMatchObject([
      {
        check: 'tag-index',
        region: null,
        found: expect.stringMatching(/^no load balancer carries Tier=none, in none of \d+ Regions$/),
      },
    ]);
    expect(status).toBe(2);
  });
});

it('looks with the settings of the function, where the stack is one of your own', async () => {
  await withAll(async (sandbox) => {
    const environment = {
      DRY_RUN: 'false',
      TAG_KEY: 'Tier',
      TAG_VALUES: 'edge',
      REGIONS: 'us-east-1',
      TARGET_POLICY: 'tls13',
      ALARM_HOURS: '2',
    };
    const outputs = Object.fromEntries(
      Object.entries(STACK.outputs).map(([name, value]) => [`Edge${name}`, value]),
    );
    const own = { ...STACK, parameters: {}, outputs, function: { ...STACK.function, environment } };
    sandbox.deploy(own, SCHEDULE);
    sandbox.refuse('elasticloadbalancing:ModifyListener', 'role');
    const { report } = await findings(sandbox);

    expect(report.regions).toEqual(['us-east-1']);
    expect(report.findings[0]?.found).toBe('ElbTlsRemediator in eu-west-1, version 0.1.0, it applies');
    expect(open(report)).toMatchObject([
      {
        check: 'permissions',
        found: 'the role may not call elasticloadbalancing:ModifyListener in us-east-1',
      },
      { check: 'tag-index', found: 'no load balancer carries Tier=edge' },
    ]);
  });
});

it('looks into the record of the function, where nobody names another', async () => {
  await withAll(async (sandbox) => {
    const environment = { ...sandbox.environment(), ELB_TLS_RECORD: undefined };
    const { stdout } = await elbTls(shop, ['doctor', '--json'], environment);
    const report: DoctorReport = JSON.parse(stdout);

    expect(report.findings.find(({ check }) => check === 'record-readable')?.found).toBe(`s3://${BUCKET}`);
    expect(open(report)).toEqual([]);
  });
});

it('names a record that is not the one of the function', async () => {
  await withAll(async (sandbox) => {
    const { status, report } = await findings(sandbox, '--record', shop.folder);

    expect(open(report).map(({ check }) => check)).toEqual(['record-readable', 'last-run']);
    expect(open(report)[0]?.found).toBe(
      `it was looked for in ${shop.folder}, and the deployed function has its own in s3://${BUCKET}`,
    );
    expect(status).toBe(2);
  });
});

it('takes no run at a terminal for one of the function', async () => {
  await withAll(async (sandbox) => {
    sandbox.bucket('other', REGION);
    sandbox.deploy(withOutputs({ RecordBucket: 'other' }), SCHEDULE);
    await elbTls(shop, ['plan'], { ...sandbox.environment(), ELB_TLS_RECORD: 's3://other' });
    const { report } = await findings(sandbox, '--record', 's3://other');

    expect(await s3Store(clientsFor(sandbox).s3, 'other').list('runs/')).toHaveLength(1);
    expect(open(report)).toMatchObject([{ check: 'last-run', found: 'no run of the function is recorded' }]);
  });
});

it('takes no call for allowed of which the simulation says nothing', async () => {
  await withAll(async (sandbox) => {
    sandbox.refuse('tag:GetResources', 'unanswered');
    const { status, report } = await findings(sandbox);

    expect(open(report).map(({ check, isFine }) => [check, isFine])).toEqual([
      ['permissions', null],
      ['organisation-policies', null],
    ]);
    expect(open(report)[0]?.found).toContain('the simulation says nothing of tag:GetResources');
    expect(status).toBe(1);
  });
});

it('is a page for people, what needs them first', async () => {
  await withAll(async (sandbox) => {
    sandbox.topic(TOPIC, 0);
    const { status, stdout } = await elbTls(shop, ['doctor'], { ...sandbox.environment(), ...RECORD });

    expect(status).toBe(2);
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'Account 111122223333, eu-west-1. 1 thing to look at, 14 fine.',
      '',
      'TO DO      subscribed: nobody has confirmed a subscription to',
      `         | ${TOPIC}: no digest`,
      '         | reaches anybody',
    ]);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(stdout.split('\n').length).toBeLessThan(33);
  });
});
