import {
  DescribeLoadBalancerAttributesCommand,
  ElasticLoadBalancingClient,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeLoadBalancerAttributesCommand as DescribeV2AttributesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import pMap from 'p-map';
import type { LogDelivery } from '../../core/doctor/facts';
import type { LoadBalancerRef } from '../../core/estate';
import type { RequestHandlerOf } from '../connect';
import { patient } from './person';

/** One call each, and no page takes several: as many at a time as stay far below what AWS takes. */
const CONCURRENCY = 4;

/** Whether load balancers of one Region deliver logs to S3. */
export async function logDeliveryOf(
  loadBalancers: readonly LoadBalancerRef[],
  region: string,
  handlerOf: RequestHandlerOf,
): Promise<readonly LogDelivery[]> {
  const config = { region, ...patient(handlerOf) };
  const [v2, classic] = [new ElasticLoadBalancingV2Client(config), new ElasticLoadBalancingClient(config)];
  return pMap(
    loadBalancers,
    async ({ name, arn, type }) => {
      if (type === 'classic') {
        const { LoadBalancerAttributes } = await classic.send(
          new DescribeLoadBalancerAttributesCommand({ LoadBalancerName: name }),
        );
        const access = LoadBalancerAttributes?.AccessLog?.Enabled === true;
        return { name, type, access, connection: false };
      }
      const { Attributes = [] } = await v2.send(new DescribeV2AttributesCommand({ LoadBalancerArn: arn }));
      const isOn = (key: string): boolean =>
        Attributes.some(({ Key, Value }) => Key === key && Value === 'true');
      return {
        name,
        type,
        access: isOn('access_logs.s3.enabled'),
        connection: isOn('connection_logs.s3.enabled'),
      };
    },
    { concurrency: CONCURRENCY },
  );
}
