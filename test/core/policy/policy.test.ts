import { readName } from '../../../lambda/core/policy/policy';
import { CANDIDATES, ELBV2, full, metaOf } from '../catalogue';

describe('readName', () => {
  it.each([...ELBV2, ...CANDIDATES])(
    'reads family and post-quantum of $name as the catalogue has them',
    ({ name }) => {
      const { family, postQuantum } = readName(name);

      expect({ family, postQuantum }).toEqual(metaOf(name));
    },
  );

  it.each([
    ['2016-08', '', '2016-08'],
    ['TLS13-1-2-Res-PQ-2025-09', 'TLS13-1-2-Res-PQ-', '2025-09'],
    ['TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07', 'TLS13-1-2-RFC9151-INTEROP4-FIPS-', '2023-07'],
    ['TLS13-1-2', 'TLS13-1-2', null],
  ])('parts %s from its date', (short, stem, date) => {
    expect(readName(full(short))).toMatchObject({ stem: full(stem), date });
  });

  it.each([
    ['a new word', full('TLS13-1-2-CNSA3-2027-01')],
    ['a new word after the date', full('TLS13-1-2-Res-2027-01-v2')],
    ['a new version of TLS', full('TLS14-1-2-Res-2027-01')],
    ['a new lowest version', full('TLS13-1-4-2027-01')],
    ['a word in another case', full('TLS13-1-2-fips-2023-04')],
    ['a word of RFC 9151 without RFC 9151', full('TLS13-1-2-INTEROP1-FIPS-2023-07')],
    ['a new word beside RFC 9151', full('TLS13-1-2-RFC9151-INTEROP5-FIPS-2023-07')],
    ['no prefix', 'TLS13-1-2-2021-06'],
    ['a policy of somebody', 'my-policy-2025-09'],
    ['nothing', ''],
  ])('is of family other with %s', (_, name) => {
    expect(readName(name).family).toBe('other');
  });
});
