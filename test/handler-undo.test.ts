import { createHandler, type Summary } from '../lambda/handler';
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
  failure,
  OLD,
  PQ,
  policiesIn,
  present,
  start,
  stopAll,
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

function invoke(event: unknown): Promise<Summary | null> {
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
  const { runId } = present((await invoke({})) ?? undefined);
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
  ])('an undo %s is told as not made, with the event to send again, and fails', async (_, eventOf) => {
    const [runId, listener] = await applied();
    await busy();
    const event = eventOf(runId);

    const error = await failure(invoke(event));

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
  });

  it('a sweep is quiet: that run sends its own digest', async () => {
    await applied();
    await busy();
    expect(await invoke({})).toBeNull();
    expect(sandbox.messages).toHaveLength(1);
  });
});

it('(28) an entry that the run did not change is told, and blocks nobody', async () => {
  const [runId, listener] = await applied();

  expect((await failure(invoke({ undo: runId, entries: [2] }))).name).toBe('UserError');

  expect(sandbox.messages[1]?.message).toContain('did not change');
  expect(leaseIn()).toMatchObject({ holder: null, unsettled: [] });
  expect(await invoke({ undo: runId, entries: [1] })).toMatchObject({ totals: { reverted: 1 } });
  expect(policiesIn(sandbox)[listener]).toEqual([OLD]);
});
