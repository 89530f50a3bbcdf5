import {
  isAccepted,
  isSpent,
  limitChanges,
  NOTHING_SPENT,
  spend,
  spentBy,
} from '../../../lambda/core/gates/limit';
import type { Drops } from '../../../lambda/core/policy/posture';
import type { Entry } from '../../../lambda/core/report';
import { full } from '../catalogue';
import { alb, brief, classic, decide, entries, madeFrom, nlb } from '../estate';

const OLD = full('2016-08');
const NEW = full('TLS13-1-2-Res-PQ-2025-09');
const PLAN = [
  ...entries(alb([OLD, OLD], 'b')),
  ...entries(alb([NEW], 'a')),
  ...entries(alb([OLD], 'c')),
  ...entries(nlb([OLD, NEW, OLD], 'd')),
  ...entries(classic([['console']], [madeFrom(OLD, 'console')], 'e')),
];

/** The load balancers that the plan changes. */
function changing(max: number | null): readonly string[] {
  const names = limitChanges(PLAN, max)
    .filter(({ outcome }) => outcome === 'planned')
    .map(({ loadBalancer }) => loadBalancer.name);
  return [...new Set(names)].toSorted();
}

describe('limitChanges', () => {
  it.each([
    [null, 4],
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [25, 4],
  ])('%s: %i load balancers change', (max, expected) => {
    expect(changing(max)).toHaveLength(expected);
  });

  it('keeps a load balancer whole: all of its changes or none, and the riskiest last', () => {
    const limited = limitChanges(PLAN, 1).map((entry) => `${entry.loadBalancer.name} ${brief(entry)}`);

    expect(limited).toEqual([
      'b held/change-limit TLS13-1-2-Res-2021-06',
      'b held/change-limit TLS13-1-2-Res-2021-06',
      'a compliant/meets-target',
      'c held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'd held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'd compliant/meets-target',
      'd held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'e planned/below-target TLS-1-2-2017-01',
    ]);
  });

  it.each<[string, Drops, Drops]>([
    ['protocols before ciphers', lost(1, 9), lost(2, 0)],
    ['then ciphers', lost(1, 3), lost(1, 4)],
    ['one that loses nothing first', lost(0, 0), lost(0, 1)],
  ])('goes by what clients may lose: %s', (_, less, more) => {
    const [safe, risky] = [entryLosing(less, 'z'), entryLosing(more, 'a')];

    expect(limitChanges([risky, safe], 1).map(({ outcome }) => outcome)).toEqual(['held', 'planned']);
  });

  it('counts what all listeners of a load balancer lose', () => {
    const one = entryLosing(lost(1, 0), 'z');
    const two = [443, 8443].map((port) => ({ ...entryLosing(lost(1, 0), 'a'), id: `a${port}`, port }));

    expect(limitChanges([...two, one], 1).map(({ outcome }) => outcome)).toEqual(['held', 'held', 'planned']);
  });

  it('chooses the same ones in whatever order they were found', () => {
    const alike = ['a', 'b', 'c'].map((name) => entryLosing(lost(1, 1), name));

    expect(idsOfTwo(PLAN.toReversed())).toEqual(idsOfTwo(PLAN));
    expect(idsOfTwo(alike.toReversed())).toEqual(idsOfTwo(alike));
  });

  it('says how many may change', () => {
    const held = limitChanges(PLAN, 3).filter(({ reason }) => reason === 'change-limit');

    expect(held.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^The limit is 3 load balancers a run/),
    );
  });
});

/** The listeners that change with a limit of two. */
function idsOfTwo(plan: readonly Entry[]): readonly string[] {
  const planned = limitChanges(plan, 2).filter(({ outcome }) => outcome === 'planned');
  return planned.map(({ id }) => id).toSorted();
}

function lost(protocols: number, ciphers: number): Drops {
  return { protocols: Array(protocols).fill('TLSv1'), ciphers: Array(ciphers).fill('AES128-SHA') };
}

function entryLosing(drops: Drops, name: string): Entry {
  return { ...decide(alb([OLD], name)).entry, drops };
}

describe('an apply', () => {
  const [planned] = entries(alb([OLD], 'a'));
  const as = (...patches: readonly Partial<Entry>[]): readonly Entry[] =>
    patches.flatMap((patch) => (planned ? [{ ...planned, ...patch }] : []));
  const CHANGED = { outcome: 'changed' } as const;
  const NOT_CONFIRMED = { outcome: 'failed', reason: 'not-confirmed', unconfirmed: true } as const;
  const REFUSED = { outcome: 'failed', reason: 'change-failed' } as const;

  it.each<[string, readonly Partial<Entry>[], number, number]>([
    ['changed it', [CHANGED], 1, 0],
    ['changed two listeners of it', [CHANGED, CHANGED], 1, 0],
    ['could not read it back', [NOT_CONFIRMED], 1, 0],
    ['was refused', [REFUSED], 0, 1],
    ['was refused one listener of two', [REFUSED, CHANGED], 1, 0],
    ['held it', [{ outcome: 'held', reason: 'changed-since-plan' }], 0, 0],
    ['was throttled', [{ outcome: 'failed', reason: 'throttled' }], 0, 1],
  ])('counts what AWS accepted: it %s', (_, outcomes, changed, failed) => {
    expect(spend(NOTHING_SPENT, as({}), as(...outcomes))).toEqual({ changed, failed });
  });

  it('goes on where AWS refuses, to the next load balancers, but not for ever', () => {
    const spent = [0, 1, 2, 3].map((failed) => isSpent({ changed: 0, failed }, 1));
    expect(spent).toEqual([false, false, false, true]);
    expect(isSpent({ changed: 1, failed: 0 }, 1)).toBe(true);
    expect(isSpent(NOTHING_SPENT, 0)).toBe(true);
  });

  it('counts what a run that was cut off has changed, a load balancer once', () => {
    const [other] = entries(nlb([OLD], 'b'));
    const done = [...as(CHANGED, NOT_CONFIRMED, REFUSED), ...(other ? [{ ...other, ...CHANGED }] : [])];
    expect(spentBy(done)).toEqual({ changed: 2, failed: 0 });
    expect(done.map(isAccepted)).toEqual([true, true, false, true]);
  });
});
