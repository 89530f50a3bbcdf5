import { classicPostureOf, postureOf, type Posture } from '../../../lambda/core/policy/posture';
import { judge } from '../../../lambda/core/plan/verdict';
import { CANDIDATES, CLASSIC, ELBV2, full, metaOf, policy, posture } from '../catalogue';
import { onClassic, ruleThree } from '../oracle';

function verdictOn(current: Posture, target: Posture): string {
  const { outcome, reason } = judge(current, { found: true, target });
  return `${outcome}/${reason}`;
}

/** A policy with the contents of `of`, under another name. */
function named(short: string, of: string): Posture {
  return postureOf({ ...policy(of), name: full(short) });
}

const RES_PQ = 'TLS13-1-2-Res-PQ-2025-09';
const RES = 'TLS13-1-2-Res-2021-06';

describe('judge', () => {
  it.each([
    ['compliant/specialised-family', posture('TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07'), posture(RES_PQ)],
    [
      'compliant/specialised-family',
      posture('TLS13-1-3-RFC9151-FIPS-2023-07'),
      posture('TLS13-1-3-RFC9151-FIPS-2023-07'),
    ],
    ['held/unknown-family', posture('TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07'), posture(RES_PQ)],
    [
      'held/unknown-family',
      posture('TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07'),
      posture('TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07'),
    ],
    ['compliant/meets-target', posture(RES_PQ), posture(RES_PQ)],
    ['compliant/meets-target', posture('2016-08'), posture('2016-08')],
    ['planned/newer-edition', posture(RES_PQ), named('TLS13-1-2-Res-PQ-2027-03', RES_PQ)],
    ['planned/newer-edition', posture('2015-05'), posture('2016-08')],
    ['compliant/stricter-than-target', named('TLS13-1-2-Res-PQ-2027-03', RES_PQ), posture(RES_PQ)],
    ['compliant/stricter-than-target', posture('TLS13-1-3-PQ-2025-09'), posture(RES_PQ)],
    ['compliant/stricter-than-target', posture('TLS13-1-3-2021-06'), posture(RES)],
    ['planned/below-target', posture('FS-1-2-Res-2020-10'), posture(RES)],
    ['planned/below-target', posture('2016-08'), posture('2015-05')],
    ['planned/below-target', posture('2016-08'), posture(RES_PQ)],
    ['planned/below-target', posture('2016-08'), posture('FS-2018-06')],
    ['held/other-family', posture('TLS13-1-2-FIPS-2023-04'), posture(RES_PQ)],
    ['held/other-family', posture('2016-08'), posture('TLS13-1-2-RFC9151-FIPS-2023-07')],
    ['held/other-family', posture('2016-08'), posture('TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07')],
    ['held/not-comparable', posture('TLS13-1-0-PQ-2025-09'), posture(RES)],
    ['held/not-comparable', posture('FS-1-2-2019-08'), posture('TLS13-1-0-2021-06')],
  ])('%s: $1.name to $2.name', (expected, current, target) => {
    expect(verdictOn(current, target)).toBe(expected);
  });

  it.each(['no-target', 'target-not-offered'] as const)('without a target it is held: %s', (reason) => {
    expect(judge(posture('2016-08'), { found: false, reason })).toMatchObject({ outcome: 'held', reason });
  });

  it.each([
    ['compliant/specialised-family', 'TLS13-1-3-RFC9151-FIPS-2023-07'],
    ['held/unknown-family', 'TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07'],
  ])('a family that is never left decides before a missing target: %s', (expected, short) => {
    const { outcome, reason } = judge(posture(short), { found: false, reason: 'target-not-offered' });

    expect(`${outcome}/${reason}`).toBe(expected);
  });

  it('says why it holds', () => {
    const verdict = judge(posture('FS-1-2-2019-08'), { found: true, target: posture('TLS13-1-0-2021-06') });

    expect(verdict).toMatchObject({ why: ['accepts TLSv1', 'has ciphers without forward secrecy'] });
  });

  it.each([...ELBV2, ...CANDIDATES])('$name with any policy as its target: as rule 3 orders it', (from) => {
    const all = [...ELBV2, ...CANDIDATES];
    const expected = all.map((to) =>
      ruleThree({ ...from, ...metaOf(from.name) }, { ...to, ...metaOf(to.name) }),
    );

    expect(all.map((to) => verdictOn(postureOf(from), postureOf(to)))).toEqual(expected);
  });

  it.each(CLASSIC)('on Classic $name with any policy as its target: as rule 3 orders it', (from) => {
    const expected = CLASSIC.map((to) => ruleThree(onClassic(from), onClassic(to)));

    expect(CLASSIC.map((to) => verdictOn(classicPostureOf(from), classicPostureOf(to)))).toEqual(expected);
  });
});
