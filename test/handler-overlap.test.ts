import { createHandler } from '../lambda/handler';
import type { Sandbox } from '../sandbox';
import { ACCOUNT, alb, callsOf, clockAt, connectTo, EU, many, OLD, start, stopAll } from './helpers';

/** Two invocations of the function at one time. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';

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

it('(15) an event that is delivered twice: the second changes nothing, sends no digest and does not fail', async () => {
  for (const index of many(4, Number)) sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [OLD]));
  const handler = createHandler({
    environment: {
      AWS_REGION: EU,
      DRY_RUN: 'false',
      TOPIC_ARN: TOPIC,
      RECORD_BUCKET: BUCKET,
      MAX_CHANGES: '2',
    },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const invocation = { getRemainingTimeInMillis: () => 900_000 };

  const answers = await Promise.all([handler({}, invocation), handler({}, invocation)]);

  const [summary, ...more] = answers.filter((answer) => answer !== null);
  expect(more).toEqual([]);
  expect(summary).toMatchObject({ totals: { changed: 2, held: 2 } });
  expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(2);
  expect(sandbox.messages).toHaveLength(1);
  expect(sandbox.messages[0]?.message).toContain('2 changed');
  const log = output.flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk))).join('');
  expect(log).toContain('changes this account since');
});
