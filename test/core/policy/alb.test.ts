import { albGroupOf, canStandTogether } from '../../../lambda/core/policy/alb';
import { CANDIDATES, ELBV2, full } from '../catalogue';
import { mix } from '../oracle';
import { OLD, PQ } from '../../vocabulary';

const FIPS = full('TLS13-1-2-FIPS-2023-04');
const FIPS_PQ = full('TLS13-1-2-Res-FIPS-PQ-2025-09');
const RFC9151 = full('TLS13-1-2-RFC9151-FIPS-2023-07');
const UNKNOWN = full('TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07');

describe('albGroupOf', () => {
  it.each([
    [OLD, 'plain'],
    [PQ, 'pq-or-fips'],
    [FIPS, 'pq-or-fips'],
    [FIPS_PQ, 'pq-or-fips'],
    [RFC9151, 'unknown'],
    [UNKNOWN, 'unknown'],
    [null, 'unknown'],
  ])('%s: %s', (name, expected) => {
    expect(albGroupOf(name)).toBe(expected);
  });
});

describe('canStandTogether', () => {
  it.each([
    [[FIPS_PQ, FIPS], true],
    [[PQ, FIPS], true],
    [[PQ, FIPS_PQ], true],
    [[OLD, FIPS], false],
    [[OLD, FIPS_PQ], false],
    [[OLD, PQ], false],
    [[OLD, full('TLS13-1-3-2021-06')], true],
    [[PQ, FIPS, OLD], false],
    [[RFC9151, FIPS], false],
    [[RFC9151, OLD], false],
    [[RFC9151, RFC9151], false],
    [[UNKNOWN, PQ], false],
    [[null, OLD], false],
    [[RFC9151], true],
    [[], true],
  ])('%j: %s', (names, expected) => {
    expect(canStandTogether(names)).toBe(expected);
  });

  it.each([...ELBV2, ...CANDIDATES])('$name beside any other: as the table of AWS has it', ({ name }) => {
    const others = [...ELBV2, ...CANDIDATES].map((other) => other.name);

    expect(others.filter((other) => canStandTogether([name, other]))).toEqual(
      others.filter((other) => mix([name, other])),
    );
  });
});
