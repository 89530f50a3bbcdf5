import { CfnParameter, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { TlsRemediator, type TlsRemediatorProps } from '../../lib';
import { readEnvironment, readTopic } from '../../lambda/settings/environment';
import { ACCOUNT, allOf, deploy, idsOf, REGION, type Deployed } from './resolve';
import { aStackWith, anApp, CODE, jsonOf } from './synth';

const made = deploy(jsonOf(aStackWith()));

const arnLike = (service: string, name: string): unknown =>
  expect.stringMatching(new RegExp(`^arn:aws:${service}:${REGION}:${ACCOUNT}:(.*:)?Tls${name}`));

/** The function's environment as Lambda would set it. */
function environmentOf(deployed: Deployed): Readonly<Record<string, string>> {
  const [lambda] = allOf(deployed, 'AWS::Lambda::Function');
  return { AWS_REGION: REGION, ...lambda?.Environment.Variables };
}

function madeWith(props: TlsRemediatorProps): Deployed {
  return deploy(jsonOf(aStackWith(props)));
}

describe('the function', () => {
  it('runs on Node.js 24 and arm64', () => {
    expect(allOf(made, 'AWS::Lambda::Function')).toMatchObject([
      {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: 512,
        Timeout: 900,
      },
    ]);
  });

  it('runs on what is asked for', () => {
    expect(allOf(madeWith({ architecture: 'x86_64' }), 'AWS::Lambda::Function')).toMatchObject([
      { Architectures: ['x86_64'] },
    ]);
  });

  it('logs JSON to a group of its own that forgets', () => {
    const [LogGroup] = idsOf(made, 'AWS::Logs::LogGroup');
    expect(allOf(made, 'AWS::Lambda::Function')).toMatchObject([
      { LoggingConfig: { LogFormat: 'JSON', LogGroup } },
    ]);
    expect(allOf(made, 'AWS::Logs::LogGroup')).toEqual([{ RetentionInDays: 400 }]);
  });

  it('has its failures kept, and does not try twice', () => {
    expect(allOf(made, 'AWS::Lambda::EventInvokeConfig')).toMatchObject([
      {
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: arnLike('sqs', 'FailedRuns') } },
      },
    ]);
  });

  it('is dry by default and has the defaults of the stack', () => {
    expect(environmentOf(made)).toMatchObject({ MAX_CHANGES: '25' });
    expect(readEnvironment(environmentOf(made))).toMatchObject({
      settings: {
        scope: { tagKey: 'Tier', tagValues: ['web'] },
        regions: [REGION],
        target: { kind: 'recommended' },
        findBy: 'index',
        ownerTagKeys: ['Owner', 'Team'],
        outside: false,
      },
      dryRun: true,
      notes: [],
    });
  });

  it('reads what the props say', () => {
    const environment = environmentOf(
      madeWith({
        applying: true,
        tagKey: 'Role',
        tagValues: ['front', 'edge'],
        regions: ['eu-west-1', 'us-east-1'],
        targetPolicy: 'classical',
        maxChangesPerRun: 3,
        ownerTagKeys: ['Squad', 'Cost center'],
        outsideScope: true,
      }),
    );
    expect(environment).toMatchObject({ MAX_CHANGES: '3' });
    expect(readEnvironment(environment)).toMatchObject({
      settings: {
        scope: { tagKey: 'Role', tagValues: ['front', 'edge'] },
        regions: ['eu-west-1', 'us-east-1'],
        target: { kind: 'classical' },
        findBy: 'index',
        ownerTagKeys: ['Squad', 'Cost center'],
        outside: true,
      },
      dryRun: false,
      notes: [],
    });
    expect(readTopic(environment)).toMatch(/:sns:/);
  });

  it('shows no owners where it is told none', () => {
    const environment = environmentOf(madeWith({ ownerTagKeys: [] }));
    expect(readEnvironment(environment).settings.ownerTagKeys).toEqual([]);
  });

  it('takes a list that is a parameter', () => {
    const stack = new Stack(anApp(), 'Theirs');
    const tiers = new CfnParameter(stack, 'Tiers', { type: 'CommaDelimitedList', default: 'front,edge' });
    new TlsRemediator(stack, 'Tls', { code: CODE, tagValues: tiers.valueAsList });
    expect(jsonOf(stack).Resources).toMatchObject({
      [idsOf(made, 'AWS::Lambda::Function')[0] ?? '']: {
        Properties: { Environment: { Variables: { TAG_VALUES: { 'Fn::Join': [',', { Ref: 'Tiers' }] } } } },
      },
    });
  });
});

describe('the first run', () => {
  it('is started by what CloudFormation says of the schedule, and is dry by its event', () => {
    const [schedule] = idsOf(made, 'AWS::Scheduler::Schedule');
    const [{ EventPattern, Targets } = { EventPattern: null, Targets: [] }] = allOf(
      made,
      'AWS::Events::Rule',
    ).map((rule): { EventPattern: unknown; Targets: unknown } => JSON.parse(JSON.stringify(rule)));
    expect(EventPattern).toEqual({
      source: ['aws.cloudformation'],
      'detail-type': ['CloudFormation Resource Status Change'],
      detail: {
        'stack-id': [expect.stringContaining(':stack/')],
        'logical-resource-id': [schedule],
        'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
      },
    });
    expect(Targets).toMatchObject([
      {
        Arn: arnLike('lambda', 'Function'),
        Input: '{"firstRun":1}',
        DeadLetterConfig: { Arn: arnLike('sqs', 'MissedStarts') },
      },
    ]);
  });

  it('is there, with all its rights, before the schedule is made', () => {
    const { Resources } = jsonOf(aStackWith());
    const [schedule = ''] = idsOf(made, 'AWS::Scheduler::Schedule');
    const parts = Object.keys(Resources).filter((id) => id.startsWith('TlsFirstRun'));
    expect(parts.length).toBeGreaterThan(4);
    expect(Resources[schedule]).toMatchObject({ DependsOn: expect.arrayContaining(parts) });
  });

  it('comes when the mode changes: the schedule says which it is', () => {
    const [dry, applying] = [{}, { applying: true }].map((props) => {
      const [schedule] = allOf(madeWith(props), 'AWS::Scheduler::Schedule');
      return String(Object(schedule).Description);
    });
    expect(dry).toContain('(dry run)');
    expect(applying).toContain('(apply)');
  });
});

describe('the schedule', () => {
  it('has a time zone, a flexible window, few retries and a queue for what it could not start', () => {
    expect(allOf(made, 'AWS::Scheduler::Schedule')).toMatchObject([
      {
        ScheduleExpression: 'cron(0 6 ? * MON-FRI *)',
        ScheduleExpressionTimezone: 'Etc/UTC',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
        Target: {
          Arn: arnLike('lambda', 'Function'),
          Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
          DeadLetterConfig: { Arn: arnLike('sqs', 'MissedStarts') },
        },
      },
      { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:cloudwatch:putMetricData' } },
    ]);
  });

  it('has a role that schedules of this account alone can assume', () => {
    const trust = allOf(made, 'AWS::IAM::Role');
    expect(trust.map(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument.Statement)).toContainEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:SourceAccount': ACCOUNT,
            'aws:SourceArn': `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/default`,
          },
        },
      },
    ]);
  });
});

it('the queues are encrypted, keep two weeks and take nothing without TLS', () => {
  const queue = { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 };
  expect(allOf(made, 'AWS::SQS::Queue')).toEqual([queue, queue]);
  const refusal = {
    Effect: 'Deny',
    Action: 'sqs:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  // What EventBridge cannot deliver to the function for the first run ends where missed starts do.
  const fromTheRule = {
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Principal: { Service: 'events.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': expect.stringMatching(/:rule\/TlsFirstRunRule/) } },
  };
  expect(allOf(made, 'AWS::SQS::QueuePolicy')).toMatchObject([
    { PolicyDocument: { Statement: [refusal] } },
    { PolicyDocument: { Statement: [refusal, fromTheRule] } },
  ]);
});

describe('the record bucket', () => {
  it('is versioned, encrypted and private', () => {
    expect(allOf(made, 'AWS::S3::Bucket')).toMatchObject([
      {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    ]);
  });

  it('carries the tag that the command finds it by', () => {
    expect(allOf(made, 'AWS::S3::Bucket')).toMatchObject([
      { Tags: [{ Key: 'elb-tls-remediator', Value: 'records' }] },
    ]);
  });

  it('takes nothing without TLS', () => {
    const refusal = {
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(allOf(made, 'AWS::S3::BucketPolicy')).toMatchObject([
      { PolicyDocument: { Statement: [refusal, { Sid: 'OnlyWriters' }] } },
    ]);
  });

  it.each<[TlsRemediatorProps, number]>([
    [{}, 400],
    [{ records: { days: 30 } }, 30],
  ])('with %j forgets runs after %i days, and never the history', (props, days) => {
    expect(allOf(madeWith(props), 'AWS::S3::Bucket')).toMatchObject([
      {
        LifecycleConfiguration: {
          Rules: [
            {
              Id: 'Runs',
              Status: 'Enabled',
              Prefix: 'runs/',
              ExpirationInDays: days,
              NoncurrentVersionExpiration: { NoncurrentDays: 3 },
            },
            {
              Id: 'Uploads',
              Status: 'Enabled',
              Prefix: 'uploads/',
              ExpirationInDays: days,
              NoncurrentVersionExpiration: { NoncurrentDays: 3 },
            },
            {
              Id: 'History',
              Status: 'Enabled',
              Prefix: 'history/',
              NoncurrentVersionExpiration: { NoncurrentDays: days },
            },
            {
              Id: 'Lease',
              Status: 'Enabled',
              Prefix: 'lease/',
              NoncurrentVersionExpiration: { NoncurrentDays: days },
            },
            {
              Id: 'Leftovers',
              Status: 'Enabled',
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              ExpiredObjectDeleteMarker: true,
            },
          ],
        },
      },
    ]);
    const text = JSON.stringify(allOf(madeWith(props), 'AWS::S3::Bucket'));
    expect(text.match(/ExpirationInDays/g)).toHaveLength(2);
  });
});

it('with existingBucketName makes no bucket, and uses that one', () => {
  const given = madeWith({ records: { existingBucketName: 'old-records' } });

  expect(allOf(given, 'AWS::S3::Bucket')).toEqual([]);
  expect(environmentOf(given)).toMatchObject({ RECORD_BUCKET: 'old-records' });
});

describe('the digest', () => {
  it('is sent after every run, as JSON to programs', () => {
    const { digest } = readEnvironment(environmentOf(made));
    expect(digest).toEqual({ when: 'always', format: 'json' });
  });

  it('is what the props say', () => {
    const { digest } = readEnvironment(
      environmentOf(madeWith({ digestWhen: 'attention', digestFormat: 'text' })),
    );
    expect(digest).toEqual({ when: 'attention', format: 'text' });
  });
});

describe('the rollout and the watch', () => {
  it('have the defaults of the parameters', () => {
    expect(environmentOf(made)).toMatchObject({
      CONTROLLER_OWNED: 'hold',
      STACK_OWNED: 'change',
      OWNER_TAGS: '',
      WAVE_TAG_KEY: '',
      WAVE_ORDER: '',
      WAVE_SOAK: '24',
      CHANGE_WINDOW: '',
      FREEZE_UNTIL: '',
      VERIFY: 'false',
      WATCH: '30 3 50',
      WATCH_ROLE: expect.stringMatching(/^TlsWatchRole/),
      WATCH_DLQ: expect.stringMatching(/^TlsMissedStarts/),
      AUTO_UNDO: 'false',
      RECORD_BUCKET: expect.stringMatching(/^TlsRecordsBucket/),
    });
  });

  it('are what the props say', () => {
    const deployed = madeWith({
      applying: true,
      rollout: {
        controllerOwned: 'change',
        stackOwned: 'hold',
        ownerTags: ['ManagedBy=terraform', 'Pulumi'],
        waves: { tagKey: 'Environment', order: ['dev', 'prod'], soakHours: 0 },
        changeWindow: 'MON-THU 09:00-16:00 Europe/Berlin',
        freezeUntil: '2027-01-06',
      },
      verifyHandshake: true,
      watch: { minutes: 45, autoUndo: true, factor: 2.5, floor: 20 },
    });
    expect(environmentOf(deployed)).toMatchObject({
      CONTROLLER_OWNED: 'change',
      STACK_OWNED: 'hold',
      OWNER_TAGS: 'ManagedBy=terraform,Pulumi',
      WAVE_TAG_KEY: 'Environment',
      WAVE_ORDER: 'dev,prod',
      WAVE_SOAK: '0',
      CHANGE_WINDOW: 'MON-THU 09:00-16:00 Europe/Berlin',
      FREEZE_UNTIL: '2027-01-06',
      VERIFY: 'true',
      WATCH: '45 2.5 20',
      WATCH_ROLE: expect.stringMatching(/^TlsWatchRole/),
      WATCH_DLQ: expect.stringMatching(/^TlsMissedStarts/),
      AUTO_UNDO: 'true',
    });
  });

  it.each<[string, TlsRemediatorProps, { readonly watch: number; readonly undo: number }]>([
    ['a dry run', {}, { watch: 2, undo: 0 }],
    ['a dry run that would undo', { watch: { autoUndo: true } }, { watch: 2, undo: 0 }],
    ['a dry run without a watch', { watch: { minutes: 0 } }, { watch: 0, undo: 0 }],
    ['applying', { applying: true }, { watch: 3, undo: 0 }],
    ['applying without a watch', { applying: true, watch: { minutes: 0 } }, { watch: 0, undo: 0 }],
    ['applying with undo', { applying: true, watch: { autoUndo: true } }, { watch: 3, undo: 1 }],
  ])('%s has these policies', (_, props, expected) => {
    const policies = idsOf(madeWith(props), 'AWS::IAM::Policy');
    expect({
      watch: policies.filter((id) => id.startsWith('TlsWatch')).length,
      undo: policies.filter((id) => id.startsWith('TlsUndoes')).length,
    }).toEqual(expected);
  });

  it('give all that Scheduler calls with a role that schedules of this account alone can assume', () => {
    const trusts = allOf(madeWith({ applying: true }), 'AWS::IAM::Role').map(({ AssumeRolePolicyDocument }) =>
      JSON.stringify(AssumeRolePolicyDocument.Statement),
    );
    const ofScheduler = trusts.filter((trust) => trust.includes('scheduler.amazonaws.com'));
    expect(ofScheduler).toHaveLength(4);
    expect(new Set(ofScheduler).size).toBe(1);
    expect(ofScheduler[0]).toContain(`"aws:SourceAccount":"${ACCOUNT}"`);
  });
});

describe('the topic', () => {
  it('is encrypted with a key that turns, and that goes with its stack', () => {
    expect(allOf(made, 'AWS::SNS::Topic')).toMatchObject([
      { KmsMasterKeyId: expect.stringMatching(/:key\//) },
    ]);
    expect(allOf(made, 'AWS::KMS::Key')).toMatchObject([{ EnableKeyRotation: true, PendingWindowInDays: 7 }]);
    const { Resources } = jsonOf(aStackWith());
    const kept = Object.values(Resources).filter(
      ({ DeletionPolicy }) => DeletionPolicy === 'RetainExceptOnCreate',
    );
    expect(kept.map(({ Type }) => Type)).toEqual([
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
    ]);
  });

  it('can be brought along', () => {
    const stack = new Stack(anApp(), 'Theirs');
    new TlsRemediator(stack, 'Tls', { code: CODE, topic: new Topic(stack, 'Operations') });
    const theirs = deploy(jsonOf(stack));
    expect(idsOf(theirs, 'AWS::SNS::Topic')).toEqual([expect.stringMatching(/^Operations/)]);
    expect(idsOf(theirs, 'AWS::KMS::Key')).toEqual([]);
    expect(readTopic(environmentOf(theirs))).toMatch(/:Operations/);
  });
});

describe('alarmAfterHours', () => {
  it.each<[string, number, TlsRemediatorProps]>([
    ['the default schedule', 76, {}],
    ['every day', 28, { schedule: ScheduleExpression.cron({ minute: '0', hour: '6' }) }],
    ['twice a day', 16, { schedule: ScheduleExpression.rate(Duration.hours(12)) }],
    ['what was said', 100, { alarmAfterHours: 100 }],
    [
      'what was said of a schedule that cannot be read',
      168,
      { schedule: ScheduleExpression.expression('cron(0 6 1 * ? *)'), alarmAfterHours: 168 },
    ],
  ])('follows %s: %i', (_, EvaluationPeriods, props) => {
    expect(allOf(madeWith(props), 'AWS::CloudWatch::Alarm')).toContainEqual(
      expect.objectContaining({ MetricName: 'Runs', Period: 3600, EvaluationPeriods }),
    );
  });

  it.each<[string, string]>([
    ['cron(0 6 1 * ? *)', 'cannot be read from it; set alarmAfterHours (2 to 168)'],
    [
      'cron(0 6 ? * MON *)',
      'is 168 hours, and an alarm looks back 168 at most; set alarmAfterHours (2 to 168)',
    ],
  ])('has to be said for %s', (expression, message) => {
    expect(() => aStackWith({ schedule: ScheduleExpression.expression(expression) })).toThrow(
      `the longest pause of ${expression} ${message}`,
    );
  });
});

describe('bad props are refused in words', () => {
  it.each<[string, TlsRemediatorProps]>([
    ['TagKey got "Ti"er"; use 1 to 128', { tagKey: 'Ti"er' }],
    ['TagValues got "web,"; use 1 to 20', { tagValues: ['web', ''] }],
    ['TagValues got ""; use 1 to 20', { tagValues: [] }],
    ['TagValues got "', { tagValues: ['a'.repeat(250), 'b'.repeat(250)] }],
    [
      'ScheduleTimezone got the time zone "Europe/Berlim", and there is none of this name; use UTC or',
      {
        schedule: ScheduleExpression.cron({ hour: '6', minute: '0', timeZone: TimeZone.of('Europe/Berlim') }),
      },
    ],
    [
      'ChangeWindow got the time zone "Europe/Berlim", and there is none',
      { rollout: { changeWindow: 'MON 09:00-16:00 Europe/Berlim' } },
    ],
    ['Regions got "Ireland"; use empty, all, or Region codes', { regions: ['Ireland'] }],
    ['TargetPolicy got "latest"; use recommended', { targetPolicy: 'latest' }],
    ['MaxChangesPerRun got "0"; use a whole number', { maxChangesPerRun: 0 }],
    ['MaxChangesPerRun got "2.5"; use a whole number', { maxChangesPerRun: 2.5 }],
    ['AlarmAfterHours got "200"; use a whole number', { alarmAfterHours: 200 }],
    ['ControllerOwned got "keep"; use hold or change', { rollout: { controllerOwned: 'keep' } }],
    ['OwnerTags got "=terraform"; use empty, or', { rollout: { ownerTags: ['=terraform'] } }],
    [
      'WaveOrder got "dev,dev"; use empty, or up to 20 values, each once',
      { rollout: { waves: { tagKey: 'Environment', order: ['dev', 'dev'] } } },
    ],
    [
      'waves need a tagKey and an order, or neither',
      { rollout: { waves: { tagKey: 'Environment', order: [] } } },
    ],
    ['waves need a tagKey and an order, or neither', { rollout: { waves: { tagKey: '', order: ['dev'] } } }],
    [
      'ChangeWindow got "MON 09:00-09:00 UTC"; use empty, or at most 100 characters',
      { rollout: { changeWindow: 'MON 09:00-09:00 UTC' } },
    ],
    ['FreezeUntil got "2027-02-30"; use empty, or a date', { rollout: { freezeUntil: '2027-02-30' } }],
    ['WatchMinutes got "-1"; use a whole number', { watch: { minutes: -1 } }],
    ['WatchFactor got "0.5"; use a number', { watch: { factor: 0.5 } }],
    ['WatchFloor got "0"; use a whole number', { watch: { floor: 0 } }],
    ['autoUndo needs a watch', { watch: { minutes: 0, autoUndo: true } }],
    ['RecordDays got "0"; use a whole number', { records: { days: 0 } }],
    ['OperatorRoleArns got "ops"; use empty, or up to 10 ARNs', { records: { operatorRoleArns: ['ops'] } }],
    ['RecordKeyArn got "alias/tls"; use empty, or the ARN', { records: { keyArn: 'alias/tls' } }],
    ['DigestWhen got "never"; use always or attention', { digestWhen: 'never' }],
    ['DigestFormat got "html"; use json or text', { digestFormat: 'html' }],
    ['Architecture got "arm"; use arm64 or x86_64', { architecture: 'arm' }],
    ['RolePath got "team"; use empty, or a path', { rolePath: 'team' }],
    ['PermissionsBoundaryArn got "b"; use empty, or the ARN', { permissionsBoundaryArn: 'b' }],
    [
      'ScheduleExpression got "rate(30 minutes)"; use',
      { schedule: ScheduleExpression.rate(Duration.minutes(30)) },
    ],
  ])('%s', (message, props) => {
    expect(() => aStackWith(props)).toThrow(message);
  });
});

it.each<[boolean | undefined, number]>([
  [undefined, 0],
  [false, 0],
  [true, 2],
])('with applying %s it has %i policies for writing', (applying, count) => {
  const deployed = madeWith(applying === undefined ? {} : { applying });
  expect(idsOf(deployed, 'AWS::IAM::Policy').filter((id) => id.includes('Writes'))).toHaveLength(count);
});

it('stands twice in one app', () => {
  const app = anApp();
  for (const id of ['One', 'Two']) new TlsRemediator(new Stack(app, id), 'Tls', { code: CODE });
  expect(app.synth().stacks).toHaveLength(2);
});
