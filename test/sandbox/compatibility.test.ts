import { compatible } from '../../sandbox/compatibility';
import { ELBV2, full } from '../core/catalogue';
import { mix } from '../core/oracle';

/** The sandbox's rule for one ALB, against the table of the ALB guide, [ALB-update]. */

const PLAIN = full('2016-08');
const PQ = full('TLS13-1-2-Res-PQ-2025-09');
const FIPS = full('TLS13-1-2-Res-FIPS-2023-04');
const FIPS_PQ = full('TLS13-1-2-Res-FIPS-PQ-2025-09');

describe('policies on one ALB', () => {
  it.each([
    [FIPS_PQ, FIPS, true],
    [PQ, FIPS, true],
    [PQ, FIPS_PQ, true],
    [PLAIN, FIPS, false],
    [PLAIN, FIPS_PQ, false],
    [PLAIN, PQ, false],
    [PLAIN, full('TLS13-1-2-Res-2021-06'), true],
  ])('%s beside %s: %s', (one, other, expected) => {
    expect([compatible(one, other), compatible(other, one)]).toEqual([expected, expected]);
  });

  it('mix as the rules say, wherever the guide says anything', () => {
    const known = ELBV2.filter(({ name }) => !name.includes('RFC9151'));
    const differing = known.flatMap(({ name: one }) =>
      known.filter(({ name: other }) => compatible(one, other) !== mix([one, other])),
    );

    expect(differing).toEqual([]);
  });
});
