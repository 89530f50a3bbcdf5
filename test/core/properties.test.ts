import * as fc from 'fast-check';
import type { LoadBalancer } from '../../lambda/core/estate';
import { limitChanges } from '../../lambda/core/gates/limit';
import { planLoadBalancer, planRegion, type PlannedListener } from '../../lambda/core/plan/plan';
import { REASONS } from '../../lambda/core/reasons';
import { recheck } from '../../lambda/core/plan/recheck';
import type { Entry } from '../../lambda/core/report';
import { buildReport } from '../../lambda/core/steps/build';
import {
  anyLoadBalancer,
  catalogueOf,
  classicOne,
  EVERYTHING,
  loadBalancers,
  offered,
  policies,
  target,
} from './arbitraries';
import { CLASSIC, ELBV2 } from './catalogue';
import { alb, NOW, REGION, setting } from './estate';
import { carryOut, carryOutAll, policiesOf, secureIdsOf } from './model';
import { asksForFips, byName, mix, onClassic, weakens, type Judged } from './oracle';
import { SCOPE } from '../vocabulary';

/** Rules 3 to 6 and 9 of docs/rules.md, on anything. */

const RUNS = { numRuns: 200 };

interface Situation {
  readonly loadBalancer: LoadBalancer;
  readonly offered: readonly string[];
  readonly target: string;
}

const situations: fc.Arbitrary<Situation> = fc.record({
  loadBalancer: anyLoadBalancer('lb'),
  offered,
  target,
});

function planOf(it: Situation): readonly PlannedListener[] {
  const context = { catalogue: catalogueOf(it.offered), target: setting(it.target), now: NOW };
  return planLoadBalancer(it.loadBalancer, context);
}

function changesOf(plan: readonly PlannedListener[]): readonly PlannedListener[] {
  return plan.filter(({ change }) => change !== null);
}

/** Runs a check on many situations, or on many of one sort. */
function always(
  check: (it: Situation, plan: readonly PlannedListener[]) => void,
  some: fc.Arbitrary<Situation> = situations,
): void {
  fc.assert(
    fc.property(some, (it) => {
      check(it, planOf(it));
    }),
    RUNS,
  );
}

/** What a listener has, as the design sees it; `null` where nobody knows what that accepts. */
function judgedOn(loadBalancer: LoadBalancer, id: string): Judged | null {
  if (loadBalancer.type !== 'classic') {
    const name = loadBalancer.listeners.find(({ arn }) => arn === id)?.policy;
    const listed = EVERYTHING.find((it) => it.name === name);
    return listed ? byName(listed) : null;
  }
  const names = loadBalancer.listeners.find(({ port }) => id.endsWith(`#${port}`))?.policyNames ?? [];
  const own = loadBalancer.policies.filter(({ type }) => type === 'SSLNegotiationPolicyType');
  const [only, ...more] = [...own, ...CLASSIC].filter(({ name }) => names.includes(name));
  return only && more.length === 0 && only.ciphers.length > 0 ? onClassic(only) : null;
}

/** All orders of some items. */
function orders<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) => orders(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}

/** The lists of a Classic load balancer's listeners. */
function listsOf(
  loadBalancer: LoadBalancer,
): readonly { readonly port: number; readonly list: readonly string[] }[] {
  if (loadBalancer.type !== 'classic') return [];
  return loadBalancer.listeners.map(({ port, policyNames }) => ({ port, list: policyNames }));
}

/** The name of a policy that is not about TLS; all that are count as one. */
function masked(name: string): string {
  return name === 'sticky' || name === 'proxy' ? name : 'TLS';
}

function policyCount(loadBalancer: LoadBalancer): number {
  return loadBalancer.type === 'classic' ? loadBalancer.policies.length : 0;
}

/** The ARNs of the load balancers that have an entry of this outcome or reason. */
function arnsOf(entries: readonly Entry[], word: string): ReadonlySet<string> {
  const some = entries.filter(({ outcome, reason }) => outcome === word || reason === word);
  return new Set(some.map(({ loadBalancer }) => loadBalancer.arn));
}

describe('any plan', () => {
  it('weakens nothing', () => {
    always((it, plan) => {
      const after = carryOutAll(it.loadBalancer, plan);
      const weakened = changesOf(plan).filter(({ entry: { id } }) => {
        const [from, to] = [judgedOn(it.loadBalancer, id), judgedOn(after, id)];
        return from === null || to === null || weakens(from, to, asksForFips(it.target));
      });

      expect(weakened).toEqual([]);
    });
  });

  it('has exactly one outcome for every secure listener, and none for others', () => {
    always((it, plan) => {
      expect(plan.map(({ entry }) => entry.id)).toEqual(secureIdsOf(it.loadBalancer));
    });
  });

  it('is planned where it has a change, and only there', () => {
    always((_, plan) => {
      expect(plan.filter(({ entry, change }) => (entry.outcome === 'planned') !== (change !== null))).toEqual(
        [],
      );
    });
  });

  it('says where to, but where it is compliant or has found no target', () => {
    always((it, plan) => {
      // Where a Region offers only some policies, there may be nothing to show.
      fc.pre(ELBV2.every(({ name }) => it.offered.includes(name)));
      const silent = plan
        .map(({ entry }) => entry)
        .filter(
          ({ to, outcome, reason }) => to === null && outcome !== 'compliant' && reason !== 'no-target',
        );

      expect(silent.map(({ from, outcome, reason }) => ({ from, outcome, reason }))).toEqual([]);
    });
  });

  it('drops nothing and goes nowhere where it is compliant', () => {
    always((_, plan) => {
      const compliant = plan.map(({ entry }) => entry).filter(({ outcome }) => outcome === 'compliant');

      expect(compliant.map(({ to, drops }) => ({ to, drops }))).toEqual(
        compliant.map(() => ({ to: null, drops: { protocols: [], ciphers: [] } })),
      );
    });
  });

  it('has a documented reason and a sentence for every decision', () => {
    always((_, plan) => {
      const odd = plan
        .map(({ entry }) => entry)
        .filter(
          ({ outcome, reason, detail }) => !(reason in REASONS[outcome]) || !/^[A-Z].*[^.]\.$/.test(detail),
        );

      expect(odd).toEqual([]);
    });
  });

  it('never chooses RFC 9151 or a new word by itself, and never shows them as a target', () => {
    always((it, plan) => {
      fc.pre(!it.target.startsWith('ELB'));
      const shown = plan.map(({ entry }) => entry.to ?? '');

      expect(shown.filter((name) => /RFC9151|CNSA2|Quantum/.test(name))).toEqual([]);
    });
  });

  it('finds nothing left to plan once it is carried out', () => {
    always((it, plan) => {
      const again = planOf({ ...it, loadBalancer: carryOutAll(it.loadBalancer, plan) });

      expect(again.filter(({ entry }) => entry.outcome === 'planned')).toEqual([]);
    });
  });

  it('stands on a second look at every step, and is done after the last', () => {
    always((it, plan) => {
      const context = { catalogue: catalogueOf(it.offered), now: NOW };
      const look = (entry: Entry, now: LoadBalancer): PlannedListener => recheck(entry, now, SCOPE, context);
      let now = it.loadBalancer;
      for (const { entry } of changesOf(plan)) {
        const { change } = look(entry, now);
        expect(change).not.toBeNull();
        if (change) now = carryOut(now, change);
      }
      const outcomes = changesOf(plan).map(({ entry }) => look(entry, now).entry.outcome);

      expect(outcomes).toEqual(outcomes.map(() => 'compliant'));
    });
  });

  it('ends the same when it is interrupted anywhere and made again', () => {
    always((it, plan) => {
      const whole = carryOutAll(it.loadBalancer, plan);
      const resumed = changesOf(plan).map((_, done) => {
        const half = carryOutAll(it.loadBalancer, changesOf(plan).slice(0, done));
        return carryOutAll(half, planOf({ ...it, loadBalancer: half }));
      });

      expect(resumed).toEqual(resumed.map(() => whole));
    });
  });
});

describe('any plan of an ALB', () => {
  const albs = fc.record({ loadBalancer: policies.map((names) => alb(names)), offered, target });

  it('never has two listeners on incompatible policies, in whatever order its steps are made', () => {
    always((it, plan) => {
      fc.pre(mix(policiesOf(it.loadBalancer)));
      const states = orders(changesOf(plan)).flatMap((steps) =>
        steps.map((_, last) => policiesOf(carryOutAll(it.loadBalancer, steps.slice(0, last + 1)))),
      );

      expect(states.filter((names) => !mix(names))).toEqual([]);
    }, albs);
  });

  it('changes nothing beside what nobody knows how to mix', () => {
    always((it, plan) => {
      fc.pre(!mix(policiesOf(it.loadBalancer)));

      expect(changesOf(plan)).toEqual([]);
    }, albs);
  });
});

describe('any plan of a Classic load balancer', () => {
  const classics = fc.record({ loadBalancer: classicOne('lb'), offered, target });

  it('keeps all policies that are not TLS, in order, and sets one that is', () => {
    always((it, plan) => {
      const before = listsOf(it.loadBalancer);
      const changed = new Set(changesOf(plan).map(({ entry }) => entry.port));
      const after = listsOf(carryOutAll(it.loadBalancer, plan));

      expect(after.map(({ list }) => list.map(masked))).toEqual(before.map(({ list }) => list.map(masked)));
      expect(after.filter(({ port }) => !changed.has(port))).toEqual(
        before.filter(({ port }) => !changed.has(port)),
      );
    }, classics);
  });

  it('adds one policy at most, and none when made again', () => {
    always((it, plan) => {
      const once = carryOutAll(it.loadBalancer, plan);
      const twice = carryOutAll(once, planOf({ ...it, loadBalancer: once }));

      expect(twice).toEqual(once);
      expect(policyCount(once) - policyCount(it.loadBalancer)).toBeLessThanOrEqual(1);
    }, classics);
  });
});

describe('any estate', () => {
  const estates = fc.record({
    loadBalancers,
    unread: fc.subarray(['read-failed' as const, 'tags-unreadable' as const, 'out-of-time' as const]),
    offered,
    target,
    max: fc.option(fc.nat(4)),
  });
  type Estate = typeof estates extends fc.Arbitrary<infer E> ? E : never;

  /** Plans an estate as the sweep does. */
  function entriesOf(it: Estate): readonly Entry[] {
    const unread = it.unread.map((reason) => ({
      loadBalancer: { region: REGION, name: reason, arn: `arn:${reason}`, type: 'network' as const },
      reason,
      tags: null,
      error: { code: 'AccessDenied', message: 'no' },
    }));
    const catalogue = catalogueOf(it.offered);
    const region = {
      region: REGION,
      error: null,
      loadBalancers: it.loadBalancers,
      unread,
      catalogue,
      notes: [],
    };
    return planRegion(region, { target: setting(it.target), now: NOW }).map(({ entry }) => entry);
  }

  it('has one entry for each secure listener and each load balancer that could not be read; totals add up', () => {
    fc.assert(
      fc.property(estates, (it) => {
        const ids = [...it.loadBalancers.flatMap(secureIdsOf), ...it.unread.map((reason) => `arn:${reason}`)];
        const { totals, listeners } = buildReport({
          runId: 'run',
          mode: 'plan',
          account: '111122223333',
          startedAt: NOW.toISOString(),
          finishedAt: NOW.toISOString(),
          scope: { ...SCOPE, regions: [REGION] },
          target: it.target,
          regions: [],
          listeners: limitChanges(entriesOf(it), it.max),
          notes: [],
          inScope: it.loadBalancers.map(({ arn }) => arn),
        });
        const { loadBalancers: all, listeners: count, ...outcomes } = totals;

        expect(listeners.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
        expect(new Set(ids).size).toBe(ids.length);
        expect(Object.values(outcomes).reduce((sum, some) => sum + some, 0)).toBe(count);
        expect([all, count]).toEqual([it.loadBalancers.length, ids.length]);
      }),
      RUNS,
    );
  });

  it('is limited by whole load balancers', () => {
    fc.assert(
      fc.property(estates, (it) => {
        const whole = entriesOf(it);
        const limited = limitChanges(whole, it.max);
        const [before, after] = [arnsOf(whole, 'planned'), arnsOf(limited, 'planned')];

        expect(after.size).toBe(Math.min(it.max ?? Infinity, before.size));
        expect([...arnsOf(limited, 'change-limit')].filter((arn) => after.has(arn))).toEqual([]);
      }),
      RUNS,
    );
  });
});
