import type { Environment } from '../lambda/settings/environment';
import { createHandler, type Answer } from '../lambda/handler';
import { Records } from '../lambda/records/records';
import { withListeners } from '../lambda/core/steps/build';
import type { Unsettled } from '../lambda/records/lease-record';
import { parseHistory } from '../lambda/records/parse-history';
import { parseLease } from '../lambda/records/parse-lease';
import { parseReport } from '../lambda/records/parse-report';
import type { Fault, MetricTrouble, Sandbox } from '../sandbox';
import {
  ACCOUNT,
  alb,
  callsOf,
  clockAt,
  classic,
  connectTo,
  EU,
  nlb,
  NOW,
  OLD,
  PLAIN,
  policiesIn,
  PQ,
  present,
  start,
  stopAll,
  summaryOf,
  toldFailure,
  WEB,
} from './helpers';
import { proseOf } from './vocabulary';

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/tools/elb-tls-watch`;
const FUNCTION = `arn:aws:lambda:${EU}:${ACCOUNT}:function:elb-tls`;
const DLQ = `arn:aws:sqs:${EU}:${ACCOUNT}:missed-starts`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  WATCH: '30',
  ROLE_PREFIX: `arn:aws:iam::${ACCOUNT}:role/team/tools/`,
  WATCH_ROLE: 'elb-tls-watch',
  WATCH_DLQ: 'missed-starts',
};
const WEEK = 7 * 24 * 60;

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET).keepVersions();
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

function invoke(
  event: unknown,
  environment: Environment = {},
  now = NOW,
  invokedFunctionArn = FUNCTION,
): Promise<Answer> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock: clockAt(now),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 });
}

/** Applies, and forgets the digest of it. */
async function applied(environment: Environment = {}): Promise<string> {
  const summary = summaryOf(await invoke({}, environment));
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

/** The watch half an hour later, of the report as it is now, and what it told. */
async function watched(runId: string, environment: Environment = {}): Promise<string> {
  return watchedBy({ watch: runId, ...versionOfReport(runId) }, environment);
}

/** The version of a report that a test had the run write. */
function versionOfReport(runId: string): { readonly report?: string } {
  const report = sandbox.bucket(BUCKET).get(`runs/${runId}/report.json`)?.versionId ?? null;
  return report === null ? {} : { report };
}

/** What a watch told that an event asked for. */
async function watchedBy(event: unknown, environment: Environment = {}): Promise<string> {
  expect(await invoke(event, environment, minutesFrom(30))).toBeNull();
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
    const flat = proseOf(told);
    expect(flat).toContain('shop');
    expect(flat).toContain('400');
    expect(flat).toContain(`elb-tls undo ${runId} 2 --record s3://${BUCKET} aws elbv2 modify-listener`);
    expect(flat).toContain(`--listener-arn ${present(listeners[1]).arn} --ssl-policy ${OLD}`);
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

  it('that cannot be undone is told, and answered as failed', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    sandbox.fault({ action: 'ModifyListener', kind: 'deny' });
    const error = await toldFailure(
      invoke({ watch: runId, ...versionOfReport(runId) }, { AUTO_UNDO: 'true' }, minutesFrom(30)),
    );
    expect(error.name).toBe('RunFailedError');
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.message).toContain('AccessDenied on ModifyListener');
  });
});

/** Has the record say that a load balancer was changed so many minutes after the start of its run. */
function changedAfter(runId: string, name: string, minutes: number): void {
  const bucket = sandbox.bucket(BUCKET);
  const key = `runs/${runId}/report.json`;
  const report = parseReport(bucket.text(key));
  const listeners = report.listeners.map((entry) =>
    entry.loadBalancer.name === name ? { ...entry, changedAt: minutesFrom(minutes).toISOString() } : entry,
  );
  bucket.put(key, JSON.stringify({ ...report, listeners }));
}

/** The metrics that were written since the last look at them. */
function metrics(): readonly Readonly<Record<string, unknown>>[] {
  const written = output.flatMap((spy) => spy.mock.calls.map(([text]) => String(text)));
  return written
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('CloudWatchMetrics'))
    .map((line) => JSON.parse(line));
}

describe('each load balancer is watched since its own change', () => {
  it('is not watched where the clock of whoever changed it was ahead, and says so', async () => {
    const shop = add(alb('shop', [OLD]));
    const runId = await applied();
    changedAfter(runId, 'shop', 26 * 60);
    failures(shop.arn, 5, 400);
    const told = proseOf(await watched(runId, { AUTO_UNDO: 'true' }));
    expect(told).toContain('DO: find out why the watch could not look');
    expect(told).toContain("by its maker's clock");
    expect(sandbox.mutations()).toEqual([]);
  });

  it('(26) what failed before it does not count, whatever was changed before', async () => {
    const cart = add(alb('cart', [OLD]));
    const shop = add(alb('shop', [OLD]));
    const runId = await applied();
    changedAfter(runId, 'shop', 10);
    for (const { arn } of [cart, shop]) failures(arn, 5, 400);
    const told = await watched(runId);
    expect(told).toContain('clients fail on 1 load balancer');
    expect(told).toContain('cart');
    expect(told).not.toContain('shop');
  });

  it('(26) what failed after the change of another is compared with the time before its own', async () => {
    const shop = add(alb('shop', [OLD]));
    add(alb('cart', [OLD]));
    const runId = await applied();
    changedAfter(runId, 'shop', 10);
    failures(shop.arn, 5, 300);
    failures(shop.arn, 15, 400);
    expect(await watched(runId)).toBe('');
  });
});

function dimension(arn: string): string {
  return present(arn.split(':loadbalancer/')[1]);
}

describe('(27) a metric that is not complete is not quiet', () => {
  it.each<[string, MetricTrouble['statusCode'], MetricTrouble['message'] | undefined, string]>([
    ['InternalError', 'InternalError', undefined, 'InternalError: GetMetricData answered InternalError'],
    ['Forbidden', 'Forbidden', undefined, 'Forbidden: GetMetricData answered Forbidden'],
    ['PartialData', 'PartialData', undefined, 'PartialData: GetMetricData answered PartialData'],
    ['a message', 'Complete', { code: 'Odd', value: 'some of it is late' }, 'Odd: some of it is late'],
  ])('with %s the load balancer is not watched, and the others are', async (_, statusCode, message, says) => {
    const shop = add(alb('shop', [OLD]));
    const cart = add(alb('cart', [OLD]));
    const runId = await applied();
    failures(cart.arn, 5, 400);
    sandbox.region(EU).troubleMetrics({
      dimension: dimension(shop.arn),
      statusCode,
      ...(message && { message }),
    });
    const told = proseOf(await watched(runId));
    expect(told).toContain('DO: find out why the watch could not look (1)');
    expect(told).toContain(says);
    expect(told).toContain(`(${EU}: shop)`);
    expect(told).toContain('Clients fail on 1 load balancer since the change.');
    expect(told).toContain('cart');
  });

  it('with a message for the call as a whole nobody is watched', async () => {
    add(alb('shop', [OLD]));
    add(alb('cart', [OLD]));
    const runId = await applied();
    const message = { code: 'MaxMetricsExceeded', value: 'too many' };
    sandbox.region(EU).troubleMetrics({ dimension: null, statusCode: 'Complete', message });
    const told = proseOf(await watched(runId));
    expect(told).toContain('MaxMetricsExceeded: too many');
    expect(told).toContain(`(${EU}: cart, shop)`);
  });
});

describe('(28) an automatic undo that does not come about', () => {
  it.each<[string, Fault, string]>([
    ['is throttled', { action: 'ModifyListener', kind: 'throttle' }, 'undo'],
    ['is refused', { action: 'ModifyListener', kind: 'deny' }, 'AccessDenied on ModifyListener'],
    [
      'cannot be recorded',
      { action: 'PutObject', resource: 'plan.json', kind: 'deny' },
      'plan.json could not be written',
    ],
  ])('because it %s is told with the command, and answered as failed', async (_, fault, says) => {
    const { arn, listeners } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    sandbox.fault(fault);
    const error = await toldFailure(
      invoke({ watch: runId, ...versionOfReport(runId) }, { AUTO_UNDO: 'true' }, minutesFrom(30)),
    );
    expect(error.name).toBe('RunFailedError');
    expect(messages()).toHaveLength(1);
    const told = proseOf(present(messages()[0]).message);
    expect(told).toContain(says);
    expect(told).toContain(`elb-tls undo ${runId} 1 --record s3://${BUCKET} aws elbv2 modify-listener`);
    expect(told).not.toMatch(/next run|next sweep/);
    expect(policiesIn(sandbox)[present(listeners[1]).arn]).toEqual([PQ]);
  });

  it('because another run holds the lease says which, and is answered as failed', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    const records = new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
    await records.takeLease(ACCOUNT, {
      runId: '20261122T061500Z-busy',
      mode: 'apply',
      place: 'function',
      event: null,
    });
    const error = await toldFailure(
      invoke({ watch: runId, ...versionOfReport(runId) }, { AUTO_UNDO: 'true' }, minutesFrom(30)),
    );
    expect(error.name).toBe('RunFailedError');
    expect(messages()).toHaveLength(1);
    expect(messages()[0]?.subject).toContain('not undone');
    const told = proseOf(present(messages()[0]).message);
    expect(told).toContain('Not undone: run 20261122T061500Z-busy (apply) holds the lease');
    expect(told).toContain(`elb-tls undo ${runId}`);
    expect(sandbox.mutations()).toEqual([]);
    expect(await records.watch(runId)).toMatchObject({
      result: 'worse',
      notUndone: expect.stringContaining('20261122T061500Z-busy'),
    });
  });

  it('because nobody knows who made the change is told, and is no failure', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    const bucket = sandbox.bucket(BUCKET);
    const key = `runs/${runId}/report.json`;
    const report = parseReport(bucket.text(key));
    const listeners = report.listeners.map((entry) => ({ ...entry, unconfirmed: true }));
    bucket.put(key, JSON.stringify({ ...report, listeners }));
    const told = proseOf(await watched(runId, { AUTO_UNDO: 'true' }));
    expect(told).toContain('the record does not say whether the run made this change');
    expect(sandbox.mutations()).toEqual([]);
  });
});

/** The input of the schedule that the last run made. */
function scheduledInput(): unknown {
  return JSON.parse(present(sandbox.schedules.at(-1)).target.input ?? '');
}

/** Has the record say, in a version of its own, that a run had found other policies. */
function forge(runId: string, from: string): void {
  const bucket = sandbox.bucket(BUCKET);
  const key = `runs/${runId}/report.json`;
  const report = parseReport(bucket.text(key));
  bucket.put(
    key,
    JSON.stringify({ ...report, listeners: report.listeners.map((entry) => ({ ...entry, from })) }),
  );
}

const WEAK = 'ELBSecurityPolicy-TLS-1-0-2015-04';

describe('a watch trusts what its run wrote, and nothing else', () => {
  it('puts back what the run had found, whatever was written over its report since', async () => {
    const { arn, listeners } = add(alb('shop', [OLD]));
    const runId = await applied();
    forge(runId, WEAK);
    failures(arn, 5, 400);
    const told = await watchedBy(scheduledInput(), { AUTO_UNDO: 'true' });
    expect(told).toContain(`Rolled back to ${OLD}`);
    expect(policiesIn(sandbox)[present(listeners[1]).arn]).toEqual([OLD]);
  });

  it('does so too where the run told of itself, and never gave the lease back', async () => {
    const { arn, listeners } = add(alb('shop', [OLD]));
    const runId = await applied();
    forge(runId, WEAK);
    const bucket = sandbox.bucket(BUCKET);
    const lease = parseLease(bucket.text(LEASE), ACCOUNT);
    const open: Unsettled = { runId, place: 'function', told: true, remembered: false };
    bucket.put(LEASE, JSON.stringify({ ...lease, unsettled: [open] }));
    failures(arn, 5, 400);
    await watchedBy(scheduledInput(), { AUTO_UNDO: 'true' });
    expect(policiesIn(sandbox)[present(listeners[1]).arn]).toEqual([OLD]);
  });

  it.each<[string, (runId: string) => unknown]>([
    ['an event without a version, of an older release or by hand', (runId) => ({ watch: runId })],
    [
      'a bucket that keeps no versions',
      () => {
        const input = scheduledInput();
        expect(input).not.toHaveProperty('report');
        return input;
      },
    ],
  ])('looks by %s, tells, and undoes nothing', async (name, eventOf) => {
    if (name.startsWith('a bucket')) sandbox.bucket('plain');
    const environment = name.startsWith('a bucket') ? { RECORD_BUCKET: 'plain' } : {};
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied(environment);
    failures(arn, 5, 400);
    const event = eventOf(runId);
    const undoing = { ...environment, AUTO_UNDO: 'true' };
    const error = await toldFailure(invoke(event, undoing, minutesFrom(30)));
    expect(error.name).toBe('RunFailedError');
    const told = proseOf(present(messages()[0]).message);
    expect(told).toContain('Not undone: the event that asked for this watch names no version of the report');
    expect(told).toContain(`elb-tls undo ${runId}`);
    expect(sandbox.mutations()).toEqual([]);

    // Without AutoUndo nobody asked for an undo, and nothing is missing.
    clearMessages();
    expect(await watchedBy(event, environment)).not.toContain('undone');
  });

  it('looks after a run that was cut off before it had scheduled the watch, and says that nothing else is the reason', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const mends = [sandbox.fault({ service: 'scheduler', kind: 'deny' })];
    const runId = await applied();
    for (const mend of mends) mend();
    const bucket = sandbox.bucket(BUCKET);
    const lease = parseLease(bucket.text(LEASE), ACCOUNT);
    const open: Unsettled = { runId, place: 'function', told: false, remembered: false };
    bucket.put(LEASE, JSON.stringify({ ...lease, unsettled: [open] }));

    expect(sandbox.schedules).toEqual([]);
    await invoke({}, {}, minutesFrom(10));
    const recovery = proseOf(present(messages()[0]).message);
    expect(recovery).toContain('The watch looks and tells, and undoes nothing unasked: that run had not');
    clearMessages();

    expect(scheduledInput()).toEqual({ watch: runId });
    failures(arn, 5, 400);
    sandbox.forgetCalls();
    await toldFailure(invoke(scheduledInput(), { AUTO_UNDO: 'true' }, minutesFrom(40)));
    const told = proseOf(present(messages()[0]).message);
    expect(told).toContain('where the run was cut off before it had its watch scheduled');
    expect(told).toContain(`elb-tls undo ${runId}`);
    expect(sandbox.mutations()).toEqual([]);
  });

  it('cannot look where that version is gone, and says how to look all the same', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    const event = { watch: runId, report: 'gone' };
    const error = await toldFailure(invoke(event, { AUTO_UNDO: 'true' }, minutesFrom(30)));
    expect(error.name).toBe('NotWatchedError');
    const told = proseOf(present(messages()[0]).message);
    expect(told).toContain(`version gone of runs/${runId}/report.json in s3://${BUCKET}`);
    expect(told).toContain(JSON.stringify(event));
    expect(told).toContain('Without "report" it looks at the record as it is now, and undoes nothing.');
  });

  it('takes the report of no other run for it', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    const bucket = sandbox.bucket(BUCKET);
    const other = '20261122T060000Z-othr';
    bucket.put(`runs/${other}/report.json`, bucket.text(`runs/${runId}/report.json`));
    const error = await toldFailure(invoke({ watch: other, ...versionOfReport(other) }, {}, minutesFrom(30)));
    expect(error.message).toContain(`is of run ${runId}`);
  });
});

describe('(29) an event that is dry', () => {
  it.each<[string, (runId: string) => unknown]>([
    ['dryRun', (watch) => ({ watch, dryRun: true })],
    ['DryRun', (watch) => ({ Watch: watch, DryRun: 'TRUE' })],
    ['dry_run', (watch) => ({ WATCH: watch, dry_run: true })],
  ])('with %s makes the watch dry', async (_, eventOf) => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    await invoke(eventOf(runId), { AUTO_UNDO: 'true' }, minutesFrom(30));
    expect(messages()[0]?.message).toContain('elb-tls undo');
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each([
    ['a number', { watch: 5 }],
    ['a dry run of another kind', { dryRun: 'yes' }],
    ['a dry run in a text', '{"dryRun": true}'],
  ])('or cannot be understood, with %s, changes nothing and is told', async (_, event) => {
    add(alb('shop', [OLD]));
    expect((await toldFailure(invoke(event))).name).toBe('UserError');
    expect(messages()[0]?.message).toContain('the event has');
    expect(sandbox.mutations()).toEqual([]);
  });
});

const LEASE = `lease/${ACCOUNT}.json`;

/** The history as it would be if the undo could not have written it. */
function forgetUndo(): void {
  const bucket = sandbox.bucket(BUCKET);
  const key = `history/${ACCOUNT}.json`;
  const history = parseHistory(bucket.text(key), ACCOUNT);
  const listeners = Object.entries(history.listeners).map(([id, past]) => [id, { ...past, undone: null }]);
  bucket.put(key, JSON.stringify({ ...history, listeners: Object.fromEntries(listeners) }));
}

describe('(30) what this tool did since', () => {
  it('is not told as what somebody else did: its undo', async () => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    const runId = await applied();
    await invoke({ undo: runId }, { AUTO_UNDO: 'true' }, minutesFrom(10));
    clearMessages();
    expect(await watched(runId)).toBe('');
  });

  it.each<[string, Unsettled['remembered'], string]>([
    ['that the history has not heard of', false, ''],
    ['whose history was lost', true, '1 listener changed since the run'],
  ])('is not told as what somebody else did: an undo %s', async (_, remembered, expected) => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    const undone = await invoke({ undo: runId }, { AUTO_UNDO: 'true' }, minutesFrom(10));
    forgetUndo();
    const bucket = sandbox.bucket(BUCKET);
    const lease = parseLease(bucket.text(LEASE), ACCOUNT);
    const own: Unsettled = {
      runId: summaryOf(undone).runId,
      place: 'function',
      told: true,
      remembered,
    };
    bucket.put(LEASE, JSON.stringify({ ...lease, unsettled: [own] }));
    clearMessages();
    expect(await watched(runId)).toContain(expected);
    expect(messages()).toHaveLength(expected === '' ? 0 : 1);
  });

  it('is not called quiet where nobody can tell who did it', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    await invoke({ undo: runId }, { AUTO_UNDO: 'true' }, minutesFrom(10));
    sandbox.bucket(BUCKET).put(LEASE, 'no lease');
    clearMessages();
    const told = proseOf(await watched(runId));
    expect(told).toContain('who changed shop :443 since');
    expect(told).not.toContain('CHANGED SINCE');
  });

  it('is not told as what somebody else did: a later change', async () => {
    add(alb('shop', [OLD]));
    const first = await applied({ TARGET_POLICY: PLAIN });
    const later = await invoke({}, {}, minutesFrom(10));
    expect(later).toMatchObject({ totals: { changed: 1 } });
    clearMessages();
    expect(await watched(first)).toBe('');
  });
});

describe('(31) a watch leaves word of itself', () => {
  it('quiet, in the record, as a metric and in the next digest, once', async () => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    const runId = await applied();
    expect(await watched(runId)).toBe('');
    expect(metrics()).toContainEqual(
      expect.objectContaining({ Watched: 1, WatchWorse: 0, WatchChangedSince: 0, NotWatched: 0 }),
    );
    const records = new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
    const found = present((await records.watch(runId)) ?? undefined);
    expect(found).toMatchObject({ schema: 'elb-tls-watch/1', runId, result: 'quiet', undoneBy: null });
    expect(found.loadBalancers).toHaveLength(2);

    for (const told of [true, false]) {
      clearMessages();
      await invoke({}, {}, minutesFrom(60));
      const digest = proseOf(present(messages()[0]).message);
      expect(digest.includes(`run ${runId}, 2026-11-22 06:30 UTC: Quiet`)).toBe(told);
    }
  });

  it('in the digest of a dry run as well', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    await watched(runId);
    await invoke({}, { DRY_RUN: 'true' }, minutesFrom(60));
    expect(present(messages()[0]).message).toContain(runId);
  });

  it('worse, too', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 400);
    await watched(runId, { AUTO_UNDO: 'true' });
    expect(metrics()).toContainEqual(expect.objectContaining({ Watched: 1, WatchWorse: 1 }));
    const records = new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
    expect(await records.watch(runId)).toMatchObject({
      result: 'worse',
      detail: expect.stringContaining('1 listener undone by run'),
      undoneBy: expect.any(String),
    });
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

  it("(14) the load balancer of a change that could not be read back, and calls it nobody's", async () => {
    const { arn, listeners: made } = add(alb('shop', [OLD]));
    const runId = await applied();
    const bucket = sandbox.bucket(BUCKET);
    const key = `runs/${runId}/report.json`;
    const report = parseReport(bucket.text(key));
    const failed = { outcome: 'failed', reason: 'not-confirmed', unconfirmed: true } as const;
    const listeners = report.listeners.map((entry) => ({ ...entry, ...failed }));
    bucket.put(key, JSON.stringify(withListeners(report, listeners)));
    sandbox.region(EU).setPolicy(present(made[1]).arn, OLD);
    expect(await watched(runId)).toBe('');
    failures(arn, 5, 400);
    expect(await watched(runId)).toContain('400 failed TLS handshakes');
  });

  it('a load balancer that went away', async () => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    const runId = await applied();
    for (const name of ['shop', 'portal']) sandbox.region(EU).remove(name);
    const told = await watched(runId);
    expect(told).toContain('2 listeners deleted since the run');
    expect(told).toMatch(/^ \d eu-west-1 shop :443 is gone$/m);
    expect(told).toMatch(/^ \d eu-west-1 portal \(Classic\) :443 is gone$/m);
    expect(told).not.toContain('changed since');
  });

  it.each([
    ['the metrics', 'GetMetricData'],
    ['the listeners', 'DescribeListeners'],
  ])('that %s may not be read', async (_, action) => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    sandbox.fault({ action, kind: 'deny' });
    const told = proseOf(await watched(runId, { AUTO_UNDO: 'true' }));
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
    const { runId } = summaryOf(await invoke({}));
    failures(arn, 5, 400);
    await watched(runId);
    const says = 'Classic load balancers have no metric of failed handshakes';
    expect(messages().map(({ message }) => proseOf(message).includes(says))).toEqual([
      hasClassic,
      hasClassic,
    ]);
  });
});

describe('{"watch": RUN}', () => {
  it.each([
    ['that is not there', '20260101T000000Z-none', 'no run 20260101T000000Z-none'],
    ['that leads elsewhere', '../history', 'the event has watch "../history"'],
  ])('of a run %s fails, and the topic is told', async (_, runId, says) => {
    const error = await toldFailure(invoke({ watch: runId }));
    expect(error.message).toContain(says);
    expect(messages()).toHaveLength(1);
    expect(proseOf(messages()[0]?.message ?? '')).toContain(says);
  });

  it('(32) that cannot read its record says which run, which file, and what to do', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    sandbox.bucket(BUCKET).put(`runs/${runId}/report.json`, '{"schema":');
    const error = await toldFailure(invoke({ watch: runId }, {}, minutesFrom(30)));
    expect(error.name).toBe('NotWatchedError');
    const [notice] = messages();
    expect(notice?.subject).toBe(`[elb-tls] run ${runId} is not watched`);
    expect(proseOf(notice?.message ?? '')).toContain(
      `The watch of run ${runId} could not look: unreadable: runs/${runId}/report.json, not JSON`,
    );
    expect(notice?.message).toContain(`    {"watch":"${runId}"}`);
    expect(notice?.message).not.toContain('has no report');
    expect(messages()).toHaveLength(1);
    expect(metrics()).toContainEqual(expect.objectContaining({ Watched: 0, NotWatched: 1 }));
  });

  it('(32) whose record S3 does not give says so in the same words', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    sandbox.fault({ action: 'GetObject', kind: 'deny' });
    await toldFailure(invoke({ watch: runId }, {}, minutesFrom(30)));
    const told = proseOf(messages()[0]?.message ?? '');
    expect(told).toContain(
      `The watch of run ${runId} could not look: AccessDenied: unreadable: runs/${runId}/`,
    );
  });

  it('of a run of another account fails, and the topic is told', async () => {
    add(alb('shop', [OLD]));
    const runId = await applied();
    const key = `runs/${runId}/report.json`;
    const bucket = sandbox.bucket(BUCKET);
    bucket.put(key, bucket.text(key).replaceAll(ACCOUNT, '999988887777'));
    expect((await toldFailure(invoke({ watch: runId }))).message).toContain('999988887777');
  });

  it('where no record is kept fails, and the topic is told', async () => {
    const error = await toldFailure(invoke({ watch: '20260101T000000Z-none' }, { RECORD_BUCKET: '' }));
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
    expect((await toldFailure(invoke({}, { WATCH: '30 3 few' }))).message).toContain(
      'WATCH got "few" for its floor',
    );
    expect(messages()).toHaveLength(1);
  });

  it('keeps to its own thresholds', async () => {
    const { arn } = add(alb('shop', [OLD]));
    const runId = await applied();
    failures(arn, 5, 20);
    expect(await watched(runId, { WATCH: '30 2 10' })).toContain('shop');
  });
});

describe('the call that watches', () => {
  it('is scheduled once after a run with changes', async () => {
    add(alb('shop', [OLD]));
    const { runId } = summaryOf(await invoke({}));
    expect(sandbox.schedules).toMatchObject([
      {
        name: `elb-tls-watch-${runId}`,
        expression: 'at(2026-11-22T06:30:00)',
        timezone: 'UTC',
        actionAfterCompletion: 'DELETE',
        target: {
          arn: FUNCTION,
          roleArn: ROLE,
          input: JSON.stringify({ watch: runId, ...versionOfReport(runId) }),
          deadLetterArn: DLQ,
        },
      },
    ]);
    expect(sandbox.messages[0]?.message).not.toContain('not watched');
  });

  it('goes to the function itself, whatever version or alias of it the run was', async () => {
    add(alb('shop', [OLD]));
    await invoke({}, {}, NOW, `${FUNCTION}:live`);
    expect(sandbox.schedules).toMatchObject([{ target: { arn: FUNCTION } }]);
  });

  it.each<[string, Environment, Parameters<typeof add>[0]]>([
    ['without changes', {}, alb('shop', [PQ])],
    ['in a dry run', { DRY_RUN: 'true' }, alb('shop', [OLD])],
    ['with WATCH=0', { WATCH: '0' }, alb('shop', [OLD])],
  ])('is not scheduled %s', async (_, environment, wanted) => {
    add(wanted);
    await invoke({}, environment);
    expect(sandbox.schedules).toEqual([]);
    expect(sandbox.messages[0]?.message).not.toContain('not watched');
  });

  it.each<[string, Environment, string | null, string]>([
    ['refused', {}, 'CreateSchedule', 'AccessDenied on scheduler:CreateSchedule'],
    ['impossible without a role', { WATCH_ROLE: '' }, null, 'WATCH_ROLE'],
  ])('that is %s is said in the digest, and fails nothing', async (_, environment, denied, says) => {
    add(alb('shop', [OLD], WEB));
    if (denied !== null) sandbox.fault({ action: denied, kind: 'deny' });
    expect(await invoke({}, environment)).toMatchObject({ totals: { changed: 1, failed: 0 } });
    const digest = proseOf(sandbox.messages[0]?.message ?? '');
    expect(digest).toContain('The changes are not watched');
    expect(digest).toContain(says);
  });
});

describe('the record of the function', () => {
  it('is in its bucket, and the digest has the undo command', async () => {
    add(alb('shop', [OLD]));
    const { runId } = summaryOf(await invoke({}));
    const records = new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
    expect(await records.run(runId, ACCOUNT)).toMatchObject({ report: { totals: { changed: 1 } } });
    const digest = proseOf(sandbox.messages[0]?.message ?? '');
    expect(digest).toContain(`elb-tls undo ${runId} --record s3://${BUCKET}`);
  });
});
