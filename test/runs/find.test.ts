import { confirmTags } from '../../lambda/runs/confirm-tags';
import { examineRegion, type Search } from '../../lambda/runs/find';
import type { RegionEstate } from '../../lambda/core/estate';
import type { Fault, Sandbox, SandboxOptions } from '../../sandbox';
import {
  ACCOUNT,
  ALWAYS_TIME,
  CLASSIC_BEST,
  EU,
  OLD,
  PLAIN,
  PQ,
  SETTINGS,
  STICKY,
  US,
  alb,
  briefs,
  callsOf,
  classic,
  connectTo,
  entryOf,
  many,
  nlb,
  pastWhen,
  plan,
  regionOf,
  start,
  stopAll,
} from '../helpers';

afterEach(stopAll);

const DENIED_INDEX: Fault = { action: 'GetResources', kind: 'deny' };

function search(more: Partial<Search> = {}): Search {
  return {
    ...SETTINGS,
    named: [],
    isOfAll: false,
    first: [],
    onRead: () => undefined,
    deadline: ALWAYS_TIME,
    progress: () => undefined,
    ...more,
  };
}

/** Found, and its tags confirmed. */
async function examine(sandbox: Sandbox, more: Partial<Search> = {}): Promise<RegionEstate> {
  const region = regionOf(sandbox);
  const found = await examineRegion(region, search(more));
  return confirmTags(region, found, { ...SETTINGS, ...more });
}

function sorted({ loadBalancers }: RegionEstate): RegionEstate['loadBalancers'] {
  return loadBalancers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function names({ loadBalancers }: RegionEstate): readonly string[] {
  return loadBalancers.map(({ name }) => name).toSorted();
}

/** More than a page of everything. */
async function furnished(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await start({ pageSize: 3, ...options });
  const region = sandbox.region(EU);
  region.addLoadBalancer(alb('shop', [OLD]));
  region.addLoadBalancer(alb('fine', [PQ]));
  region.addLoadBalancer(nlb('edge', [OLD]));
  region.addLoadBalancer(classic('portal', [[OLD, 'sticky']], [STICKY]));
  region.addLoadBalancer(alb('internal', [OLD], { Tier: 'internal' }));
  region.addLoadBalancer(alb('cased', [OLD], { Tier: 'Web' }));
  region.addLoadBalancer(alb('lower', [OLD], { tier: 'web' }));
  region.addLoadBalancer(alb('spaced', [OLD], { Tier: 'web ' }));
  region.addLoadBalancer(alb('untagged', [OLD], {}));
  region.addLoadBalancer({ type: 'gateway', name: 'wall', tags: { Tier: 'web' } });
  return sandbox;
}

describe('the web tier is found', () => {
  const WEB_TIER = ['edge', 'fine', 'portal', 'shop'];

  it('through the tag index, without listing the estate', async () => {
    const sandbox = await furnished();

    const estate = await examine(sandbox);

    expect(names(estate)).toEqual(WEB_TIER);
    expect(estate).toMatchObject({ region: EU, error: null, unread: [], notes: [] });
    expect(callsOf(sandbox, 'DescribeLoadBalancers', 'elbv2')).toEqual([]);
  });

  it('by scan, without the tag index', async () => {
    const sandbox = await furnished();

    const estate = await examine(sandbox, { findBy: 'scan' });

    expect(names(estate)).toEqual(WEB_TIER);
    expect(estate).toMatchObject({ error: null, unread: [], notes: [] });
    expect(callsOf(sandbox, 'GetResources')).toEqual([]);
  });

  it('by scan where the index is refused, and says so', async () => {
    const sandbox = await furnished();
    sandbox.fault(DENIED_INDEX);

    const estate = await examine(sandbox);

    expect(names(estate)).toEqual(WEB_TIER);
    expect(estate.notes).toHaveLength(1);
    expect(estate.notes[0]).toMatch(/^eu-west-1: .*AccessDenied.*tag:GetResources/);
  });

  it('alike all three ways', async () => {
    const sandbox = await furnished();
    const byIndex = await examine(sandbox);
    const byScan = await examine(sandbox, { findBy: 'scan' });
    sandbox.fault(DENIED_INDEX);

    const refused = await examine(sandbox);

    expect(sorted(byScan)).toEqual(sorted(byIndex));
    expect(sorted(refused)).toEqual(sorted(byIndex));
  });

  it('with more than one value of the tag', async () => {
    const estate = await examine(await furnished(), {
      scope: { tagKey: 'Tier', tagValues: ['internal', 'Web'] },
    });

    expect(names(estate)).toEqual(['cased', 'internal']);
  });

  it('by their tags, whatever the index answers', async () => {
    const sandbox = await furnished();
    sandbox.region(EU).addLoadBalancer(alb('fine-too', [PQ], { Tier: 'internal' }));
    const region = regionOf(sandbox);
    const indexed = (): ReturnType<typeof region.indexed> =>
      region.indexed({ tagKey: 'Tier', tagValues: ['web', 'internal'] });

    expect(names(await examineRegion({ ...region, indexed }, search()))).toEqual(WEB_TIER);
  });

  it('under a key that objects have anyway', async () => {
    const estate = await examine(await furnished(), {
      scope: { tagKey: 'constructor', tagValues: ['web'] },
      findBy: 'scan',
    });

    expect(names(estate)).toEqual([]);
  });
});

describe('the index is behind', () => {
  it('one that it names, and whose own tags say otherwise, does not change, and people are told', async () => {
    const sandbox = await furnished();
    sandbox.region(EU).setTags('shop', { Tier: 'internal' }, { index: false });
    sandbox.region(EU).setTags('portal', {}, { index: false });

    const estate = await examine(sandbox);

    expect(names(estate)).toEqual(['edge', 'fine']);
    expect(estate.notes.join()).toMatch(/eu-west-1: .*shop, portal/);
  });

  it('one that it names, and AWS no longer knows, is not in the report', async () => {
    const sandbox = await furnished();
    for (const name of ['shop', 'fine', 'edge', 'portal']) sandbox.region(EU).remove(name, { index: false });
    sandbox.region(EU).addLoadBalancer(alb('new', [OLD]));

    const report = await plan(sandbox);

    expect(briefs(report)).toEqual(['new:443 planned/below-target']);
    expect(report.totals).toMatchObject({ loadBalancers: 1, listeners: 1, failed: 0 });
    expect(report.regions).toEqual([{ region: EU, status: 'examined' }]);
  });

  it('one that goes away while it is read is not in the report', async () => {
    const sandbox = await furnished();
    sandbox.fault({ action: 'DescribeListeners', resource: '/shop/', kind: 'vanish' });
    sandbox.fault({ action: 'DescribeLoadBalancerPolicies', resource: 'portal', kind: 'vanish' });

    const report = await plan(sandbox);

    expect(briefs(report)).toEqual(['edge:443 planned/below-target', 'fine:443 compliant/meets-target']);
  });

  it('one that it does not name yet is not found, and a scan finds it', async () => {
    const sandbox = await furnished();
    sandbox.region(EU).setTags('internal', { Tier: 'web' }, { index: false });

    expect(names(await examine(sandbox))).not.toContain('internal');
    expect(names(await examine(sandbox, { findBy: 'scan' }))).toContain('internal');
  });

  it('an exemption that it does not know yet counts', async () => {
    const sandbox = await furnished();
    sandbox.region(EU).setTags('shop', { Tier: 'web', 'tls-remediation': 'exempt' }, { index: false });

    expect(entryOf(await plan(sandbox), 'shop')).toMatchObject({
      outcome: 'exempt',
      reason: 'exempt-by-tag',
    });
  });

  it('what the index says of one that would not change is not read again', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));

    await plan(sandbox);

    expect(callsOf(sandbox, 'DescribeTags')).toEqual([]);
  });
});

describe('tags that cannot be read', () => {
  it.each(['index', 'scan'] as const)(
    'of one load balancer: it has failed, the others are planned (%s)',
    async (findBy) => {
      const sandbox = await furnished();
      sandbox.fault({ action: 'DescribeTags', resource: '/shop/', kind: 'error', code: 'ValidationError' });

      const report = await plan(sandbox, { findBy });

      expect(briefs(report)).toEqual([
        'edge:443 planned/below-target',
        'fine:443 compliant/meets-target',
        'portal:443 planned/below-target',
        'shop:null failed/tags-unreadable',
      ]);
      expect(entryOf(report, 'shop')).toMatchObject({
        from: null,
        to: null,
        detail: expect.stringContaining('ValidationError'),
      });
      // Nobody knows whether it is in scope.
      expect(report.totals).toMatchObject({ loadBalancers: 3, listeners: 4, failed: 1 });
    },
  );

  it.each(['index', 'scan'] as const)(
    'of all: nothing is in scope that would change (%s)',
    async (findBy) => {
      const sandbox = await furnished();
      sandbox.fault({ action: 'DescribeTags', kind: 'deny' });

      const report = await plan(sandbox, { findBy });

      expect(report.totals).toMatchObject({ planned: 0 });
      expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'failed', reason: 'tags-unreadable' });
    },
  );

  it('with the index refused as well: the failed ones are named all the same', async () => {
    const sandbox = await furnished();
    sandbox.fault(DENIED_INDEX);
    sandbox.fault({ action: 'DescribeTags', kind: 'deny', service: 'classic' });

    const report = await plan(sandbox);

    expect(entryOf(report, 'portal')).toMatchObject({ outcome: 'failed', reason: 'tags-unreadable' });
    expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'planned' });
  });
});

describe('a listing that cannot be read fails the Region', () => {
  it.each<[string, Fault, 'index' | 'scan']>([
    ['the first page of the index', { action: 'GetResources', kind: 'server-error' }, 'index'],
    ['the second page of the index', { action: 'GetResources', kind: 'server-error', after: 1 }, 'index'],
    [
      'the last page of the newer ones',
      { action: 'DescribeLoadBalancers', service: 'elbv2', kind: 'deny', after: 2 },
      'scan',
    ],
    [
      'the Classic ones',
      { action: 'DescribeLoadBalancers', service: 'classic', kind: 'server-error' },
      'scan',
    ],
  ])('%s', async (_name, fault, findBy) => {
    const sandbox = await furnished();
    sandbox.fault(fault);

    const report = await plan(sandbox, { findBy });

    expect(report.regions).toMatchObject([
      { region: EU, status: 'failed', error: { code: expect.any(String) } },
    ]);
    expect(report.listeners).toEqual([]);
    expect(report.totals).toMatchObject({ failed: 0, listeners: 0 });
  });

  it('both: the index is refused, and the listing in its place cannot be read', async () => {
    const sandbox = await furnished();
    sandbox.fault(DENIED_INDEX);
    sandbox.fault({ action: 'DescribeLoadBalancers', service: 'elbv2', kind: 'deny' });

    expect((await plan(sandbox)).regions).toMatchObject([
      { status: 'failed', error: { code: 'AccessDenied' } },
    ]);
  });

  it('and only this one', async () => {
    const sandbox = await furnished();
    sandbox.region(US).addLoadBalancer(alb('far', [OLD]));
    sandbox.fault({ action: 'GetResources', region: EU, kind: 'server-error' });

    const report = await plan(sandbox, { regions: [EU, US] });

    expect(report.regions).toMatchObject([
      { region: EU, status: 'failed' },
      { region: US, status: 'examined' },
    ]);
    expect(briefs(report)).toEqual(['far:443 planned/below-target']);
  });
});

describe('a load balancer that cannot be read has failed, and the others are read', () => {
  it.each<[string, Fault, string]>([
    ['an ALB', { action: 'DescribeListeners', resource: '/shop/', kind: 'deny' }, 'shop'],
    ['an NLB', { action: 'DescribeListeners', resource: '/edge/', kind: 'server-error' }, 'edge'],
    [
      'a Classic one',
      { action: 'DescribeLoadBalancers', resource: 'portal', kind: 'server-error' },
      'portal',
    ],
    [
      'the policies of a Classic one',
      { action: 'DescribeLoadBalancerPolicies', resource: 'portal', kind: 'deny' },
      'portal',
    ],
  ])('%s', async (_name, fault, name) => {
    const sandbox = await furnished();
    sandbox.fault(fault);

    const report = await plan(sandbox);

    expect(entryOf(report, name)).toMatchObject({ port: null, outcome: 'failed', reason: 'read-failed' });
    expect(report.totals).toMatchObject({
      loadBalancers: 4,
      listeners: 4,
      failed: 1,
      planned: 2,
      compliant: 1,
    });
    expect(report.regions).toEqual([{ region: EU, status: 'examined' }]);
  });

  it('the second page of its listeners counts as well', async () => {
    const sandbox = await start({ pageSize: 2 });
    sandbox.region(EU).addLoadBalancer(nlb('edge', [OLD, OLD]));
    sandbox.fault({ action: 'DescribeListeners', kind: 'server-error', after: 1 });

    expect(briefs(await plan(sandbox))).toEqual(['edge:null failed/read-failed']);
  });
});

describe('the catalogue', () => {
  it('that cannot be read fails the Region and each listener that needs it', async () => {
    const sandbox = await furnished();
    sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'deny' });

    const report = await plan(sandbox);

    expect(report.regions).toMatchObject([{ region: EU, status: 'failed', error: { code: 'AccessDenied' } }]);
    expect(briefs(report)).toEqual([
      'edge:443 failed/catalogue-unreadable',
      'fine:443 failed/catalogue-unreadable',
      'portal:443 planned/below-target',
      'shop:443 failed/catalogue-unreadable',
    ]);
  });

  it('is asked for only for the types that are there', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(nlb('edge', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('redirect', []));

    await plan(sandbox);

    const types = callsOf(sandbox, 'DescribeSSLPolicies').map(
      ({ parameters }) => parameters['LoadBalancerType'],
    );
    expect(new Set(types)).toEqual(new Set(['network']));
    expect(callsOf(sandbox, 'DescribeLoadBalancerPolicies')).toEqual([]);
  });

  it('has policies with a word that nobody knows: never chosen, and named in the notes', async () => {
    const sandbox = await furnished({ candidateRegions: [EU] });

    const report = await plan(sandbox);

    expect(entryOf(report, 'shop').to).toBe(PQ);
    expect(report.notes).toHaveLength(3);
    expect(report.notes).toContainEqual(
      expect.stringContaining('ELBSecurityPolicy-TLS13-1-2-CNSA2-INTEROP2-FIPS-PQ-2026-07'),
    );
  });

  it('differs from Region to Region: each has the best of its own', async () => {
    const sandbox = await start({
      catalogue: (region, all) => ({
        ...all,
        policies: all.policies.filter(({ name }) => region === EU || !name.includes('PQ')),
      }),
    });
    for (const region of [EU, US]) sandbox.region(region).addLoadBalancer(alb('shop', [OLD]));

    const report = await plan(sandbox, { regions: [US, EU] });

    expect(report.listeners.map(({ region, to }) => [region, to])).toEqual([
      [EU, PQ],
      [US, PLAIN],
    ]);
    expect(report.regions.map(({ region }) => region)).toEqual([US, EU]);
  });
});

it('all Regions that are enabled are examined', async () => {
  const sandbox = await start({
    regions: [EU, US, 'eu-central-1'],
    regionStatus: { 'me-south-1': 'DISABLED' },
  });
  sandbox.region('eu-central-1').addLoadBalancer(alb('shop', [OLD]));

  const report = await plan(sandbox, { regions: 'all' });

  expect(report.scope.regions.toSorted()).toEqual(['eu-central-1', EU, US].toSorted());
  expect(report.regions.every(({ status }) => status === 'examined')).toBe(true);
  expect(briefs(report)).toEqual(['shop:443 planned/below-target']);
});

describe('listeners without a policy are out', () => {
  it.each<[string, Parameters<ReturnType<Sandbox['region']>['addLoadBalancer']>[0]]>([
    ['an ALB that redirects', alb('x', [])],
    [
      'an NLB that passes through',
      {
        type: 'network',
        name: 'x',
        tags: { Tier: 'web' },
        listeners: [
          { port: 443, protocol: 'TCP' },
          { port: 53, protocol: 'UDP' },
          { port: 54, protocol: 'TCP_UDP' },
          { port: 444, protocol: 'QUIC' },
          { port: 445, protocol: 'TCP_QUIC' },
        ],
      },
    ],
    [
      'a Classic one',
      {
        type: 'classic',
        name: 'x',
        tags: { Tier: 'web' },
        policies: [STICKY],
        listeners: [
          { port: 80, protocol: 'HTTP', policyNames: ['sticky'] },
          { port: 81, protocol: 'TCP' },
        ],
      },
    ],
  ])('%s is in scope and has no entry', async (_name, loadBalancer) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(loadBalancer);

    expect(await plan(sandbox)).toMatchObject({ listeners: [], totals: { loadBalancers: 1, listeners: 0 } });
  });

  it('SSL listeners of Classic have one', async () => {
    const sandbox = await start();
    const listeners = [{ port: 995, protocol: 'SSL' as const, policyNames: [OLD] }];
    sandbox.region(EU).addLoadBalancer({ type: 'classic', name: 'mail', tags: { Tier: 'web' }, listeners });

    expect(entryOf(await plan(sandbox), 'mail')).toMatchObject({
      port: 995,
      protocol: 'SSL',
      to: CLASSIC_BEST,
    });
  });
});

describe('out of time while reading', () => {
  it('what was not read has failed, and what was is planned', async () => {
    const sandbox = await start({ pageSize: 100 });
    for (const index of many(40, Number)) sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [OLD]));
    const deadline = pastWhen(() => callsOf(sandbox, 'DescribeListeners').length >= 10);

    const estate = await examineRegion(connectTo(sandbox).region(EU, ACCOUNT), search({ deadline }));

    const read = estate.loadBalancers.length;
    expect(read).toBeGreaterThanOrEqual(10);
    expect(read).toBeLessThan(30);
    expect(estate.unread).toHaveLength(40 - read);
    expect(new Set(estate.unread.map(({ reason }) => reason))).toEqual(new Set(['out-of-time']));
  });
});
