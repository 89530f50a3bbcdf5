import { UserError } from '../lambda/core/user-error';
import type { Settings } from '../lambda/core/settings';
import type { Fault } from '../sandbox';
import {
  ACCOUNT,
  CLASSIC_BEST,
  EU,
  OLD,
  PLAIN,
  PQ,
  US,
  alb,
  apply,
  briefs,
  classic,
  entryOf,
  failure,
  many,
  nlb,
  plan,
  run,
  start,
  stopAll,
} from './helpers';
import { expectValidReport } from './report/schema';

/** What one run does, case by case. What holds in any account is in sweep.properties.test.ts. */

afterEach(stopAll);

describe('the report', () => {
  it('says what was asked and what was found', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(US).addLoadBalancer(alb('redirect', []));

    const report = await run(sandbox, 'plan', {
      settings: { regions: [EU, US], target: { kind: 'classical' } },
      notes: ['a note on the run'],
    });

    expect(report).toMatchObject({
      schema: 'elb-tls-report/1',
      runId: '20261122T060000Z-test',
      mode: 'plan',
      account: ACCOUNT,
      startedAt: '2026-11-22T06:00:00.000Z',
      scope: { tagKey: 'Tier', tagValues: ['web'], regions: [EU, US] },
      target: 'classical',
      totals: { loadBalancers: 2, listeners: 1, planned: 1 },
      notes: ['a note on the run'],
    });
    expect(entryOf(report, 'shop')).toMatchObject({ from: OLD, to: PLAIN });
    expectValidReport(report);
  });

  it('is returned though everything failed', async () => {
    const sandbox = await start();
    sandbox.fault({ action: 'GetResources', kind: 'server-error' });

    const report = await run(sandbox, 'apply');

    expect(report).toMatchObject({ regions: [{ status: 'failed' }], totals: { failed: 0 } });
    expectValidReport(report);
  });
});

describe('a run that cannot begin raises an error and changes nothing', () => {
  it.each<[string, Fault, Partial<Settings>]>([
    ['no account', { action: 'GetCallerIdentity', kind: 'deny' }, {}],
    ['no list of Regions', { action: 'ListRegions', kind: 'server-error' }, { regions: 'all' }],
  ])('%s', async (_name, fault, settings) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.fault(fault);

    await failure(apply(sandbox, settings));

    expect(sandbox.mutations()).toEqual([]);
  });
});

describe('a named target', () => {
  const X = 'ELBSecurityPolicy-X-2030-01';

  it('that no Region offers is a mistake of the user', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));

    const error = await failure(apply(sandbox, { target: { kind: 'named', name: X }, regions: [EU, US] }));

    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 1 });
    expect(error.message).toMatch(new RegExp(`${X}.*${EU}, ${US}`));
    expect(sandbox.mutations()).toEqual([]);
  });

  it('that one Region offers is held in the other', async () => {
    const sandbox = await start({
      catalogue: (region, all) => ({
        ...all,
        policies: all.policies.filter(({ name }) => region === EU || name !== PQ),
      }),
    });
    for (const region of [EU, US]) sandbox.region(region).addLoadBalancer(alb('shop', [OLD]));

    const report = await plan(sandbox, { target: { kind: 'named', name: PQ }, regions: [EU, US] });

    expect(briefs(report)).toEqual(['shop:443 planned/below-target', 'shop:443 held/target-not-offered']);
    expectValidReport(report);
  });

  it('that is a slip of the keyboard away from one is guessed', async () => {
    const sandbox = await start();
    const name = PQ.replace('2025', '2052');

    const error = await failure(plan(sandbox, { target: { kind: 'named', name } }));

    expect(error).toMatchObject({ slip: { got: name, known: expect.arrayContaining([PQ]) } });
  });

  it.each([
    [OLD, 'TLSv1 and TLSv1.1'],
    ['ELBSecurityPolicy-TLS-1-1-2017-01', 'TLSv1.1'],
  ])('%s, which accepts %s, is wrong usage, and nothing is changed', async (name, under) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', ['ELBSecurityPolicy-TLS13-1-0-2021-06']));

    const error = await failure(apply(sandbox, { target: { kind: 'named', name } }));

    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 64 });
    expect(error.message).toContain(`${name} accepts ${under}; a target accepts nothing under TLS 1.2`);
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each([
    ['ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06', ['accepts CBC', 'ciphers without forward secrecy']],
    [PQ, []],
  ])('%s is allowed, and the report says %j of it', async (name, expected) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));

    const report = await plan(sandbox, { target: { kind: 'named', name } });

    expect(report.totals.planned).toBe(1);
    const said = report.notes.find((note) => note.startsWith(`The target ${name} `)) ?? '';
    expect(expected.filter((each) => !said.includes(each))).toEqual([]);
    expect(said === '').toBe(expected.length === 0);
  });

  it('that is not known to be missing, because nobody could look, is no mistake', async () => {
    const sandbox = await start();
    sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'deny' });

    const report = await plan(sandbox, { target: { kind: 'named', name: X } });

    expect(report.listeners).toEqual([]);
  });
});

describe('under fips', () => {
  const FIPS_PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09';
  const target = { kind: 'fips' } as const;

  it('AWS takes every move that is made, and none is left after it', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('alone', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('quantum', [PQ, PQ]));
    sandbox.region(EU).addLoadBalancer(alb('plain', [OLD, PLAIN]));
    sandbox.region(EU).addLoadBalancer(nlb('gate', [OLD, PLAIN]));

    const report = await apply(sandbox, { target });

    expect(report.target).toBe('fips');
    expect(briefs(report).toSorted()).toEqual([
      'alone:443 changed/below-target',
      'gate:443 changed/below-target',
      'gate:444 changed/below-target',
      'plain:443 held/alb-policy-mix',
      'plain:444 held/alb-policy-mix',
      'quantum:443 changed/below-target',
      'quantum:444 changed/below-target',
    ]);
    expect(new Set(report.listeners.map(({ to }) => to))).toEqual(new Set([FIPS_PQ]));
    expectValidReport(report);

    sandbox.forgetCalls();
    await apply(sandbox, { target });
    expect(sandbox.mutations()).toEqual([]);
  });

  it('nothing comes back when the setting does', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('alone', [OLD]));
    await apply(sandbox, { target });

    expect(briefs(await apply(sandbox))).toEqual(['alone:443 compliant/meets-target']);
  });
});

/** The calls of a dry run over one web load balancer, which is fine, and so many others. */
async function callsBeside(others: number): Promise<number> {
  const sandbox = await start({ pageSize: 100 });
  sandbox.region(EU).addLoadBalancer(alb('shop', [PQ]));
  for (const index of many(others, Number)) {
    sandbox.region(EU).addLoadBalancer(alb(`other${index}`, [OLD], { Tier: 'internal' }));
  }
  await plan(sandbox);
  return sandbox.calls.length;
}

/** At most 1.15 times the floor when nothing is to be changed. */
describe('the budget of calls', () => {
  it.each(['plan', 'apply'] as const)('of a sweep with nothing to change (%s)', async (mode) => {
    const sandbox = await start({ pageSize: 400 });
    const region = sandbox.region(EU);
    for (const index of many(25, Number)) {
      region.addLoadBalancer(alb(`a${index}`, [PQ]));
      region.addLoadBalancer(nlb(`n${index}`, [PQ]));
      region.addLoadBalancer(classic(`c${index}`, index < 15 ? [[CLASSIC_BEST]] : []));
      region.addLoadBalancer(alb(`other${index}`, [OLD], { Tier: 'internal' }));
    }

    await run(sandbox, mode);

    const floor = { index: 1, listeners: 50, classics: 2, policies: 15, catalogue: 3 };
    const calls = Object.values(floor).reduce((sum, count) => sum + count, 0);
    expect(sandbox.calls.length).toBeGreaterThanOrEqual(calls);
    expect(sandbox.calls.length).toBeLessThanOrEqual(1.15 * calls);
  });

  it('does not grow with what is out of scope', async () => {
    expect(await callsBeside(300)).toBe(await callsBeside(0));
  });
});
