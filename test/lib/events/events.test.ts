import { aCall, ALICE, anUpload, sessionOf, type CallOptions, type UploadOptions } from '../../calls';
import { ask, askAsService, functionRole, type Call } from '../evaluate';
import { deploy, idsOf, ACCOUNT, REGION, type Deployed, type Values } from '../resolve';
import { jsonOf, theStack } from '../synth';
import { matches } from './event-pattern';

/** What hears of calls to the load balancers, and only where EventMode says so. */

const template = jsonOf(theStack());
const OFF = deploy(template);
const ON = deploy(template, { EventMode: 'true' });

const QUEUE = 'RemediatorCallsQueue3BACBD77';
const LOST = 'RemediatorCallsLostCalls1ACE551C';
const RULE = 'RemediatorCallsRule81626B55';
const CERTIFICATE = `arn:aws:iam::${ACCOUNT}:server-certificate/team/shop`;
const arnOf = (id: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${id}`;
const ruleArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:rule/${name}`;

function propertiesIn({ resources }: Deployed, id: string): Readonly<Record<string, unknown>> {
  return { ...Object(resources[id]?.Properties) };
}

function policyOf(id: string): unknown {
  const owner = idsOf(ON, 'AWS::SQS::QueuePolicy').find((each) => each.startsWith(id.replace(/.{8}$/, '')));
  return propertiesIn(ON, owner ?? '')['PolicyDocument'];
}

describe('while EventMode is false', () => {
  it('there is nothing of it', () => {
    const ofCalls = Object.keys(ON.resources).filter((id) => !(id in OFF.resources));
    expect(ofCalls.map((id) => ON.resources[id]?.Type ?? '').toSorted()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::Lambda::EventSourceMapping',
      'AWS::SQS::Queue',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::SQS::QueuePolicy',
    ]);
    expect(Object.keys(OFF.resources).filter((id) => !(id in ON.resources))).toEqual([]);
  });

  it.each([
    ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => [
      action,
      arnOf(QUEUE),
    ]),
    ['iam:GetServerCertificate', CERTIFICATE],
  ])('the role may not %s', async (action = '', resource = '') => {
    const call: Call = { action, resource };
    expect(await ask(OFF, functionRole(OFF), call)).toBe('ImplicitlyDenied');
  });

  it('the function has the same variables', () => {
    const id = idsOf(ON, 'AWS::Lambda::Function')[0] ?? '';
    expect(propertiesIn(ON, id)).toEqual(propertiesIn(OFF, id));
  });
});

describe('while it is true', () => {
  it.each<[string, string, string]>([
    ['sqs:ReceiveMessage', QUEUE, 'Allowed'],
    ['sqs:DeleteMessage', QUEUE, 'Allowed'],
    ['sqs:GetQueueAttributes', QUEUE, 'Allowed'],
    ['sqs:ChangeMessageVisibility', QUEUE, 'ImplicitlyDenied'],
    ['sqs:SendMessage', QUEUE, 'ImplicitlyDenied'],
    ['sqs:PurgeQueue', QUEUE, 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', LOST, 'ImplicitlyDenied'],
    ['sqs:ReceiveMessage', 'somebody-elses', 'ImplicitlyDenied'],
  ])('the role and %s on %s: %s', async (action, queue, answer) => {
    expect(await ask(ON, functionRole(ON), { action, resource: arnOf(queue) })).toBe(answer);
  });

  it.each<[string, string, string]>([
    ['iam:GetServerCertificate', CERTIFICATE, 'Allowed'],
    ['iam:GetServerCertificate', CERTIFICATE.replace(ACCOUNT, '444455556666'), 'ImplicitlyDenied'],
    ['iam:ListServerCertificates', '*', 'ImplicitlyDenied'],
    ['iam:UploadServerCertificate', CERTIFICATE, 'ImplicitlyDenied'],
    ['iam:UpdateServerCertificate', CERTIFICATE, 'ImplicitlyDenied'],
    ['iam:DeleteServerCertificate', CERTIFICATE, 'ImplicitlyDenied'],
    ['iam:GetRole', `arn:aws:iam::${ACCOUNT}:role/shop`, 'ImplicitlyDenied'],
  ])('the role and %s of %s: %s, in a dry run too', async (action, resource, answer) => {
    expect(await ask(ON, functionRole(ON), { action, resource })).toBe(answer);
  });

  it.each([QUEUE, LOST])('its rule alone may send to %s', async (queue) => {
    const send = (rule: string, action = 'sqs:SendMessage', secure = 'true') =>
      askAsService(
        'events.amazonaws.com',
        {
          action,
          resource: arnOf(queue),
          context: { 'aws:SourceArn': ruleArn(rule), 'aws:SecureTransport': secure },
        },
        policyOf(queue),
      );
    expect(await send(RULE)).toBe('Allowed');
    expect(await send('theirs')).toBe('ImplicitlyDenied');
    expect(await send(RULE, 'sqs:ReceiveMessage')).toBe('ImplicitlyDenied');
    expect(await send(RULE, 'sqs:SendMessage', 'false')).toBe('ExplicitlyDenied');
  });

  it('calls are hidden for as long as the function may take, and put aside in the end', () => {
    const [run = ''] = idsOf(ON, 'AWS::Lambda::Function');
    const [feed = ''] = idsOf(ON, 'AWS::Lambda::EventSourceMapping');
    const { MaximumBatchingWindowInSeconds: gathered, ...mapping } = propertiesIn(ON, feed);
    expect(mapping).toMatchObject({
      EventSourceArn: arnOf(QUEUE),
      FunctionName: run,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const queue = propertiesIn(ON, QUEUE);
    expect(queue).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: arnOf(LOST) },
      SqsManagedSseEnabled: true,
    });
    expect(Number(queue['VisibilityTimeout'])).toBeGreaterThanOrEqual(
      Number(propertiesIn(ON, run)['Timeout']) + Number(gathered),
    );
    // Half of the minute: the other half is for what EventBridge, the start of the function and the sweep take.
    expect(Number(gathered) + Number(queue['DelaySeconds'] ?? 0)).toBeLessThanOrEqual(30);
  });
});

/** Whether the rule lets a call through. */
function isHeard(options: CallOptions, values: Values = {}): boolean {
  const deployed = deploy(template, { EventMode: 'true', ...values });
  return isHeardEvent(aCall(options), deployed);
}

function isHeardEvent(event: unknown, deployed = ON): boolean {
  return matches(propertiesIn(deployed, RULE)['EventPattern'], event);
}

const UPLOAD: UploadOptions = { certificate: 'shop' };

const CLASSIC = { apiVersion: '2012-06-01' } as const;
const MODIFY: CallOptions = { name: 'ModifyListener', parameters: { listenerArn: 'arn' } };
const tags = (...pairs: readonly (readonly [string, string])[]): CallOptions => ({
  name: 'AddTags',
  parameters: { resourceArns: ['arn'], tags: pairs.map(([key, value]) => ({ key, value })) },
});

describe('the rule hears', () => {
  it.each<[string, CallOptions, Values?]>([
    ['CreateListener', { name: 'CreateListener', parameters: {} }],
    ['ModifyListener', MODIFY],
    ['CreateLoadBalancer on Classic', { name: 'CreateLoadBalancer', parameters: {}, ...CLASSIC }],
    ['CreateLoadBalancerListeners', { name: 'CreateLoadBalancerListeners', parameters: {}, ...CLASSIC }],
    [
      'SetLoadBalancerPoliciesOfListener',
      { name: 'SetLoadBalancerPoliciesOfListener', parameters: {}, ...CLASSIC },
    ],
    ['AddTags of the scope', tags(['Owner', 'x'], ['Tier', 'web'])],
    ['AddTags of another scope', tags(['Role', 'edge']), { TagKey: 'Role', TagValues: 'front,edge' }],
    ['a user of IAM', { ...MODIFY, identity: ALICE }],
    ['a service', { ...MODIFY, identity: { type: 'AWSService', invokedBy: 'x.amazonaws.com' } }],
    ['a call that came from another Region', { ...MODIFY, region: 'us-east-1' }],
  ])('%s', (_, ...[options, values]) => {
    expect(isHeard(options, values)).toBe(true);
  });
});

describe('of IAM the rule', () => {
  it.each<[boolean, string, UploadOptions]>([
    [true, 'an upload', UPLOAD],
    [true, 'one by a user of IAM', { ...UPLOAD, identity: ALICE }],
    [false, 'a denied one', { ...UPLOAD, errorCode: 'AccessDenied' }],
    [false, 'one by the function itself', { ...UPLOAD, identity: sessionOf(functionRole(ON), 'function') }],
    [false, 'a new name', { ...UPLOAD, name: 'UpdateServerCertificate' }],
    [false, 'a deletion', { ...UPLOAD, name: 'DeleteServerCertificate' }],
    [false, 'a key for signing', { ...UPLOAD, name: 'UploadSigningCertificate' }],
  ])('hears: %s; %s', (isExpected, _, options) => {
    expect(isHeardEvent(anUpload(options))).toBe(isExpected);
  });
});

describe('the rule does not hear', () => {
  it.each<[string, CallOptions]>([
    ['the function itself', { ...MODIFY, identity: sessionOf(functionRole(ON), 'function') }],
    ['a call that was refused', { ...MODIFY, errorCode: 'AccessDenied' }],
    ['CreateLoadBalancer of the newer API', { name: 'CreateLoadBalancer', parameters: {} }],
    ['AddTags of something else', tags(['Tier', 'batch'])],
    ['AddTags of another key', tags(['tier', 'web'])],
    ['other calls', { name: 'DeleteListener', parameters: {} }],
  ])('%s', (_, options) => {
    expect(isHeard(options)).toBe(false);
  });
});
