import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import type { Entry, Report } from '../../lambda/core/report';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { Sandbox } from '../../sandbox';
import { expectValidReport } from '../report/schema';
import {
  EU,
  OLD,
  PQ,
  WEB,
  alb,
  apply,
  classic,
  entryOf,
  nlb,
  plan,
  start,
  stopAll,
  surroundings,
} from '../helpers';

/** Whose a load balancer is: values of its tags, shown beside it. They decide nothing. */

afterEach(stopAll);

const OWNED = { ...WEB, Owner: 'jo@example.com', Team: 'shop' };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await start();
  const region = sandbox.region(EU);
  region.addLoadBalancer(alb('shop', [OLD], OWNED));
  region.addLoadBalancer(alb('fine', [PQ], { ...WEB, Team: '' }));
  region.addLoadBalancer(nlb('edge', [OLD], { ...WEB, team: 'lower', OWNER: 'upper', Squad: 'edge' }));
  region.addLoadBalancer(classic('portal', [[OLD]], [], OWNED));
  region.addLoadBalancer(alb('broken', [OLD], OWNED));
  sandbox.fault({ action: 'DescribeListeners', resource: 'broken', kind: 'deny' });
});

function ownersOf(report: Report): Readonly<Record<string, Entry['loadBalancer']['ownerTags']>> {
  return Object.fromEntries(
    report.listeners.map(({ loadBalancer: { name, ownerTags } }) => [name, ownerTags]),
  );
}

function withoutOwners(report: Report): unknown {
  return report.listeners.map(({ loadBalancer: { ownerTags: _owners, ...loadBalancer }, ...entry }) => ({
    ...entry,
    loadBalancer,
  }));
}

const BOTH = { Owner: 'jo@example.com', Team: 'shop' };

it.each([
  ['a plan', plan],
  ['an apply', apply],
])('stand beside each load balancer whose tags were read, in %s', async (_, run) => {
  const report = await run(sandbox);
  // Keys match exactly, an empty value is a value, and one that could not be read has its tags all the same.
  expect(ownersOf(report)).toEqual({
    shop: BOTH,
    portal: BOTH,
    broken: BOTH,
    fine: { Team: '' },
    edge: undefined,
  });
  expectValidReport(report);
});

it('are those that were asked for', async () => {
  const report = await plan(sandbox, { ownerTagKeys: ['Squad'] });
  expect(ownersOf(report)).toMatchObject({ edge: { Squad: 'edge' }, shop: undefined });
});

it('are tags, whatever else an object has under such a name', async () => {
  const report = await plan(sandbox, { ownerTagKeys: ['constructor', '__proto__', 'toString'] });
  expect(Object.values(ownersOf(report)).filter((owners) => owners !== undefined)).toEqual([]);
});

it('cost no call, and change nothing else', async () => {
  const [silent, calls] = [await plan(sandbox, { ownerTagKeys: [] }), sandbox.calls.length];
  sandbox.forgetCalls();
  const told = await plan(sandbox);
  expect(sandbox.calls).toHaveLength(calls);
  expect(ownersOf(silent)).toMatchObject({ shop: undefined, fine: undefined });
  expect(withoutOwners(told)).toEqual(withoutOwners(silent));
});

it('are not there where the tags could not be read', async () => {
  sandbox.fault({ action: 'DescribeTags', resource: 'shop', kind: 'deny' });
  const { loadBalancer, reason } = entryOf(await plan(sandbox, { findBy: 'scan' }), 'shop');
  expect(reason).toBe('tags-unreadable');
  expect(loadBalancer).not.toHaveProperty('ownerTags');
});

it('are kept where a listener was changed by somebody between plan and change', async () => {
  const planned = await plan(sandbox);
  sandbox.region(EU).setPolicy(entryOf(planned, 'shop').id, PQ);
  const context = surroundings(sandbox);
  const done = await underLease('apply', context, (held) =>
    applySavedPlan(planned, DEFAULT_ROLLOUT, { ...context, held }),
  );
  expect(ownersOf(done)).toMatchObject({ shop: BOTH, portal: BOTH });
});
