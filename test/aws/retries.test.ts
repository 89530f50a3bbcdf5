import { describeError } from '../../lambda/aws/errors';
import { s3Client, s3Store } from '../../lambda/aws/s3';
import { ConflictError, type RecordStore } from '../../lambda/core/record-store';
import type { Fault, Sandbox } from '../../sandbox';
import {
  EU,
  OLD,
  PQ,
  aMessage,
  alb,
  callsOf,
  connectTo,
  failure,
  policiesIn,
  present,
  regionOf,
  start,
  stopAll,
} from '../helpers';
import { topicArn } from '../vocabulary';

/** What the real clients make of trouble. */

const TOPIC = topicArn('ops');
let sandbox: Sandbox;
const s3Of = ({ endpoint }: Sandbox): ReturnType<typeof s3Client> =>
  s3Client({ endpoint, region: EU, forcePathStyle: true });
let listenerArn: string;

beforeEach(async () => {
  sandbox = await start();
  listenerArn = present(sandbox.region(EU).addLoadBalancer(alb('shop', [OLD])).listeners[1]).arn;
  sandbox.topic(TOPIC);
});
afterEach(stopAll);

const READS: readonly [string, () => Promise<unknown>][] = [
  ['GetCallerIdentity', () => connectTo(sandbox).account()],
  ['ListRegions', () => connectTo(sandbox).enabledRegions()],
  ['GetResources', () => regionOf(sandbox).indexed({ tagKey: 'Tier', tagValues: ['web'] })],
  ['DescribeLoadBalancers', () => regionOf(sandbox).listed()],
  ['Publish', () => connectTo(sandbox).publish(TOPIC, aMessage())],
];

describe.each(READS)('%s', (action, call) => {
  it.each<[string, Fault, number]>([
    ['throttling', { kind: 'throttle', times: 8 }, 9],
    ['errors of the server', { kind: 'server-error', times: 3 }, 4],
    ['broken connections', { kind: 'reset', times: 3 }, 4],
  ])('waits out %s', async (_name, fault, calls) => {
    sandbox.fault({
      ...fault,
      action,
      ...(action === 'DescribeLoadBalancers' ? { service: 'elbv2' as const } : {}),
    });

    await call();

    const service = action === 'DescribeLoadBalancers' ? 'elbv2' : undefined;
    expect(callsOf(sandbox, action, service)).toHaveLength(calls);
  });

  it.each<[string, Fault]>([
    ['a refusal', { kind: 'deny' }],
    ['an error of the client', { kind: 'error', code: 'ValidationError', status: 400 }],
  ])('does not repeat after %s', async (_name, fault) => {
    sandbox.fault({ ...fault, action });

    await failure(call());

    expect(callsOf(sandbox, action, action === 'DescribeLoadBalancers' ? 'elbv2' : undefined)).toHaveLength(
      1,
    );
  });
});

function change(): Promise<void> {
  return regionOf(sandbox).write({ kind: 'modify-listener', listenerArn, policy: PQ });
}

describe('ModifyListener', () => {
  // Another try is made by whoever asked, after another look: an owner may have been there in between.
  it.each<[string, Fault, string]>([
    ...[
      'Throttling',
      'ThrottlingException',
      'ThrottledException',
      'DependencyThrottle',
      'RequestLimitExceeded',
    ].map((code): [string, Fault, string] => [
      code,
      { kind: 'error', code, status: 400 },
      code.replace('Exception', ''),
    ]),
    ['an error of the server', { kind: 'server-error' }, 'InternalFailure'],
    ['SSLPolicyNotFound', { kind: 'error', code: 'SSLPolicyNotFound' }, 'SSLPolicyNotFound'],
    ['AccessDenied', { kind: 'deny' }, 'AccessDenied'],
  ])('is tried once: %s', async (_name, fault, code) => {
    sandbox.fault({ ...fault, times: 1 });

    expect(describeError(await failure(change()))).toMatchObject({ code });

    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(1);
    expect(policiesIn(sandbox)[listenerArn]).toEqual([OLD]);
  });

  it('sends the listener and the policy alone', async () => {
    await change();

    expect(callsOf(sandbox, 'ModifyListener')[0]?.parameters).toEqual({
      ListenerArn: listenerArn,
      SslPolicy: PQ,
    });
  });
});

const BUCKET = 'elb-tls-records';

function busy(code: string, times?: number): void {
  const fault = { service: 's3', action: 'PutObject', kind: 'error', code, status: 409 } as const;
  sandbox.fault(times === undefined ? fault : { ...fault, times });
}

function store(): RecordStore {
  return s3Store(s3Of(sandbox), BUCKET, async () => undefined);
}

describe('PutObject', () => {
  beforeEach(() => {
    sandbox.bucket(BUCKET);
  });

  it.each(['OperationAborted', 'ConditionalRequestConflict'])('waits out %s', async (code) => {
    busy(code, 4);
    const { version } = await store().put('a.json', '{}', { version: null });
    expect(callsOf(sandbox, 'PutObject')).toHaveLength(5);
    expect(await store().get('a.json')).toMatchObject({ text: '{}', version });
  });

  it('raises what S3 said where that does not end', async () => {
    busy('OperationAborted');
    expect(describeError(await failure(store().put('a.json', '{}')))).toMatchObject({
      code: 'OperationAborted',
    });
    expect(callsOf(sandbox, 'PutObject')).toHaveLength(5);
  });

  it('takes a condition that cannot be judged for one that failed', async () => {
    busy('ConditionalRequestConflict');
    expect(await failure(store().put('a.json', '{}', { version: null }))).toBeInstanceOf(ConflictError);
  });

  it('does not try a failed condition again', async () => {
    await store().put('a.json', '{}');
    sandbox.forgetCalls();
    expect(await failure(store().put('a.json', '[]', { version: null }))).toBeInstanceOf(ConflictError);
    expect(callsOf(sandbox, 'PutObject')).toHaveLength(1);
  });
});

describe('GetObject', () => {
  it('says when the object was written and read, both by the clock of S3', async () => {
    sandbox.bucket(BUCKET).put('a.json', '{}');
    const stored = await s3Store(s3Of(sandbox), BUCKET).get('a.json');
    const { writtenAt = 0, readAt = 0 } = stored ?? {};
    // Its answers are to the second.
    expect([writtenAt % 1000, readAt % 1000]).toEqual([0, 0]);
    expect(readAt - writtenAt).toBeGreaterThanOrEqual(0);
    expect(Math.abs(readAt - Date.now())).toBeLessThan(60_000);
  });
});

describe('Publish', () => {
  it('goes to the Region of the topic', async () => {
    const topic = 'arn:aws:sns:us-east-1:111122223333:ops';
    sandbox.topic(topic);

    await connectTo(sandbox).publish(topic, aMessage());

    expect(sandbox.messages).toMatchObject([{ topicArn: topic, subject: 'subject', message: 'text' }]);
    expect(callsOf(sandbox, 'Publish')[0]?.region).toBe('us-east-1');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['to a topic that is not there', () => connectTo(sandbox).publish(`${TOPIC}x`, aMessage()), 'NotFound'],
    [
      'with a line break in the subject',
      () => connectTo(sandbox).publish(TOPIC, aMessage({ subject: 'a\nb' })),
      'InvalidParameter',
    ],
  ])('%s raises what AWS said', async (_name, publish, code) => {
    expect(describeError(await failure(publish()))).toMatchObject({ code });
    expect(sandbox.messages).toEqual([]);
  });
});
