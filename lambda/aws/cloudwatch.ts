import {
  CloudWatchClient,
  paginateGetMetricData,
  type CloudWatchClientConfig,
} from '@aws-sdk/client-cloudwatch';
import type { LoadBalancerRef } from '../core/estate';
import type { Period } from '../core/watch';
import { allItems } from './pages';

export function cloudWatchClient(config: CloudWatchClientConfig): CloudWatchClient {
  return new CloudWatchClient(config);
}

/** Most queries of one GetMetricData call. */
const QUERIES = 500;

/** [ALB-met] [NLB-met]; Classic has no such metric ([CLB-met]). */
const NAMESPACES = { application: 'AWS/ApplicationELB', network: 'AWS/NetworkELB' } as const;

/**
 * Failed TLS handshakes of load balancers in one period of time, by ARN. Only nonzero values are reported, so one that
 * is not in the answer had none. There is no dimension for the listener.
 */
export async function failedHandshakes(
  client: CloudWatchClient,
  loadBalancers: readonly LoadBalancerRef[],
  { start, end }: Period,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let first = 0; first < loadBalancers.length; first += QUERIES) {
    const batch = loadBalancers.slice(first, first + QUERIES);
    const queries = batch.flatMap((loadBalancer, index) => queryFor(loadBalancer, `m${index}`));
    const input = { MetricDataQueries: queries, StartTime: start, EndTime: end };
    const pages = paginateGetMetricData({ client }, input);
    const results = await allItems(pages, ({ MetricDataResults = [] }) => MetricDataResults);
    for (const { Id = '', Values = [] } of results) {
      const arn = batch[Number(Id.slice(1))]?.arn ?? '';
      counts.set(arn, (counts.get(arn) ?? 0) + Values.reduce((sum, value) => sum + value, 0));
    }
  }
  return counts;
}

function queryFor({ arn, type }: LoadBalancerRef, Id: string) {
  if (type === 'classic') return [];
  // The dimension is the end of the ARN: app/NAME/ID.
  const Dimensions = [{ Name: 'LoadBalancer', Value: arn.split(':loadbalancer/')[1] ?? '' }];
  const Metric = { Namespace: NAMESPACES[type], MetricName: 'ClientTLSNegotiationErrorCount', Dimensions };
  return [{ Id, MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: true }];
}
