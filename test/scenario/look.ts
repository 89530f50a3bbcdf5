import {
  DescribeLoadBalancerPoliciesCommand,
  ElasticLoadBalancingClient,
  paginateDescribeLoadBalancers as paginateClassic,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  type Listener,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** The policies of every listener (`REGION NAME:PORT`), and the names of those on each Classic load balancer. */
export interface Sight {
  readonly listeners: Readonly<Record<string, readonly string[]>>;
  readonly classicPolicies: Readonly<Record<string, readonly string[]>>;
}

/** Looks at load balancers with the SDK alone: what the tool says of itself is not asked. */
export async function look(endpoint: string, regions: readonly string[]): Promise<Sight> {
  const seen = await Promise.all(
    regions.map(async (region) => ({
      v2: await lookAtV2(endpoint, region),
      classic: await lookAtClassic(endpoint, region),
    })),
  );
  return {
    listeners: Object.fromEntries(seen.flatMap(({ v2, classic }) => [...v2, ...classic.listeners])),
    classicPolicies: Object.fromEntries(seen.flatMap(({ classic }) => classic.policies)),
  };
}

type Named = readonly [name: string, policies: readonly string[]];

async function lookAtV2(endpoint: string, region: string): Promise<readonly Named[]> {
  const client = new ElasticLoadBalancingV2Client({ endpoint, region });
  const seen: Named[] = [];
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {})) {
    for (const { LoadBalancerArn, LoadBalancerName } of LoadBalancers) {
      for (const { Port, SslPolicy } of await listenersOf(client, LoadBalancerArn)) {
        seen.push([`${region} ${LoadBalancerName}:${Port}`, SslPolicy === undefined ? [] : [SslPolicy]]);
      }
    }
  }
  return seen;
}

/** The listeners of one load balancer, with their ARNs. */
export async function listenersOf(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string | undefined,
): Promise<readonly Listener[]> {
  const found: Listener[] = [];
  for await (const page of paginateDescribeListeners({ client }, { LoadBalancerArn })) {
    found.push(...(page.Listeners ?? []));
  }
  return found;
}

async function lookAtClassic(
  endpoint: string,
  region: string,
): Promise<{ listeners: readonly Named[]; policies: readonly Named[] }> {
  const client = new ElasticLoadBalancingClient({ endpoint, region });
  const listeners: Named[] = [];
  const policies: Named[] = [];
  for await (const { LoadBalancerDescriptions = [] } of paginateClassic({ client }, {})) {
    for (const { LoadBalancerName = '', ListenerDescriptions = [] } of LoadBalancerDescriptions) {
      for (const { Listener, PolicyNames = [] } of ListenerDescriptions) {
        listeners.push([`${region} ${LoadBalancerName}:${Listener?.LoadBalancerPort}`, PolicyNames]);
      }
      if (ListenerDescriptions.every(({ PolicyNames }) => !PolicyNames?.length)) continue;
      const answer = await client.send(new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName }));
      const names = (answer.PolicyDescriptions ?? []).map(({ PolicyName = '' }) => PolicyName);
      policies.push([`${region} ${LoadBalancerName}`, names]);
    }
  }
  return { listeners, policies };
}
