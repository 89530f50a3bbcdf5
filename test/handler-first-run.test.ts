import { createHandler } from '../lambda/handler';
import { DeliveryError } from '../lambda/tell/failures';
import { MOST_TRIES } from '../lambda/runs/first-run';
import type { Environment } from '../lambda/settings/environment';
import type { Sandbox } from '../sandbox';
import {
  ACCOUNT,
  EU,
  NOW,
  OLD,
  alb,
  clockAt,
  connectTo,
  failure,
  start,
  stopAll,
  toldFailure,
} from './helpers';
import { proseOf } from './vocabulary';

/** The dry run that the stack starts, and what is counted at the end of each run for the alarms. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/come-back`;
const QUEUE = `arn:aws:sqs:${EU}:${ACCOUNT}:missed-starts`;
const FUNCTION = `arn:aws:lambda:${EU}:${ACCOUNT}:function:sweep`;
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  // The function may write: the first run must not.
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: 'elb-tls-records',
  ROLE_PREFIX: `arn:aws:iam::${ACCOUNT}:role`,
  FIRST_RUN_ROLE: 'come-back',
  WATCH_DLQ: 'missed-starts',
};

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket('elb-tls-records');
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

async function invoke(event: unknown, environment: Environment = {}, alias = ''): Promise<unknown> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const invokedFunctionArn = FUNCTION + alias;
  return handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 });
}

function written(): string {
  return output.flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk))).join('');
}

/** The lines in CloudWatch's embedded metric format that have this number. */
function counted(name: string): readonly unknown[] {
  const lines = written()
    .split('\n')
    .filter((line) => line.includes('CloudWatchMetrics'));
  return lines
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line))
    .filter((line) => name in line)
    .map((line) => line[name]);
}

const subjects = (): readonly (string | undefined)[] => sandbox.messages.map(({ subject }) => subject);

describe('the first run', () => {
  it.each([{ firstRun: 1 }, { firstRun: 40, dryRun: false }])(
    '%j is dry where the function may write, and sends its digest',
    async (event) => {
      expect(await invoke(event)).toMatchObject({ mode: 'plan', totals: { planned: 1 } });

      expect(subjects()).toEqual([expect.stringContaining('DRY RUN')]);
      expect(sandbox.mutations()).toEqual([]);
      expect(sandbox.schedules).toEqual([]);
    },
  );

  it('waits while nobody has confirmed a subscription: it has itself called in five minutes', async () => {
    sandbox.topic(TOPIC, 0);

    // By an alias or without one: the role may call the function itself alone.
    expect(await invoke({ firstRun: 3 }, {}, ':live')).toBeNull();

    expect(subjects()).toEqual([]);
    expect(sandbox.schedules).toMatchObject([
      {
        name: 'elb-tls-first-run-20261122T060500Z-sweep',
        expression: `at(${new Date(NOW.getTime() + 300_000).toISOString().slice(0, 19)})`,
        actionAfterCompletion: 'DELETE',
        target: { arn: FUNCTION, roleArn: ROLE, input: '{"firstRun":4}', deadLetterArn: QUEUE },
      },
    ]);
    expect(written()).toContain('nobody has confirmed a subscription');
    // Nothing ran: no alarm hears of it.
    expect(counted('Runs')).toEqual([]);
    expect(counted('Trouble')).toEqual([]);
  });

  it('waits once, however many updates follow each other', async () => {
    sandbox.topic(TOPIC, 0);

    expect(await invoke({ firstRun: 1 })).toBeNull();
    expect(await invoke({ firstRun: 1 })).toBeNull();

    expect(sandbox.schedules).toHaveLength(1);
    expect(written()).toContain('another first run waits until 2026-11-22T06:05:00.000Z already');
  });

  it('says that it is the first run, so that nobody takes DRY RUN for a setting gone wrong', async () => {
    const report = await invoke({ firstRun: 1 });

    const note = 'This is the first run after a deployment, always a dry run.';
    expect(report).toMatchObject({ notes: [expect.stringContaining(note)] });
    expect(proseOf(sandbox.messages[0]?.message ?? '')).toContain(note);
    await invoke({ dryRun: true });
    expect(sandbox.messages[1]?.message).not.toContain('first run');
  });

  it('runs at the call after the confirmation', async () => {
    sandbox.topic(TOPIC, 0);
    await invoke({ firstRun: 1 });
    sandbox.topic(TOPIC, 1);

    await invoke(JSON.parse(sandbox.schedules[0]?.target.input ?? ''));

    expect(subjects()).toHaveLength(1);
  });

  it.each<[string, unknown, Environment, () => void]>([
    ['after two days', { firstRun: MOST_TRIES }, {}, () => {}],
    ['where it has no role to come back with', { firstRun: 1 }, { FIRST_RUN_ROLE: '' }, () => {}],
    [
      'where it may not ask',
      { firstRun: 1 },
      {},
      () => void sandbox.fault({ action: 'GetTopicAttributes', kind: 'deny' }),
    ],
    [
      'where it cannot be called again',
      { firstRun: 1 },
      {},
      () => void sandbox.fault({ action: 'CreateSchedule', kind: 'deny' }),
    ],
  ])('runs %s, confirmed or not', async (_, event, environment, arrange) => {
    sandbox.topic(TOPIC, 0);
    arrange();

    await invoke(event, environment);

    expect(subjects()).toHaveLength(1);
    expect(counted('Runs')).toEqual([1]);
  });
});

describe('what the alarms count', () => {
  it('a run without failures', async () => {
    await invoke({});

    expect(counted('Trouble')).toEqual([0]);
  });

  it('a failure that was told', async () => {
    sandbox.fault({ action: 'ModifyListener', kind: 'deny' });

    expect((await toldFailure(invoke({}))).name).toBe('RunFailedError');

    expect(subjects()).toHaveLength(1);
    expect(counted('Trouble')).toEqual([1]);
  });

  it('a notice of an error that ended the run', async () => {
    await toldFailure(invoke({}, { REGIONS: 'nowhere' }));

    expect(subjects()).toHaveLength(1);
    expect(counted('Trouble')).toEqual([1]);
  });

  it('a setting that made it a dry run, which does not fail', async () => {
    await invoke({}, { DRY_RUN: 'ture' });

    expect(counted('Trouble')).toEqual([1]);
  });

  it('nothing where the digest was not delivered: that run is lost', async () => {
    sandbox.fault({ action: 'Publish', kind: 'deny' });

    // Lambda gives the event up: its own count is what the alarm looks at.
    expect(await failure(invoke({}))).toBeInstanceOf(DeliveryError);

    expect(counted('Runs')).toEqual([1]);
    expect(counted('Trouble')).toEqual([]);
  });

  it('nothing at the end of an undo, which says nothing of the sweep before it', async () => {
    await invoke({});
    const runId = /"runId":"([\w-]+)"/.exec(written())?.[1];
    for (const spy of output) spy.mockClear();

    await invoke({ undo: runId, dryRun: true });

    expect(subjects()).toHaveLength(2);
    expect(counted('Trouble')).toEqual([]);
  });
});

const NO_NOTE = /^(?!.*DidNotRun)/;

describe('AlarmAfterHours is too short for the schedule', () => {
  it.each<[string, string, RegExp]>([
    ['cron(0 6 ? * MON-FRI *)', '76', NO_NOTE],
    ['rate(1 day)', '25', NO_NOTE],
    ['rate(1 day)', '24', /pauses for 24: it rings though nothing is wrong\. Set AlarmAfterHours to 28/],
    ['cron(0 6 ? * MON *)', '76', /pauses for 168: .* Set AlarmAfterHours to 168/],
    ['cron(0 6 ? * MON *)', '168', NO_NOTE],
    ['rate(10 days)', '168', /pauses for 240\. An alarm looks back 168 hours at most/],
    ['cron(0 6 1 * ? *)', '76', NO_NOTE],
    ['', '76', NO_NOTE],
  ])('%s and %s', async (SCHEDULE, ALARM_HOURS, note) => {
    const report = await invoke({ dryRun: true }, { SCHEDULE, ALARM_HOURS });

    const notes = JSON.stringify(report).replaceAll(/\s+/g, ' ');
    expect(notes).toMatch(note);
    // The run does what it should: no alarm for it.
    expect(counted('Trouble')).toEqual([0]);
  });
});
