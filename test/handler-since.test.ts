import { createHandler } from '../lambda/handler';
import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import type { History } from '../lambda/core/history';
import type { Entry, Report } from '../lambda/core/report';
import { Records } from '../lambda/records/records';
import { underLease } from '../lambda/runs/lease';
import { applySavedPlan } from '../lambda/runs/saved-plan';
import type { Environment } from '../lambda/settings/environment';
import type { AddedLoadBalancer, Sandbox } from '../sandbox';
import { aReport } from './report/fixtures';
import {
  ACCOUNT,
  EU,
  OLD,
  PQ,
  US,
  alb,
  clockAt,
  connectTo,
  entryOf,
  failure,
  present,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from './helpers';
import { proseOf } from './vocabulary';

/** What a digest says of the one before: the function keeps it in the record, behind each digest that was delivered. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const NOTHING = [[], [], []];
/** A dry function: what is below its target stays so. */
const DRY: Environment = { DRY_RUN: 'true', REGIONS: `${EU},${US}` };

let sandbox: Sandbox;
let shop: AddedLoadBalancer;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  shop = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.region(US).addLoadBalancer(alb('till', [OLD]));
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

const at = (day: number): Date => new Date(`2026-11-${day}T06:00:00.000Z`);
const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
const history = async (): Promise<History> => present((await records().history(ACCOUNT)) ?? undefined);
const listenerOf = (added: AddedLoadBalancer): string => present(added.listeners[1]).arn;

function invokeOn(day: number, environment: Environment = DRY, event: unknown = {}): Promise<unknown> {
  const handler = createHandler({
    environment: { AWS_REGION: EU, TOPIC_ARN: TOPIC, RECORD_BUCKET: BUCKET, ...environment },
    clock: clockAt(at(day)),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(event, { getRemainingTimeInMillis: () => 900_000 });
}

/** The report that the function told on a day. A run with a failure fails behind that. */
async function toldOn(day: number, environment?: Environment): Promise<Report> {
  await invokeOn(day, environment).catch(() => undefined);
  const runId = present((await records().runs()).at(-1));
  return present((await records().run(runId, ACCOUNT)).report ?? undefined);
}

/** What it says of the digest before, by name: what is new, gone, and fixed by others. */
async function sinceOn(day: number, environment?: Environment): Promise<readonly (readonly string[])[]> {
  const { since, listeners } = await toldOn(day, environment);
  const namesOf = (ids: readonly string[] = []): readonly string[] =>
    listeners.filter(({ id }) => ids.includes(id)).map(({ loadBalancer: { name } }) => name);
  const gone = (since?.gone ?? []).map(({ name, region, port }) => `${region} ${name}:${port}`);
  return [namesOf(since?.opened), gone, namesOf(since?.fixedByOthers)];
}

function terminalOn(day: number, options: RunOptions = {}): RunOptions {
  return { place: 'terminal', records: records(), suffix: 'term', now: at(day), ...options };
}

it('says nothing of it in the first one, and keeps what was open', async () => {
  expect(await toldOn(20)).not.toHaveProperty('since');
  const { lastDigest } = await history();
  expect(lastDigest).toMatchObject({ at: at(20).toISOString(), number: 0, regions: [EU, US] });
  expect(lastDigest?.open.flatMap(({ ports }) => Object.values(ports))).toEqual([443, 443]);
});

it.each<[string, () => unknown, readonly (readonly string[])[]]>([
  ['what is new', () => sandbox.region(EU).addLoadBalancer(alb('app', [OLD])), [['app'], [], []]],
  ['a load balancer that is gone', () => sandbox.region(EU).remove('shop'), [[], ['eu-west-1 shop:443'], []]],
  [
    'one that has lost its tag',
    () => sandbox.region(EU).setTags('shop', { Tier: 'batch' }),
    [[], ['eu-west-1 shop:443'], []],
  ],
  [
    'one that somebody else has fixed',
    () => sandbox.region(EU).setPolicy(listenerOf(shop), PQ),
    [[], [], ['shop']],
  ],
  ['nothing of a Region that fails', () => sandbox.fault({ region: US, kind: 'server-error' }), NOTHING],
  [
    'nothing of one that cannot be read',
    () => sandbox.fault({ action: 'DescribeListeners', kind: 'deny' }),
    NOTHING,
  ],
  [
    'nothing of one that a run changed',
    () => run(sandbox, 'apply', terminalOn(20, { settings: { regions: [EU] } })),
    NOTHING,
  ],
])('tells %s once', async (_, happens, says) => {
  await toldOn(20);
  await happens();
  expect([await sinceOn(21), await sinceOn(22)]).toEqual([says, NOTHING]);
});

it('tells nothing of a Region that is closed, nor what it had when it opens again', async () => {
  const all = { ...DRY, REGIONS: 'all' };
  await toldOn(20, all);
  const open = sandbox.closeRegion(US);
  expect(await sinceOn(21, all)).toEqual(NOTHING);
  open();
  const report = await toldOn(22, all);
  expect(report.since).toMatchObject({ opened: [], gone: [] });
  expect(entryOf(report, 'till').openSince).toBe('2026-11-20');
});

it('says in the digest since when, and how many days; what was in one that never left is told again', async () => {
  await toldOn(20, { ...DRY, DRY_RUN: 'false', FREEZE_UNTIL: '2026-12-31' });
  sandbox.region(EU).addLoadBalancer(alb('app', [OLD]));
  const mend = sandbox.fault({ service: 'sns', kind: 'deny' });
  expect((await failure(invokeOn(21))).name).toBe('DeliveryError');
  mend();
  expect(await sinceOn(22)).toEqual([['app'], [], []]);
  const text = proseOf(present(sandbox.messages.at(-1)).message);
  expect(text).toContain('2026-11-20 06:00 UTC: 1 new below the target (1)');
  const { listeners } = await toldOn(23);
  expect(listeners.map(({ openSince }) => openSince)).toEqual(['2026-11-22', '2026-11-20', '2026-11-20']);
});

it('is read at a terminal, and written by the digests of the function alone', async () => {
  await toldOn(20);
  const before = await history();
  sandbox.region(EU).remove('shop');
  const report = await run(sandbox, 'plan', terminalOn(21));
  expect(report.since?.gone.map(({ name }) => name)).toEqual(['shop']);
  expect((await history()).lastDigest).toEqual(before.lastDigest);
  await run(sandbox, 'apply', terminalOn(21, { suffix: 'appl' }));
  expect((await history()).lastDigest).toEqual(before.lastDigest);
});

it('is no part of a saved plan that is carried out, nor of an undo', async () => {
  await toldOn(20);
  sandbox.region(EU).addLoadBalancer(alb('app', [OLD]));
  const saved = await run(sandbox, 'plan', terminalOn(21));
  expect(saved.since?.opened).toHaveLength(1);
  const context = surroundings(sandbox, terminalOn(22, { suffix: 'save' }));
  const planned = await applySavedPlan(saved, DEFAULT_ROLLOUT, { ...context, held: null });
  expect(planned).not.toHaveProperty('since');
  expect(entryOf(planned, 'shop').openSince).toBe('2026-11-20');

  const applied = await underLease('apply', context, (held) =>
    applySavedPlan(saved, DEFAULT_ROLLOUT, { ...context, held }),
  );
  expect(entryOf(applied, 'shop')).toMatchObject({ outcome: 'changed' });
  expect(entryOf(applied, 'shop')).not.toHaveProperty('openSince');
  const { lastDigest } = await history();
  const undone = await invokeOn(23, { DRY_RUN: 'false', AUTO_UNDO: 'true' }, { undo: applied.runId });
  expect(undone).toMatchObject({ mode: 'undo', totals: { reverted: 2 } });
  expect(undone).not.toHaveProperty('since');
  expect((await history()).lastDigest).toEqual(lastDigest);
});

/** A run that has begun with the shop, and holds the lease still. */
async function underWay(listeners: readonly Entry[]): Promise<void> {
  const asks = { runId: '20261121T050000Z-dead', mode: 'apply', place: 'function', event: null } as const;
  const its = records();
  const { number } = await its.takeLease(ACCOUNT, asks);
  await its.plan(aReport({ mode: 'apply', runId: asks.runId, number, listeners }));
  await its.journal(asks.runId, number).intent(listeners);
}

it('a dry run takes nothing for fixed by others that a run is about to change, or that it cannot know', async () => {
  await toldOn(20);
  const planned = await run(sandbox, 'plan', terminalOn(20));
  sandbox.region(EU).setPolicy(listenerOf(shop), PQ);
  const fixedBy = async (suffix: string): Promise<number | undefined> =>
    (await run(sandbox, 'plan', terminalOn(21, { suffix }))).since?.fixedByOthers.length;
  expect(await fixedBy('aaaa')).toBe(1);
  await underWay(planned.listeners.slice(0, 1));
  expect(await fixedBy('bbbb')).toBe(0);
  sandbox.bucket(BUCKET).put(`lease/${ACCOUNT}.json`, '{');
  expect(await fixedBy('cccc')).toBe(0);
});
