import { ownPolicyName } from '../../../lambda/core/policy/classic-name';
import { CLASSIC_OFFERED, full } from '../catalogue';

describe('ownPolicyName', () => {
  it.each([
    [full('TLS-1-2-2017-01'), 'elb-tls-TLS-1-2-2017-01'],
    ['ELBSample-ELBDefaultCipherPolicy', 'elb-tls-ELBSample-ELBDefaultCipherPolicy'],
  ])('%s: %s', (target, expected) => {
    expect(ownPolicyName(target)).toBe(expected);
  });

  it('is no reserved name, is made of what AWS allows, and differs for every policy', () => {
    const names = CLASSIC_OFFERED.map(({ name }) => ownPolicyName(name));

    expect(names.filter((name) => !/^(?!ELBSecurityPolicy-|ELBSample-)[A-Za-z0-9-]+$/.test(name))).toEqual(
      [],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
