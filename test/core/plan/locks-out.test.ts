import { KNOWN_CLIENTS } from '../../../lambda/core/clients/known';
import { lockedOut } from '../../../lambda/core/clients/locked-out';
import { recheck } from '../../../lambda/core/plan/recheck';
import { intendedUndo } from '../../../lambda/core/plan/undo';
import { classicPostureOf, type Posture } from '../../../lambda/core/policy/posture';
import { classicPolicy, full, posture } from '../catalogue';
import { alb, CATALOGUE, classic, custom, decide, entries, NOW, WEB } from '../estate';
import { CLASSIC_BEST, OLD, SCOPE } from '../../vocabulary';

const RES_PQ = 'TLS13-1-2-Res-PQ-2025-09';

/** By the whole table. */
function lost(from: Posture, to: Posture): readonly string[] {
  return lockedOut(from, to, KNOWN_CLIENTS).map(({ name }) => name);
}

describe('locksOut of an entry', () => {
  it('names who gets through today and would no more, most common first', () => {
    const { locksOut } = decide(alb([OLD])).entry;
    expect(locksOut).toEqual(lost(posture('2016-08'), posture(RES_PQ)));
    expect(locksOut?.slice(0, 2)).toEqual(['Java 7u25', 'IE 8 Win 7']);
  });

  it('is an empty list where no known client is', () => {
    expect(decide(alb([full('FS-1-2-Res-2020-10')])).entry).toMatchObject({
      outcome: 'planned',
      locksOut: [],
    });
  });

  it('is told of what is held or exempt too', () => {
    const exempt = alb([OLD], 'shop', { ...WEB, 'tls-remediation': 'exempt' });
    expect(decide(exempt).entry).toMatchObject({ outcome: 'exempt', locksOut: ['Java 7u25', ...others()] });
    const [mixed] = entries(alb([OLD, full(RES_PQ)]));
    expect(mixed).toMatchObject({
      outcome: 'held',
      reason: 'alb-policy-mix',
      locksOut: ['Java 7u25', ...others()],
    });
  });

  it('goes by what a custom policy on Classic accepts', () => {
    const mine = custom('mine', ['TLSv1', 'TLSv1.2'], ['ECDHE-RSA-AES128-GCM-SHA256', 'DES-CBC3-SHA']);
    const { locksOut } = decide(classic([['mine']], [mine])).entry;
    expect(locksOut).toEqual(lost(classicPostureOf(mine), classicPostureOf(classicPolicy(CLASSIC_BEST))));
    expect(locksOut).toContain('IE 8 XP');
  });

  it.each([
    ['nothing is to be done', alb([full(RES_PQ)])],
    ['AWS does not say what the policy accepts', alb([full('TLS-9-9-2031-01')])],
    ['no policy is shown', alb([null])],
  ])('is not there where %s', (_, loadBalancer) => {
    expect(decide(loadBalancer).entry).not.toHaveProperty('locksOut');
  });
});

function others(): readonly string[] {
  return lost(posture('2016-08'), posture(RES_PQ)).slice(1);
}

describe('locksOut, looked at again', () => {
  const { locksOut: _asOfAnEarlierVersion, ...earlier } = decide(alb([OLD])).entry;

  it('is there for a plan file that had none', () => {
    const { entry } = recheck(earlier, alb([OLD]), SCOPE, { catalogue: CATALOGUE, now: NOW });
    expect(entry).toEqual(decide(alb([OLD])).entry);
  });

  it('is that of the move from what the listener has now', () => {
    const planned = decide(alb([OLD])).entry;
    const now = alb([full('TLS13-1-2-2021-06')]);
    const { entry } = recheck(planned, now, SCOPE, { catalogue: CATALOGUE, now: NOW });
    expect(entry).toMatchObject({ outcome: 'held', reason: 'changed-since-plan' });
    expect(entry.locksOut).toEqual(lost(posture('TLS13-1-2-2021-06'), posture(RES_PQ)));
  });

  it('is not there where the target is another by now', () => {
    const planned = decide(alb([OLD]), full('TLS13-1-3-2021-06')).entry;
    const { entry } = recheck({ ...planned, to: full(RES_PQ) }, alb([full('2015-05')]), SCOPE, {
      catalogue: CATALOGUE,
      now: NOW,
    });
    expect(entry.reason).toBe('changed-since-plan');
    expect(entry.locksOut).toEqual(lost(posture('2015-05'), posture(RES_PQ)));
  });

  it('is not that of the way back', () => {
    const back = intendedUndo(decide(alb([OLD])).entry);
    expect(back).toMatchObject({ from: full(RES_PQ), to: OLD });
    expect(back).not.toHaveProperty('locksOut');
  });
});
