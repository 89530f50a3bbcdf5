import { createHandler } from '../lambda/handler';
import { parseReport } from '../lambda/records/parse-report';
import type { Links } from '../lambda/core/report';
import type { Environment } from '../lambda/settings/environment';
import { ACCOUNT, EU, OLD, alb, clockAt, connectTo, start, stopAll, summaryOf } from './helpers';
import { expectValidReport } from './report/schema';

/** The addresses in a digest of the deployed function: from what Lambda tells it of itself. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  AWS_LAMBDA_FUNCTION_NAME: 'elb-tls-Function',
  AWS_LAMBDA_LOG_GROUP_NAME: 'elb-tls-Log',
  AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[$LATEST]0f1e',
};

let output: readonly jest.SpyInstance[];

beforeEach(() => {
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

it.each(['true', 'false'])('lead to this run, in its record and in its digest (DRY_RUN=%s)', async (dry) => {
  const sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  const bucket = sandbox.bucket(BUCKET);
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  // A mail that needs nobody has room for the dashboard alone.
  sandbox.region(EU).addLoadBalancer(alb('odd', ['ELBSecurityPolicy-Gone-2012-01']));
  const handler = createHandler({
    environment: { ...ENVIRONMENT, DRY_RUN: dry },
    clock: clockAt(),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const summary = summaryOf(await handler({}, { getRemainingTimeInMillis: () => 900_000 }));

  const key = `runs/${summary.runId}/report.json`;
  const report = parseReport(bucket.text(key));
  expectValidReport(report);
  const host = 'https://eu-west-1.console.aws.amazon.com';
  const links: Links = {
    dashboard: `${host}/cloudwatch/home?region=eu-west-1#dashboards:name=elb-tls-Function`,
    log: `${host}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/elb-tls-Log/log-events/2026$252F11$252F22$252F$255B$2524LATEST$255D0f1e`,
    record: `${host}/s3/buckets/${BUCKET}?region=eu-west-1&prefix=runs%2F${summary.runId}%2F`,
  };
  expect(report.links).toEqual(links);
  const lines = sandbox.messages[0]?.message.split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([`Dashboard: ${links.dashboard}`, `Log: ${links.log}`, `Record: ${links.record}`]),
  );
});
