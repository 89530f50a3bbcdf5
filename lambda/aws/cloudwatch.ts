import {
  CloudWatchClient,
  paginateGetMetricData,
  type CloudWatchClientConfig,
  type MessageData,
} from '@aws-sdk/client-cloudwatch';
import type { LoadBalancerRef } from '../core/estate';
import type { Count, Period } from '../core/watch';

export function cloudWatchClient(config: CloudWatchClientConfig): CloudWatchClient {
  return new CloudWatchClient(config);
}

/** Most queries of one GetMetricData call. */
const QUERIES = 500;

/** [ALB-met] [NLB-met]; Classic has no such metric ([CLB-met]). */
const NAMESPACES = { application: 'AWS/ApplicationELB', network: 'AWS/NetworkELB' } as const;

/**
 * Failed TLS handshakes of load balancers in one period of time, by ARN: how many, or why that is not known. Only nonzero
 * values are reported, so a complete result without any means none; an incomplete one, or one with a message, means
 * nothing. There is no dimension for the listener.
 */
export async function failedHandshakes(
  client: CloudWatchClient,
  loadBalancers: readonly LoadBalancerRef[],
  period: Period,
): Promise<ReadonlyMap<string, Count>> {
  const counts = new Map<string, Count>();
  for (let first = 0; first < loadBalancers.length; first += QUERIES) {
    const batch = loadBalancers.slice(first, first + QUERIES);
    const { results, said } = await resultsOf(client, batch, period);
    for (const [index, { arn, type }] of batch.entries()) {
      const found = results.get(`m${index}`) ?? { sum: 0, status: undefined, messages: [] };
      if (type !== 'classic') counts.set(arn, countOf(found, said));
    }
  }
  return counts;
}

/** What the pages say of one query: a query that goes on behind its page is `PartialData` on all of them but the last. */
interface Found {
  readonly sum: number;
  readonly status: string | undefined;
  readonly messages: readonly string[];
}

async function resultsOf(
  client: CloudWatchClient,
  batch: readonly LoadBalancerRef[],
  { start, end }: Period,
): Promise<{ readonly results: ReadonlyMap<string, Found>; readonly said: readonly string[] }> {
  const queries = batch.flatMap((loadBalancer, index) => queryFor(loadBalancer, `m${index}`));
  const input = { MetricDataQueries: queries, StartTime: start, EndTime: end };
  const results = new Map<string, Found>();
  const said: string[] = [];
  for await (const { MetricDataResults = [], Messages = [] } of paginateGetMetricData({ client }, input)) {
    said.push(...Messages.map(textOf));
    for (const { Id = '', Values = [], StatusCode, Messages: own = [] } of MetricDataResults) {
      const before = results.get(Id);
      const sum = (before?.sum ?? 0) + Values.reduce((all, value) => all + value, 0);
      results.set(Id, {
        sum,
        status: StatusCode,
        messages: [...(before?.messages ?? []), ...own.map(textOf)],
      });
    }
  }
  return { results, said };
}

/** @param said messages for the whole call: nobody knows whom they concern, so they concern everybody */
function countOf({ sum, status, messages }: Found, said: readonly string[]): Count {
  const all = [...messages, ...said];
  if (status === 'Complete' && all.length === 0) return sum;
  const what = `GetMetricData answered ${status ?? 'nothing'} for it`;
  return { code: status ?? 'NoAnswer', message: [what, ...all].join('; ') };
}

function textOf({ Code = '', Value = '' }: MessageData): string {
  return [Code, Value].filter((part) => part !== '').join(': ') || 'a message without words';
}

function queryFor({ arn, type }: LoadBalancerRef, Id: string) {
  if (type === 'classic') return [];
  // The dimension is the end of the ARN: app/NAME/ID.
  const Dimensions = [{ Name: 'LoadBalancer', Value: arn.split(':loadbalancer/')[1] ?? '' }];
  const Metric = { Namespace: NAMESPACES[type], MetricName: 'ClientTLSNegotiationErrorCount', Dimensions };
  return [{ Id, MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: true }];
}
