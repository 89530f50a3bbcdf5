import { createHandler, type Summary } from '../lambda/handler';
import type { Environment } from '../lambda/settings/environment';
import type { Sandbox } from '../sandbox';
import {
  ACCOUNT,
  clockAt,
  connectTo,
  EU,
  OLD,
  policiesIn,
  PQ,
  present,
  start,
  stopAll,
  summaryOf,
  WEB,
} from './helpers';
import { ownCertificates } from './probe/certificates';
import { following } from './probe/following';
import type { Running } from './probe/servers';
import { proseOf } from './vocabulary';

/** The function with VERIFY_HANDSHAKE, against a server that follows the policy of its listener. */

jest.mock<object>('node:dns/promises', () => ({
  ...jest.requireActual<object>('node:dns/promises'),
  lookup: async () => [{ address: '127.0.0.1', family: 4 }],
}));

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';

const own = ownCertificates();
let sandbox: Sandbox;
let server: Running;
let listener: string;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start();
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  server = await following(own.of('RSA'), () => (policyNow() ?? '').replace('ELBSecurityPolicy-', ''));
  const added = sandbox.region(EU).addLoadBalancer({
    type: 'application',
    name: 'shop',
    tags: WEB,
    listeners: [{ port: server.port, protocol: 'HTTPS', policy: OLD }],
  });
  listener = present(added.listeners[0]).arn;
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});
afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await server.stop();
  await stopAll();
});
afterAll(() => own.clear());

function policyNow(): string | undefined {
  return policiesIn(sandbox)[listener]?.[0];
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

it('makes handshakes around a change, and tells what they show', async () => {
  const summary = await invoke({ VERIFY_HANDSHAKE: 'true' });

  expect(summary.totals).toMatchObject({ changed: 1 });
  expect(policyNow()).toBe(PQ);
  expect(server.connections()).toBe(10);
  const told = proseOf(present(sandbox.messages[0]).message);
  expect(told).toContain('NOTE Handshakes before and after: as expected on 1 of 1 listener.');
});

it.each<[string, Environment]>([
  ['while it is off', { VERIFY_HANDSHAKE: 'false' }],
  ['where it is not set', {}],
  ['where it says neither', { VERIFY_HANDSHAKE: 'yes' }],
  ['in a dry run', { VERIFY_HANDSHAKE: 'true', DRY_RUN: 'true' }],
])('makes none %s', async (_, environment) => {
  await invoke(environment);

  expect(server.connections()).toBe(0);
  expect(present(sandbox.messages[0]).message).not.toContain('Handshakes');
});
