import { describeError, isDenied, isNotFound } from '../../lambda/aws/errors';
import type { RegionApi } from '../../lambda/aws/region';
import type { Fault, Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  EU,
  OLD,
  aMessage,
  alb,
  classic,
  connectTo,
  failure,
  regionOf,
  start,
  stopAll,
} from '../helpers';

/** Error codes as the SDK's classes hand them over and as people know them from AWS. */

let sandbox: Sandbox;
let region: RegionApi;

beforeEach(async () => {
  sandbox = await start();
  region = regionOf(sandbox);
});
afterEach(stopAll);

const ARN = `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}`;
const LISTENER = `${ARN}:listener/app/nobody/1/2`;

function modify(listenerArn: string, policy: string): Promise<void> {
  return region.write({ kind: 'modify-listener', listenerArn, policy });
}

function setPolicies(loadBalancerName: string, policyNames: readonly string[]): Promise<void> {
  return region.write({ kind: 'set-policies', loadBalancerName, port: 443, policyNames });
}

function createPolicy(loadBalancerName: string, policyName: string): Promise<void> {
  return region.write({
    kind: 'create-policy',
    loadBalancerName,
    policyName,
    reference: OLD,
    attributes: [],
  });
}

describe('codes of errors that AWS declares', () => {
  beforeEach(() => {
    sandbox.region(EU).addLoadBalancer(classic('old', [[OLD]]));
  });

  it.each<[string, () => Promise<unknown>]>([
    ['ListenerNotFound', () => modify(LISTENER, OLD)],
    [
      'SSLPolicyNotFound',
      () =>
        modify(
          sandbox.region(EU).addLoadBalancer(alb('a', [OLD])).listeners[1]?.arn ?? '',
          'ELBSecurityPolicy-X',
        ),
    ],
    [
      'LoadBalancerNotFound',
      () =>
        region.policiesNow({
          region: EU,
          name: 'x',
          arn: `${ARN}:loadbalancer/app/x/1`,
          type: 'application',
        }),
    ],
    ['LoadBalancerNotFound', () => setPolicies('nobody', ['x'])],
    ['PolicyNotFound', () => setPolicies('old', ['elb-tls-x'])],
    ['InvalidConfigurationRequest', () => createPolicy('old', 'ELBSecurityPolicy-x')],
  ])('%s: %#', async (code, call) => {
    const error = await failure(call());

    expect(describeError(error)).toEqual({ code, message: error.message });
    expect(error.message).not.toBe('');
    expect(isNotFound(error)).toBe(code === 'ListenerNotFound' || code === 'LoadBalancerNotFound');
  });
});

describe('codes of errors that can come from any call', () => {
  it.each<[string, Fault, boolean]>([
    ['AccessDenied', { kind: 'deny' }, true],
    ['AccessDenied', { kind: 'error', code: 'AccessDeniedException', status: 400 }, true],
    ['AccessDenied', { kind: 'error', code: 'UnauthorizedOperation', status: 403 }, true],
    ['OptInRequired', { kind: 'error', code: 'OptInRequired', status: 403 }, true],
    ['Throttling', { kind: 'throttle' }, false],
    ['InternalFailure', { kind: 'server-error' }, false],
    ['TooManyPolicies', { kind: 'error', code: 'TooManyPolicies' }, false],
    ['SomethingNew', { kind: 'error', code: 'SomethingNewException' }, false],
  ])('%s: %j', async (code, fault, denied) => {
    sandbox.fault(fault);

    const error = await failure(modify(LISTENER, OLD));

    expect(describeError(error)).toMatchObject({ code });
    expect(describeError(error).message).not.toBe('');
    expect(isDenied(error)).toBe(denied);
    expect(isNotFound(error)).toBe(false);
  });

  it.each([
    ['tag:GetResources', () => region.indexed({ tagKey: 'Tier', tagValues: ['web'] })],
    ['sns:Publish', () => connectTo(sandbox).publish(`arn:aws:sns:${EU}:${ACCOUNT}:ops`, aMessage())],
    ['account:ListRegions', () => connectTo(sandbox).enabledRegions()],
    ['sts:GetCallerIdentity', () => connectTo(sandbox).account()],
  ])('a refusal of %s is known as one', async (_action, call) => {
    sandbox.fault({ kind: 'deny' });

    expect(isDenied(await failure(call()))).toBe(true);
  });
});

describe('what is no error of AWS', () => {
  it.each([
    ['a thrown string', 'oops', { code: 'Unknown', message: 'oops' }],
    ['an error of ours', new TypeError('x is no y'), { code: 'TypeError', message: 'x is no y' }],
    [
      // Not through the sandbox: jest's realm has an Error of its own, and the SDK does not know Node's there.
      'a connection that broke, as the SDK names it',
      Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' }),
      { code: 'ECONNRESET', message: 'socket hang up' },
    ],
    [
      'a connection nobody took',
      Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' },
    ],
    [
      'a connection nobody took on any address',
      Object.assign(new AggregateError([new Error('::1'), new Error('127.0.0.1')]), { code: 'ECONNREFUSED' }),
      { message: 'Error: ::1; Error: 127.0.0.1' },
    ],
  ])('%s', (_name, thrown, expected) => {
    expect(describeError(thrown)).toMatchObject(expected);
  });
});
