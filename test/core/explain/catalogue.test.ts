import source from '../../../sandbox/catalogue.json';
import CATALOGUE from '../../../lambda/core/explain/catalogue.json';
import { answered, CATALOGUE_POLICIES, UNPUBLISHED } from '../../../lambda/core/explain/catalogue';
import { checksOf } from '../../../lambda/core/explain/checks';
import { policyTowardsTargets } from '../../../lambda/core/explain/targets';
import { shippedCatalogue } from '../../../scripts/catalogue';
import { present } from '../../helpers';
import { full } from '../../vocabulary';
import { CANDIDATES, CLASSIC, ELBV2 } from '../catalogue';
import { postureOf } from '../../../lambda/core/policy/posture';

const shelved = (name: string, type: 'elbv2' | 'classic' = 'elbv2') =>
  present(CATALOGUE_POLICIES.find((each) => each.posture.name === name && each.type === type));

/** The names of the policies of a type with which a check passes. */
const passing = (check: string): readonly string[] =>
  CATALOGUE_POLICIES.filter((policy) =>
    checksOf(policy).some((result) => result.check === check && result.passes === true),
  ).map(({ posture }) => posture.name);

it('the shipped catalogue says what its source says', () => {
  const advice =
    'lambda/core/explain/catalogue.json is not what sandbox/catalogue.json has; run: npm run catalogue';
  const current = JSON.stringify(CATALOGUE) === JSON.stringify(shippedCatalogue());

  expect(current ? 'current' : advice).toBe('current');
});

function shown(type: string) {
  return CATALOGUE_POLICIES.filter((each) => each.type === type).map(({ posture }) => ({
    name: posture.name,
    protocols: [...posture.protocols],
    ciphers: [...posture.ciphers],
  }));
}

const checkNames = (name: string, type: 'elbv2' | 'classic') =>
  checksOf(shelved(full(name), type)).map(({ check }) => check);

it('has every policy, its ciphers in its order, and nothing that no page of AWS has', () => {
  expect(shown('elbv2')).toEqual(ELBV2);
  expect(shown('classic')).toEqual(CLASSIC);
  expect(UNPUBLISHED).toEqual(['2014-10', '2014-01', '2011-08'].map(full));
});

it.each(CLASSIC.map(({ name }) => name))(
  "whose order decides with %s of Classic is the policy's to say",
  (name) => {
    const described = source.classic.PolicyDescriptions.find((each) => each.PolicyName === name);
    const { _meta: meta } = present(described);

    expect(shelved(name, 'classic').decides).toBe(meta.serverOrder);
  },
);

it('of what AWS answers, the load balancer decides, but for two old samples of Classic', () => {
  const postures = [...CATALOGUE_POLICIES].map(({ posture }) => posture);
  const clients = answered(postures, 'classic', '2026-11-27').filter(({ decides }) => !decides);

  expect(clients.map(({ posture }) => posture.name)).toEqual([
    'ELBSample-ELBDefaultCipherPolicy',
    'ELBSample-OpenSSLDefaultCipherPolicy',
  ]);
  expect(answered(postures, 'elbv2', '2026-11-27').every(({ decides }) => decides)).toBe(true);
});

describe('the policy towards the targets', () => {
  it.each(source.elbv2.SslPolicies)('of $Name is what the pages of AWS say', ({ Name, _meta: meta }) => {
    expect(policyTowardsTargets(shelved(Name))).toBe(meta.backendPolicy);
  });

  it('is not known of Classic, and of a family without a name', () => {
    const [candidate] = CANDIDATES;
    const unknown = { ...shelved(full('2016-08')), posture: postureOf(present(candidate)) };

    expect(policyTowardsTargets(shelved(full('2016-08'), 'classic'))).toBeNull();
    expect(policyTowardsTargets(unknown)).toBeNull();
  });
});

describe('the checks', () => {
  it('ELB.17 passes with the eight policies that Security Hub names', () => {
    const recommended = source.elbv2.SslPolicies.filter(
      ({ _meta: meta }) => meta.securityHubElb17Recommended,
    );

    expect(recommended).toHaveLength(8);
    expect(passing('security-hub/ELB.17').toSorted()).toEqual(recommended.map(({ Name }) => Name).toSorted());
  });

  it.each([
    ['security-hub/ELB.8', 1],
    ['prowler/elb_insecure_ssl_ciphers', 1],
    ['datadog/31q-rfg-uiu', 1],
    ['prowler/elbv2_insecure_ssl_ciphers', 21],
    ['prowler/elbv2_listener_pqc_tls_enabled', 11],
    ['datadog/vn4-vpi-u7q', 11],
  ])('%s passes with %i policies', (check, number) => {
    expect(passing(check)).toHaveLength(number);
  });

  it('look at one type of load balancer each', () => {
    expect(checkNames('2016-08', 'elbv2')).toEqual([
      'security-hub/ELB.17',
      'prowler/elbv2_insecure_ssl_ciphers',
      'prowler/elbv2_listener_pqc_tls_enabled',
      'datadog/vn4-vpi-u7q',
    ]);
    expect(checkNames('2016-08', 'classic')).toEqual([
      'security-hub/ELB.8',
      'prowler/elb_insecure_ssl_ciphers',
      'datadog/31q-rfg-uiu',
    ]);
  });

  it('of Datadog on a custom policy is not known, where nothing speaks against it', () => {
    const custom = { ...shelved(full('TLS-1-2-2017-01'), 'classic').posture, name: 'mine' };
    const policy = { ...shelved(full('TLS-1-2-2017-01'), 'classic'), posture: custom };

    expect(checksOf(policy).map(({ passes }) => passes)).toEqual([false, false, null]);
    expect(checksOf(shelved(full('2015-05'), 'classic')).map(({ passes }) => passes)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
