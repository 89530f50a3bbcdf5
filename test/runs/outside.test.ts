import * as fc from 'fast-check';
import { isInScope } from '../../lambda/core/scope';
import type { Report } from '../../lambda/core/report';
import type { Settings } from '../../lambda/core/settings';
import type { Fault, Sandbox } from '../../sandbox';
import { estates, furnished, targets } from '../accounts';
import { expectValidReport } from '../report/schema';
import {
  EU,
  OLD,
  PQ,
  SETTINGS,
  US,
  alb,
  apply,
  callsOf,
  classic,
  many,
  nlb,
  pastWhen,
  plan,
  run,
  shownIn,
  start,
  stopAll,
} from '../helpers';

/** OutsideScope: what is weak and does not carry the tag is told, and never touched. */

afterEach(stopAll);

const OUTSIDE: Partial<Settings> = { outside: true };

async function account(): Promise<Sandbox> {
  const sandbox = await start({ regions: [EU, US] });
  const region = sandbox.region(EU);
  region.addLoadBalancer(alb('shop', [OLD]));
  region.addLoadBalancer(alb('internal', [OLD], { Tier: 'internal' }));
  region.addLoadBalancer(nlb('feed', [OLD], { Tier: 'internal' }));
  region.addLoadBalancer(classic('scratch', [[OLD]], [], {}));
  region.addLoadBalancer(alb('fine', [PQ], {}));
  region.addLoadBalancer({ type: 'gateway', name: 'wall', tags: {} });
  sandbox.region(US).addLoadBalancer(alb('cased', [OLD], { Tier: 'Web', tier: 'web' }));
  return sandbox;
}

const BOTH: Partial<Settings> = { regions: [EU, US] };

function without({ outside: _outside, ...report }: Report): Report {
  return report;
}

/** In any order: some are made at a time. */
function writesOf(sandbox: Sandbox): readonly string[] {
  return sandbox
    .mutations()
    .map(({ action, parameters }) => JSON.stringify([action, parameters]))
    .toSorted();
}

it.each([
  ['plan', plan],
  ['apply', apply],
])('in a %s: counted by value, the worst named, and left as they are', async (mode, sweep) => {
  const sandbox = await account();
  const report = await sweep(sandbox, { ...BOTH, ...OUTSIDE });
  const old = { policy: OLD, protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'] };
  expect(report.outside).toEqual({
    byValue: [
      { value: 'internal', loadBalancers: 2 },
      { value: null, loadBalancers: 1 },
      { value: 'Web', loadBalancers: 1 },
    ],
    worst: [
      { region: US, name: 'cased', type: 'application', ...old },
      { region: EU, name: 'feed', type: 'network', ...old },
      { region: EU, name: 'internal', type: 'application', ...old },
      { region: EU, name: 'scratch', type: 'classic', ...old },
    ],
    unknownIn: [],
  });
  expect(report.listeners.map(({ loadBalancer: { name } }) => name)).toEqual(['shop']);
  expect(sandbox.mutations()).toHaveLength(mode === 'plan' ? 0 : 1);
  expectValidReport(report);
});

it('where all is strict, or in scope, it says so', async () => {
  const sandbox = await start();
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.region(EU).addLoadBalancer(alb('fine', [PQ], {}));
  expect((await plan(sandbox, OUTSIDE)).outside).toEqual({ byValue: [], worst: [], unknownIn: [] });
});

it('by the same scope as the sweep: --only narrows what is swept, and not what is outside', async () => {
  const sandbox = await account();
  sandbox.region(EU).addLoadBalancer(alb('edge', [OLD], { Tier: 'web' }));
  const { outside } = await plan(sandbox, { ...OUTSIDE, only: ['shop'] });
  expect(outside?.worst.map(({ name }) => name).toSorted()).toEqual(['feed', 'internal', 'scratch']);
});

it('costs no call while it is off, and these while it is on', async () => {
  const sandbox = await start({ pageSize: 400 });
  for (const name of many(45, (index) => `lb-${index}`))
    sandbox.region(EU).addLoadBalancer(alb(name, [OLD], {}));
  const calls = async (settings: Partial<Settings>): Promise<Readonly<Record<string, number>>> => {
    sandbox.forgetCalls();
    await plan(sandbox, settings);
    const names = sandbox.calls.map(({ service, action }) => `${service} ${action}`);
    return Object.fromEntries(
      [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]),
    );
  };
  const off = await calls({});
  expect(off).toEqual({
    'sts GetCallerIdentity': 1,
    'account GetAccountInformation': 1,
    'tagging GetResources': 2,
  });
  // docs/cost.md says so: two listings, tags by twenty, listeners one by one, the policies on offer by type.
  expect(await calls(OUTSIDE)).toEqual({
    ...off,
    'elbv2 DescribeLoadBalancers': 1,
    'classic DescribeLoadBalancers': 1,
    'elbv2 DescribeTags': 3,
    'elbv2 DescribeListeners': 45,
    'elbv2 DescribeSSLPolicies': 1,
  });
});

describe('what cannot be read there is no failure,', () => {
  it.each<[string, Fault, readonly string[], readonly string[]]>([
    [
      'the listing',
      { service: 'classic', action: 'DescribeLoadBalancers', kind: 'deny', region: EU },
      [EU],
      ['cased'],
    ],
    [
      'tags',
      { action: 'DescribeTags', resource: 'scratch', kind: 'deny' },
      [EU],
      ['cased', 'feed', 'internal'],
    ],
    [
      'listeners',
      { action: 'DescribeListeners', resource: 'feed', kind: 'deny' },
      [EU],
      ['cased', 'internal', 'scratch'],
    ],
    [
      'a whole Region',
      { service: 'elbv2', action: 'DescribeListeners', region: US, kind: 'server-error' },
      [US],
      ['feed', 'internal', 'scratch'],
    ],
    [
      'the policies on offer',
      { service: 'elbv2', action: 'DescribeSSLPolicies', region: US, kind: 'deny' },
      [US],
      ['feed', 'internal', 'scratch'],
    ],
  ])('%s', async (_, fault, unknownIn, names) => {
    const sandbox = await account();
    sandbox.fault(fault);
    const report = await plan(sandbox, { ...BOTH, ...OUTSIDE });
    expect(report.outside?.unknownIn).toEqual(unknownIn);
    expect(report.outside?.worst.map(({ name }) => name).toSorted()).toEqual(names);
    expect(report.totals).toMatchObject({ failed: 0, planned: 1 });
    expect(report.regions.map(({ status }) => status)).toEqual(['examined', 'examined']);
  });

  it('what is gone between two calls is gone', async () => {
    const sandbox = await account();
    sandbox.fault({ action: 'DescribeListeners', resource: 'feed', kind: 'vanish' });
    const { outside } = await plan(sandbox, OUTSIDE);
    expect(outside?.unknownIn).toEqual([]);
    expect(outside?.worst.map(({ name }) => name).toSorted()).toEqual(['internal', 'scratch']);
  });

  it('a Region that failed is not asked again, and one that is closed is not named', async () => {
    const sandbox = await start({ regions: [EU, US, 'sa-east-1'] });
    sandbox.fault({ service: 'tagging', region: US, kind: 'error', code: 'InvalidParameter' });
    sandbox.closeRegion('sa-east-1');
    sandbox.forgetCalls();
    const { outside } = await plan(sandbox, { regions: 'all', ...OUTSIDE });
    expect(outside?.unknownIn).toEqual([US]);
    expect(callsOf(sandbox, 'DescribeLoadBalancers').filter(({ region }) => region === US)).toEqual([]);
  });

  it('time that is up leaves what was read, and the changes before it are made', async () => {
    const sandbox = await account();
    const isChanged = (): boolean => sandbox.mutations().length > 0;
    const report = await run(sandbox, 'apply', { settings: OUTSIDE, deadline: pastWhen(isChanged) });
    expect(report.totals.changed).toBe(1);
    expect(report.outside).toEqual({ byValue: [], worst: [], unknownIn: [EU] });
    expect(
      callsOf(sandbox, 'DescribeListeners').every(({ resources }) => resources.join().includes('shop')),
    ).toBe(true);
  });
});

it('any estate: to look outside changes nothing else, in the report or in the account', async () => {
  const settings: Partial<Settings> = { regions: [EU, US] };
  const property = fc.asyncProperty(estates, targets, async (estate, target) => {
    const [silent, telling] = [await furnished(estate), await furnished(estate)];
    for (const sweep of [plan, apply, apply]) {
      const expected = await sweep(silent, { ...settings, target });
      const told = await sweep(telling, { ...settings, ...OUTSIDE, target });
      expect(expected).not.toHaveProperty('outside');
      expect(without(told)).toEqual(expected);
      expectValidReport(told);
    }
    expect(shownIn(telling)).toEqual(shownIn(silent));
    expect(writesOf(telling)).toEqual(writesOf(silent));
    const touched = Object.entries(shownIn(telling)).filter(([arn]) =>
      telling.mutations().some(({ resources }) => resources.join().includes(arn)),
    );
    expect(touched.every(([, { tags }]) => isInScope(tags, SETTINGS.scope))).toBe(true);
    await Promise.all([silent.stop(), telling.stop()]);
  });
  await fc.assert(property, { numRuns: 15 });
}, 120_000);
