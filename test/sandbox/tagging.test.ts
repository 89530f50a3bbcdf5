import {
  GetResourcesCommand,
  type GetResourcesCommandInput,
  type ResourceTagMapping,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { DescribeTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Sandbox } from '../../sandbox';
import { type Clients, REGION, clientsFor, failure, present, start, stopAll } from './helpers';

const LOAD_BALANCERS = ['elasticloadbalancing:loadbalancer'];

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

async function resources(input: GetResourcesCommandInput = {}): Promise<readonly ResourceTagMapping[]> {
  const found: ResourceTagMapping[] = [];
  let token: string | undefined = '';
  do {
    const page: {
      PaginationToken?: string | undefined;
      ResourceTagMappingList?: ResourceTagMapping[] | undefined;
    } = await clients.tagging.send(new GetResourcesCommand({ ...input, PaginationToken: token }));
    found.push(...(page.ResourceTagMappingList ?? []));
    token = page.PaginationToken;
  } while (token !== '');
  return found;
}

/** The names at the end of the ARNs found, Classic and others alike. */
async function names(input?: GetResourcesCommandInput): Promise<readonly string[]> {
  const found = await resources(input);
  return found.map(({ ResourceARN = '' }) => {
    const [first = '', second] = ResourceARN.split('loadbalancer/')[1]?.split('/') ?? [];
    return second ?? first;
  });
}

function add(name: string, tags: Readonly<Record<string, string>>): string {
  return sandbox.region(REGION).addLoadBalancer({ type: 'application', name, tags }).arn;
}

it('names load balancers of every type, Classic too, of this Region alone', async () => {
  const tags = { Tier: 'web' };
  const region = sandbox.region(REGION);
  const arns = (['application', 'network', 'gateway', 'classic'] as const).map(
    (type) => region.addLoadBalancer({ type, name: `lb-${type}`, tags }).arn,
  );
  sandbox.region('us-east-1').addLoadBalancer({ type: 'classic', name: 'there', tags });
  const found = await resources({ ResourceTypeFilters: LOAD_BALANCERS });
  expect(found.map((each) => each.ResourceARN)).toEqual(arns);
  expect(found[3]).toEqual({
    ResourceARN: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/lb-classic',
    Tags: [{ Key: 'Tier', Value: 'web' }],
  });
});

it.each<[string, GetResourcesCommandInput['TagFilters'], readonly string[]]>([
  ['no filter', undefined, ['a', 'b', 'c', 'd']],
  ['a key and a value', [{ Key: 'Tier', Values: ['web'] }], ['a', 'b']],
  ['values are alternatives', [{ Key: 'Tier', Values: ['app', 'web'] }], ['a', 'b', 'c']],
  [
    'keys have all to be there',
    [
      { Key: 'Tier', Values: ['web'] },
      { Key: 'Env', Values: ['live'] },
    ],
    ['a'],
  ],
  ['a key alone', [{ Key: 'Env' }], ['a', 'b']],
  ['the case of the value counts', [{ Key: 'Tier', Values: ['Web'] }], ['d']],
  ['the case of the key counts', [{ Key: 'tier', Values: ['web'] }], []],
  ['no part of a value', [{ Key: 'Tier', Values: ['we'] }], []],
  ['no word of the language itself', [{ Key: 'constructor' }, { Key: 'Tier' }], []],
])('filters: %s', async (_what, TagFilters, expected) => {
  add('a', { Tier: 'web', Env: 'live' });
  add('b', { Tier: 'web', Env: 'test' });
  add('c', { Tier: 'app' });
  add('d', { Tier: 'Web' });
  await expect(names({ TagFilters })).resolves.toEqual(expected);
});

it.each([
  [['elasticloadbalancing:loadbalancer'], 1],
  [['elasticloadbalancing'], 1],
  [['ec2:instance', 'elasticloadbalancing:loadbalancer'], 1],
  [['ec2:instance'], 0],
  [['elasticloadbalancing:listener'], 0],
])('resource types %j find %i', async (types, count) => {
  add('a', { Tier: 'web' });
  await expect(resources({ ResourceTypeFilters: types })).resolves.toHaveLength(count);
});

it('does not name what never had a tag, and names what once had one with none', async () => {
  add('never', {});
  const once = add('once', { Tier: 'web' });
  sandbox.region(REGION).setTags('once', {});
  await expect(resources()).resolves.toEqual([{ ResourceARN: once, Tags: [] }]);
  await expect(names({ TagFilters: [{ Key: 'Tier' }] })).resolves.toEqual([]);
});

it('follows a change of tags', async () => {
  add('a', { Tier: 'web' });
  await expect(names({ TagFilters: [{ Key: 'Tier', Values: ['web'] }] })).resolves.toEqual(['a']);
  sandbox.region(REGION).setTags('a', { Tier: 'app' });
  await expect(names({ TagFilters: [{ Key: 'Tier', Values: ['web'] }] })).resolves.toEqual([]);
  await expect(names({ TagFilters: [{ Key: 'Tier', Values: ['app'] }] })).resolves.toEqual(['a']);
});

async function own(arn: string): Promise<unknown> {
  const { TagDescriptions } = await clients.v2.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
  return present(TagDescriptions?.[0]?.Tags);
}

async function foundArns(...types: readonly string[]): Promise<readonly unknown[]> {
  const found = await resources({ ResourceTypeFilters: [...types] });
  return found.map(({ ResourceARN }) => ResourceARN);
}

it('names buckets for s3, in their own Region, and load balancers for their own type', async () => {
  add('a', { Tier: 'web' });
  sandbox.bucket('records', REGION);
  sandbox.tagBucket('records', { Tier: 'web' });

  expect(await foundArns('s3')).toEqual(['arn:aws:s3:::records']);
  expect(await foundArns(...LOAD_BALANCERS)).toEqual([expect.stringContaining('loadbalancer/')]);
  expect(await foundArns()).toHaveLength(2);
});

it('names resources by ARN, more than a page of them, and leaves out what it does not know', async () => {
  const arns = ['a', 'b', 'c', 'd'].map((name) => add(name, { Name: name }));

  const { ResourceTagMappingList, PaginationToken } = await clients.tagging.send(
    new GetResourcesCommand({ ResourceARNList: [...arns, 'arn:aws:s3:::unknown'] }),
  );

  expect(ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual(arns);
  expect(ResourceTagMappingList?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'a' }]);
  expect(PaginationToken).toBe('');
});

describe('a stale index', () => {
  it('says web where the load balancer no longer does', async () => {
    const arn = add('a', { Tier: 'web' });
    sandbox.region(REGION).setTags('a', { Tier: 'app' }, { index: false });
    await expect(names({ TagFilters: [{ Key: 'Tier', Values: ['web'] }] })).resolves.toEqual(['a']);
    await expect(own(arn)).resolves.toEqual([{ Key: 'Tier', Value: 'app' }]);
  });

  it('says something else than the load balancer, which has not changed', async () => {
    const arn = add('a', { Tier: 'app' });
    sandbox.region(REGION).setIndexTags('a', { Tier: 'web' });
    await expect(names({ TagFilters: [{ Key: 'Tier', Values: ['web'] }] })).resolves.toEqual(['a']);
    await expect(own(arn)).resolves.toEqual([{ Key: 'Tier', Value: 'app' }]);
  });

  it('names a load balancer that is gone', async () => {
    const arn = add('a', { Tier: 'web' });
    sandbox.region(REGION).remove('a', { index: false });
    await expect(names()).resolves.toEqual(['a']);
    await expect(failure(own(arn))).resolves.toMatchObject({ type: 'LoadBalancerNotFoundException' });
  });

  it('is right again where it is told', async () => {
    add('a', { Tier: 'web' });
    sandbox.region(REGION).remove('a');
    await expect(names()).resolves.toEqual([]);
  });
});

it.each<[string, GetResourcesCommandInput]>([
  ['0 on a page', { ResourcesPerPage: 0 }],
  ['101 on a page', { ResourcesPerPage: 101 }],
  ['51 keys', { TagFilters: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })) }],
  [
    '21 values',
    { TagFilters: [{ Key: 'Tier', Values: Array.from({ length: 21 }, (_, index) => `v${index}`) }] },
  ],
  ['101 types', { ResourceTypeFilters: Array.from({ length: 101 }, () => 'ec2') }],
  ['a token of somebody else', { PaginationToken: 'nonsense' }],
  ['101 ARNs', { ResourceARNList: Array.from({ length: 101 }, () => 'arn:aws:s3:::a') }],
  ['ARNs beside filters', { ResourceARNList: ['arn:aws:s3:::a'], TagFilters: [{ Key: 'Tier' }] }],
  ['what the sandbox does not do', { TagsPerPage: 100 }],
])('refuses %s with InvalidParameterException', async (_what, input) => {
  const seen = await failure(clients.tagging.send(new GetResourcesCommand(input)));
  expect(seen).toMatchObject({ type: 'InvalidParameterException', status: 400 });
});
