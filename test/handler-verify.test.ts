import { createHandler, type Summary } from '../lambda/handler';
import type { Environment } from '../lambda/settings/environment';
import type { NewLoadBalancer, Sandbox } from '../sandbox';
import {
  ACCOUNT,
  alb,
  classic,
  clockAt,
  connectTo,
  EU,
  OLD,
  present,
  start,
  stopAll,
  summaryOf,
} from './helpers';
import { lead, looks } from './probe/routed';
import { proseOf } from './vocabulary';

/** The function with VERIFY, against the TLS endpoints of the sandbox, which follow their listeners' policies. */

jest.mock<object>('../probe/handshaker', () =>
  jest.requireActual<{ readonly routed: () => object }>('./probe/routed').routed(),
);

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  looks();
  sandbox = await start();
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});
afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

async function add(loadBalancer: NewLoadBalancer): Promise<void> {
  await lead(sandbox, sandbox.region(EU).addLoadBalancer(loadBalancer));
}

async function invoke(environment: Environment): Promise<Summary> {
  const handler = createHandler({
    environment: {
      AWS_REGION: EU,
      DRY_RUN: 'false',
      TOPIC_ARN: TOPIC,
      RECORD_BUCKET: BUCKET,
      ...environment,
    },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return summaryOf(await handler({}, { getRemainingTimeInMillis: () => 900_000 }));
}

it('makes handshakes around each change, of internet-facing load balancers alone, and tells what they show', async () => {
  await add(alb('shop', [OLD]));
  await add(classic('portal', [[OLD]]));
  await add({ ...alb('office', [OLD]), scheme: 'internal' });
  const summary = await invoke({ VERIFY: 'true' });

  expect(summary.totals).toMatchObject({ changed: 3 });
  expect(looks().toSorted()).toEqual(['portal:443', 'portal:443', 'shop:443', 'shop:443']);
  const told = present(sandbox.messages[0]);
  expect(told.subject).toBe(`[elb-tls] ${ACCOUNT}: nothing needs you, 3 changed`);
  expect(proseOf(told.message)).toContain(
    'NOTE Handshakes before and after: as expected on 2 of 3 listeners, not told on 1 (internal: not reachable from the function, not asked).',
  );
});

it.each<[string, Environment]>([
  ['while it is off', { VERIFY: 'false' }],
  ['where it is not set', {}],
  ['where it says neither', { VERIFY: 'yes' }],
  ['in a dry run', { VERIFY: 'true', DRY_RUN: 'true' }],
])('makes none %s', async (_, environment) => {
  await add(alb('shop', [OLD]));
  await invoke(environment);

  expect(looks()).toEqual([]);
  expect(present(sandbox.messages[0]).message).not.toContain('Handshakes');
});
