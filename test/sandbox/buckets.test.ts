import { DescribeLoadBalancersCommand as DescribeClassicCommand } from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeLoadBalancersCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Sandbox, SandboxOptions } from '../../sandbox';
import { type Clients, REGION, clientsFor, failure, start, stopAll } from './helpers';

let sandbox: Sandbox;
let clients: Clients;
let time = 0;

async function setUp(buckets: SandboxOptions['buckets']): Promise<void> {
  time = 0;
  sandbox = await start({ ...(buckets === undefined ? {} : { buckets }), now: () => time });
  clients = clientsFor(sandbox);
}
afterEach(stopAll);

type Send = (to: Clients) => Promise<unknown>;

const readV2: Send = ({ v2 }) => v2.send(new DescribeLoadBalancersCommand({}));
const writeV2: Send = ({ v2 }) => v2.send(new ModifyListenerCommand({ ListenerArn: 'arn:none' }));
const readClassic: Send = ({ classic }) => classic.send(new DescribeClassicCommand({}));
const getResources: Send = ({ tagging }) => tagging.send(new GetResourcesCommand({}));

/** How many of so many calls are let through. */
async function passed(send: Send, count: number, to = clients): Promise<number> {
  sandbox.forgetCalls();
  // The clock stands still, so they may come all at once.
  await Promise.allSettled(Array.from({ length: count }, () => send(to)));
  return sandbox.calls.filter((each) => !(each.error ?? '').startsWith('Thrott')).length;
}

it.each([
  ['v2, non-mutating', readV2, 200, 50],
  ['v2, mutating', writeV2, 20, 3],
  ['Classic, non-mutating', readClassic, 200, 50],
  ['GetResources', getResources, 15, 15],
])(
  '%s: %3$i at once, %4$i more each second',
  async (_what, send, capacity, perSecond) => {
    await setUp({ scale: 1 });
    await expect(passed(send, capacity + 5)).resolves.toBe(capacity);
    time += 1000;
    await expect(passed(send, perSecond + 5)).resolves.toBe(perSecond);
    time += 3_600_000;
    await expect(passed(send, capacity + 5)).resolves.toBe(capacity);
    // Hundreds of calls over HTTP: a busy machine needs longer than five seconds for them.
  },
  30_000,
);

it('has another bucket for reads where it is told, and for nothing else', async () => {
  await setUp({ scale: 1, elbReads: { capacity: 40, perSecond: 10 } });
  for (const send of [readV2, readClassic]) {
    await expect(passed(send, 45)).resolves.toBe(40);
    time += 1000;
    await expect(passed(send, 15)).resolves.toBe(10);
  }
  await expect(passed(writeV2, 25)).resolves.toBe(20);
  await expect(passed(getResources, 20)).resolves.toBe(15);
});

it('keeps apart v1 and v2, Regions, and what changes from what does not', async () => {
  await setUp({ scale: 0.01 });
  await expect(passed(readV2, 5)).resolves.toBe(2);
  await expect(passed(readClassic, 5)).resolves.toBe(2);
  await expect(passed(writeV2, 5)).resolves.toBe(1);
  await expect(passed(readV2, 5, clientsFor(sandbox, 'us-east-1'))).resolves.toBe(2);
  expect(sandbox.calls.every((each) => each.region === 'us-east-1')).toBe(true);
});

it('has the codes of the services', async () => {
  await setUp({ scale: 0.001 });
  for (const [send, name] of [
    [readV2, 'ThrottlingException'],
    [readClassic, 'Throttling'],
    [getResources, 'ThrottledException'],
  ] as const) {
    await send(clients);
    await expect(failure(send(clients))).resolves.toMatchObject({
      name,
      message: 'Rate exceeded',
      status: 400,
    });
  }
});

it('scales capacity and refill, and always lets one through', async () => {
  await setUp({ scale: 0.1 });
  await expect(passed(writeV2, 5)).resolves.toBe(2);
  time += 10_000;
  await expect(passed(writeV2, 5)).resolves.toBe(2);
  time += 3000;
  await expect(passed(writeV2, 5)).resolves.toBe(0);
});

it('takes no token for a refused call', async () => {
  await setUp({ scale: 0.01 });
  await passed(readV2, 50);
  time += 2000;
  await expect(passed(readV2, 1)).resolves.toBe(1);
});

it('does not spend a fault on a call that the bucket refuses', async () => {
  await setUp({ scale: 0.001 });
  await readV2(clients);
  sandbox.fault({ kind: 'deny', times: 1 });
  await expect(failure(readV2(clients))).resolves.toMatchObject({ name: 'ThrottlingException' });
  time += 60_000;
  await expect(failure(readV2(clients))).resolves.toMatchObject({ name: 'AccessDenied' });
});

it.each([undefined, false] as const)('is off with %s', async (buckets) => {
  await setUp(buckets);
  await expect(passed(writeV2, 30)).resolves.toBe(30);
});

it('does not count STS', async () => {
  await setUp({ scale: 0.001 });
  await expect(passed(({ sts }) => sts.send(new GetCallerIdentityCommand({})), 5)).resolves.toBe(5);
});

it.each([0, -1, Number.NaN])('refuses a scale of %d', async (scale) => {
  await expect(setUp({ scale })).rejects.toThrow('the scale of the token buckets has to be above 0');
});

it('tells the time itself', async () => {
  sandbox = await start({ buckets: { scale: 0.01 } });
  clients = clientsFor(sandbox, REGION);
  await expect(passed(writeV2, 3)).resolves.toBe(1);
});
