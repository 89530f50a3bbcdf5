import { DEFAULT_ROLLOUT } from '../../../lambda/core/gates';
import { freeze } from '../../../lambda/core/gates/freeze';
import { full } from '../catalogue';
import { alb, entries } from '../estate';

describe('the freeze', () => {
  it.each<[string | null, string, string]>([
    [null, '2026-11-22T06:00:00Z', 'planned'],
    ['2027-01-06', '2026-11-22T06:00:00Z', 'frozen'],
    ['2027-01-06', '2027-01-06T23:59:59.999Z', 'frozen'],
    ['2027-01-06', '2027-01-07T00:00:00Z', 'planned'],
    ['2026-11-21', '2026-11-22T00:00:00Z', 'planned'],
  ])('until %s, at %s: %s', (freezeUntil, now, expected) => {
    const context = {
      history: null,
      now: new Date(now),
      tagsOf: () => null,
      isAtLeastAsStrict: () => false,
      failedRegions: [],
      closedRegions: [],
      createdAt: () => null,
    };
    const frozen = freeze(entries(alb([full('2016-08')])), { ...DEFAULT_ROLLOUT, freezeUntil }, context);

    expect(frozen.map(({ outcome, reason }) => (outcome === 'held' ? reason : outcome))).toEqual([expected]);
  });
});
