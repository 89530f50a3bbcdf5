import { protocolsUnderTls12, shortcomings } from '../../../lambda/core/policy/named';
import { isModern } from '../../../lambda/core/policy/posture';
import { CLASSIC_OFFERED, full, OFFERED } from '../catalogue';

const all = [...OFFERED, ...CLASSIC_OFFERED];

function named(name: string) {
  const found = all.find((policy) => policy.name === full(name));
  if (found === undefined) throw new Error(name);
  return found;
}

describe('a policy that somebody names as the target', () => {
  it.each([
    ['2016-08', ['TLSv1', 'TLSv1.1']],
    ['TLS13-1-1-2021-06', ['TLSv1.1']],
    ['TLS-1-2-2017-01', []],
    ['TLS13-1-2-Res-PQ-2025-09', []],
  ])('%s accepts %j under TLS 1.2', (name, expected) => {
    expect(protocolsUnderTls12(named(name))).toEqual(expected);
  });

  it.each([
    ['TLS13-1-2-Res-2021-06', []],
    ['TLS13-1-2-Ext1-2021-06', ['accepts CBC', 'has ciphers without forward secrecy']],
    ['TLS-1-2-2017-01', ['offers no TLS 1.3', 'accepts CBC', 'has ciphers without forward secrecy']],
  ])('%s: %j', (name, expected) => {
    const said = shortcomings(named(name));
    expect(said.filter((each) => expected.includes(each)).toSorted()).toEqual(expected.toSorted());
    expect(said.length > 0).toBe(expected.length > 0);
  });

  it('lacks something just where it is not modern', () => {
    expect(all.map((policy) => shortcomings(policy).length === 0)).toEqual(all.map(isModern));
  });
});
