import manifest from '../package.json';
import { createHandler, type Answer, type Summary } from '../lambda/handler';
import { DeliveryError } from '../lambda/tell/failures';
import { UserError } from '../lambda/core/user-error';
import type { Clock } from '../lambda/core/clock';
import type { Environment } from '../lambda/settings/environment';
import type { PublishedMessage, Sandbox } from '../sandbox';
import {
  ACCOUNT,
  EU,
  NOW,
  OLD,
  PQ,
  US,
  WEB,
  alb,
  callsOf,
  clockAt,
  connectTo,
  failure,
  many,
  nlb,
  policiesIn,
  present,
  start,
  stopAll,
  summaryOf,
  toldFailure,
} from './helpers';
import { proseOf } from './vocabulary';

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
};

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

interface Invocation {
  readonly environment?: Environment;
  readonly event?: unknown;
  /** What the function has left when it is asked; it does not pass. */
  readonly remaining?: number;
  readonly clock?: Clock;
}

async function invoke(invocation: Invocation = {}): Promise<Summary> {
  return summaryOf(await ask(invocation));
}

function ask({
  environment,
  event = {},
  remaining = 900_000,
  clock = clockAt(),
}: Invocation = {}): Promise<Answer> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock,
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(event, { getRemainingTimeInMillis: () => remaining });
}

function addShop(tags: Readonly<Record<string, string>> = WEB): string {
  return present(sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], tags)).listeners[1]).arn;
}

/** A clock that runs as calls are made. */
function ticking(msPerCall: number): Clock {
  const elapsed = (): number => sandbox.calls.length * msPerCall;
  return { ...clockAt(), elapsed, now: () => new Date(NOW.getTime() + elapsed()) };
}

/** The one message that was published. */
function message(): PublishedMessage {
  expect(sandbox.messages).toHaveLength(1);
  return present(sandbox.messages[0]);
}

/** What the function wrote to its log, errors last. */
function log(): readonly Record<string, unknown>[] {
  const written = output.flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk))).join('');
  return written
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function logged(text: string): Record<string, unknown> {
  return present(log().find((line) => line['message'] === text));
}

describe('a run', () => {
  it('changes, tells the topic once, and answers without the listeners', async () => {
    const listener = addShop();

    const summary = await invoke();

    expect(policiesIn(sandbox)[listener]).toEqual([PQ]);
    expect(message()).toMatchObject({
      topicArn: TOPIC,
      subject: '[elb-tls] 111122223333: nothing needs you, 1 changed',
    });
    expect(message().message).toContain('CHANGED (1): 1 shop - clients lose:\n');
    expect(summary).toMatchObject({ mode: 'apply', account: ACCOUNT, totals: { changed: 1, listeners: 1 } });
    expect(summary.runId).toMatch(/^20261122T060000Z-[0-9a-f]{4}$/);
    expect(summary).not.toHaveProperty('listeners');
  });

  it('names its release in digest, answer, log and metrics, and makes no metric of it', async () => {
    addShop();

    const summary = await invoke();

    expect(summary.version).toBe(manifest.version);
    expect(message().message).toMatch(
      new RegExp(
        `\nBy elb-tls-remediator ${manifest.version} \\(docs/steps.md\\); in full: elb-tls show ${summary.runId} --record s3://\\S+\n$`,
      ),
    );
    const lines = log();
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatchObject({ version: manifest.version });
    expect(JSON.stringify(metrics()['_aws'])).not.toMatch(/version/i);
  });

  it('with nothing to do tells the topic as well', async () => {
    await invoke();

    expect(message().subject).toMatch(/^\[elb-tls\] 111122223333: /);
  });

  it('takes scope, Regions, target and limit from the environment', async () => {
    for (const name of ['a', 'b']) sandbox.region(US).addLoadBalancer(nlb(name, [OLD], { Role: 'api' }));
    addShop();

    const summary = await invoke({
      environment: {
        TAG_KEY: 'Role',
        TAG_VALUES: 'web,api',
        REGIONS: 'us-east-1',
        TARGET_POLICY: 'classical',
        MAX_CHANGES: '1',
      },
    });

    expect(summary).toMatchObject({
      scope: { tagKey: 'Role', tagValues: ['web', 'api'], regions: [US] },
      target: 'classical',
      totals: { loadBalancers: 2, changed: 1, held: 1 },
    });
  });

  it('examines all enabled Regions when told so', async () => {
    const summary = await invoke({ environment: { REGIONS: 'all' } });

    expect(summary.scope.regions).toEqual([EU, US]);
  });

  it('finds by scan when told so', async () => {
    addShop();

    const summary = await invoke({ environment: { FIND_BY: 'scan' } });

    expect(summary.totals.changed).toBe(1);
    expect(callsOf(sandbox, 'GetResources')).toEqual([]);
  });
});

describe('dry or not', () => {
  it.each<[string | undefined, unknown, 'plan' | 'apply']>([
    ['false', {}, 'apply'],
    ['FALSE', undefined, 'apply'],
    ['false', { source: 'aws.scheduler', detail: {} }, 'apply'],
    ['false', 'tick', 'apply'],
    ['false', null, 'apply'],
    ['false', { dryRun: false }, 'apply'],
    ['false', { dryRun: true }, 'plan'],
    ['true', {}, 'plan'],
    ['True', {}, 'plan'],
    ['true', { dryRun: false }, 'plan'],
    ['true', { dryRun: 'false' }, 'plan'],
    ['true', { dryRun: false, detail: { mode: 'apply' } }, 'plan'],
    ['no', { dryRun: false }, 'plan'],
    [undefined, { dryRun: false }, 'plan'],
  ])('DRY_RUN=%s and the event %j: %s', async (value, event, mode) => {
    addShop();

    const summary = await invoke({ environment: { DRY_RUN: value }, event });

    expect(summary.mode).toBe(mode);
    expect(sandbox.mutations().length).toBe(mode === 'apply' ? 1 : 0);
    expect(message().subject).toMatch(
      mode === 'apply'
        ? /: nothing needs you, 1 changed$/
        : /: DRY RUN, (nothing needs|1 needs) you, 1 planned$/,
    );
  });

  it.each([
    ['false', { dry: true }],
    ['false', { mode: 'plan' }],
    ['true', { DRY_RUN: 'false', mode: 'apply' }],
  ])(
    '(29) DRY_RUN=%s and the event %j, which has an unknown word: refused and told',
    async (value, event) => {
      addShop();

      const error = await toldFailure(ask({ environment: { DRY_RUN: value }, event }));

      expect(error.name).toBe('UserError');
      expect(sandbox.mutations()).toEqual([]);
      expect(message().message).toContain('the event has an unknown word');
    },
  );

  it.each([
    ['no', /DRY_RUN got "no"/],
    [undefined, /DRY_RUN is not set/],
  ])('DRY_RUN=%s is said in the report, the digest and the metrics', async (value, said) => {
    const summary = await invoke({ environment: { DRY_RUN: value } });

    expect(summary.notes.join()).toMatch(said);
    expect(message().message).toMatch(said);
    expect(metrics()).toMatchObject({ Misconfigured: 1 });
  });
});

describe('(33) without a record the function', () => {
  it.each([[undefined], [''], [' ']])(
    'is dry, RECORD_BUCKET=%j, and says why and what to set',
    async (bucket) => {
      addShop();

      const { mode, notes } = await invoke({ environment: { RECORD_BUCKET: bucket } });

      expect(mode).toBe('plan');
      expect(sandbox.mutations()).toEqual([]);
      expect(notes.join()).toContain('RECORD_BUCKET is not set');
      expect(message().subject).toContain('DRY RUN');
      expect(proseOf(message().message)).toContain("set it to the stack's output RecordBucket");
      expect(metrics()).toMatchObject({ Misconfigured: 1 });
    },
  );

  it('says nothing of it where it is dry anyway', async () => {
    const { notes } = await invoke({ environment: { RECORD_BUCKET: undefined, DRY_RUN: 'true' } });

    expect(notes.join()).not.toContain('RECORD_BUCKET');
    expect(metrics()).toMatchObject({ Misconfigured: 0 });
  });
});

/** The line in CloudWatch's embedded metric format. */
function metrics(): Record<string, unknown> {
  return present(log().find((line) => '_aws' in line));
}

describe('what is logged', () => {
  it('the report, and each listener by name', async () => {
    addShop();
    sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));

    const { runId } = await invoke();

    expect(logged('report')).toMatchObject({
      level: 'INFO',
      report: { runId, totals: { changed: 1, compliant: 1 } },
    });
    expect(logged('listener changed')).toMatchObject({
      runId,
      entry: { loadBalancer: { name: 'shop' }, to: PQ },
    });
    expect(logged('listener compliant')).toMatchObject({ entry: { loadBalancer: { name: 'fine' } } });
  });

  it('the numbers, as metrics with the mode as a dimension', async () => {
    addShop();
    sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));
    sandbox.region(EU).addLoadBalancer(alb('kiosk', [OLD], { ...WEB, 'tls-remediation': 'exempt' }));
    sandbox.region(EU).addLoadBalancer(alb('fips', ['ELBSecurityPolicy-Gone-2012-01']));

    await invoke({ event: { dryRun: true } });

    expect(metrics()).toMatchObject({
      mode: 'plan',
      Listeners: 4,
      Planned: 1,
      Changed: 0,
      Held: 1,
      Exempt: 1,
      Failed: 0,
      FailedRegions: 0,
      Misconfigured: 0,
    });
    const dimensions = expect.arrayContaining([expect.arrayContaining(['mode'])]);
    expect(metrics()).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'ElbTlsRemediator', Dimensions: dimensions }] },
    });
  });

  it('the mode of an apply', async () => {
    addShop();

    await invoke();

    expect(metrics()).toMatchObject({ mode: 'apply', Changed: 1, Planned: 0 });
  });

  it('numbers of one run alone, though the function lives on', async () => {
    addShop();
    const handler = createHandler({
      environment: ENVIRONMENT,
      clock: clockAt(),
      connect: (deadline) => connectTo(sandbox, deadline),
    });
    const context = { getRemainingTimeInMillis: () => 900_000 };

    await handler({ dryRun: true }, context);
    await handler({}, context);

    const lines = log().filter((line) => 'Runs' in line);
    expect(lines).toMatchObject([
      { mode: 'plan', Planned: 1, Changed: 0 },
      { mode: 'apply', Planned: 0, Changed: 1 },
    ]);
    expect(sandbox.messages).toHaveLength(2);
  });
});

describe('a run with failures sends its digest, and then answers that it failed', () => {
  it('a listener', async () => {
    addShop();
    sandbox.region(EU).addLoadBalancer(alb('other', [OLD]));
    sandbox.fault({ action: 'ModifyListener', resource: '/shop/', kind: 'deny' });

    const error = await toldFailure(ask());

    expect(error.name).toBe('RunFailedError');
    expect(error.message).toMatch(/1 listener/);
    expect(message().subject).toBe('[elb-tls] 111122223333: 1 needs you, 1 failed, 1 changed');
    expect(metrics()).toMatchObject({ Failed: 1, Changed: 1 });
  });

  it('a load balancer that could not be read, in a dry run too', async () => {
    addShop();
    sandbox.fault({ action: 'DescribeListeners', kind: 'deny' });

    expect((await toldFailure(ask({ event: { dryRun: true } }))).name).toBe('RunFailedError');
    expect(message().message).toContain('DO: let the role read this (1)');
  });

  it('a Region', async () => {
    sandbox.fault({ action: 'GetResources', kind: 'server-error' });

    expect((await toldFailure(ask())).name).toBe('RunFailedError');
    expect(message().message).toContain('DO: find out why a Region cannot be read (1)');
    expect(metrics()).toMatchObject({ Failed: 0, FailedRegions: 1 });
  });

  it('what is held is no failure', async () => {
    sandbox.region(EU).addLoadBalancer(alb('odd', ['ELBSecurityPolicy-Gone-2012-01']));

    expect((await invoke()).totals).toMatchObject({ held: 1, failed: 0 });
  });
});

describe('SNS refuses the digest', () => {
  it.each([
    ['AuthorizationError', { kind: 'deny' as const }],
    ['InternalError', { kind: 'server-error' as const }],
    ['KMSAccessDenied', { kind: 'error' as const, code: 'KMSAccessDenied' }],
  ])('%s: the run fails, and the report is in the log', async (code, fault) => {
    addShop();
    sandbox.fault({ ...fault, action: 'Publish' });

    const error = await failure(ask());

    expect(error).toBeInstanceOf(DeliveryError);
    expect(error.message).toMatch(new RegExp(`${TOPIC}.*the report is in the log`));
    expect(logged('report')).toMatchObject({ report: { totals: { changed: 1 } } });
    expect(logged('listener changed')).toMatchObject({ entry: { to: PQ } });
    expect(logged('the run failed')).toMatchObject({ level: 'ERROR' });
    expect(sandbox.messages).toEqual([]);
    expect(error.message).toMatch(new RegExp(`^(${code}|AccessDenied)`));
  });

  it('a topic that is gone', async () => {
    const error = await failure(ask({ environment: { TOPIC_ARN: `${TOPIC}x` } }));

    expect(error).toBeInstanceOf(DeliveryError);
  });

  it('and is not asked a second time with a notice of failure', async () => {
    sandbox.fault({ action: 'Publish', kind: 'deny' });

    await failure(ask());

    expect(callsOf(sandbox, 'Publish')).toHaveLength(1);
  });
});

describe('a setting that cannot be read', () => {
  it.each([
    ['REGIONS', 'eu-west-9'],
    ['TARGET_POLICY', 'latest'],
    ['MAX_CHANGES', 'none'],
    ['TAG_VALUES', ','],
    ['TARGET_POLICY', 'ELBSecurityPolicy-Nobody-Offers-2030-01'],
  ])('%s=%s: the topic is told, the run fails, nothing is changed', async (name, value) => {
    addShop();

    const error = await toldFailure(ask({ environment: { [name]: value } }));

    expect(error.name).toBe('UserError');
    expect(sandbox.mutations()).toEqual([]);
    expect(message().subject).toMatch(/^\[elb-tls\] .*failed/);
    expect(proseOf(message().message)).toContain(error.message);
    expect(logged('the run failed')).toMatchObject({ level: 'ERROR' });
  });

  it('a topic that is none: the run fails before it begins', async () => {
    addShop();

    const error = await failure(ask({ environment: { TOPIC_ARN: 'ops' } }));

    expect(error).toBeInstanceOf(UserError);
    expect(sandbox.calls).toEqual([]);
  });
});

it('an account that cannot be told: the topic is, and the run fails', async () => {
  sandbox.fault({ action: 'GetCallerIdentity', kind: 'deny' });

  const error = await toldFailure(ask());

  expect(error.name).toContain('AccessDenied');
  expect(message().message).toContain('AccessDenied');
});

describe('the subject', () => {
  it('is ASCII under 100 characters, whatever there is to say', async () => {
    for (const region of [EU, US]) {
      for (const index of many(12, Number)) {
        sandbox.region(region).addLoadBalancer(
          nlb(
            `n${index}`,
            many(12, () => OLD),
          ),
        );
        sandbox
          .region(region)
          .addLoadBalancer(alb(`k${index}`, [OLD], { ...WEB, 'tls-remediation': 'exempt: ü' }));
        sandbox.region(region).addLoadBalancer(alb(`h${index}`, ['ELBSecurityPolicy-Gone-2012-01']));
        sandbox.region(region).addLoadBalancer(alb(`f${index}`, [PQ]));
      }
    }
    sandbox.fault({ action: 'DescribeListeners', resource: '/f', kind: 'deny' });

    await toldFailure(ask({ environment: { REGIONS: `${EU},${US}` } }));

    expect(message().subject).toMatch(/^\[elb-tls\] 111122223333: [ -~]{1,76}$/);
  });
});

describe('the time of the function', () => {
  it('is nearly up: no change begins, the rest is held, and the digest is sent', async () => {
    for (const index of many(30, Number)) sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [OLD]));

    // Reading the thirty ends in time; 15 minutes less the reserve of 45 seconds are over when about half are changed.
    const summary = await invoke({ clock: ticking(16_000) });

    expect(summary.totals.held + summary.totals.changed).toBe(30);
    expect(summary.totals.held).toBeGreaterThan(10);
    expect(sandbox.mutations().length).toBe(summary.totals.changed);
    expect(message().message).toContain('The run ended before this change');
  });

  it('is up, and SNS takes the digest only at the second try', async () => {
    addShop();
    sandbox.fault({ action: 'Publish', kind: 'throttle', times: 1 });
    sandbox.fault({ action: 'Publish', kind: 'server-error', times: 1 });

    await toldFailure(ask({ clock: ticking(900_000) }));

    expect(message().message).toContain('DO: see whether the next run comes through (1)');
  });

  it.each([
    ['15 minutes keep 45 seconds', 900_000, 854_000, 856_000],
    ['60 seconds keep a third', 60_000, 39_000, 41_000],
  ])('%s', async (_name, remaining, inTime, tooLate) => {
    addShop();
    const totalsAt = async (elapsed: number) => {
      sandbox.forgetCalls();
      // The clock jumps with the first call, and again once the tags are confirmed: the lease would not live through all of it.
      const until = (): number => (callsOf(sandbox, 'DescribeTags').length > 0 ? elapsed : elapsed - 250_000);
      const clock = { ...clockAt(), elapsed: () => (sandbox.calls.length > 0 ? Math.max(0, until()) : 0) };
      return (await invoke({ remaining, clock })).totals;
    };

    expect(await totalsAt(tooLate)).toMatchObject({ changed: 0, held: 1 });
    expect(await totalsAt(inTime)).toMatchObject({ changed: 1, held: 0 });
  });
});
