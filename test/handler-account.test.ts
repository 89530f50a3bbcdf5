import { createHandler } from '../lambda/handler';
import type { Sandbox } from '../sandbox';
import { ACCOUNT, alb, callsOf, clockAt, connectTo, EU, OLD, start, stopAll } from './helpers';

/** Many accounts may share a topic: each message says which one it is about, for the filters of its subscribers. */

const TOPIC = `arn:aws:sns:${EU}:999988887777:elb-tls-digests`;

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start();
  sandbox.topic(TOPIC);
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

it.each([
  ['digest', {}],
  ['notice of a failure', { undo: 5 }],
])('a %s has the account of the function as an attribute', async (_, event) => {
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  const handler = createHandler({
    environment: { AWS_REGION: EU, DRY_RUN: 'true', TOPIC_ARN: TOPIC, RECORD_BUCKET: '' },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const invokedFunctionArn = `arn:aws:lambda:${EU}:${ACCOUNT}:function:elb-tls`;
  await handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 900_000 }).catch(() => null);
  expect(callsOf(sandbox, 'Publish').map(({ parameters }) => parameters)).toMatchObject([
    {
      TopicArn: TOPIC,
      MessageAttributes: expect.arrayContaining([
        { Name: 'account', Value: { DataType: 'String', StringValue: ACCOUNT } },
      ]),
    },
  ]);
});
