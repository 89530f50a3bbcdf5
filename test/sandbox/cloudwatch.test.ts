import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import type { Sandbox } from '../../sandbox';
import { type Clients, REGION, clientsFor, failure, start, stopAll } from './helpers';

const NAMESPACE = 'AWS/ApplicationELB';
const NAME = 'ClientTLSNegotiationErrorCount';

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

function at(time: string): Date {
  return new Date(`2026-11-22T${time}Z`);
}

function count(loadBalancer: string, time: string, value: number): void {
  const dimensions = { LoadBalancer: loadBalancer };
  sandbox
    .region(REGION)
    .addMetric({ namespace: NAMESPACE, metricName: NAME, dimensions, at: at(time), value });
}

function query(id: string, loadBalancer: string, period = 60, stat = 'Sum'): MetricDataQuery {
  const dimensions = [{ Name: 'LoadBalancer', Value: loadBalancer }];
  const metric = { Namespace: NAMESPACE, MetricName: NAME, Dimensions: dimensions };
  return { Id: id, MetricStat: { Metric: metric, Period: period, Stat: stat } };
}

function input(
  queries: readonly MetricDataQuery[],
  more: Partial<GetMetricDataCommandInput> = {},
): GetMetricDataCommandInput {
  return { MetricDataQueries: [...queries], StartTime: at('06:00:00'), EndTime: at('07:00:00'), ...more };
}

/** `id STATUS time=value ...`, page by page. */
async function pages(
  queries: readonly MetricDataQuery[],
  more: Partial<GetMetricDataCommandInput> = {},
): Promise<readonly (readonly string[])[]> {
  const found: string[][] = [];
  for await (const page of paginateGetMetricData({ client: clients.cloudwatch }, input(queries, more))) {
    found.push(
      (page.MetricDataResults ?? []).map(({ Id, StatusCode, Timestamps = [], Values = [] }) =>
        [
          Id,
          StatusCode,
          ...Timestamps.map((time, index) => `${time.toISOString().slice(11, 16)}=${Values[index]}`),
        ].join(' '),
      ),
    );
  }
  return found;
}

describe('GetMetricData', () => {
  it('sums by period, newest first, and leaves out periods without a value', async () => {
    count('app/shop/1', '06:10:00', 1);
    count('app/shop/1', '06:10:59', 2);
    count('app/shop/1', '06:40:00', 4);
    await expect(pages([query('a', 'app/shop/1')])).resolves.toEqual([['a Complete 06:40=4 06:10=3']]);
  });

  it('has an empty result for a metric that has no values', async () => {
    await expect(pages([query('a', 'app/shop/1')])).resolves.toEqual([['a Complete']]);
  });

  it('includes the start, rounded down to the minute, and not the end', async () => {
    for (const time of ['05:59:59', '06:00:10', '06:59:59', '07:00:00']) count('app/shop/1', time, 1);
    const more = { StartTime: at('06:00:30') };
    await expect(pages([query('a', 'app/shop/1')], more)).resolves.toEqual([['a Complete 06:59=1 06:00=1']]);
  });

  it('counts periods from the start', async () => {
    for (const time of ['06:04:00', '06:05:00', '06:31:00']) count('app/shop/1', time, 1);
    const more = { StartTime: at('06:01:00'), ScanBy: 'TimestampAscending' as const };
    await expect(pages([query('a', 'app/shop/1', 1800)], more)).resolves.toEqual([
      ['a Complete 06:01=2 06:31=1'],
    ]);
  });

  it.each([
    ['another load balancer', { dimensions: { LoadBalancer: 'app/cart/1' } }],
    ['one more dimension', { dimensions: { LoadBalancer: 'app/shop/1', AvailabilityZone: 'eu-west-1a' } }],
    ['no dimension', { dimensions: {} }],
    ['another name', { metricName: 'TargetTLSNegotiationErrorCount' }],
    ['another namespace', { namespace: 'AWS/NetworkELB' }],
  ])('does not mistake for it a metric with %s', async (_what, other) => {
    const dimensions = { LoadBalancer: 'app/shop/1' };
    const metric = { namespace: NAMESPACE, metricName: NAME, dimensions, at: at('06:10:00'), value: 1 };
    sandbox.region(REGION).addMetric({ ...metric, ...other });
    sandbox.region('us-east-1').addMetric(metric);
    await expect(pages([query('a', 'app/shop/1')])).resolves.toEqual([['a Complete']]);
  });

  it('gives at most three values on a page, and says which are not complete', async () => {
    for (const time of ['06:01:00', '06:02:00', '06:03:00', '06:04:00']) count('app/shop/1', time, 1);
    count('app/cart/1', '06:05:00', 2);
    const queries = [query('shop', 'app/shop/1'), query('none', 'app/none/1'), query('cart', 'app/cart/1')];
    await expect(pages(queries)).resolves.toEqual([
      ['shop PartialData 06:04=1 06:03=1 06:02=1'],
      ['shop Complete 06:01=1', 'none Complete', 'cart Complete 06:05=2'],
    ]);
    await expect(pages(queries, { MaxDatapoints: 2 })).resolves.toHaveLength(3);
  });

  it('takes 500 queries', async () => {
    clients = clientsFor(await start({ pageSize: 1000 }));
    const queries = Array.from({ length: 500 }, (_, index) => query(`q${index}`, 'app/shop/1'));
    const [page] = await pages(queries);
    expect(page).toHaveLength(500);
  });
});

describe('is refused', () => {
  const many = Array.from({ length: 501 }, (_, index) => query(`q${index}`, 'app/shop/1'));
  it.each<[string, GetMetricDataCommandInput]>([
    ['more than 500 queries', input(many)],
    ['no query', input([])],
    ['an id with a capital first', input([query('A', 'x')])],
    ['an id with a dash', input([query('a-b', 'x')])],
    ['an id twice', input([query('a', 'x'), query('a', 'y')])],
    ['a period that is no minute', input([query('a', 'x', 90)])],
    ['another statistic', input([query('a', 'x', 60, 'Average')])],
    ['an expression', input([{ Id: 'a', Expression: 'SUM(METRICS())' }])],
    ['an end before the start', input([query('a', 'x')], { EndTime: at('05:00:00') })],
    ['a token not given out here', input([query('a', 'x')], { NextToken: 'mine' })],
  ])('%s', async (_what, wrong) => {
    const seen = await failure(clients.cloudwatch.send(new GetMetricDataCommand(wrong)));
    expect(seen).toMatchObject({ name: 'ValidationException', status: 400 });
  });
});

it.each([
  ['nothing', at('06:00:00'), 0, 'above 0'],
  ['no date', new Date(Number.NaN), 1, 'valid date'],
])('addMetric refuses %s', (_what, when, value, message) => {
  const metric = { namespace: NAMESPACE, metricName: NAME, dimensions: {}, at: when, value };
  expect(() => sandbox.region(REGION).addMetric(metric)).toThrow(message);
});
