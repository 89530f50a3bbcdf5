import type { LoadBalancer } from '../../lambda/core/estate';
import { CANDIDATES, CLASSIC, ELBV2, metaOf } from './catalogue';
import { alb, classic, decide, madeFrom, nlb, offeringAlso } from './estate';
import { carryOutAll } from './model';
import { onClassic, ruleThree, weakens, type Judged } from './oracle';

/** Every ordered pair of the catalogue as (what a listener has, the target that is named). */

const ALL = [...ELBV2, ...CANDIDATES];
const CATALOGUE = offeringAlso(...CANDIDATES);
const judged = ALL.map((it): Judged => ({ ...it, ...metaOf(it.name) }));

function outcomeOf(loadBalancer: LoadBalancer, target: string): string {
  const { outcome, reason } = decide(loadBalancer, target, CATALOGUE).entry;
  return `${outcome}/${reason}`;
}

describe.each([
  ['an ALB', alb],
  ['an NLB', nlb],
])('a listener of %s', (_, make) => {
  it.each(judged)('on $name, with every policy named: as rule 3 has it', (from) => {
    expect(judged.map(({ name }) => outcomeOf(make([from.name]), name))).toEqual(
      judged.map((to) => ruleThree(from, to)),
    );
  });

  it.each(judged)(
    'on $name, with every policy named: is changed to that, or not at all, and never weakened',
    (from) => {
      const moves = judged.map((to) => ({
        to,
        change: decide(make([from.name]), to.name, CATALOGUE).change,
      }));

      const wrong = moves.filter(
        ({ to, change }) =>
          change &&
          (change.kind !== 'modify-listener' || change.policy !== to.name || weakens(from, to, true)),
      );

      expect(wrong).toEqual([]);
    },
  );
});

function made(from: string): LoadBalancer {
  return classic([['console']], [madeFrom(from, 'console')]);
}

describe('a Classic listener', () => {
  it.each(CLASSIC)('on $name, with every policy named: as rule 3 has it', (from) => {
    const expected = CLASSIC.map((to) => ruleThree(onClassic(from), onClassic(to)));

    expect(CLASSIC.map(({ name }) => outcomeOf(made(from.name), name))).toEqual(expected);
    expect(CLASSIC.map(({ name }) => outcomeOf(classic([[from.name]]), name))).toEqual(expected);
  });

  it.each(CLASSIC)('on $name, with every policy named: has it afterwards, or what it had', (from) => {
    const after = CLASSIC.map(({ name }) => {
      const plan = decide(made(from.name), name);
      return { plan: plan.entry, now: decide(carryOutAll(made(from.name), [plan]), name).entry };
    });

    expect(after.map(({ now }) => now.from)).toEqual(
      after.map(({ plan }) => (plan.outcome === 'planned' ? plan.to : plan.from)),
    );
  });
});
