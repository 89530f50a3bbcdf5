import type { LoadBalancerRef } from '../../lambda/core/estate';
import type { Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  CLASSIC_BEST,
  EU,
  OLD,
  US,
  alb,
  callsOf,
  classic,
  connectTo,
  failure,
  many,
  nlb,
  policiesIn,
  present,
  regionOf,
  start,
  stopAll,
  whole,
} from '../helpers';
import { SCOPE, WEB } from '../vocabulary';

afterEach(stopAll);

const EMPTY = { type: 'application', name: 'empty', tags: WEB } as const;

function refOf(sandbox: Sandbox, name: string): LoadBalancerRef {
  const [arn] = present(Object.entries(sandbox.snapshot()).find(([, shown]) => shown['name'] === name));
  const type = arn.includes('/app/') ? 'application' : arn.includes('/net/') ? 'network' : 'classic';
  return { region: EU, name, arn, type };
}

async function furnished(): Promise<Sandbox> {
  const sandbox = await start({ pageSize: 2 });
  for (const index of [0, 1, 2, 3]) {
    sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [OLD, OLD, OLD]));
    sandbox.region(EU).addLoadBalancer(classic(`c${index}`, [[OLD]]));
  }
  return sandbox;
}

/** 25 load balancers of either API, each with a tag that tells it apart. */
async function withTags() {
  const sandbox = await start();
  for (const index of many(25, Number)) {
    sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [], { number: String(index) }));
    sandbox.region(EU).addLoadBalancer(classic(`c${index}`, [], [], { number: String(index) }));
  }
  return { sandbox, references: await regionOf(sandbox).listed() };
}

/** Every listing is longer than a page of the sandbox. */
describe('listings are read to their end', () => {
  it('the tag index: all types but gateway, of this scope, of this Region', async () => {
    const sandbox = await start({ pageSize: 2 });
    const region = sandbox.region(EU);
    for (const loadBalancer of many(3, (index) => alb(`a${index}`, [OLD])))
      region.addLoadBalancer(loadBalancer);
    region.addLoadBalancer(nlb('n', [OLD], { Tier: 'api', other: 'x' }));
    region.addLoadBalancer(classic('c', [[OLD]]));
    region.addLoadBalancer({ type: 'gateway', name: 'g', tags: WEB });
    region.addLoadBalancer(alb('internal', [OLD], { Tier: 'internal' }));
    region.addLoadBalancer(alb('lower', [OLD], { tier: 'web' }));
    region.addLoadBalancer(alb('untagged', [OLD], {}));
    sandbox.region(US).addLoadBalancer(alb('far', [OLD]));

    const found = await regionOf(sandbox).indexed({ tagKey: 'Tier', tagValues: ['web', 'api'] });

    expect(found.map(({ name, type }) => [name, type])).toEqual([
      ['a0', 'application'],
      ['a1', 'application'],
      ['a2', 'application'],
      ['n', 'network'],
      ['c', 'classic'],
    ]);
    expect(found[3]).toEqual({ ...refOf(sandbox, 'n'), tags: { Tier: 'api', other: 'x' } });
    expect(callsOf(sandbox, 'GetResources').length).toBeGreaterThan(2);
  });

  it('the tag index is asked for the scope, not for everything', async () => {
    const sandbox = await start();

    await regionOf(sandbox).indexed({ tagKey: 'Tier', tagValues: ['web', 'api'] });

    expect(callsOf(sandbox, 'GetResources')[0]?.parameters).toMatchObject({
      TagFilters: [{ Key: 'Tier', Values: ['web', 'api'] }],
      ResourceTypeFilters: ['elasticloadbalancing:loadbalancer'],
    });
  });

  it('all load balancers: both APIs, gateway ones left out', async () => {
    const sandbox = await start({ pageSize: 2 });
    for (const index of [0, 1, 2, 3, 4]) {
      sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [], {}));
      sandbox.region(EU).addLoadBalancer(classic(`c${index}`, [], [], {}));
    }
    sandbox.region(EU).addLoadBalancer({ type: 'gateway', name: 'g' });
    sandbox.region(EU).addLoadBalancer(nlb('n', []));

    const listed = await regionOf(sandbox).listed();

    const names = ['a0', 'a1', 'a2', 'a3', 'a4', 'c0', 'c1', 'c2', 'c3', 'c4', 'n'];
    expect(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
      names.map((name) => refOf(sandbox, name)),
    );
    expect(callsOf(sandbox, 'DescribeLoadBalancers', 'elbv2')).toHaveLength(4);
    expect(callsOf(sandbox, 'DescribeLoadBalancers', 'classic')).toHaveLength(3);
  });

  it('the listeners of one load balancer', async () => {
    const sandbox = await start({ pageSize: 2 });
    const added = sandbox.region(EU).addLoadBalancer(nlb('n', [OLD, OLD, OLD, CLASSIC_BEST]));

    const now = await regionOf(sandbox).policiesNow(refOf(sandbox, 'n'));

    expect(Object.fromEntries(now)).toEqual(policiesIn(sandbox));
    expect([...now.keys()]).toEqual(added.listeners.map(({ arn }) => arn));
  });

  it.each([
    ['application', 46],
    ['network', 46],
    ['classic', 8],
  ] as const)('the policies on offer for %s load balancers', async (type, count) => {
    const sandbox = await start({ pageSize: 5, catalogue: whole });

    const offer = await regionOf(sandbox).offer(type);

    // Of Classic's eleven, the contents of three are nowhere to be read.
    expect(offer.status === 'read' && offer.policies.length).toBe(count);
  });

  it('the policies on offer are those for the type that was asked for', async () => {
    const sandbox = await start({
      catalogue: (_region, all) => ({
        ...all,
        policies: all.policies.map((policy) =>
          policy.name === OLD ? { ...policy, types: ['network'] } : policy,
        ),
      }),
    });
    const names = async (type: 'application' | 'network') => {
      const offer = await regionOf(sandbox).offer(type);
      return offer.status === 'read' ? offer.policies.map(({ name }) => name) : [];
    };

    expect(await names('application')).not.toContain(OLD);
    expect(await names('network')).toContain(OLD);
  });

  it('the policies on offer are asked for once', async () => {
    const sandbox = await start({ pageSize: 400 });
    const region = regionOf(sandbox);

    await Promise.all([region.offer('application'), region.offer('application'), region.offer('classic')]);
    await region.offer('application');

    expect(sandbox.calls.map(({ action }) => action).toSorted()).toEqual([
      'DescribeLoadBalancerPolicies',
      'DescribeSSLPolicies',
    ]);
  });

  it('the Regions that are enabled in the account', async () => {
    const regions = [EU, US, 'eu-central-1', 'af-south-1'];
    const sandbox = await start({
      regions,
      pageSize: 2,
      regionStatus: { 'af-south-1': 'ENABLED', 'me-south-1': 'DISABLED', 'ap-east-1': 'ENABLING' },
    });

    expect((await connectTo(sandbox).enabledRegions()).toSorted()).toEqual(regions.toSorted());
  });
});

/** Half a list is no list. */
describe('a page that cannot be read fails its listing', () => {
  it.each([
    ['GetResources', (sandbox: Sandbox) => regionOf(sandbox).indexed(SCOPE)],
    ['DescribeLoadBalancers', (sandbox: Sandbox) => regionOf(sandbox).listed()],
    ['DescribeListeners', (sandbox: Sandbox) => regionOf(sandbox).policiesNow(refOf(sandbox, 'a0'))],
    ['ListRegions', (sandbox: Sandbox) => connectTo(sandbox).enabledRegions()],
  ])('%s', async (action, list) => {
    const sandbox = await furnished();
    sandbox.fault({ action, kind: 'server-error', after: action === 'ListRegions' ? 0 : 1 });

    await failure(list(sandbox));

    expect(callsOf(sandbox, action).length).toBeGreaterThan(1);
  });

  it('DescribeSSLPolicies', async () => {
    const sandbox = await furnished();
    sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'server-error', after: 3 });

    expect(await regionOf(sandbox).offer('network')).toMatchObject({
      status: 'unreadable',
      error: { code: 'InternalFailure' },
    });
  });

  it('DescribeLoadBalancers by name: all that were asked for in that call have failed, once', async () => {
    const sandbox = await furnished();
    sandbox.fault({
      action: 'DescribeLoadBalancers',
      service: 'classic',
      kind: 'server-error',
      resource: 'c3',
    });
    const tagged = [0, 1, 2, 3].map((index) => ({ ...refOf(sandbox, `c${index}`), tags: {} }));

    const answers = await regionOf(sandbox).read(tagged);

    expect([...answers.values()].map(({ status }) => status)).toEqual(Array(4).fill('failed'));
  });
});

describe('tags', () => {
  it('are read 20 at a time, by ARN and by name', async () => {
    const { sandbox, references } = await withTags();

    const answers = await regionOf(sandbox).tagsOf(references);

    const expected = references.map(({ arn, name }) => [
      arn,
      { status: 'read', value: { number: name.slice(1) } },
    ]);
    expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(expected));
    const sizes = callsOf(sandbox, 'DescribeTags').map(({ resources }) => resources.length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual([5, 5, 20, 20]);
  });

  it('of one that went away are gone, and the rest is read', async () => {
    const { sandbox, references } = await withTags();
    sandbox.region(EU).remove('a7');
    sandbox.region(EU).remove('c13');

    const answers = await regionOf(sandbox).tagsOf(references);

    const gone = references.filter(({ arn }) => answers.get(arn)?.status === 'gone').map(({ name }) => name);
    expect(gone).toEqual(['a7', 'c13']);
    expect([...answers.values()].filter(({ status }) => status === 'read')).toHaveLength(48);
  });

  it('refused are failed, and not asked for one by one', async () => {
    const { sandbox, references } = await withTags();
    sandbox.fault({ action: 'DescribeTags', kind: 'deny' });

    const answers = await regionOf(sandbox).tagsOf(references);

    expect([...answers.values()].map((answer) => answer.status === 'failed' && answer.error.code)).toEqual(
      many(50, () => 'AccessDenied'),
    );
    expect(callsOf(sandbox, 'DescribeTags')).toHaveLength(4);
  });

  it('may have any key and value', async () => {
    const sandbox = await start();
    const tags = { '': '', __proto__x: 'y', 'a=b&c': 'ü "<>&', constructor: 'z' };
    sandbox.region(EU).addLoadBalancer({ ...EMPTY, tags });

    const reference = refOf(sandbox, 'empty');

    expect((await regionOf(sandbox).tagsOf([reference])).get(reference.arn)).toEqual({
      status: 'read',
      value: tags,
    });
  });
});

describe('the account', () => {
  it('is the one of the credentials', async () => {
    const sandbox = await start({ account: '999988887777' });

    expect(await connectTo(sandbox).account()).toBe('999988887777');
  });

  it('has one object for a Region', async () => {
    const aws = connectTo(await start());

    expect(aws.region(EU, ACCOUNT)).toBe(aws.region(EU, ACCOUNT));
    expect(aws.region(EU, ACCOUNT)).not.toBe(aws.region(US, ACCOUNT));
  });
});
