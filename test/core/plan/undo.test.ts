import * as fc from 'fast-check';
import type { LoadBalancer } from '../../../lambda/core/estate';
import { planLoadBalancer, type PlannedListener } from '../../../lambda/core/plan/plan';
import type { Entry } from '../../../lambda/core/report';
import { judgeUndo, notUndoneUnasked, superseded } from '../../../lambda/core/plan/undo';
import { anyLoadBalancer, catalogueOf, offered, target } from '../arbitraries';
import { CLASSIC as CLASSIC_POLICIES, full } from '../catalogue';
import { alb, brief, classic, custom, decide, madeFrom, nlb, NOW, setting, stickiness } from '../estate';
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
      create: [],
      policyNames: ['sticky', 'console'],
      before: ['sticky', OWN_POLICY],
    });
  });

  it('says the way back, and nothing of the way there', () => {
    const { entry } = judgeUndo({ ...CHANGED, notes: ['Mind.'], openSince: '2026-11-20' }, alb([RES_PQ]));
    const undone = judgeUndo(CLASSIC_CHANGED, carryOutAll(CLASSIC, [decide(CLASSIC)])).entry;

    expect(entry).toMatchObject({ from: RES_PQ, to: OLD, notes: [], drops: { protocols: [], ciphers: [] } });
    expect(entry).not.toHaveProperty('changedAt');
    expect(entry).not.toHaveProperty('openSince');
    expect(undone.classic).toEqual({
      before: ['sticky', OWN_POLICY],
      after: ['sticky', 'console'],
      creates: null,
    });
  });

  it.each<[string, Entry, LoadBalancer | null, string, string | null]>([
    ['the load balancer went away', CHANGED, null, 'held/gone 2016-08', RES_PQ],
    ['the listener went away', CHANGED, alb([]), 'held/gone 2016-08', RES_PQ],
    ['it has a third one', CHANGED, alb([full('2015-05')]), 'held/changed-since 2016-08', full('2015-05')],
    ['it shows none', CHANGED, alb([null]), 'held/changed-since 2016-08', null],
    [
      'the Classic listener went away',
      CLASSIC_CHANGED,
      classic([]),
      'held/gone 2016-08',
      full('TLS-1-2-2017-01'),
    ],
    [
      'Classic has a third TLS policy',
      CLASSIC_CHANGED,
      classic([['sticky', 'mine']], [madeFrom(full('TLS-1-1-2017-01'), 'mine'), stickiness('sticky')]),
      'held/changed-since 2016-08',
      full('TLS-1-1-2017-01'),
    ],
    [
      'Classic was created anew under its name',
      {
        ...CLASSIC_CHANGED,
        loadBalancer: { ...CLASSIC_CHANGED.loadBalancer, created: '2020-01-01T00:00:00Z' },
      },
      {
        ...classic([[OWN_POLICY]], [madeFrom(full('TLS-1-2-2017-01'), OWN_POLICY)]),
        created: '2026-11-22T00:00:00Z',
      },
      'held/gone 2016-08',
      full('TLS-1-2-2017-01'),
    ],
  ])('is held where %s', (_, entry, now, expected, from) => {
    const judged = judgeUndo(entry, now);

    expect(brief(judged.entry)).toBe(expected);
    expect(judged.entry.from).toBe(from);
    expect(judged.change).toBeNull();
  });

  it.each<[string, Entry, LoadBalancer]>([
    ['it has its former policy', CHANGED, alb([OLD])],
    ['Classic has its former list', CLASSIC_CHANGED, CLASSIC],
    // The undo made twice.
    [
      'Classic has its former TLS policy, and another stickiness since',
      CLASSIC_CHANGED,
      classic([['console', 'newer']], [madeFrom(OLD, 'console'), stickiness('newer')]),
    ],
  ])('is fine where %s', (_, entry, now) => {
    const judged = judgeUndo(entry, now);
    expect(judged.entry).toMatchObject({
      outcome: 'compliant',
      reason: 'nothing-to-undo',
      from: OLD,
      to: null,
    });
    expect(judged.change).toBeNull();
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['added stickiness', [OWN_POLICY, 'sticky', 'newer'], ['console', 'sticky', 'newer']],
    ['took stickiness away', [OWN_POLICY], ['console']],
    ['put stickiness first', ['newer', OWN_POLICY], ['newer', 'console']],
  ])('keeps what the owner did to the rest of a Classic list: %s', (_, now, expected) => {
    const policies = [
      madeFrom(full('TLS-1-2-2017-01'), OWN_POLICY),
      madeFrom(OLD, 'console'),
      stickiness('sticky'),
      stickiness('newer'),
    ];
    expect(judgeUndo(CLASSIC_CHANGED, classic([now], policies)).change).toMatchObject({
      create: [],
      policyNames: expected,
    });
  });

  it('creates a former policy of Classic anew, from the contents that the record has', () => {
    const mine = custom('mine', ['TLSv1.1', 'TLSv1.2'], ['AES128-SHA', 'ECDHE-RSA-AES128-GCM-SHA256']);
    const before = classic([['mine']], [mine]);
    const planned = decide(before);
    const after = carryOutAll(before, [planned]);
    if (after.type !== 'classic') throw new Error('not Classic');
    const tidied = { ...after, policies: after.policies.filter(({ name }) => name !== 'mine') };
    const { change, entry } = judgeUndo({ ...planned.entry, outcome: 'changed' }, tidied);
    expect(change).toMatchObject({
      create: [{ policyName: 'mine', reference: null, attributes: mine.attributes }],
      policyNames: ['mine'],
    });
    expect(entry.notes).toEqual([expect.stringContaining('mine is no longer on this load balancer')]);
    const back = change && carryOut(tidied, change);
    expect(back).toMatchObject({ listeners: before.listeners });
    expect(back?.type === 'classic' && back.policies.find(({ name }) => name === 'mine')).toEqual(mine);
  });

  it.each([
    ['makes a policy from it', [], [{ policyName: 'elb-tls-2016-08', reference: OLD, attributes: [] }]],
    ['uses the one that is there', [madeFrom(OLD, 'elb-tls-2016-08')], []],
  ])('where a predefined name cannot be set on Classic, %s, and says so', (_, policies, create) => {
    const before = classic([['sticky', OLD]], [stickiness('sticky'), ...policies]);
    const planned = decide(before);
    const { entry, change } = judgeUndo(planned.entry, carryOutAll(before, [planned]));

    expect(change).toMatchObject({ create, policyNames: ['sticky', 'elb-tls-2016-08'] });
    expect(entry.classic).toMatchObject({
      after: ['sticky', 'elb-tls-2016-08'],
      creates: create[0]?.policyName ?? null,
    });
    expect(entry.notes).toEqual(create.map(() => expect.stringContaining(`AWS cannot set ${OLD} by name`)));
  });

  it('does not mind in which order AWS shows the list', () => {
    const backwards = classic(
      [[OWN_POLICY, 'sticky']],
      [madeFrom(full('TLS-1-2-2017-01'), OWN_POLICY), stickiness('sticky')],
    );

    expect(judgeUndo(CLASSIC_CHANGED, backwards).change).toMatchObject({
      policyNames: ['console', 'sticky'],
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

describe('what is not undone', () => {
  it('without its name, where the record does not say that it was done', () => {
    expect(notUndoneUnasked(CHANGED)).toMatchObject({
      outcome: 'held',
      reason: 'not-known-done',
      from: RES_PQ,
      to: OLD,
    });
  });

  it('where a later run has done something to it', () => {
    expect(superseded(CHANGED, 'run-9')).toMatchObject({ outcome: 'held', reason: 'changed-since' });
    expect(superseded(CHANGED, 'run-9').detail).toContain('run-9');
  });
});
