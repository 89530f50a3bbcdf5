import { GetQueryExecutionCommand } from '@aws-sdk/client-athena';
import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeTrailsCommand } from '@aws-sdk/client-cloudtrail';
import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateLoadBalancerPolicyCommand,
  DescribeLoadBalancersCommand as DescribeClassicCommand,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AddedLoadBalancer, Fault, Sandbox } from '../../sandbox';
import { type Clients, OLD, PQ, REGION, clientsFor, failure, present, start, stopAll } from './helpers';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:ops';
const ERRORS = {
  StartTime: new Date('2026-11-22T06:00:00Z'),
  EndTime: new Date('2026-11-22T07:00:00Z'),
  MetricDataQueries: [
    { Id: 'a', MetricStat: { Metric: { Namespace: 'N', MetricName: 'M' }, Period: 60, Stat: 'Sum' } },
  ],
};
const ROLE = 'arn:aws:iam::111122223333:role/r';
const WATCH = {
  Name: 'watch',
  ScheduleExpression: 'at(2026-11-22T06:30:00)',
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: {
    Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
    RoleArn: ROLE,
  },
};

let sandbox: Sandbox;
let clients: Clients;
let shop: AddedLoadBalancer;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
  const listeners = [{ port: 443, protocol: 'HTTPS' as const }];
  shop = sandbox
    .region(REGION)
    .addLoadBalancer({ type: 'application', name: 'shop', tags: { Tier: 'web' }, listeners });
  sandbox.region(REGION).addLoadBalancer({ type: 'classic', name: 'old', listeners });
  sandbox.topic(TOPIC);
  sandbox.bucket('records');
});
afterEach(stopAll);

function modify(wanted = PQ): Promise<unknown> {
  return clients.v2.send(
    new ModifyListenerCommand({ ListenerArn: shop.listeners[0]?.arn, SslPolicy: wanted }),
  );
}

async function policy(): Promise<string | undefined> {
  const { Listeners } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: shop.arn }));
  return present(Listeners?.[0]).SslPolicy;
}

type ServiceOf = NonNullable<Fault['service']>;

/** One call to each service. */
function call(service: ServiceOf): Promise<unknown> {
  switch (service) {
    case 'sts':
      return clients.sts.send(new GetCallerIdentityCommand({}));
    case 'tagging':
      return clients.tagging.send(new GetResourcesCommand({}));
    case 'elbv2':
      return clients.v2.send(new DescribeLoadBalancersCommand({}));
    case 'classic':
      return clients.classic.send(new DescribeClassicCommand({}));
    case 'sns':
      return clients.sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'hello' }));
    case 'account':
      return clients.account.send(new ListRegionsCommand({}));
    case 's3':
      return clients.s3.send(new PutObjectCommand({ Bucket: 'records', Key: 'runs/1', Body: '{}' }));
    case 'cloudwatch':
      return clients.cloudwatch.send(new GetMetricDataCommand(ERRORS));
    case 'scheduler':
      return clients.scheduler.send(new CreateScheduleCommand(WATCH));
    case 'acm':
      return clients.acm.send(new DescribeCertificateCommand({ CertificateArn: 'arn:aws:acm:x' }));
    case 'cloudformation':
      return clients.cloudformation.send(new DescribeStacksCommand({}));
    case 'lambda':
      return clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'f' }));
    case 'cloudtrail':
      return clients.cloudtrail.send(new DescribeTrailsCommand({}));
    case 'iam':
      return clients.iam.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn: ROLE, ActionNames: ['sns:Publish'] }),
      );
    case 'athena':
      return clients.athena.send(new GetQueryExecutionCommand({ QueryExecutionId: 'q' }));
  }
}

describe.each<[ServiceOf, string, string, number, string, number]>([
  ['sts', 'Throttling', 'AccessDenied', 403, 'InternalFailure', 400],
  ['tagging', 'ThrottledException', 'AccessDeniedException', 400, 'InternalServiceException', 400],
  ['elbv2', 'ThrottlingException', 'AccessDenied', 403, 'InternalFailure', 400],
  ['classic', 'Throttling', 'AccessDenied', 403, 'InternalFailure', 400],
  ['sns', 'ThrottledException', 'AuthorizationErrorException', 403, 'InternalErrorException', 429],
  ['account', 'TooManyRequestsException', 'AccessDeniedException', 403, 'InternalServerException', 429],
  ['s3', 'SlowDown', 'AccessDenied', 403, 'InternalError', 503],
  ['cloudwatch', 'Throttling', 'AccessDenied', 403, 'InternalFailure', 400],
  ['scheduler', 'ThrottlingException', 'AccessDeniedException', 403, 'InternalServerException', 429],
  ['acm', 'ThrottlingException', 'AccessDeniedException', 400, 'InternalFailure', 400],
  ['cloudformation', 'Throttling', 'AccessDenied', 403, 'InternalFailure', 400],
  ['lambda', 'ThrottlingException', 'AccessDeniedException', 403, 'InternalServerException', 429],
  ['cloudtrail', 'ThrottlingException', 'AccessDeniedException', 403, 'InternalServerException', 429],
  ['iam', 'Throttling', 'AccessDenied', 403, 'InternalFailure', 400],
  ['athena', 'TooManyRequestsException', 'AccessDeniedException', 400, 'InternalServerException', 400],
])('%s', (service, throttle, deny, denyStatus, internal, throttleStatus) => {
  it.each([
    ['throttle', throttle, throttleStatus],
    ['deny', deny, denyStatus],
    ['server-error', internal, 500],
  ] as const)('%s is seen as %s', async (kind, name, status) => {
    sandbox.fault({ kind, service });
    await expect(failure(call(service))).resolves.toMatchObject({ name, status });
  });

  it('reset breaks the connection', async () => {
    sandbox.fault({ kind: 'reset', service });
    await expect(failure(call(service))).resolves.toMatchObject({
      message: expect.stringContaining('socket hang up'),
      status: undefined,
    });
    expect(sandbox.calls).toMatchObject([{ service, status: 0 }]);
  });

  it('error has any code and status', async () => {
    sandbox.fault({ kind: 'error', service, code: 'Strange', status: 418, message: 'so it is' });
    await expect(failure(call(service))).resolves.toMatchObject({
      name: 'Strange',
      status: 418,
      message: 'so it is',
    });
  });
});

it('says "Rate exceeded" when it throttles, and who was denied what', async () => {
  sandbox.fault({ kind: 'throttle', times: 1 });
  expect((await failure(modify())).message).toBe('Rate exceeded');
  sandbox.fault({ kind: 'deny', times: 2 });
  expect((await failure(modify())).message).toMatch(
    /not authorized to perform: elasticloadbalancing:ModifyListener on resource: arn:.*shop/,
  );
  expect((await failure(call('tagging'))).message).toMatch(/tag:GetResources on resource: \*/);
});

describe('a closed Region', () => {
  const BY_POLICY =
    /is not authorized to perform: \S+ on resource: \S+ with an explicit deny in a service control policy$/;

  it('refuses everything but who one is and which Regions there are, until it is open again', async () => {
    const open = sandbox.closeRegion(REGION);
    for (const service of ['elbv2', 'classic', 'tagging', 'sns', 's3'] as const) {
      expect((await failure(call(service))).message).toMatch(BY_POLICY);
    }
    await clients.sts.send(new GetCallerIdentityCommand({}));
    const { Regions = [] } = await clients.account.send(new ListRegionsCommand({}));
    expect(Regions.map(({ RegionName }) => RegionName)).toContain(REGION);
    open();
    await modify();
  });

  it('leaves others as they are, and what is exempt', async () => {
    sandbox.closeRegion('us-east-1');
    await modify();
    sandbox.closeRegion(REGION, ['tagging']);
    await call('tagging');
    expect((await failure(call('sts'))).message).toMatch(BY_POLICY);
  });
});

it.each(['throttle', 'deny', 'server-error', 'reset', 'no-op'] as const)(
  '%s changes nothing',
  async (kind) => {
    const before = sandbox.snapshot();
    sandbox.fault({ kind, action: 'ModifyListener' });
    await modify().catch(() => undefined);
    expect(sandbox.snapshot()).toEqual(before);
  },
);

it('reset-after changes, and then breaks the connection', async () => {
  sandbox.fault({ kind: 'reset-after', action: 'ModifyListener' });
  await expect(failure(modify())).resolves.toMatchObject({
    message: expect.stringContaining('socket hang up'),
  });
  await expect(policy()).resolves.toBe(PQ);
});

it('reset-after of a refused change is the refusal', async () => {
  sandbox.fault({ kind: 'reset-after', action: 'ModifyListener' });
  await expect(failure(modify('none'))).resolves.toMatchObject({ type: 'SSLPolicyNotFoundException' });
});

describe('no-op', () => {
  it('answers as if the listener were changed', async () => {
    sandbox.fault({ kind: 'no-op', action: 'ModifyListener' });
    await expect(modify()).resolves.toMatchObject({ Listeners: [{ SslPolicy: PQ }] });
    await expect(policy()).resolves.toBe(OLD);
  });

  it('works for Classic, for messages, objects and schedules', async () => {
    const before = sandbox.snapshot();
    sandbox.fault({ kind: 'no-op' });
    const create = {
      LoadBalancerName: 'old',
      PolicyName: 'sticky',
      PolicyTypeName: 'LBCookieStickinessPolicyType',
    };
    const set = { LoadBalancerName: 'old', LoadBalancerPort: 443, PolicyNames: [] };
    await clients.classic.send(new CreateLoadBalancerPolicyCommand(create));
    await clients.classic.send(new SetLoadBalancerPoliciesOfListenerCommand(set));
    await Promise.all([call('sns'), call('s3'), call('scheduler')]);
    expect(sandbox.snapshot()).toEqual(before);
    expect(sandbox.messages).toEqual([]);
    expect(sandbox.bucket('records').keys()).toEqual([]);
    expect(sandbox.schedules).toEqual([]);
  });
});

describe('vanish', () => {
  it('takes the load balancer away for good, and leaves it in the tag index', async () => {
    sandbox.fault({ kind: 'vanish', action: 'ModifyListener', resource: 'shop' });
    await expect(failure(modify())).resolves.toMatchObject({ type: 'ListenerNotFoundException' });
    sandbox.clearFaults();
    await expect(failure(policy())).resolves.toMatchObject({ type: 'LoadBalancerNotFoundException' });
    expect(Object.keys(sandbox.snapshot())).toEqual([expect.stringContaining('loadbalancer/old')]);
    const { ResourceTagMappingList } = await clients.tagging.send(new GetResourcesCommand({}));
    expect(ResourceTagMappingList).toMatchObject([{ ResourceARN: shop.arn }]);
  });

  it.each([
    ['by ARN', (): Promise<unknown> => policy(), 'LoadBalancerNotFoundException'],
    [
      'by name',
      (): Promise<unknown> => clients.v2.send(new DescribeLoadBalancersCommand({ Names: ['shop'] })),
      'LoadBalancerNotFoundException',
    ],
    [
      'on Classic',
      (): Promise<unknown> =>
        clients.classic.send(new DescribeClassicCommand({ LoadBalancerNames: ['old'] })),
      'AccessPointNotFoundException',
    ],
  ])('%s', async (_what, send, type) => {
    sandbox.fault({ kind: 'vanish', times: 1 });
    await expect(failure(send())).resolves.toMatchObject({ type });
    expect(Object.keys(sandbox.snapshot())).toHaveLength(1);
  });

  it('takes away only what it is for, in a call for several', async () => {
    sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'cart' });
    sandbox.fault({ kind: 'vanish', resource: 'cart', times: 1 });
    await failure(clients.v2.send(new DescribeLoadBalancersCommand({ Names: ['shop', 'cart'] })));
    await expect(policy()).resolves.toBe(OLD);
  });

  it('does not mistake a Classic load balancer for another of the same name', async () => {
    sandbox.region(REGION).addLoadBalancer({ type: 'classic', name: 'shop' });
    sandbox.fault({ kind: 'vanish', times: 1 });
    await failure(clients.v2.send(new DescribeLoadBalancersCommand({ Names: ['shop'] })));
    expect(Object.keys(sandbox.snapshot())).toEqual([
      expect.stringContaining('loadbalancer/old'),
      expect.stringContaining('loadbalancer/shop'),
    ]);
  });
});

async function statuses(count: number): Promise<readonly number[]> {
  sandbox.forgetCalls();
  for (let index = 0; index < count; index += 1) await policy().catch(() => undefined);
  return sandbox.calls.map((each) => each.status);
}

describe('which calls', () => {
  it.each<[string, Partial<Fault>, boolean]>([
    ['all', {}, true],
    ['the service', { service: 'elbv2' }, true],
    ['another service', { service: 'classic' }, false],
    ['the action', { action: 'ModifyListener' }, true],
    ['another action', { action: 'DescribeListeners' }, false],
    ['the Region', { region: REGION }, true],
    ['another Region', { region: 'us-east-1' }, false],
    ['part of the ARN', { resource: 'app/shop/' }, true],
    ['another resource', { resource: 'cart' }, false],
    ['a resource and another action', { resource: 'shop', action: 'DescribeTags' }, false],
  ])('%s', async (_what, match, hit) => {
    sandbox.fault({ ...match, kind: 'deny' });
    const status = await modify().then(
      () => 200,
      () => 403,
    );
    expect(status).toBe(hit ? 403 : 200);
  });

  it('names in a filter of a describe count as resources', async () => {
    sandbox.fault({ kind: 'deny', resource: 'old' });
    const seen = await failure(
      clients.classic.send(new DescribeClassicCommand({ LoadBalancerNames: ['old'] })),
    );
    expect(seen.name).toBe('AccessDenied');
    await clients.classic.send(new DescribeClassicCommand({}));
  });

  it('happens `times` times, after `after` matching calls', async () => {
    sandbox.fault({ kind: 'deny', action: 'DescribeListeners', after: 1, times: 2 });
    await modify();
    await expect(statuses(5)).resolves.toEqual([200, 403, 403, 200, 200]);
  });

  it('happens always without `times`, until it is taken away', async () => {
    const remove = sandbox.fault({ kind: 'deny' });
    await expect(statuses(3)).resolves.toEqual([403, 403, 403]);
    remove();
    await expect(statuses(1)).resolves.toEqual([200]);
  });

  it('has the oldest fault that is due go first', async () => {
    sandbox.fault({ kind: 'deny', times: 1 });
    sandbox.fault({ kind: 'server-error', times: 1 });
    await expect(statuses(3)).resolves.toEqual([403, 500, 200]);
  });
});

it('is got over by a client that tries again', async () => {
  clients = clientsFor(sandbox, REGION, 3);
  sandbox.fault({ kind: 'reset', times: 1 });
  sandbox.fault({ kind: 'server-error', times: 1 });
  await expect(policy()).resolves.toBe(OLD);
  expect(sandbox.calls.map((each) => each.status)).toEqual([0, 500, 200]);
});
