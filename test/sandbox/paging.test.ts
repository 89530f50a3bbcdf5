import { ListRegionsCommand } from '@aws-sdk/client-account';
import {
  DescribeLoadBalancersCommand as DescribeClassicCommand,
  paginateDescribeLoadBalancers as paginateClassic,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetResourcesCommand, paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Sandbox } from '../../sandbox';
import { type Clients, REGION, clientsFor, failure, present, start, stopAll } from './helpers';

let sandbox: Sandbox;
let clients: Clients;
let fat: string;

async function setUp(pageSize?: number): Promise<void> {
  const names = ['eu-west-1', 'eu-west-2', 'eu-west-3', 'us-east-1'];
  sandbox = await start({ regions: names, ...(pageSize === undefined ? {} : { pageSize }) });
  clients = clientsFor(sandbox);
  const region = sandbox.region(REGION);
  for (let index = 0; index < 7; index += 1) {
    region.addLoadBalancer({ type: 'application', name: `alb-${index}`, tags: { Tier: 'web' } });
    region.addLoadBalancer({ type: 'classic', name: `clb-${index}` });
  }
  const seven = Array.from({ length: 7 }, (_, index) => ({
    port: 443 + index,
    protocol: 'HTTPS' as const,
  }));
  fat = region.addLoadBalancer({ type: 'application', name: 'fat', listeners: seven }).arn;
}
afterEach(stopAll);

interface Page {
  readonly items: readonly unknown[] | undefined;
  readonly next: string | undefined;
}

/** The number of items on each page. */
async function sizes(next: (marker: string | undefined) => Promise<Page>): Promise<readonly number[]> {
  const found: number[] = [];
  let marker: string | undefined;
  do {
    const page = await next(marker);
    found.push(present(page.items).length);
    marker = page.next === '' ? undefined : page.next;
  } while (marker !== undefined);
  return found;
}

type Turn = (marker: string | undefined, size: number | undefined) => Promise<Page>;

const loadBalancers: Turn = async (Marker, PageSize) => {
  const page = await clients.v2.send(new DescribeLoadBalancersCommand({ Marker, PageSize }));
  return { items: page.LoadBalancers, next: page.NextMarker };
};
const listeners: Turn = async (Marker, PageSize) => {
  const page = await clients.v2.send(
    new DescribeListenersCommand({ LoadBalancerArn: fat, Marker, PageSize }),
  );
  return { items: page.Listeners, next: page.NextMarker };
};
const policies: Turn = async (Marker, PageSize) => {
  const page = await clients.v2.send(new DescribeSSLPoliciesCommand({ Marker, PageSize }));
  return { items: page.SslPolicies, next: page.NextMarker };
};
const classic: Turn = async (Marker, PageSize) => {
  const page = await clients.classic.send(new DescribeClassicCommand({ Marker, PageSize }));
  return { items: page.LoadBalancerDescriptions, next: page.NextMarker };
};
const resources: Turn = async (PaginationToken, ResourcesPerPage) => {
  const page = await clients.tagging.send(new GetResourcesCommand({ PaginationToken, ResourcesPerPage }));
  return { items: page.ResourceTagMappingList, next: page.PaginationToken };
};
const regions: Turn = async (NextToken, MaxResults) => {
  const page = await clients.account.send(new ListRegionsCommand({ NextToken, MaxResults }));
  return { items: page.Regions, next: page.NextToken };
};

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

describe.each<[string, Turn, readonly number[]]>([
  ['v2 DescribeLoadBalancers', loadBalancers, [3, 3, 2]],
  ['v2 DescribeListeners', listeners, [3, 3, 1]],
  ['v2 DescribeSSLPolicies', policies, [...Array.from({ length: 15 }, () => 3), 1]],
  ['Classic DescribeLoadBalancers', classic, [3, 3, 1]],
  ['GetResources', resources, [3, 3, 1]],
  ['ListRegions', regions, [3, 1]],
])('%s', (_what, turn, expected) => {
  it('has 3 on a page by default', async () => {
    await setUp();
    await expect(sizes((marker) => turn(marker, undefined))).resolves.toEqual(expected);
  });

  it('has no more than the caller asks for', async () => {
    await setUp();
    const found = await sizes((marker) => turn(marker, 2));
    expect(Math.max(...found)).toBe(2);
    expect(sum(found)).toBe(sum(expected));
  });

  it('has no more than the option says, whatever the caller asks for', async () => {
    await setUp(2);
    const found = await sizes((marker) => turn(marker, 50));
    expect(Math.max(...found)).toBe(2);
    expect(sum(found)).toBe(sum(expected));
  });

  it('has all on one page where that is enough', async () => {
    await setUp(100);
    await expect(sizes((marker) => turn(marker, undefined))).resolves.toEqual([sum(expected)]);
  });
});

it.each([
  ['GetResources', (): AsyncIterable<unknown> => paginateGetResources({ client: clients.tagging }, {}), 3],
  [
    'Classic DescribeLoadBalancers',
    (): AsyncIterable<unknown> => paginateClassic({ client: clients.classic }, {}),
    3,
  ],
  [
    'v2 DescribeLoadBalancers',
    (): AsyncIterable<unknown> => paginateDescribeLoadBalancers({ client: clients.v2 }, {}),
    3,
  ],
])("ends where the SDK's own paginator of %s ends", async (_what, paginate, count) => {
  await setUp();
  const pages: unknown[] = [];
  for await (const page of paginate()) pages.push(page);
  expect(pages).toHaveLength(count);
});

it('pages load balancers asked for by name too, in the order asked', async () => {
  await setUp();
  const Names = ['alb-6', 'alb-1', 'alb-3', 'alb-0'];
  const first = await clients.v2.send(new DescribeLoadBalancersCommand({ Names }));
  const second = await clients.v2.send(new DescribeLoadBalancersCommand({ Names, Marker: first.NextMarker }));
  const found = [...present(first.LoadBalancers), ...present(second.LoadBalancers)];
  expect(found.map((each) => each.LoadBalancerName)).toEqual(Names);
  const LoadBalancerNames = ['clb-6', 'clb-1', 'clb-3', 'clb-0'];
  const one = await clients.classic.send(new DescribeClassicCommand({ LoadBalancerNames }));
  const two = await clients.classic.send(
    new DescribeClassicCommand({ LoadBalancerNames, Marker: one.NextMarker }),
  );
  const both = [...present(one.LoadBalancerDescriptions), ...present(two.LoadBalancerDescriptions)];
  expect(both.map((each) => each.LoadBalancerName)).toEqual(LoadBalancerNames);
});

it('skips nothing when something goes away between two pages', async () => {
  await setUp();
  const first = await clients.v2.send(new DescribeLoadBalancersCommand({}));
  const indexed = await clients.tagging.send(new GetResourcesCommand({}));
  for (const name of ['alb-0', 'alb-2']) sandbox.region(REGION).remove(name);
  const second = await clients.v2.send(new DescribeLoadBalancersCommand({ Marker: first.NextMarker }));
  const more = await clients.tagging.send(
    new GetResourcesCommand({ PaginationToken: indexed.PaginationToken }),
  );
  expect(second.LoadBalancers?.map((each) => each.LoadBalancerName)).toEqual(['alb-3', 'alb-4', 'alb-5']);
  expect(more.ResourceTagMappingList?.[0]?.ResourceARN).toContain('alb-3');
});

it('shows a load balancer that was replaced in its old place', async () => {
  await setUp(100);
  sandbox.region(REGION).setTags('alb-0', { Tier: 'app' });
  const { LoadBalancers } = await clients.v2.send(new DescribeLoadBalancersCommand({}));
  expect(LoadBalancers?.[0]?.LoadBalancerName).toBe('alb-0');
});

it.each([
  ['an unknown marker', { Marker: 'nonsense' }],
  ['a page of 0', { PageSize: 0 }],
  ['a page of 401', { PageSize: 401 }],
])('refuses %s', async (_what, input) => {
  await setUp();
  for (const call of [
    clients.v2.send(new DescribeLoadBalancersCommand(input)),
    clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: fat, ...input })),
    clients.v2.send(new DescribeSSLPoliciesCommand(input)),
    clients.classic.send(new DescribeClassicCommand(input)),
  ]) {
    await expect(failure(call)).resolves.toMatchObject({ name: 'ValidationError', status: 400 });
  }
});

it.each([0, -1, 1.5])('refuses to start with pages of %d', async (pageSize) => {
  await expect(setUp(pageSize)).rejects.toThrow('pageSize has to be a whole number above 0');
});
