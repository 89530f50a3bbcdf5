import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { Records } from '../../lambda/records/records';
import { memoryStore } from '../../lambda/records/memory-store';
import {
  alb,
  briefs,
  callsOf,
  classic,
  clockAt,
  EU,
  OLD,
  PQ,
  plan,
  run,
  start,
  stopAll,
  US,
  WEB,
} from '../helpers';
import { expectValidReport } from '../report/schema';

/** Load balancers that were named, and a tag that nobody carries. */

afterEach(stopAll);

async function estate() {
  const sandbox = await start();
  const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.region(EU).addLoadBalancer(alb('till', [OLD]));
  sandbox.region(EU).addLoadBalancer(alb('data', [OLD], { Tier: 'data' }));
  sandbox.region(US).addLoadBalancer(alb('shop', [OLD]));
  return { sandbox, arn };
}

describe('load balancers that were named', () => {
  it.each<[string, (arn: string) => string[], string[], number]>([
    ['a name, in every Region', () => ['shop'], ['shop:443', 'shop:443'], 2],
    ['an ARN', (arn) => [arn], ['shop:443'], 1],
    ['two of them', (arn) => [arn, 'till'], ['shop:443', 'till:443'], 2],
    ['a name that is not in scope', () => ['data'], [], 0],
    ['a name in other letters', () => ['Shop'], [], 0],
  ])('%s', async (_, only, expected, loadBalancers) => {
    const { sandbox, arn } = await estate();
    const named = only(arn);
    const report = await plan(sandbox, { regions: [EU, US], only: named });
    expect(briefs(report).map((line) => line.split(' ')[0])).toEqual(expected);
    expect(report.totals.loadBalancers).toBe(loadBalancers);
    expect(report.scope.only).toEqual(named);
    expectValidReport(report);
  });

  it('are the only ones that are read', async () => {
    const { sandbox } = await estate();
    await plan(sandbox, { only: ['shop'] });
    expect(callsOf(sandbox, 'DescribeListeners')).toHaveLength(1);
  });

  it('are said where they are not in scope', async () => {
    const { sandbox } = await estate();
    const report = await plan(sandbox, { only: ['shop', 'data'] });
    expect(report.notes).toEqual(['No load balancer in scope has the name or ARN data.']);
  });

  it('wait for their wave all the same', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('dev', [OLD], { ...WEB, Env: 'dev' }));
    sandbox.region(EU).addLoadBalancer(alb('prod', [OLD], { ...WEB, Env: 'prod' }));
    const waves = { tagKey: 'Env', order: ['dev', 'prod'], soakHours: 0 };
    const settings = { only: ['prod'], rollout: { ...DEFAULT_ROLLOUT, waves } };
    const report = await run(sandbox, 'apply', { settings });
    expect(briefs(report)).toEqual(['prod:443 held/wave-waiting']);
    expect(report.totals.loadBalancers).toBe(1);
    expect(sandbox.mutations()).toEqual([]);
  });

  it('leave what is remembered of the others as it is', async () => {
    const { sandbox } = await estate();
    const records = new Records(memoryStore(), clockAt());
    const first = await run(sandbox, 'apply', { records, settings: { only: ['till'] } });
    expect(first.totals.changed).toBe(1);
    await run(sandbox, 'apply', { records, settings: { only: ['shop'] }, suffix: 'next' });
    const till = first.listeners[0]?.id ?? '';
    sandbox.region(EU).setPolicy(till, OLD);
    const report = await plan(sandbox);
    expect(report.totals.planned).toBe(1);
    const third = await run(sandbox, 'apply', { records, suffix: 'last' });
    expect(briefs(third)).toContain('till:443 held/reverted-by-others');
  });
});

describe('a tag that nobody carries', () => {
  it('is said with the values that there are', async () => {
    const sandbox = await start();
    for (const [name, tier] of [
      ['a', 'data'],
      ['b', 'app'],
      ['c', 'data'],
    ] as const)
      sandbox.region(EU).addLoadBalancer(alb(name, [OLD], { Tier: tier }));
    sandbox.region(US).addLoadBalancer(classic('d', [[OLD]], [], { Tier: 'Web' }));
    const report = await plan(sandbox, { regions: [EU, US] });
    expect(report.totals.loadBalancers).toBe(0);
    expect(report.notes).toEqual([
      'Load balancers have other values of this tag: Tier=Web, Tier=app and Tier=data. Case counts.',
    ]);
  });

  it('is said where nobody has the key', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('a', [OLD], { tier: 'web' }));
    const { notes } = await plan(sandbox);
    expect(notes).toEqual(['No load balancer has a tag with the key Tier. Case counts.']);
  });

  it('asks the index once in each Region, whatever is wrong', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('a', [OLD], { Tier: 'data' }));
    await plan(sandbox);
    expect(callsOf(sandbox, 'GetResources')).toHaveLength(2);
    await plan(sandbox, { scope: { tagKey: 'Teir', tagValues: ['web'] } });
    expect(callsOf(sandbox, 'GetResources')).toHaveLength(4);
  });

  it('costs a question only then', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));
    await plan(sandbox);
    expect(callsOf(sandbox, 'GetResources')).toHaveLength(1);
  });

  it('is not said of a Region that failed', async () => {
    const { sandbox } = await estate();
    sandbox.fault({ service: 'tagging', kind: 'server-error' });
    const { notes, regions } = await plan(sandbox);
    expect(regions).toMatchObject([{ status: 'failed' }]);
    expect(notes).toEqual([]);
  });

  it('is no failure where the index does not answer', async () => {
    const sandbox = await start();
    sandbox.fault({ service: 'tagging', kind: 'deny' });
    const report = await plan(sandbox, { findBy: 'scan' });
    expect(report).toMatchObject({ totals: { failed: 0 }, notes: [] });
  });
});
