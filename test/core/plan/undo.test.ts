import * as fc from 'fast-check';
import type { LoadBalancer } from '../../../lambda/core/estate';
import { planLoadBalancer, type PlannedListener } from '../../../lambda/core/plan/plan';
import type { Entry, Report } from '../../../lambda/core/report';
import { reportOf, judgeUndo, mayHaveChanged } from '../../../lambda/core/plan/undo';
import { aReport } from '../../report/fixtures';
import { anyLoadBalancer, catalogueOf, offered, target } from '../arbitraries';
import { CLASSIC as CLASSIC_POLICIES, full } from '../catalogue';
import { alb, brief, classic, decide, entries, madeFrom, nlb, NOW, setting, stickiness } from '../estate';
import { carryOut, carryOutAll } from '../model';
import { OLD, OWN_POLICY } from '../../vocabulary';

const RES_PQ = full('TLS13-1-2-Res-PQ-2025-09');
const CLASSIC = classic([['sticky', 'console']], [madeFrom(OLD, 'console'), stickiness('sticky')]);
const CHANGED: Entry = { ...decide(alb([OLD])).entry, outcome: 'changed', changedAt: '2026-11-22T06:00:30Z' };
const CLASSIC_CHANGED: Entry = { ...decide(CLASSIC).entry, outcome: 'changed' };

describe('judgeUndo', () => {
  it('puts back what an ALB or NLB listener had', () => {
    for (const make of [alb, nlb]) {
      const { entry, change } = judgeUndo(
        { ...decide(make([OLD])).entry, outcome: 'changed' },
        make([RES_PQ]),
      );

      expect(brief(entry)).toBe('planned/to-be-undone 2016-08');
      expect(change).toEqual({ kind: 'modify-listener', listenerArn: entry.id, policy: OLD });
    }
  });

  it('puts back the whole list of a Classic listener, in its order', () => {
    const { entry, change } = judgeUndo(CLASSIC_CHANGED, carryOutAll(CLASSIC, [decide(CLASSIC)]));

    expect(brief(entry)).toBe('planned/to-be-undone 2016-08');
    expect(change).toEqual({
      kind: 'set-policies-of-listener',
      loadBalancerName: 'legacy',
      port: 443,
      create: null,
      policyNames: ['sticky', 'console'],
      before: ['sticky', OWN_POLICY],
    });
  });

  it('says the way back, and nothing of the way there', () => {
    const { entry } = judgeUndo({ ...CHANGED, notes: ['Mind.'] }, alb([RES_PQ]));
    const undone = judgeUndo(CLASSIC_CHANGED, carryOutAll(CLASSIC, [decide(CLASSIC)])).entry;

    expect(entry).toMatchObject({ from: RES_PQ, to: OLD, notes: [], drops: { protocols: [], ciphers: [] } });
    expect(entry).not.toHaveProperty('changedAt');
    expect(undone.classic).toEqual({
      before: ['sticky', OWN_POLICY],
      after: ['sticky', 'console'],
      creates: null,
    });
  });

  it.each<[string, Entry, LoadBalancer | null, string, string | null]>([
    ['the load balancer went away', CHANGED, null, 'held/gone 2016-08', RES_PQ],
    ['the listener went away', CHANGED, alb([]), 'held/gone 2016-08', RES_PQ],
    ['it has its former policy', CHANGED, alb([OLD]), 'held/nothing-to-undo 2016-08', OLD],
    ['it has a third one', CHANGED, alb([full('2015-05')]), 'held/changed-since 2016-08', full('2015-05')],
    ['it shows none', CHANGED, alb([null]), 'held/changed-since 2016-08', null],
    [
      'the Classic listener went away',
      CLASSIC_CHANGED,
      classic([]),
      'held/gone 2016-08',
      full('TLS-1-2-2017-01'),
    ],
    ['Classic has its former list', CLASSIC_CHANGED, CLASSIC, 'held/nothing-to-undo 2016-08', OLD],
    [
      'Classic has another list, though the same TLS policy',
      CLASSIC_CHANGED,
      classic([[OWN_POLICY]], [madeFrom(full('TLS-1-2-2017-01'), OWN_POLICY)]),
      'held/changed-since 2016-08',
      full('TLS-1-2-2017-01'),
    ],
  ])('is held where %s', (_, entry, now, expected, from) => {
    const judged = judgeUndo(entry, now);

    expect(brief(judged.entry)).toBe(expected);
    expect(judged.entry.from).toBe(from);
    expect(judged.change).toBeNull();
  });

  it.each([
    ['makes a policy from it', [], { policyName: 'elb-tls-2016-08', reference: OLD }],
    ['uses the one that is there', [madeFrom(OLD, 'elb-tls-2016-08')], null],
  ])('where a predefined name cannot be set on Classic, %s, and says so', (_, policies, create) => {
    const before = classic([['sticky', OLD]], [stickiness('sticky'), ...policies]);
    const planned = decide(before);
    const { entry, change } = judgeUndo(planned.entry, carryOutAll(before, [planned]));

    expect(change).toMatchObject({ create, policyNames: ['sticky', 'elb-tls-2016-08'] });
    expect(entry.classic).toMatchObject({
      after: ['sticky', 'elb-tls-2016-08'],
      creates: create?.policyName ?? null,
    });
    expect(entry.notes).toEqual([expect.stringContaining(`AWS cannot set ${OLD} by name`)]);
  });

  it('does not mind in which order AWS shows the list', () => {
    const backwards = classic(
      [[OWN_POLICY, 'sticky']],
      [madeFrom(full('TLS-1-2-2017-01'), OWN_POLICY), stickiness('sticky')],
    );

    expect(judgeUndo(CLASSIC_CHANGED, backwards).change).toMatchObject({
      policyNames: ['sticky', 'console'],
    });
  });

  it('may weaken: nothing but what is there decides', () => {
    const entry = { ...CHANGED, from: full('TLS-1-0-2015-04'), to: RES_PQ };

    expect(judgeUndo(entry, alb([RES_PQ])).change).toMatchObject({ policy: full('TLS-1-0-2015-04') });
  });
});

/** AWS puts the default policy on a Classic load balancer itself, under its own name. */
function withDefaults(loadBalancer: LoadBalancer): LoadBalancer {
  if (loadBalancer.type !== 'classic') return loadBalancer;
  const shown = new Set(loadBalancer.listeners.flatMap(({ policyNames }) => policyNames));
  const defaults = CLASSIC_POLICIES.filter(({ name }) => shown.has(name)).map(({ name }) =>
    madeFrom(name, name),
  );
  return { ...loadBalancer, policies: [...loadBalancer.policies, ...defaults] };
}

function undo(now: LoadBalancer, plan: readonly PlannedListener[]): LoadBalancer {
  return plan
    .filter(({ change }) => change !== null)
    .reduce((current, { entry }) => {
      const { change } = judgeUndo(entry, current);
      return change ? carryOut(current, change) : current;
    }, now);
}

describe('any run', () => {
  const runs = fc
    .record({ loadBalancer: anyLoadBalancer('lb').map(withDefaults), names: offered, to: target })
    .map(({ loadBalancer, names, to }) => {
      const context = { catalogue: catalogueOf(names), target: setting(to), now: NOW };
      return { loadBalancer, plan: planLoadBalancer(loadBalancer, context) };
    });

  it('is undone to what was there before, but for the policy that it made on Classic', () => {
    fc.assert(
      fc.property(runs, ({ loadBalancer, plan }) => {
        const undone = undo(carryOutAll(loadBalancer, plan), plan);

        expect(undone.listeners).toEqual(loadBalancer.listeners);
        const made = new Set(plan.flatMap(({ entry }) => entry.classic?.creates ?? []));
        const policies =
          undone.type === 'classic' ? undone.policies.filter(({ name }) => !made.has(name)) : [];
        expect(policies).toEqual(loadBalancer.type === 'classic' ? loadBalancer.policies : []);
      }),
    );
  });

  it('is undone as far as it got', () => {
    fc.assert(
      fc.property(runs, fc.nat(3), ({ loadBalancer, plan }, done) => {
        const changes = plan.filter(({ change }) => change !== null);
        const undone = undo(carryOutAll(loadBalancer, changes.slice(0, done)), plan);

        expect(undone.listeners).toEqual(loadBalancer.listeners);
      }),
    );
  });

  it('is undone once: a second time does nothing', () => {
    fc.assert(
      fc.property(runs, ({ loadBalancer, plan }) => {
        const undone = undo(carryOutAll(loadBalancer, plan), plan);

        expect(undo(undone, plan)).toEqual(undone);
      }),
    );
  });
});

describe('mayHaveChanged', () => {
  it.each<[string, Partial<Entry>, boolean]>([
    ['changed', { outcome: 'changed' }, true],
    // Of a run that was cut off.
    ['planned', { outcome: 'planned' }, true],
    ['not confirmed', { outcome: 'failed', reason: 'not-confirmed' }, true],
    ['refused', { outcome: 'failed', reason: 'change-failed' }, true],
    ['not looked at', { outcome: 'failed', reason: 'read-failed' }, false],
    ['never read', { outcome: 'failed', reason: 'read-failed', port: null }, false],
    ['held', { outcome: 'held', reason: 'change-limit' }, false],
    ['compliant', { outcome: 'compliant', reason: 'meets-target' }, false],
  ])('%s: %#', (_, patch, expected) => {
    expect(mayHaveChanged(aReport({ mode: 'apply', listeners: [{ ...CHANGED, ...patch }] }))).toHaveLength(
      Number(expected),
    );
  });
});

describe('reportOf', () => {
  const planned = entries(alb([OLD, OLD]));
  const plan: Report = aReport({ mode: 'apply', listeners: planned });
  const [first] = planned;
  const changed = first ? [{ ...first, outcome: 'changed' as const }] : [];

  it('is the report, where the run came to its end', () => {
    const report = aReport({ mode: 'apply', listeners: changed });

    expect(reportOf({ plan, changes: [], report })).toBe(report);
  });

  it('is the plan with what was done since, where it was cut off, and says so', () => {
    const account = reportOf({ plan, changes: changed, report: null });

    expect(account?.listeners.map(({ outcome }) => outcome)).toEqual(['changed', 'planned']);
    expect(account?.notes).toEqual([
      'Run 20261122T060000Z-3f9c was cut off: this is its plan, and what it is known to have done.',
    ]);
  });

  it('counts what the account says, not what the plan said', () => {
    expect(reportOf({ plan, changes: changed, report: null })?.totals).toMatchObject({
      changed: 1,
      planned: 1,
    });
  });

  it('is nothing of nothing', () => {
    expect(reportOf({ plan: null, changes: [], report: null })).toBeNull();
  });
});
