import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { DescribeAccountLimitsCommand } from '@aws-sdk/client-elastic-load-balancing';
import {
  DeleteListenerCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetTagKeysCommand, paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetContactInformationCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import { ListTopicsCommand, PublishCommand } from '@aws-sdk/client-sns';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { startSandbox } from '../../sandbox';
import {
  CLASSIC_BEST,
  type Clients,
  OLD,
  PLAIN,
  PQ,
  REGION,
  clientsFor,
  failure,
  present,
  start,
  stopAll,
} from './helpers';

const HTTPS = [{ port: 443, protocol: 'HTTPS' as const }];

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

describe('where it listens', () => {
  it.each(['127.0.0.1', '::1', 'localhost'])('takes %s', async (host) => {
    const { endpoint } = await start({ host });
    expect(endpoint).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/);
    expect((await fetch(endpoint, { method: 'POST' })).status).toBe(400);
  });

  it.each([
    '0.0.0.0',
    '::',
    '',
    '10.0.0.1',
    '127.0.0.1.example.com',
    '127.0.0.2',
    'elb.amazonaws.com',
    'LOCALHOST ',
  ])('refuses %j', async (host) => {
    await expect(startSandbox({ host })).rejects.toThrow(
      `the sandbox listens on loopback only: got host '${host}', allowed are 127.0.0.1, localhost, ::1`,
    );
  });

  it('frees its port and ends its connections when it stops', async () => {
    const own = await startSandbox();
    const port = Number(new URL(own.endpoint).port);
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await own.stop();
    await ended;
    await expect(fetch(own.endpoint)).rejects.toThrow('fetch failed');
  });

  it('stops while a call waits for its answer', async () => {
    const slow = await startSandbox({ latencyMs: 60_000 });
    const call = failure(clientsFor(slow).v2.send(new DescribeLoadBalancersCommand({})));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await slow.stop();
    // No answer at all; whether it had been connected by then is the machine's affair.
    await expect(call).resolves.toMatchObject({ status: undefined });
  });
});

describe('what it does not do', () => {
  it.each([
    ['sts', (): Promise<unknown> => clients.sts.send(new GetSessionTokenCommand({})), 'InvalidAction', 400],
    [
      'tagging',
      (): Promise<unknown> => clients.tagging.send(new GetTagKeysCommand({})),
      'UnknownOperationException',
      400,
    ],
    [
      'elbv2',
      (): Promise<unknown> => clients.v2.send(new DeleteListenerCommand({ ListenerArn: 'arn' })),
      'InvalidAction',
      400,
    ],
    [
      'classic',
      (): Promise<unknown> => clients.classic.send(new DescribeAccountLimitsCommand({})),
      'InvalidAction',
      400,
    ],
    ['sns', (): Promise<unknown> => clients.sns.send(new ListTopicsCommand({})), 'InvalidAction', 400],
    [
      'account',
      (): Promise<unknown> => clients.account.send(new GetContactInformationCommand({})),
      'UnknownOperationException',
      404,
    ],
  ])('says so for another action of %s', async (service, send, name, status) => {
    const seen = await failure(send());
    expect(seen).toMatchObject({ name, status });
    expect(seen.message).toMatch(new RegExp(`the sandbox does not do '\\w+' of ${service}, it does \\w+`));
  });

  it('says so for an action with a name of the language itself', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=k/20261122/eu-west-1/sts/aws4_request' };
    const response = await fetch(sandbox.endpoint, { method: 'POST', headers, body: 'Action=constructor' });
    await expect(response.text()).resolves.toContain('<Code>InvalidAction</Code>');
  });

  it('says so for another service', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const sqs = new SQSClient({ endpoint: sandbox.endpoint, region: REGION, credentials, maxAttempts: 1 });
    const seen = await failure(sqs.send(new ListQueuesCommand({})));
    expect(seen).toMatchObject({ name: 'UnknownService', status: 400 });
    expect(seen.message).toContain(
      "got the service 'sqs', it does sts, tagging, elasticloadbalancing 2015-12-01",
    );
  });

  it.each([
    ['application/x-www-form-urlencoded', 'text/xml'],
    ['application/json', 'application/x-amz-json-1.1'],
  ])('says so without a signature, to %s in %s', async (sent, answered) => {
    const response = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: { 'content-type': sent },
      body: '',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe(answered);
    await expect(response.text()).resolves.toContain('no credential scope in the Authorization header');
  });

  it('says so for another version of the API', async () => {
    const headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=k/20261122/eu-west-1/elasticloadbalancing/aws4_request',
    };
    const body = 'Action=DescribeLoadBalancers&Version=2011-11-15';
    const response = await fetch(sandbox.endpoint, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  });
});

describe('Regions', () => {
  it.each([
    [
      'elbv2',
      (to: Clients): Promise<unknown> => to.v2.send(new DescribeLoadBalancersCommand({})),
      'InvalidClientTokenId',
    ],
    [
      'tagging',
      (to: Clients): Promise<unknown> => to.tagging.send(new GetTagKeysCommand({})),
      'UnrecognizedClientException',
    ],
  ])('%s refuses a Region that is not enabled', async (_service, send, name) => {
    const seen = await failure(send(clientsFor(sandbox, 'af-south-1')));
    expect(seen.name).toBe(name);
    expect(seen.message).toContain("no region 'af-south-1', it has eu-west-1, us-east-1");
  });

  it('says which Regions there are', () => {
    expect(() => sandbox.region('af-south-1')).toThrow(
      "no region 'af-south-1' in this sandbox, it has eu-west-1, us-east-1",
    );
  });

  it.each([
    [{ regions: [] }, 'at least one region'],
    [
      { regions: ['eu-west-1'], regionStatus: { 'eu-west-1': 'DISABLED' as const } },
      "'eu-west-1' is DISABLED, so it has to be none of",
    ],
    [
      { regions: ['eu-west-1'], regionStatus: { 'ap-east-1': 'ENABLED' as const } },
      "'ap-east-1' is ENABLED, so it has to be one of",
    ],
  ])('refuses %j', async (options, message) => {
    await expect(startSandbox(options)).rejects.toThrow(message);
  });
});

it('takes as long as it is told', async () => {
  const slow = clientsFor(await start({ latencyMs: 80 }));
  const before = performance.now();
  await Promise.all([1, 2, 3].map(() => slow.v2.send(new DescribeLoadBalancersCommand({}))));
  expect(performance.now() - before).toBeGreaterThanOrEqual(79);
});

describe('the estate', () => {
  it('gives back what asks AWS for it', () => {
    const region = sandbox.region(REGION);
    const alb = region.addLoadBalancer({ type: 'application', name: 'shop', listeners: HTTPS });
    const clb = region.addLoadBalancer({ type: 'classic', name: 'old', listeners: HTTPS });
    expect(alb).toMatchObject({ name: 'shop', type: 'application', listeners: [{ port: 443 }] });
    expect(alb.listeners[0]?.arn).toMatch(/:listener\/app\/shop\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
    expect(clb.listeners).toEqual([{ port: 443, arn: `${clb.arn}#443` }]);
  });

  it.each<[string, NewLoadBalancer, string]>([
    [
      'a name twice',
      { type: 'network', name: 'shop' },
      "there is already a load balancer 'shop' in eu-west-1",
    ],
    [
      'a port twice',
      { type: 'network', name: 'b', listeners: [...HTTPS, ...HTTPS] },
      "one listener on a port, 'b' got 443, 443",
    ],
    [
      'a policy without TLS',
      { type: 'application', name: 'b', listeners: [{ port: 80, protocol: 'HTTP', policy: OLD }] },
      'a HTTP listener has no policy',
    ],
    [
      'an unknown policy type',
      { type: 'classic', name: 'b', policies: [{ name: 'x', type: 'None' }] },
      "no policy type 'None'",
    ],
    [
      'an unknown Classic policy',
      { type: 'classic', name: 'b', listeners: [{ port: 443, protocol: 'SSL', policyNames: ['x'] }] },
      "no predefined policy 'x'",
    ],
  ])('refuses %s', (_what, wanted, message) => {
    const region = sandbox.region(REGION);
    region.addLoadBalancer({ type: 'application', name: 'shop' });
    expect(() => region.addLoadBalancer(wanted)).toThrow(message);
  });

  it('lets a Classic load balancer have the name of another; then its ARN tells them apart', () => {
    const region = sandbox.region(REGION);
    region.addLoadBalancer({ type: 'application', name: 'shop' });
    const { arn } = region.addLoadBalancer({ type: 'classic', name: 'shop' });
    expect(() => region.remove('shop')).toThrow('give the ARN');
    region.remove(arn);
    expect(Object.keys(sandbox.snapshot())).toHaveLength(1);
    expect(() => region.remove(arn)).toThrow(`no load balancer '${arn}' in eu-west-1`);
  });

  it('can be set up as AWS would not allow: any policy name, any mix', async () => {
    const listeners = [PQ, OLD, 'ELBSecurityPolicy-Unheard-Of'].map((policy, index) => ({
      port: index + 1,
      protocol: 'HTTPS' as const,
      policy,
    }));
    const { arn } = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
    const { Listeners } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
    expect(Listeners?.map((each) => each.SslPolicy)).toEqual([PQ, OLD, 'ELBSecurityPolicy-Unheard-Of']);
  });

  it('is changed by somebody else: setPolicy', () => {
    const region = sandbox.region(REGION);
    const alb = region.addLoadBalancer({ type: 'application', name: 'shop', listeners: HTTPS });
    const clb = region.addLoadBalancer({ type: 'classic', name: 'old', listeners: HTTPS });
    region.setPolicy(present(alb.listeners[0]).arn, PLAIN);
    region.setPolicy(present(clb.listeners[0]).arn, [CLASSIC_BEST, OLD]);
    expect(sandbox.snapshot()).toMatchObject({
      [alb.arn]: { listeners: [{ policy: PLAIN }] },
      [clb.arn]: {
        listeners: [{ policyNames: [CLASSIC_BEST, OLD] }],
        policies: [{ name: OLD }, { name: CLASSIC_BEST }],
      },
    });
    expect(() => region.setPolicy('arn:none', OLD)).toThrow("no listener 'arn:none' in eu-west-1");
    expect(() => region.setPolicy(`${clb.arn}#1`, OLD)).toThrow("'old' has no listener on port 1");
  });

  it('is shown whole, as plain data that later changes do not reach', () => {
    const region = sandbox.region(REGION);
    const { arn } = region.addLoadBalancer({
      type: 'application',
      name: 'shop',
      tags: { b: '1', a: '2' },
      listeners: HTTPS,
    });
    sandbox.region('us-east-1').addLoadBalancer({ type: 'classic', name: 'old', listeners: HTTPS });
    const before = sandbox.snapshot();
    expect(JSON.parse(JSON.stringify(before))).toEqual(before);
    expect(before[arn]).toMatchObject({
      name: 'shop',
      tags: { a: '2', b: '1' },
      listeners: [{ policy: OLD }],
    });
    region.setTags('shop', {});
    expect(sandbox.snapshot()).not.toEqual(before);
    region.setTags('shop', { a: '2', b: '1' });
    expect(JSON.stringify(sandbox.snapshot())).toBe(JSON.stringify(before));
  });

  it('can be large', async () => {
    const large = await start({ pageSize: 400 });
    const region = large.region(REGION);
    for (let index = 0; index < 50_000; index += 1) {
      const tags = { Tier: index % 10 === 0 ? 'web' : 'app' };
      region.addLoadBalancer({ type: 'application', name: `lb-${index}`, tags, listeners: HTTPS });
    }
    const { tagging, v2 } = clientsFor(large);
    const TagFilters = [{ Key: 'Tier', Values: ['web'] }];
    let found = 0;
    for await (const page of paginateGetResources({ client: tagging }, { TagFilters })) {
      found += page.ResourceTagMappingList?.length ?? 0;
    }
    expect(found).toBe(5000);
    const { LoadBalancers } = await v2.send(new DescribeLoadBalancersCommand({ Names: ['lb-49999'] }));
    expect(LoadBalancers).toHaveLength(1);
  }, 60_000);
});

describe('what was called', () => {
  it('is kept with its parameters, the names in them, and how it ended', async () => {
    const { listeners } = sandbox
      .region(REGION)
      .addLoadBalancer({ type: 'application', name: 'shop', listeners: HTTPS });
    const arn = present(listeners[0]).arn;
    await clients.v2.send(new ModifyListenerCommand({ ListenerArn: arn, SslPolicy: PLAIN }));
    await failure(clients.v2.send(new ModifyListenerCommand({ ListenerArn: arn, SslPolicy: 'none' })));
    await clientsFor(sandbox, 'us-east-1').v2.send(new DescribeLoadBalancersCommand({}));
    const modified = {
      service: 'elbv2',
      region: REGION,
      action: 'ModifyListener',
      mutating: true,
      resources: [arn],
    };
    expect(sandbox.calls).toEqual([
      { ...modified, parameters: { ListenerArn: arn, SslPolicy: PLAIN }, status: 200 },
      {
        ...modified,
        parameters: { ListenerArn: arn, SslPolicy: 'none' },
        status: 400,
        error: 'SSLPolicyNotFound',
      },
      {
        service: 'elbv2',
        region: 'us-east-1',
        action: 'DescribeLoadBalancers',
        mutating: false,
        resources: [],
        parameters: {},
        status: 200,
      },
    ]);
    expect(sandbox.mutations()).toEqual(sandbox.calls.slice(0, 2));
    sandbox.forgetCalls();
    expect(sandbox.calls).toEqual([]);
  });

  it('does not count a message as a change', async () => {
    const topic = 'arn:aws:sns:eu-west-1:111122223333:ops';
    sandbox.topic(topic);
    await clients.sns.send(new PublishCommand({ TopicArn: topic, Message: 'hello' }));
    expect(sandbox.mutations()).toEqual([]);
    expect(sandbox.calls).toMatchObject([{ service: 'sns', action: 'Publish', resources: [topic] }]);
  });
});

it('has an environment in which a program meets the sandbox', async () => {
  const program = `
    const { AccountClient, ListRegionsCommand } = require('@aws-sdk/client-account');
    new AccountClient({}).send(new ListRegionsCommand({})).then((answer) => console.log(answer.Regions.length));`;
  const env = { PATH: process.env['PATH'], ...sandbox.environment() };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env });
  expect(stdout.trim()).toBe('2');
  expect((await clients.account.send(new ListRegionsCommand({}))).Regions).toHaveLength(2);
  expect(sandbox.calls.map((each) => each.region)).toEqual(['eu-west-1', 'eu-west-1']);
});
