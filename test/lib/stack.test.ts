import { ACCOUNT, allOf, deploy, idsOf, REGION, type Values } from './resolve';
import manifest from '../../package.json';
import PARTITIONS from '../../lambda/core/partitions.json';
import { readComeBack, readWatch } from '../../lambda/settings/environment';
import { jsonOf, theStack } from './synth';

const json = jsonOf(theStack());

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:operations`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/99998888-3333-4444-5555-666677778888`;
const EMAIL = 'ops@example.com';

describe('logical ids', () => {
  it('of outputs are fixed', () => {
    expect(Object.keys(json.Outputs ?? {})).toEqual([
      'FunctionName',
      'DigestTopicArn',
      'LogGroupName',
      'ScheduleName',
      'DashboardUrl',
      'RecordBucket',
      'Version',
      'Mode',
    ]);
  });

  it('of the topic and the bucket are those that people see', () => {
    expect(idsOf(deploy(json), 'AWS::SNS::Topic')).toEqual(['DigestTopic']);
    expect(idsOf(deploy(json), 'AWS::S3::Bucket')).toEqual(['RecordBucket']);
  });

  // With another id, or once it has a name of its own, CloudFormation makes a new one and leaves the old one behind or
  // deletes it, with all that is in it.
  it.each([
    ['RecordBucket', 'AWS::S3::Bucket', 'RetainExceptOnCreate'],
    ['RemediatorRecordsBucketPolicy7A87286E', 'AWS::S3::BucketPolicy', 'RetainExceptOnCreate'],
    ['DigestTopic', 'AWS::SNS::Topic', undefined],
    ['DigestKey0BDE1FF6', 'AWS::KMS::Key', 'Delete'],
    ['RemediatorFailedRunsBCC80923', 'AWS::SQS::Queue', 'Delete'],
    ['RemediatorMissedStarts7D901F90', 'AWS::SQS::Queue', 'Delete'],
    ['RemediatorCallsQueue3BACBD77', 'AWS::SQS::Queue', 'Delete'],
    ['RemediatorCallsLostCalls1ACE551C', 'AWS::SQS::Queue', 'Delete'],
    ['RemediatorLog03D6396E', 'AWS::Logs::LogGroup', 'RetainExceptOnCreate'],
    ['RemediatorFunctionBB34C223', 'AWS::Lambda::Function', undefined],
    ['RemediatorScheduleA8E19E36', 'AWS::Scheduler::Schedule', undefined],
    ['RemediatorMonitoringDashboard66E820CB', 'AWS::CloudWatch::Dashboard', undefined],
  ])('of %s, which keeps something or is known by its name, is fixed', (id, Type, whenItGoes) => {
    const { Properties = {}, ...others } = { ...json.Resources[id] };
    expect(others).toMatchObject({
      Type,
      ...(whenItGoes && {
        DeletionPolicy: whenItGoes,
        UpdateReplacePolicy: whenItGoes.replace('ExceptOnCreate', ''),
      }),
    });
    expect(
      Object.keys(Properties).filter((key) =>
        /^((Bucket|Topic|Queue|LogGroup|Function|Dashboard)?Name)$/.test(key),
      ),
    ).toEqual(id === 'RemediatorMonitoringDashboard66E820CB' ? ['DashboardName'] : []);
  });

  it('is that of its function for the dashboard, which the function can tell then', () => {
    const { Properties = {} } = { ...json.Resources['RemediatorMonitoringDashboard66E820CB'] };
    expect(Properties['DashboardName']).toEqual({ Ref: 'RemediatorFunctionBB34C223' });
  });

  it('are told of everything else that keeps something', () => {
    const keeping =
      /^AWS::(S3|SNS|KMS|SQS|Logs|DynamoDB|RDS|EFS|SSM|SecretsManager)::(?!\w*(Policy|Subscription)$)/;
    const ids = Object.keys(json.Resources).filter((id) => keeping.test(json.Resources[id]?.Type ?? ''));
    expect(ids).toHaveLength(8);
  });
});

describe('outputs', () => {
  it('say what is there', () => {
    const deployed = deploy(json);
    const [lambda] = idsOf(deployed, 'AWS::Lambda::Function');
    const [group] = idsOf(deployed, 'AWS::Logs::LogGroup');
    const [schedule] = idsOf(deployed, 'AWS::Scheduler::Schedule');
    const [dashboard] = idsOf(deployed, 'AWS::CloudWatch::Dashboard');
    expect(deployed.outputs).toEqual({
      FunctionName: lambda,
      DigestTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:DigestTopic`,
      LogGroupName: group,
      ScheduleName: schedule,
      DashboardUrl: `https://${REGION}.console.aws.amazon.com/cloudwatch/home?region=${REGION}#dashboards:name=${dashboard}`,
      RecordBucket: 'RecordBucket',
      Version: manifest.version,
      Mode: 'dry run',
    });
  });

  it.each([
    ['aws', 'us-east-2', 'us-east-2.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ])('link to the console of the partition %s', (partition, region, host) => {
    const { outputs } = deploy(json, { 'AWS::Partition': partition, 'AWS::Region': region });
    expect(outputs['DashboardUrl']).toMatch(
      `https://${host}/cloudwatch/home?region=${region}#dashboards:name=`,
    );
  });

  it('know the console of every partition that the SDK knows', () => {
    const [, consoles = {}] =
      Object.entries(json.Mappings ?? {}).find(([id]) => id.includes('Consoles')) ?? [];
    expect(Object.keys(consoles)).toEqual(PARTITIONS.map(({ id }) => id));
  });

  it('name the release, as the metadata of the template does', () => {
    expect(json.Metadata).toMatchObject({ ElbTlsRemediator: { Version: manifest.version } });
  });

  it.each([
    ['true', 'dry run', 'true'],
    ['false', 'apply', 'false'],
  ])('DryRun %s: the mode is %s, DRY_RUN %s', (DryRun, mode, variable) => {
    const deployed = deploy(json, { DryRun });
    expect(deployed.outputs['Mode']).toBe(mode);
    expect(allOf(deployed, 'AWS::Lambda::Function')).toMatchObject([
      { Environment: { Variables: { DRY_RUN: variable } } },
    ]);
  });
});

/** Parameters that are variables of the function, with a value that is not the default. */
const HANDED_ON: readonly (readonly [name: string, variable: string, value: string])[] = [
  ['ControllerOwned', 'CONTROLLER_OWNED', 'change'],
  ['StackOwned', 'STACK_OWNED', 'hold'],
  ['OwnerTags', 'OWNER_TAGS', 'ManagedBy=terraform,Pulumi'],
  ['OwnerTagKeys', 'OWNER_TAG_KEYS', 'Squad,Cost center'],
  ['OutsideScope', 'OUTSIDE', 'true'],
  ['WaveTagKey', 'WAVE_TAG_KEY', 'Environment'],
  ['WaveOrder', 'WAVE_ORDER', 'dev,staging,prod'],
  ['WaveSoakHours', 'WAVE_SOAK', '48'],
  ['ChangeWindow', 'CHANGE_WINDOW', 'MON-THU 09:00-16:00 Europe/Berlin'],
  ['FreezeUntil', 'FREEZE_UNTIL', '2027-01-06'],
  ['VerifyHandshake', 'VERIFY', 'true'],
  ['AutoUndo', 'AUTO_UNDO', 'true'],
  ['DigestWhen', 'DIGEST_WHEN', 'attention'],
  ['DigestFormat', 'DIGEST_FORMAT', 'text'],
];

it('hands every parameter on', () => {
  const { resources } = deploy(json, {
    TagKey: 'Role',
    TagValues: 'front,edge',
    Regions: 'eu-west-1,us-east-1',
    TargetPolicy: 'tls13',
    MaxChangesPerRun: '7',
    ScheduleExpression: 'rate(6 hours)',
    ScheduleTimezone: 'Europe/Berlin',
    AlarmAfterHours: '10',
    NotificationEmail: EMAIL,
    ...Object.fromEntries(HANDED_ON.map(([name, , value]) => [name, value])),
    WatchMinutes: '45',
    WatchFactor: '2.5',
    WatchFloor: '20',
    ImpactAnalysis: 'true',
    ImpactDays: '14',
    ImpactThreshold: '0.1%',
    ImpactEngine: 'athena',
    ImpactWorkgroup: 'audit',
    RecordDays: '90',
  });
  const all = JSON.stringify(resources);
  expect(all).toContain('"TAG_KEY":"Role"');
  expect(all).toContain('"TAG_VALUES":"front,edge"');
  expect(all).toContain('"REGIONS":"eu-west-1,us-east-1"');
  expect(all).toContain('"TARGET_POLICY":"tls13"');
  expect(all).toContain('"MAX_CHANGES":"7"');
  expect(all).toContain('"ScheduleExpression":"rate(6 hours)","ScheduleExpressionTimezone":"Europe/Berlin"');
  expect(all).toContain('"WATCH":"45 2.5 20"');
  expect(all).toContain('"IMPACT":"14 0.1% audit"');
  for (const [, variable, value] of HANDED_ON) expect(all).toContain(`"${variable}":"${value}"`);
  expect(all).toContain('"ExpirationInDays":"90","Id":"Runs"');
  expect(all).toContain('"NoncurrentDays":"90"');
  expect(all).toContain('"RECORD_BUCKET":"RecordBucket"');
  expect(all).toContain('"EvaluationPeriods":"10"');
  expect(all).toContain(`"Endpoint":"${EMAIL}","Protocol":"email"`);
  expect(all).toContain('"SERVICE":"ElbTlsRemediator"');
});

describe('who is told', () => {
  it.each<[string, Values, { topics: number; keys: number; subscriptions: number }]>([
    ['nothing', {}, { topics: 1, keys: 1, subscriptions: 0 }],
    ['an address', { NotificationEmail: EMAIL }, { topics: 1, keys: 1, subscriptions: 1 }],
    ['a key', { ExistingKeyArn: KEY }, { topics: 1, keys: 0, subscriptions: 0 }],
    ['a topic', { ExistingTopicArn: TOPIC }, { topics: 0, keys: 0, subscriptions: 0 }],
    [
      'a topic and its key',
      { ExistingTopicArn: TOPIC, ExistingKeyArn: KEY },
      { topics: 0, keys: 0, subscriptions: 0 },
    ],
    [
      'a topic and an address',
      { ExistingTopicArn: TOPIC, NotificationEmail: EMAIL },
      { topics: 0, keys: 0, subscriptions: 0 },
    ],
  ])('%s given', (_, values, expected) => {
    const deployed = deploy(json, values);
    expect({
      topics: idsOf(deployed, 'AWS::SNS::Topic').length,
      keys: idsOf(deployed, 'AWS::KMS::Key').length,
      subscriptions: idsOf(deployed, 'AWS::SNS::Subscription').length,
    }).toEqual(expected);
    expect(idsOf(deployed, 'AWS::SNS::TopicPolicy')).toHaveLength(expected.topics);
  });

  it('encrypts with the given key', () => {
    const { resources } = deploy(json, { ExistingKeyArn: KEY });
    expect(resources['DigestTopic']?.Properties).toMatchObject({ KmsMasterKeyId: KEY });
  });

  it('tells the given topic of digests and alarms', () => {
    const deployed = deploy(json, { ExistingTopicArn: TOPIC });
    const alarms = allOf(deployed, 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(0);
    for (const alarm of alarms) expect(alarm).toMatchObject({ AlarmActions: [TOPIC] });
    expect(deployed.outputs['DigestTopicArn']).toBe(TOPIC);
  });
});

describe('rules', () => {
  it.each<[string, Values, readonly string[]]>([
    ['nothing', {}, []],
    ['an address', { NotificationEmail: EMAIL }, []],
    ['a topic', { ExistingTopicArn: TOPIC }, []],
    ['an address and a topic', { NotificationEmail: EMAIL, ExistingTopicArn: TOPIC }, ['EmailOrTopic']],
    ['waves and their order', { WaveTagKey: 'Environment', WaveOrder: 'dev,prod' }, []],
    ['waves without an order', { WaveTagKey: 'Environment' }, ['WavesHaveAnOrder']],
    ['an order without waves', { WaveOrder: 'dev,prod' }, ['WavesHaveATag']],
    ['no watch', { WatchMinutes: '0' }, []],
    ['Athena', { ImpactEngine: 'athena', ImpactWorkgroup: 'audit' }, []],
    ['Athena without a workgroup', { ImpactEngine: 'athena' }, ['AthenaHasAWorkgroup']],
    ['an undo', { AutoUndo: 'true', DryRun: 'false' }, []],
    ['an undo in a dry run', { AutoUndo: 'true', DryRun: 'true' }, []],
    ['an undo without a watch', { AutoUndo: 'true', WatchMinutes: '0' }, ['AutoUndoHasAWatch']],
    ['runs every day, with the alarm of working days', { ScheduleExpression: 'rate(1 day)' }, []],
    [
      'an alarm that rings before the next day',
      { ScheduleExpression: 'rate(1 day)', AlarmAfterHours: '24' },
      ['AlarmFollowsTheSchedule'],
    ],
    ['an alarm that rings just behind it', { ScheduleExpression: 'rate(1 day)', AlarmAfterHours: '25' }, []],
    [
      'runs every fourth day, with the alarm of working days',
      { ScheduleExpression: 'rate(4 days)' },
      ['AlarmFollowsTheSchedule'],
    ],
    ['an alarm that waits for them', { ScheduleExpression: 'rate(4 days)', AlarmAfterHours: '100' }, []],
    ['runs every sixth day', { ScheduleExpression: 'rate(6 days)', AlarmAfterHours: '148' }, []],
  ])('with %s', (_, values, refusedBy) => {
    expect(deploy(json, { BootstrapVersion: '30', ...values }).refusedBy).toEqual(refusedBy);
  });

  it('say what to do', () => {
    for (const { Assertions } of Object.values(json.Rules ?? {}))
      for (const assertion of Assertions)
        expect(assertion).toHaveProperty('AssertDescription', expect.stringMatching(/^[A-Z].+\.$/));
  });
});

it('leaves nothing behind when it is deleted but the records and the log, and nothing of a first deployment that fails', () => {
  const kept = Object.keys(json.Resources).filter(
    (id) => (json.Resources[id]?.DeletionPolicy ?? 'Delete') !== 'Delete',
  );
  expect(kept).toEqual([
    'RemediatorLog03D6396E',
    'RecordBucket',
    expect.stringMatching(/^RemediatorRecordsBucketPolicy/),
  ]);
  expect(kept.map((id) => json.Resources[id]?.DeletionPolicy)).toEqual(
    kept.map(() => 'RetainExceptOnCreate'),
  );
});

describe('ExistingRecordBucket', () => {
  const deployed = deploy(json, { ExistingRecordBucket: 'old-records' });

  it('takes the place of a bucket, and nobody touches its policy', () => {
    expect(idsOf(deployed, 'AWS::S3::Bucket')).toEqual([]);
    expect(idsOf(deployed, 'AWS::S3::BucketPolicy')).toEqual([]);
    expect(deployed.outputs['RecordBucket']).toBe('old-records');
  });

  it('is what the function writes, and all that it may write', () => {
    const [lambda] = allOf(deployed, 'AWS::Lambda::Function');
    expect(lambda).toMatchObject({ Environment: { Variables: { RECORD_BUCKET: 'old-records' } } });
    const text = JSON.stringify(allOf(deployed, 'AWS::IAM::Policy'));
    expect(new Set(text.match(/arn:aws:s3:::[^"]+/g))).toEqual(
      new Set(['arn:aws:s3:::old-records/*', 'arn:aws:s3:::old-records']),
    );
  });
});

describe('watching', () => {
  it.each<[string, Values]>([
    ['a dry run', { WatchMinutes: '0' }],
    ['applying', { DryRun: 'false', WatchMinutes: '0' }],
  ])('without minutes %s has none of it', (_, values) => {
    expect(watchOf(values)).toEqual({ role: '', made: 0 });
  });

  it.each<[string, Values, number]>([
    ['in a dry run, where one may be due', {}, 3],
    ['in a dry run that would undo', { AutoUndo: 'true' }, 3],
    ['with its schedules where changes are made', { DryRun: 'false' }, 4],
  ])('(31) is there %s', (_, values, made) => {
    expect(watchOf(values)).toEqual({ role: expect.stringMatching(/^RemediatorWatchRole/), made });
  });
});

it.each(['', '/team/tools/'])(
  'with the role path "%s" the function knows its roles by their ARNs',
  (RolePath) => {
    const deployed = deploy(json, { DryRun: 'false', RolePath });
    const environment = allOf(deployed, 'AWS::Lambda::Function')[0]?.Environment.Variables ?? {};
    for (const arn of [readWatch(environment).roleArn, readComeBack(environment).roleArn]) {
      const role = arn.split('/').at(-1) ?? '';
      expect(deployed.resources[role]).toMatchObject({ Type: 'AWS::IAM::Role' });
      expect(arn).toBe(`arn:aws:iam::${ACCOUNT}:role${RolePath || '/'}${role}`);
    }
  },
);

/** The role that watches are called with, and how much of the stack is for them. */
function watchOf(values: Values): { readonly role: string | undefined; readonly made: number } {
  const deployed = deploy(json, values);
  const [lambda] = allOf(deployed, 'AWS::Lambda::Function');
  const made = Object.keys(deployed.resources).filter((id) => id.startsWith('RemediatorWatch'));
  return { role: lambda?.Environment.Variables['WATCH_ROLE'], made: made.length };
}
