import { describeError } from '../../lambda/aws/errors';
import type { Fault, Sandbox } from '../../sandbox';
import {
  EU,
  OLD,
  PQ,
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
  ['Publish', () => connectTo(sandbox).publish(TOPIC, 'subject', 'message')],
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
  return regionOf(sandbox).change({ kind: 'modify-listener', listenerArn, policy: PQ });
}

describe('ModifyListener', () => {
  it.each([
    'Throttling',
    'ThrottlingException',
    'ThrottledException',
    'DependencyThrottle',
    'RequestLimitExceeded',
  ])('waits out %s', async (code) => {
    sandbox.fault({ kind: 'error', code, status: 400, times: 8 });

    await change();

    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(9);
    expect(policiesIn(sandbox)[listenerArn]).toEqual([PQ]);
  });

  it.each<[string, Fault, number, string]>([
    ['throttling', { kind: 'throttle' }, 12, 'Throttling'],
    ['an error of the server', { kind: 'server-error' }, 4, 'InternalFailure'],
    ['SSLPolicyNotFound', { kind: 'error', code: 'SSLPolicyNotFound' }, 1, 'SSLPolicyNotFound'],
    ['AccessDenied', { kind: 'deny' }, 1, 'AccessDenied'],
  ])('gives up on %s that does not end', async (_name, fault, calls, code) => {
    sandbox.fault(fault);

    expect(describeError(await failure(change()))).toMatchObject({ code });

    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(calls);
  });

  it('sends the listener and the policy alone', async () => {
    await change();

    expect(callsOf(sandbox, 'ModifyListener')[0]?.parameters).toEqual({
      ListenerArn: listenerArn,
      SslPolicy: PQ,
    });
  });
});

describe('Publish', () => {
  it('goes to the Region of the topic', async () => {
    const topic = 'arn:aws:sns:us-east-1:111122223333:ops';
    sandbox.topic(topic);

    await connectTo(sandbox).publish(topic, 'subject', 'message');

    expect(sandbox.messages).toEqual([{ topicArn: topic, subject: 'subject', message: 'message' }]);
    expect(callsOf(sandbox, 'Publish')[0]?.region).toBe('us-east-1');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['to a topic that is not there', () => connectTo(sandbox).publish(`${TOPIC}x`, 's', 'm'), 'NotFound'],
    [
      'with a line break in the subject',
      () => connectTo(sandbox).publish(TOPIC, 'a\nb', 'm'),
      'InvalidParameter',
    ],
  ])('%s raises what AWS said', async (_name, publish, code) => {
    expect(describeError(await failure(publish()))).toMatchObject({ code });
    expect(sandbox.messages).toEqual([]);
  });
});
