import { createHandler, type Answer } from '../lambda/handler';
import type { Environment } from '../lambda/settings/environment';
import type { Sandbox } from '../sandbox';
import {
  ACCOUNT,
  alb,
  clockAt,
  connectTo,
  EU,
  NOW,
  OLD,
  PQ,
  present,
  start,
  stopAll,
  summaryOf,
  US,
} from './helpers';
import { proseOf } from './vocabulary';

/** The deployed function with Regions = all, in an account where the organisation closes some of them. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const OPEN = [EU, US, 'eu-central-1', 'us-west-2', 'ca-central-1', 'ap-southeast-2'];
const CLOSED = ['ap-northeast-1', 'sa-east-1'];
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  REGIONS: 'all',
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: 'elb-tls-records',
  AUTO_UNDO: 'true',
  WATCH: '30',
  ROLE_PREFIX: `arn:aws:iam::${ACCOUNT}:role`,
  WATCH_ROLE: 'elb-tls-watch',
};

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ regions: [...OPEN, ...CLOSED], pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket('elb-tls-records');
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});
afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

function invoke(event: unknown = {}, minutes = 0): Promise<Answer> {
  const handler = createHandler({
    environment: ENVIRONMENT,
    clock: clockAt(new Date(NOW.getTime() + minutes * 60_000)),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const invokedFunctionArn = `arn:aws:lambda:${EU}:${ACCOUNT}:function:elb-tls`;
  return handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 });
}

function metrics(): readonly Record<string, unknown>[] {
  const written = output.flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk))).join('');
  const lines = written.split('\n').filter((line) => line.startsWith('{'));
  return lines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter((line) => '_aws' in line && 'Runs' in line);
}

const lastMessage = () => present(sandbox.messages.at(-1));

it('changes what is open, names the closed ones in one line of the digest, and has not failed', async () => {
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  for (const region of CLOSED) sandbox.closeRegion(region);

  const summary = await invoke();

  expect(summary).toMatchObject({ totals: { changed: 1, failed: 0 } });
  expect(metrics()).toMatchObject([{ Failed: 0, FailedRegions: 0, Misconfigured: 0 }]);
  const { subject, message } = lastMessage();
  expect(subject).toBe(`[elb-tls] ${ACCOUNT}: nothing needs you, 1 changed`);
  expect(message.match(/closed by a service control policy/g)).toHaveLength(1);
  expect(proseOf(message)).toContain(
    '2 Regions are closed by a service control policy (ap-northeast-1, sa-east-1). ' +
      'To leave them out, name the Regions you use (parameter Regions, --region).',
  );
  expect(proseOf(message).match(/sa-east-1/g)).toHaveLength(1);
});

it('reads its own record of such a run again: it is undone by an event', async () => {
  const { listeners } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  for (const region of CLOSED) sandbox.closeRegion(region);
  const run = summaryOf(await invoke());

  expect(await invoke({ undo: run.runId }, 5)).toMatchObject({ totals: { reverted: 1 } });
  expect(sandbox.snapshot()).toMatchObject({
    [listeners[1]?.arn.replace(/listener\/app\/([^/]+)\/([^/]+)\/.*/, 'loadbalancer/app/$1/$2') ?? '']: {
      listeners: expect.arrayContaining([expect.objectContaining({ policy: OLD })]),
    },
  });
});

it('a watch of what was changed in a Region that has closed since cannot look, and says so', async () => {
  sandbox.region('sa-east-1').addLoadBalancer(alb('loja', [OLD]));
  const run = summaryOf(await invoke());
  sandbox.closeRegion('sa-east-1');

  await invoke({ watch: run.runId }, 30);

  expect(lastMessage().subject).toContain('the watch is incomplete');
  expect(proseOf(lastMessage().message)).toContain('with an explicit deny in a service control policy');
});

it('its own Region is no other: closed, it has no line of its own', async () => {
  sandbox.region(US).addLoadBalancer(alb('mall', [OLD]));
  for (const service of ['tagging', 'elbv2', 'classic'] as const) {
    sandbox.fault({ kind: 'policy-deny', region: EU, service });
  }

  expect(await invoke()).toMatchObject({ totals: { changed: 1 } });
  expect(proseOf(lastMessage().message)).toContain(
    '1 Region is closed by a service control policy (eu-west-1)',
  );
});

it('goes on with its own Region where ListRegions is refused, and says so in the digest', async () => {
  sandbox.region(EU).addLoadBalancer(alb('shop', [PQ]));
  sandbox.fault({ action: 'ListRegions', kind: 'deny' });

  expect(await invoke()).toMatchObject({ scope: { regions: [EU] }, totals: { compliant: 1 } });
  expect(metrics()).toMatchObject([{ FailedRegions: 0, Misconfigured: 0 }]);
  expect(proseOf(lastMessage().message)).toContain(
    'Only eu-west-1 was examined, because account:ListRegions could not be asked which others there are (AccessDenied: ',
  );
});
