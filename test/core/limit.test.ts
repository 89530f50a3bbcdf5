import { limitChanges } from '../../lambda/core/limit';
import { full } from './catalogue';
import { alb, brief, classic, entries, madeFrom, nlb } from './estate';

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

  it('keeps a load balancer whole: all of its changes or none', () => {
    const limited = limitChanges(PLAN, 1).map((entry) => `${entry.loadBalancer.name} ${brief(entry)}`);

    expect(limited).toEqual([
      'b planned/below-target TLS13-1-2-Res-2021-06',
      'b planned/below-target TLS13-1-2-Res-2021-06',
      'a compliant/meets-target',
      'c held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'd held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'd compliant/meets-target',
      'd held/change-limit TLS13-1-2-Res-PQ-2025-09',
      'e held/change-limit TLS-1-2-2017-01',
    ]);
  });

  it('chooses the same ones in whatever order they were found', () => {
    const backwards = limitChanges(PLAN.toReversed(), 1).filter(({ outcome }) => outcome === 'planned');

    expect(backwards.map(({ loadBalancer }) => loadBalancer.name)).toEqual(
      changing(1).flatMap((name) => [name, name]),
    );
  });

  it('says how many may change', () => {
    const held = limitChanges(PLAN, 3).filter(({ reason }) => reason === 'change-limit');

    expect(held.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^This run may change 3 load balancers/),
    );
  });
});
