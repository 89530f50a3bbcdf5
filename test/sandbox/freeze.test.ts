import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  DescribeListenersCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AddedLoadBalancer, Fault, Sandbox } from '../../sandbox';
import { type Clients, OLD, PQ, REGION, clientsFor, failure, start, stopAll } from './helpers';

let sandbox: Sandbox;
let clients: Clients;
let shop: AddedLoadBalancer;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
  const listeners = [{ port: 443, protocol: 'HTTPS' as const }];
  shop = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
  sandbox.bucket('records');
});
afterEach(stopAll);

function modify(): Promise<unknown> {
  return clients.v2.send(new ModifyListenerCommand({ ListenerArn: shop.listeners[0]?.arn, SslPolicy: PQ }));
}

function put(): Promise<unknown> {
  return clients.s3.send(new PutObjectCommand({ Bucket: 'records', Key: 'it', Body: 'x' }));
}

async function policy(): Promise<string | undefined> {
  const { Listeners } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: shop.arn }));
  return Listeners?.[0]?.SslPolicy;
}

/** What has become of a call that may have been swallowed. */
function state(call: Promise<unknown>): Promise<'answered' | 'failed' | 'silent'> {
  return Promise.race([
    call.then(
      () => 'answered' as const,
      () => 'failed' as const,
    ),
    sleep(50, 'silent' as const),
  ]);
}

/** A run of four calls, of three services. */
async function run(): Promise<string> {
  await clients.sts.send(new GetCallerIdentityCommand({}));
  await put();
  await modify();
  await clients.s3.send(new GetObjectCommand({ Bucket: 'records', Key: 'it' }));
  return 'finished';
}

it.each<[Fault['kind'] & `freeze${string}`, number, readonly [object: boolean, policy: string]]>([
  ['freeze', 0, [false, OLD]],
  ['freeze-after', 0, [false, OLD]],
  ['freeze', 1, [false, OLD]],
  ['freeze-after', 1, [true, OLD]],
  ['freeze', 2, [true, OLD]],
  ['freeze-after', 2, [true, PQ]],
  ['freeze', 3, [true, PQ]],
  ['freeze-after', 3, [true, PQ]],
])('%s kills a run at call %d', async (kind, after, [object, expected]) => {
  sandbox.fault({ kind, after });
  const end = await Promise.race([run().catch(() => 'failed'), sandbox.frozen.then(() => 'frozen')]);
  expect(end).toBe('frozen');
  expect(sandbox.calls.map(({ status }) => status)).toEqual([...Array.from({ length: after }, () => 200), 0]);
  sandbox.clearFaults();
  expect(sandbox.bucket('records').keys()).toEqual(object ? ['it'] : []);
  await expect(policy()).resolves.toBe(expected);
});

it('lets a run finish that has fewer calls', async () => {
  sandbox.fault({ kind: 'freeze', after: 4 });
  await expect(Promise.race([run(), sandbox.frozen])).resolves.toBe('finished');
});

it('waits for the calls that it is for, and then answers none of any service', async () => {
  sandbox.fault({ kind: 'freeze', action: 'ModifyListener' });
  await put();
  const frozen = modify();
  await sandbox.frozen;
  // No service at all would answer the last one, but for the freeze with an error.
  const calls = [frozen, put(), fetch(sandbox.endpoint)];
  await expect(Promise.all(calls.map(state))).resolves.toEqual(['silent', 'silent', 'silent']);
  expect(sandbox.calls).toMatchObject([{ status: 200 }, { status: 0 }, { status: 0 }]);
});

it('keeps the refusal of a call to itself, too', async () => {
  sandbox.fault({ kind: 'freeze-after' });
  await expect(
    state(clients.s3.send(new GetObjectCommand({ Bucket: 'records', Key: 'none' }))),
  ).resolves.toBe('silent');
});

describe('thaw', () => {
  it.each(['clearFaults', 'the end of the fault'])(
    'by %s: new calls are answered, old ones never',
    async (how) => {
      const end = sandbox.fault({ kind: 'freeze' });
      const swallowed = modify();
      await sandbox.frozen;
      if (how === 'clearFaults') sandbox.clearFaults();
      else end();
      await expect(policy()).resolves.toBe(OLD);
      await expect(state(swallowed)).resolves.toBe('silent');
      await expect(policy()).resolves.toBe(OLD);
    },
  );

  it('is not for a client that gave up waiting and tries again', async () => {
    const impatient = new ElasticLoadBalancingV2Client({
      endpoint: sandbox.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 2,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    });
    const [listener] = shop.listeners;
    sandbox.fault({ kind: 'freeze' });
    const swallowed = failure(
      impatient.send(new ModifyListenerCommand({ ListenerArn: listener?.arn, SslPolicy: PQ })),
    );
    await sandbox.frozen;
    sandbox.clearFaults();
    sandbox.forgetCalls();
    await expect(swallowed).resolves.toMatchObject({ name: 'TimeoutError' });
    expect(sandbox.calls).toEqual([]);
    await expect(policy()).resolves.toBe(OLD);
  });

  it('makes way for another freeze', async () => {
    for (const action of ['PutObject', undefined]) {
      sandbox.fault({ kind: 'freeze', ...(action === undefined ? {} : { action }) });
      const swallowed = state(put());
      await sandbox.frozen;
      await expect(swallowed).resolves.toBe('silent');
      sandbox.clearFaults();
      await expect(Promise.race([sandbox.frozen, sleep(10, 'not yet')])).resolves.toBe('not yet');
    }
  });

  it('comes with the end of the fault that froze, and that one freezes once only', async () => {
    const other = sandbox.fault({ kind: 'freeze', action: 'ModifyListener' });
    sandbox.fault({ kind: 'freeze', action: 'GetCallerIdentity' });
    const swallowed = clients.sts.send(new GetCallerIdentityCommand({}));
    await sandbox.frozen;
    other();
    await expect(Promise.all([swallowed, put()].map(state))).resolves.toEqual(['silent', 'silent']);
  });

  it('leaves a fault behind that does not freeze again', async () => {
    const end = sandbox.fault({ kind: 'freeze', times: 2 });
    const swallowed = put();
    await sandbox.frozen;
    end();
    await put();
    await expect(state(swallowed)).resolves.toBe('silent');
  });
});

it('stops with calls that hang', async () => {
  sandbox.fault({ kind: 'freeze' });
  const calls = [modify(), put()].map(failure);
  await sandbox.frozen;
  await sandbox.stop();
  await expect(Promise.all(calls)).resolves.toHaveLength(2);
});
