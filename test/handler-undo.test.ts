import { noRunToUndo } from '../lambda/core/wording/undo';
import { createHandler, type Answer } from '../lambda/handler';
import type { LeaseRecord } from '../lambda/records/lease-record';
import { parseLease } from '../lambda/records/parse-lease';
import { Records } from '../lambda/records/records';
import type { Sandbox } from '../sandbox';
import {
  ACCOUNT,
  alb,
  clockAt,
  connectTo,
  EU,
  OLD,
  PQ,
  policiesIn,
  present,
  start,
  stopAll,
  summaryOf,
  toldFailure,
} from './helpers';
import { proseOf } from './vocabulary';

/** An undo that an event asks the function for. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const BUSY = '20261122T061500Z-busy';

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

function invoke(event: unknown): Promise<Answer> {
  const handler = createHandler({
    environment: {
      AWS_REGION: EU,
      DRY_RUN: 'false',
      TOPIC_ARN: TOPIC,
      RECORD_BUCKET: BUCKET,
      AUTO_UNDO: 'true',
    },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(event, { getRemainingTimeInMillis: () => 900_000 });
}

/** A run that has changed the first of two listeners; answers its name, and the listener's. */
async function applied(): Promise<readonly [string, string]> {
  const { listeners } = sandbox.region(EU).addLoadBalancer(alb('a-shop', [OLD]));
  sandbox.region(EU).addLoadBalancer(alb('b-fine', [PQ]));
  const { runId } = summaryOf(await invoke({}));
  return [runId, present(listeners[1]).arn];
}

const leaseIn = (): LeaseRecord => parseLease(sandbox.bucket(BUCKET).text(`lease/${ACCOUNT}.json`), ACCOUNT);

/** Another run takes the lease. */
async function busy(): Promise<void> {
  const records = new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
  await records.takeLease(ACCOUNT, { runId: BUSY, mode: 'apply', place: 'function', event: null });
}

describe('(28) while another run holds the lease', () => {
  it.each<[string, (runId: string) => object]>([
    ['of a run', (undo) => ({ undo })],
    ['of an entry', (undo) => ({ undo, entries: [1] })],
  ])(
    'an undo %s is told as not made, with the event to send again, and answered as failed',
    async (_, eventOf) => {
      const [runId, listener] = await applied();
      await busy();
      const event = eventOf(runId);

      const error = await toldFailure(invoke(event));

      expect(error.name).toBe('NotUndoneError');
      expect(error.message).toMatch(`run ${runId} was not undone: run ${BUSY} (apply) holds the lease`);
      const [, notice, ...more] = sandbox.messages;
      expect(more).toEqual([]);
      expect(notice?.subject).toBe(`[elb-tls] run ${runId} was not undone`);
      const told = present(notice).message;
      expect(proseOf(told)).toContain(
        `Run ${runId} was not undone: run ${BUSY} (apply) holds the lease of the account since 2026-11-22T06:00:00.000Z`,
      );
      expect(told).toContain(`\n    ${JSON.stringify(event)}\n`);
      expect(policiesIn(sandbox)[listener]).toEqual([PQ]);
    },
  );

  it('a sweep is quiet: that run sends its own digest', async () => {
    await applied();
    await busy();
    expect(await invoke({})).toBeNull();
    expect(sandbox.messages).toHaveLength(1);
  });
});

it('(28) an entry that the run did not change is told, and blocks nobody', async () => {
  const [runId, listener] = await applied();

  expect((await toldFailure(invoke({ undo: runId, entries: [2] }))).name).toBe('UserError');

  expect(sandbox.messages[1]?.message).toContain('did not change');
  expect(leaseIn()).toMatchObject({ holder: null, unsettled: [] });
  expect(await invoke({ undo: runId, entries: [1] })).toMatchObject({ totals: { reverted: 1 } });
  expect(policiesIn(sandbox)[listener]).toEqual([OLD]);
});

describe('an undo of a run that is not in the record', () => {
  const UNKNOWN = '20260101T000000Z-none';

  it('is refused as an event that cannot be understood is, and names the runs that there are', async () => {
    const [runId, listener] = await applied();

    const error = await toldFailure(invoke({ undo: UNKNOWN, entries: [1] }));

    expect(error.name).toBe('UserError');
    expect(error.message).toBe(
      `the event asks to undo run ${UNKNOWN}, which is not in the record; nothing was changed: the runs are ${runId}; ` +
        `the digest of a run names it, and s3://${BUCKET}/runs/ has a folder for each`,
    );
    expect(proseOf(present(sandbox.messages[1]).message)).toContain(`the runs are ${runId}`);
    expect(policiesIn(sandbox)[listener]).toEqual([PQ]);
  });

  it('names the last ones where there are many', async () => {
    for (let made = 0; made < 7; made += 1) await invoke({ dryRun: true });
    const runs = await new Records(connectTo(sandbox).bucket(BUCKET), clockAt()).runs();

    const { message } = await toldFailure(invoke({ undo: UNKNOWN }));

    expect(message).toContain(`the last of 7 runs are ${runs.slice(2).toReversed().join(', ')};`);
  });

  it('says where no run was made yet', async () => {
    expect((await toldFailure(invoke({ undo: UNKNOWN }))).message).toContain(`s3://${BUCKET} has no run yet`);
  });

  it.each<[readonly string[], number, string]>([
    [['c', 'b'], 2, 'the runs are c, b;'],
    [['c', 'b'], 40, 'the last of 40 runs are c, b;'],
  ])('%j of %i: %s', (latest, total, expected) => {
    expect(noRunToUndo(UNKNOWN, 's3://x', { latest, total })).toContain(expected);
    expect(noRunToUndo(UNKNOWN, null, { latest, total })).toContain('RECORD_BUCKET is not set');
  });
});
