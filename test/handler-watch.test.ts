import type { Environment } from '../lambda/settings/environment';
import { createHandler, type Summary } from '../lambda/handler';
import { Records } from '../lambda/records/records';
import type { Sandbox } from '../sandbox';
import {
  pause,
  ACCOUNT,
  alb,
  callsOf,
  classic,
  connectTo,
  EU,
  failure,
  nlb,
  NOW,
  OLD,
  PLAIN,
  policiesIn,
  PQ,
  present,
  start,
  stopAll,
  WEB,
} from './helpers';

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/elb-tls-watch`;
const FUNCTION = `arn:aws:lambda:${EU}:${ACCOUNT}:function:elb-tls`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  WATCH_MINUTES: '30',
  WATCH_ROLE_ARN: ROLE,
};
const WEEK = 7 * 24 * 60;

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
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

function minutesFrom(minutes: number): Date {
  return new Date(NOW.getTime() + minutes * 60_000);
}

function invoke(event: unknown, environment: Environment = {}, now = NOW): Promise<Summary | null> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    now: () => now,
    pause,
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(event, { invokedFunctionArn: FUNCTION, getRemainingTimeInMillis: () => 900_000 });
}

/** Applies, and forgets the digest of it. */
async function applied(environment: Environment = {}): Promise<string> {
  const summary = present((await invoke({}, environment)) ?? undefined);
  clearMessages();
  sandbox.forgetCalls();
  return summary.runId;
}

let seen = 0;
const clearMessages = (): void => {
  seen = sandbox.messages.length;
};
beforeEach(() => {
  seen = 0;
});
const messages = () => sandbox.messages.slice(seen);

/** The watch half an hour later, and what it told. */
async function watched(runId: string, environment: Environment = {}): Promise<string> {
  expect(await invoke({ watch: runId }, environment, minutesFrom(30))).toBeNull();
  return messages()
    .map(({ subject, message }) => `${subject}\n${message}`)
    .join('\n');
}

/** Failed handshakes of a load balancer in one minute, counted from the change. */
function failures(arn: string, minute: number, value: number): void {
  const kind = arn.includes('/net/') ? 'AWS/NetworkELB' : 'AWS/ApplicationELB';
  sandbox.region(EU).addMetric({
    namespace: kind,
    metricName: 'ClientTLSNegotiationErrorCount',
    dimensions: { LoadBalancer: present(arn.split(':loadbalancer/')[1]) },
    at: minutesFrom(minute),
    value,
  });
}

const add = (...wanted: Parameters<ReturnType<Sandbox['region']>['addLoadBalancer']>) =>
  sandbox.region(EU).addLoadBalancer(...wanted);

describe('a spike of failed handshakes', () => {
  it.each([
    ['ALB', () => add(alb('shop', [OLD]))],
    ['NLB', () => add(nlb('shop', [OLD]))],
  ])('of an %s is told with the undo command, and nothing is undone', async (_, make) => {
    const { arn, listeners } = make();
    add(alb('quiet', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    const told = await watched(runId);
    const flat = told.replace(/\s+/g, ' ');
    expect(flat).toContain('shop');
    expect(flat).toContain('400');
    expect(flat).toContain(
      `elb-tls undo ${runId} --listener ${present(listeners[1]).arn} --record s3://${BUCKET}`,
    );
    expect(told).not.toContain('quiet');
    expect(sandbox.mutations()).toEqual([]);
    expect(messages()).toHaveLength(1);
  });

  it('with AUTO_UNDO is undone and nothing else, and told', async () => {
    const shop = add(alb('shop', [OLD, OLD]));
    const quiet = add(alb('quiet', [OLD]));
    const portal = add(classic('portal', [[OLD]]));
    const runId = await applied();
    failures(shop.arn, 5, 400);
    const told = await watched(runId, { AUTO_UNDO: 'true' });
    const now = policiesIn(sandbox);
    expect(shop.listeners.slice(1).map(({ arn }) => now[arn])).toEqual([[OLD], [OLD]]);
    expect(now[present(quiet.listeners[1]).arn]).toEqual([PQ]);
    expect(now[`${portal.arn}#443`]).not.toEqual([OLD]);
    expect(told).toContain('2 listeners undone');
    expect(told).toContain(`Rolled back to ${OLD}`);
    expect(told).not.toContain('elb-tls undo');
    expect(messages()).toHaveLength(1);

    // The next sweep leaves it alone.
    sandbox.forgetCalls();
    expect(await invoke({}, {}, minutesFrom(60))).toMatchObject({ totals: { held: 2, changed: 0 } });
    expect(sandbox.mutations()).toEqual([]);
  });

  it('is not undone by a dry function, whatever AUTO_UNDO says', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    for (const DRY_RUN of ['true', 'perhaps']) {
      const told = await watched(runId, { AUTO_UNDO: 'true', DRY_RUN });
      expect(told).toContain('elb-tls undo');
    }
    expect(sandbox.mutations()).toEqual([]);
  });

  it('is not undone where somebody has changed the listener since', async () => {
    const { arn, listeners } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    sandbox.region(EU).setPolicy(present(listeners[1]).arn, PLAIN);
    const told = await watched(runId, { AUTO_UNDO: 'true' });
    expect(told).toContain('shop');
    expect(sandbox.mutations()).toEqual([]);
  });

  it('that cannot be undone is told, and the function fails', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    sandbox.fault({ action: 'ModifyListener', kind: 'deny' });
    const error = await failure(watched(runId, { AUTO_UNDO: 'true' }));
    expect(error.name).toBe('RunFailedError');
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.message).toContain('AccessDenied on ModifyListener');
  });
});

describe('no message at all', () => {
  it.each<[string, (arn: string) => void]>([
    ['without failures', () => undefined],
    ['for a handful of scanners', (arn) => failures(arn, 5, 49)],
    [
      'for as many as before the change',
      (arn) => {
        failures(arn, 5, 400);
        failures(arn, -20, 300);
      },
    ],
    [
      'for as many as a week before',
      (arn) => {
        failures(arn, 5, 400);
        failures(arn, 10 - WEEK, 300);
      },
    ],
    ['for what came before the change', (arn) => failures(arn, -5, 400)],
  ])('%s', async (_, happen) => {
    const { arn } = add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    const runId = await applied();
    happen(arn);
    expect(await watched(runId, { AUTO_UNDO: 'true' })).toBe('');
    expect(sandbox.mutations()).toEqual([]);
  });
});

describe('a watch tells as well', () => {
  it('a listener that somebody has changed since', async () => {
    const { listeners } = add(alb('shop', [OLD]));
    const portal = add(classic('portal', [[OLD]]));
    const runId = await applied();
    sandbox.region(EU).setPolicy(present(listeners[1]).arn, OLD);
    sandbox.region(EU).setPolicy(`${portal.arn}#443`, [OLD]);
    const told = await watched(runId, { AUTO_UNDO: 'true' });
    expect(told).toContain('2 listeners changed since the run');
    expect(told).toContain('shop');
    expect(told).toContain('portal');
    expect(sandbox.mutations()).toEqual([]);
  });

  it('a load balancer that went away', async () => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    const runId = await applied();
    for (const name of ['shop', 'portal']) sandbox.region(EU).remove(name);
    expect(await watched(runId)).toContain('2 listeners changed since the run');
  });

  it.each([
    ['the metrics', 'GetMetricData'],
    ['the listeners', 'DescribeListeners'],
  ])('that %s may not be read', async (_, action) => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    sandbox.fault({ action, kind: 'deny' });
    const told = (await watched(runId, { AUTO_UNDO: 'true' })).replace(/\s+/g, ' ');
    expect(told).toContain('the watch is incomplete');
    expect(told).toContain('AccessDenied');
    expect(told).toContain(EU);
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each([
    ['with a Classic load balancer changed', true],
    ['with none', false],
  ])('that Classic is not watched, in the digest of the run and its own: %s', async (_, hasClassic) => {
    const { arn } = add(alb('shop', [OLD]));
    if (hasClassic) add(classic('portal', [[OLD]]));
    const { runId } = present((await invoke({})) ?? undefined);
    failures(arn, 5, 400);
    await watched(runId);
    const says = 'Classic load balancers have no metric of failed handshakes';
    expect(messages().map(({ message }) => message.replace(/\s+/g, ' ').includes(says))).toEqual([
      hasClassic,
      hasClassic,
    ]);
  });
});

describe('{"watch": RUN}', () => {
  it.each([
    ['that is not there', '20260101T000000Z-none'],
    ['that leads elsewhere', '../history'],
  ])('of a run %s fails, and the topic is told', async (_, runId) => {
    const error = await failure(invoke({ watch: runId }));
    expect(error.message).toContain(`no run ${runId}`);
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.message).toContain(`no run ${runId}`);
  });

  it('of a run of another account fails, and the topic is told', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    const key = `runs/${runId}/report.json`;
    const bucket = sandbox.bucket(BUCKET);
    bucket.put(key, bucket.text(key).replaceAll(ACCOUNT, '999988887777'));
    expect((await failure(invoke({ watch: runId }))).message).toContain('999988887777');
  });

  it('where no record is kept fails, and the topic is told', async () => {
    const error = await failure(invoke({ watch: '20260101T000000Z-none' }, { RECORD_BUCKET: '' }));
    expect(error.message).toContain('no record is kept');
    expect(messages()).toHaveLength(1);
  });

  it('of a dry run, which changed nothing, looks at nothing', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied({ DRY_RUN: 'true' });
    expect(await watched(runId)).toBe('');
    expect(callsOf(sandbox, 'GetMetricData')).toEqual([]);
  });

  it('with thresholds that cannot be read fails, and the topic is told', async () => {
    expect((await failure(invoke({}, { WATCH_FLOOR: 'few' }))).message).toContain('WATCH_FLOOR got "few"');
    expect(messages()).toHaveLength(1);
  });

  it('keeps to its own thresholds', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 20);
    expect(await watched(runId, { WATCH_FLOOR: '10', WATCH_FACTOR: '2' })).toContain('shop');
  });
});

describe('the call that watches', () => {
  it('is scheduled once after a run with changes', async () => {
    add(alb('shop', [OLD]));
    const { runId } = present((await invoke({})) ?? undefined);
    expect(sandbox.schedules).toMatchObject([
      {
        name: `elb-tls-watch-${runId}`,
        expression: 'at(2026-11-22T06:30:00)',
        timezone: 'UTC',
        actionAfterCompletion: 'DELETE',
        target: { arn: FUNCTION, roleArn: ROLE, input: JSON.stringify({ watch: runId }) },
      },
    ]);
    expect(sandbox.messages[0]?.message).not.toContain('not watched');
  });

  it.each<[string, Environment, Parameters<typeof add>[0]]>([
    ['without changes', {}, alb('shop', [PQ])],
    ['in a dry run', { DRY_RUN: 'true' }, alb('shop', [OLD])],
    ['with WATCH_MINUTES=0', { WATCH_MINUTES: '0' }, alb('shop', [OLD])],
  ])('is not scheduled %s', async (_, environment, wanted) => {
    add(wanted);
    await invoke({}, environment);
    expect(sandbox.schedules).toEqual([]);
    expect(sandbox.messages[0]?.message).not.toContain('not watched');
  });

  it.each<[string, Environment, string | null, string]>([
    ['refused', {}, 'CreateSchedule', 'AccessDenied on scheduler:CreateSchedule'],
    ['impossible without a role', { WATCH_ROLE_ARN: '' }, null, 'WATCH_ROLE_ARN'],
    ['impossible without a record', { RECORD_BUCKET: '' }, null, 'RECORD_BUCKET'],
  ])('that is %s is said in the digest, and fails nothing', async (_, environment, denied, says) => {
    add(alb('shop', [OLD], WEB));
    if (denied !== null) sandbox.fault({ action: denied, kind: 'deny' });
    expect(await invoke({}, environment)).toMatchObject({ totals: { changed: 1, failed: 0 } });
    const digest = sandbox.messages[0]?.message.replace(/\s+/g, ' ');
    expect(digest).toContain('The changes are not watched');
    expect(digest).toContain(says);
  });
});

describe('the record of the function', () => {
  it('is in its bucket, and the digest has the undo command', async () => {
    const { listeners } = add(alb('shop', [OLD]));
    const { runId } = present((await invoke({})) ?? undefined);
    const records = new Records(connectTo(sandbox).bucket(BUCKET), pause);
    expect(await records.run(runId, ACCOUNT)).toMatchObject({ report: { totals: { changed: 1 } } });
    const digest = sandbox.messages[0]?.message.replace(/\s+/g, ' ');
    expect(digest).toContain(
      `elb-tls undo ${runId} --listener ${present(listeners[1]).arn} --record s3://${BUCKET}`,
    );
  });

  it('that the bucket does not take is said in the digest, and the function ends well', async () => {
    add(alb('shop', [OLD]));
    sandbox.fault({ action: 'PutObject', kind: 'deny' });
    expect(await invoke({})).toMatchObject({ totals: { changed: 1 } });
    expect(sandbox.messages[0]?.message.replace(/\s+/g, ' ')).toContain(
      `The record in s3://${BUCKET} is not whole`,
    );
  });
});
