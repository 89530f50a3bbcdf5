import { createHandler, type Answer } from '../lambda/handler';
import type { Clock } from '../lambda/core/clock';
import type { Report } from '../lambda/core/report';
import { Records } from '../lambda/records/records';
import type { Environment } from '../lambda/settings/environment';
import type { AddedLoadBalancer, Sandbox } from '../sandbox';
import { aBatch, aCall, ITSELF, type CallOptions } from './calls';
import {
  ACCOUNT,
  EU,
  OLD,
  PQ,
  US,
  alb,
  classic,
  clockAt,
  connectTo,
  failure,
  many,
  policiesIn,
  present,
  start,
  stopAll,
} from './helpers';
import { proseOf } from './vocabulary';

/** Calls to AWS, through EventBridge and a queue, wake a sweep of the load balancers that they touch, and of no other. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  DIGEST_WHEN: 'attention',
};
const DONE = { batchItemFailures: [] };

let sandbox: Sandbox;
let shop: AddedLoadBalancer;
let other: AddedLoadBalancer;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  shop = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox
    .region(EU)
    .addLoadBalancer(
      classic('old', [['weak']], [{ name: 'weak', type: 'SSLNegotiationPolicyType', reference: OLD }]),
    );
  other = sandbox.region(EU).addLoadBalancer(alb('other', [OLD]));
  sandbox.region(US).addLoadBalancer(alb('far', [OLD]));
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

const NOW = new Date('2026-11-22T06:00:00.000Z');
const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
const listenerOf = (added: AddedLoadBalancer): string => present(added.listeners[1]).arn;
const modified = (added: AddedLoadBalancer, more: Partial<CallOptions> = {}) =>
  aCall({ name: 'ModifyListener', parameters: { listenerArn: listenerOf(added), sslPolicy: OLD }, ...more });

function wake(
  calls: readonly unknown[],
  environment: Environment = {},
  clock: Clock = clockAt(NOW),
): Promise<Answer> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock,
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(aBatch(calls), { getRemainingTimeInMillis: () => 900_000 });
}

const ago = (ms: number): string => new Date(NOW.getTime() - ms).toISOString();
const takeLease = () =>
  records().takeLease(ACCOUNT, {
    runId: '20261122T055900Z-held',
    mode: 'apply',
    event: null,
    place: 'function',
  });
/** The first one. */
const mail = (): string => proseOf(present(sandbox.messages[0]).message);

/** The reports of all runs, oldest first. */
async function reports(): Promise<readonly Report[]> {
  const runs = await records().runs();
  const found = await Promise.all(runs.map((runId) => records().run(runId, ACCOUNT)));
  return found.map(({ report }) => present(report ?? undefined));
}

const namesIn = ({ listeners }: Report): readonly string[] =>
  listeners.map(({ loadBalancer }) => loadBalancer.name);

describe('an event of each kind leads to one sweep, of that load balancer alone', () => {
  const tags = [{ key: 'Tier', value: 'web' }];
  it.each<[string, () => unknown, string]>([
    [
      'CreateListener',
      () =>
        aCall({
          name: 'CreateListener',
          parameters: { loadBalancerArn: shop.arn, port: 443, protocol: 'HTTPS', sslPolicy: OLD },
        }),
      'shop',
    ],
    ['ModifyListener', () => modified(shop), 'shop'],
    ...(
      ['CreateLoadBalancer', 'CreateLoadBalancerListeners', 'SetLoadBalancerPoliciesOfListener'] as const
    ).map((name): [string, () => unknown, string] => [
      name,
      () => aCall({ name, apiVersion: '2012-06-01', parameters: { loadBalancerName: 'old' } }),
      'old',
    ]),
    ['AddTags', () => aCall({ name: 'AddTags', parameters: { resourceArns: [shop.arn], tags } }), 'shop'],
    [
      'AddTags on Classic',
      () =>
        aCall({
          name: 'AddTags',
          apiVersion: '2012-06-01',
          parameters: { loadBalancerNames: ['old'], tags },
        }),
      'old',
    ],
  ])('%s', async (_, call, name) => {
    expect(await wake([call()])).toEqual(DONE);

    const [report, ...more] = await reports();
    expect(more).toEqual([]);
    expect(namesIn(present(report))).toEqual([name]);
    expect(report?.totals).toMatchObject({ loadBalancers: 1, changed: 1 });
    // One that is not named stays as it is.
    expect(policiesIn(sandbox)).toMatchObject({ [listenerOf(other)]: [OLD] });
  });
});

describe('leads to no sweep', () => {
  it.each<[string, () => unknown]>([
    ['its own change', () => modified(shop, { identity: ITSELF })],
    ['a denied call', () => modified(shop, { errorCode: 'AccessDenied' })],
    ['an event of another Region', () => modified(shop, { region: US })],
    [
      'a load balancer out of scope',
      () => {
        sandbox.region(EU).setTags('shop', { Tier: 'batch' });
        return modified(shop);
      },
    ],
    [
      'one that is gone',
      () => {
        sandbox.region(EU).remove('shop');
        return modified(shop);
      },
    ],
  ])('%s', async (_, call) => {
    expect(await wake([call()])).toEqual(DONE);

    expect(await reports()).toEqual([]);
    expect(sandbox.messages).toEqual([]);
    // Not even the lease was asked for.
    expect(sandbox.bucket(BUCKET).keys()).toEqual([]);
  });
});

describe('a storm', () => {
  it('of 1,000 calls is one sweep, one mail and one line for each caller', async () => {
    const storm = many(1_000, (index) =>
      modified(index % 2 === 0 ? shop : other, { id: `e${index}`, at: ago(60_000 - index) }),
    );
    expect(await wake(storm)).toEqual(DONE);

    const [report, ...more] = await reports();
    expect(more).toEqual([]);
    expect(report && namesIn(report)).toEqual(['other', 'shop']);
    expect(report?.wokenBy?.map(({ times }) => times)).toEqual([500, 500]);
    expect(sandbox.messages).toHaveLength(1);
  });

  it('in five batches, one behind the other, sweeps each load balancer once', async () => {
    const before = ago(60_000);
    for (const batch of many(5, (index) => index))
      expect(
        await wake(many(20, (index) => modified(shop, { id: `${batch}-${index}`, at: before }))),
      ).toEqual(DONE);

    expect(await reports()).toHaveLength(1);
  });

  it.each<[string, Environment]>([
    ['applying', {}],
    ['dry', { DRY_RUN: 'true' }],
  ])('that is delivered twice is swept once, %s', async (_, environment) => {
    const call = modified(shop, { at: NOW.toISOString() });
    await wake([call], environment);
    const isOfTheSecond = environment['DRY_RUN'] === undefined ? 1 : 2;

    expect(await wake([call], environment)).toEqual(DONE);
    // A dry run holds no lease to know the batch by: only what began well behind the call is known to have seen it.
    expect(await reports()).toHaveLength(isOfTheSecond);
  });

  it('leaves what comes later to be looked at again', async () => {
    await wake([modified(shop, { id: 'one' })]);
    sandbox.region(EU).setPolicy(listenerOf(shop), OLD);
    await wake([modified(shop, { id: 'two', at: '2026-11-22T06:00:05Z' })]);

    expect(await reports()).toHaveLength(2);
  });
});

describe('while another run holds the lease', () => {
  it('waits, and comes again when that takes too long', async () => {
    await takeLease();
    let paused = 0;
    const clock = { ...clockAt(NOW), pause: async (ms: number) => void (paused += ms) };
    const batch = aBatch([modified(shop)]);
    expect(await wake([modified(shop)], {}, clock)).toEqual({
      batchItemFailures: batch.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });

    expect(paused).toBe(19 * 15_000);
    expect(await reports()).toEqual([]);
    expect(sandbox.messages).toEqual([]);
    expect(policiesIn(sandbox)).toMatchObject({ [listenerOf(shop)]: [OLD] });
  });

  it('goes on once that run has ended', async () => {
    const lease = await takeLease();
    const clock = { ...clockAt(NOW), pause: () => lease.release([]) };
    expect(await wake([modified(shop)], {}, clock)).toEqual(DONE);

    expect(policiesIn(sandbox)).toMatchObject({ [listenerOf(shop)]: [PQ] });
  });

  it('has nothing to do where that run has looked meanwhile', async () => {
    const lease = await takeLease();
    const pause = async (): Promise<void> => {
      await records().update(ACCOUNT, (history) => ({
        ...history,
        looked: { [shop.arn]: NOW.toISOString() },
      }));
      await lease.release([]);
    };
    expect(await wake([modified(shop)], {}, { ...clockAt(NOW), pause })).toEqual(DONE);

    expect(await reports()).toEqual([]);
  });
});

describe('what cannot be carried out', () => {
  it('is a message that comes again, while the others are carried out', async () => {
    const { Records: sent } = aBatch([modified(shop), 'go']);
    expect(await wake([modified(shop), 'go'])).toEqual({
      batchItemFailures: [{ itemIdentifier: sent[1]?.messageId }],
    });

    expect(await reports()).toHaveLength(1);
  });

  it('is told, and does not come again, where a load balancer could not be read', async () => {
    sandbox.fault({ action: 'DescribeListeners', kind: 'deny' });
    expect(await wake([modified(shop)])).toEqual({
      errorType: 'RunFailedError',
      errorMessage: expect.any(String),
      ...DONE,
    });

    expect(sandbox.messages).toHaveLength(1);
  });

  it('is told where a setting cannot be read', async () => {
    expect(await wake([modified(shop), 'go'], { MAX_CHANGES: 'many' })).toMatchObject({
      errorType: 'UserError',
      batchItemFailures: [{}],
    });

    expect(sandbox.messages).toHaveLength(1);
  });

  it('comes again where nobody could be told', async () => {
    sandbox.fault({ action: 'Publish', kind: 'deny' });

    expect(String(await failure(wake([modified(shop)])))).toMatch(/sns:Publish/);
  });

  it('is looked at where its tags cannot be read, so that it is told', async () => {
    sandbox.fault({ action: 'DescribeTags', kind: 'deny' });
    await wake([modified(shop)]);

    const [report] = await reports();
    expect(report?.listeners).toMatchObject([{ outcome: 'failed', reason: 'tags-unreadable' }]);
  });
});

describe('its digest', () => {
  it('says who woke it, and from where', async () => {
    await wake([modified(shop)]);

    expect(mail()).toContain(
      `Woken by ModifyListener on shop, 2026-11-22 05:59 UTC, by arn:aws:sts::${ACCOUNT}:assumed-role/Dev/ann, from 198.51.100.7 with aws-cli/2.31.13`,
    );
    expect(mail()).not.toContain(shop.arn);
  });

  it.each<[string, Environment, number]>([
    ['attention: none', {}, 0],
    ['attention, dry: none', { DRY_RUN: 'true' }, 0],
    ['always: one', { DIGEST_WHEN: 'always' }, 1],
  ])('of a listener that is fine, with %s', async (_, environment, mails) => {
    sandbox.region(EU).setPolicy(listenerOf(shop), PQ);
    await wake([modified(shop)], environment);

    expect(await reports()).toHaveLength(1);
    expect(sandbox.messages).toHaveLength(mails);
  });

  it('of a dry run says what would change', async () => {
    await wake([modified(shop)], { DRY_RUN: 'true' });

    expect(mail()).toContain('1 listener would move');
    expect(policiesIn(sandbox)).toMatchObject({ [listenerOf(shop)]: [OLD] });
  });
});

it('finds what the tag index does not know yet', async () => {
  const fresh = sandbox.region(EU).addLoadBalancer({ ...alb('fresh', [OLD]), tags: {} });
  sandbox.region(EU).setTags('fresh', { Tier: 'web' }, { index: false });
  await wake([modified(fresh)]);

  expect((await reports()).map(namesIn)).toEqual([['fresh']]);
});

/** In scope, in a wave, and not in the index yet. */
function freshIn(wave: string): AddedLoadBalancer {
  const fresh = sandbox.region(EU).addLoadBalancer({ ...alb('fresh', [OLD]), tags: {} });
  sandbox.region(EU).setTags('fresh', { Tier: 'web', Env: wave }, { index: false });
  return fresh;
}

describe('with waves', () => {
  const waves = { WAVE_TAG_KEY: 'Env', WAVE_ORDER: 'dev,prod', WAVE_SOAK: '0' };

  it.each<[string, () => AddedLoadBalancer, readonly (readonly [string, string])[]]>([
    ['of the first wave, which the index does not know', () => freshIn('dev'), [['fresh', 'changed']]],
    ['of a later wave', () => freshIn('prod'), [['fresh', 'held']]],
    ['that the index knows too', () => shop, [['shop', 'changed']]],
  ])('one %s', async (_, touched, outcomes) => {
    sandbox.region(EU).setTags('shop', { Tier: 'web', Env: 'dev' });
    await wake([modified(touched())], waves);

    const [report] = await reports();
    expect(report?.listeners.map((entry) => [entry.loadBalancer.name, entry.outcome])).toEqual(outcomes);
    expect(report?.totals.loadBalancers).toBe(1);
  });
});

/** They are of the whole web tier: alarms and dashboard would take one load balancer for all. */
it('counts for no metric of a run', async () => {
  const written = output.flatMap((spy) => [...spy.mock.calls]);
  expect(written).toEqual([]);
  await wake([modified(shop)]);

  const lines = output.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)));
  const metrics = lines.filter((line) => line.includes('CloudWatchMetrics'));
  expect(metrics.map((line): unknown => JSON.parse(line))).toMatchObject([
    { EventSweeps: 1, EventSweepsChanged: 1 },
  ]);
  expect(metrics.join('')).not.toMatch(/"(Runs|Listeners|Trouble)"/);
});

it('keeps what is known of all others', async () => {
  await records().update(ACCOUNT, (history) => ({
    ...history,
    unread: [other.arn],
    waiting: { [other.arn]: 1 },
    exemptionsListedIn: '2026-10',
    digestSentAt: '2026-11-20T06:00:00.000Z',
  }));
  await wake([modified(shop)], { DIGEST_WHEN: 'always' });

  expect(await records().history(ACCOUNT)).toMatchObject({
    unread: [other.arn],
    waiting: { [other.arn]: 1 },
    exemptionsListedIn: '2026-10',
    digestSentAt: '2026-11-20T06:00:00.000Z',
    looked: { [shop.arn]: NOW.toISOString() },
  });
});
