import { createHandler } from '../lambda/handler';
import type { History } from '../lambda/core/history';
import { Records } from '../lambda/records/records';
import type { Environment } from '../lambda/settings/environment';
import type { Fault, PublishedMessage, Sandbox } from '../sandbox';
import {
  ACCOUNT,
  EU,
  OLD,
  PQ,
  WEB,
  alb,
  callsOf,
  clockAt,
  connectTo,
  failure,
  toldFailure,
  present,
  start,
  stopAll,
} from './helpers';
import { published } from './report/message/schemas';

/** When the function sends a digest, and what each subscriber gets of it. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  DIGEST_WHEN: 'attention',
};
const CONTROLLER = { ...WEB, 'elbv2.k8s.aws/cluster': 'shop-prod' };
const SEEN = {
  runId: '20261122T060000Z-seen',
  at: '2026-11-23T06:30:00.000Z',
  result: 'quiet',
  detail: 'Quiet.',
} as const;

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));
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
}

/** What the last call answered. */
let answer: unknown;

/** What one invocation sends. */
async function sentAt(
  time: string,
  { environment, event = {} }: Invocation = {},
): Promise<readonly PublishedMessage[]> {
  const before = sandbox.messages.length;
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock: clockAt(new Date(`${time}:00.000Z`)),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const invokedFunctionArn = `arn:aws:lambda:${EU}:${ACCOUNT}:function:elb-tls`;
  answer = await handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 });
  return sandbox.messages.slice(before);
}

const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());

async function history(): Promise<History> {
  return present((await records().history(ACCOUNT)) ?? undefined);
}

const written = (): string =>
  output.flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk))).join('');

describe('with `attention`', () => {
  it('a quiet run sends nothing for a week, and then a proof of life', async () => {
    const days = ['23', '24', '25', '26', '27', '28', '29', '30'];
    const sent: number[] = [];
    for (const day of days) sent.push((await sentAt(`2026-11-${day}T06:00`)).length);
    expect(sent).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
    expect((await history()).digestSentAt).toBe('2026-11-30T06:00:00.000Z');
  });

  it('a quiet run is logged, counted and recorded like any other, and has given its lease back', async () => {
    await sentAt('2026-11-23T06:00');
    for (const spy of output) spy.mockClear();
    await sentAt('2026-11-24T06:00');
    const lines = written();
    for (const each of ['"Runs":1', '"Trouble":0', '"message":"report"', 'no digest: nothing needs anybody'])
      expect(lines).toContain(each);
    expect((await records().runs()).length).toBe(2);
    const [next] = await sentAt('2026-12-01T06:00');
    expect(present(next).message).not.toMatch(/cut off|may not have come/);
  });

  it.each<[string, () => void]>([
    ['something needs somebody', () => sandbox.region(EU).addLoadBalancer(alb('k8s', [OLD], CONTROLLER))],
    ['something was changed', () => sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]))],
  ])('a run in which %s sends its digest', async (_, happen) => {
    await sentAt('2026-11-23T06:00');
    happen();
    expect(await sentAt('2026-11-24T06:00')).toHaveLength(1);
  });

  it('a run that failed sends its digest', async () => {
    await sentAt('2026-11-23T06:00');
    sandbox.fault({ action: 'DescribeListeners', resource: 'fine', kind: 'deny' });
    await sentAt('2026-11-24T06:00');
    expect((await toldFailure(Promise.resolve(answer))).name).toBe('RunFailedError');
    expect(sandbox.messages).toHaveLength(2);
  });

  it.each<[string, Fault]>([
    ['cannot be read', { action: 'GetObject', resource: 'history/', kind: 'deny' }],
    // The sweep has read it before: it is not known when the last digest left.
    ['cannot be read any more', { action: 'GetObject', resource: 'history/', kind: 'deny', after: 3 }],
    ['does not take the report', { action: 'PutObject', resource: 'report.json', kind: 'deny' }],
    // Noted behind the report that the record has.
    ['does not take the history', { action: 'PutObject', resource: 'history/', kind: 'deny' }],
  ])('a run whose record %s sends its digest', async (_, fault) => {
    await sentAt('2026-11-23T06:00');
    sandbox.fault(fault);
    const sent = await sentAt('2026-11-24T06:00');
    // A run that broke would send a message too, and no digest.
    expect(sent.map(({ attributes }) => attributes?.['mode']?.value)).toEqual(['apply']);
  });

  it.each<[string, Invocation]>([
    ['the function is dry', { environment: { DRY_RUN: 'true' } }],
    ['the event asks for a dry run', { event: { dryRun: true } }],
    ['there is no record', { environment: { RECORD_BUCKET: '' } }],
  ])('a run sends its digest where %s', async (_, invocation) => {
    await sentAt('2026-11-23T06:00', invocation);
    expect(await sentAt('2026-11-24T06:00', invocation)).toHaveLength(1);
  });

  it('an undo sends its digest', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    await sentAt('2026-11-23T06:00');
    const [run = ''] = await records().runs();
    const environment = { AUTO_UNDO: 'true' };
    const event = { undo: run, entries: [2] };
    const [message] = await sentAt('2026-11-24T06:00', { environment, event });
    expect(present(message).attributes).toMatchObject({
      mode: { value: 'undo' },
      changed: { type: 'Number', value: '1' },
    });
  });

  it('what a watch found is kept until a digest tells it', async () => {
    await sentAt('2026-11-23T06:00');
    await records().update(ACCOUNT, (before) => ({ ...before, watched: [SEEN] }));
    expect(await sentAt('2026-11-24T06:00')).toEqual([]);
    expect((await history()).watched).toEqual([SEEN]);
    const [proof] = await sentAt('2026-11-30T06:00');
    expect(present(proof).message).toContain(SEEN.runId);
    expect((await history()).watched).toBeUndefined();
  });

  it('a digest that SNS refused is no proof of life', async () => {
    const mend = sandbox.fault({ service: 'sns', kind: 'deny' });
    await failure(sentAt('2026-11-23T06:00'));
    mend();
    expect((await history()).digestSentAt).toBeUndefined();
  });
});

it('without a setting every run sends its digest', async () => {
  const environment = { DIGEST_WHEN: undefined };
  await sentAt('2026-11-23T06:00', { environment });
  expect(await sentAt('2026-11-24T06:00', { environment })).toHaveLength(1);
});

describe('what is published', () => {
  it('is text for mail, the report for programs, and attributes for filters', async () => {
    sandbox.region(EU).addLoadBalancer(alb('k8s', [OLD], CONTROLLER));
    const [message] = await sentAt('2026-11-23T06:00');
    const { message: text, variants = {}, attributes } = present(message);
    expect(text).toMatch(/^1 thing needs you\./);
    for (const protocol of ['sqs', 'lambda', 'http', 'https', 'firehose'])
      expect(published(variants[protocol] ?? '')).toMatchObject({
        schema: 'elb-tls-report/1',
        totals: { held: 1 },
      });
    expect(attributes).toEqual({
      mode: { type: 'String', value: 'apply' },
      account: { type: 'String', value: ACCOUNT },
      verdict: { type: 'String', value: 'attention' },
      changed: { type: 'Number', value: '0' },
      failed: { type: 'Number', value: '0' },
      held: { type: 'Number', value: '1' },
    });
  });

  it('is what the record has, word for word, so that a program may take either', async () => {
    const [message] = await sentAt('2026-11-23T06:00');
    const report = published(present(message).variants?.['sqs'] ?? '');
    expect(JSON.parse(sandbox.bucket(BUCKET).text(`runs/${String(report['runId'])}/report.json`))).toEqual(
      report,
    );
  });

  it('is text alone in the format `text`', async () => {
    const [message] = await sentAt('2026-11-23T06:00', { environment: { DIGEST_FORMAT: 'text' } });
    expect(message).not.toHaveProperty('variants');
    expect(present(message).attributes).toMatchObject({ verdict: { value: 'nothing' } });
    expect(callsOf(sandbox, 'Publish')[0]?.parameters).not.toHaveProperty('MessageStructure');
  });

  it.each([
    [{ DIGEST_FORMAT: 'JSON' }, 'DIGEST_FORMAT got "JSON"; use json (for programs) or text'],
    [{ DIGEST_WHEN: 'never' }, 'DIGEST_WHEN got "never"; use always (every run) or attention'],
  ])('says so where %j cannot be read', async (environment, why) => {
    await sentAt('2026-11-23T06:00', { environment });
    expect((await toldFailure(Promise.resolve(answer))).name).toBe('UserError');
    const { message, variants = {}, attributes } = present(sandbox.messages[0]);
    expect(message.replaceAll(/\s+(\| )?/g, ' ')).toContain(why);
    expect(published(variants['sqs'] ?? '')).toMatchObject({
      schema: 'elb-tls-notice/1',
      kind: 'run-failed',
    });
    expect(attributes).toEqual({
      account: { type: 'String', value: ACCOUNT },
      verdict: { type: 'String', value: 'failed' },
    });
  });
});
