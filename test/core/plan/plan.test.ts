import { planRegion } from '../../../lambda/core/plan/plan';
import type { ElbV2LoadBalancer, RegionEstate } from '../../../lambda/core/estate';
import { CANDIDATES, classicPolicy, ELBV2, full, OFFERED, policy } from '../catalogue';
import {
  alb,
  brief,
  CATALOGUE,
  classic,
  custom,
  decide,
  entries,
  madeFrom,
  nlb,
  NOW,
  offering,
  offeringAlso,
  REGION,
  setting,
  stickiness,
  WEB,
} from '../estate';

const RES_PQ = 'TLS13-1-2-Res-PQ-2025-09';
const RES = 'TLS13-1-2-Res-2021-06';
const RES_FIPS_PQ = 'TLS13-1-2-Res-FIPS-PQ-2025-09';
const CNSA2 = 'TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07';
const RFC9151 = 'TLS13-1-2-RFC9151-FIPS-2023-07';
const UNLISTED = 'TLS13-1-2-Res-PQ-2030-01';
const NEWEST_CLASSIC = full('TLS-1-2-2017-01');

function albOn(...shorts: readonly string[]): ElbV2LoadBalancer {
  return alb(shorts.map(full));
}

function tagged(value: string, ...shorts: readonly string[]): ElbV2LoadBalancer {
  return alb(shorts.map(full), 'shop', { ...WEB, 'tls-remediation': value });
}

function mix(to: string): string {
  return `held/alb-policy-mix ${to}`;
}

function below(to: string): string {
  return `planned/below-target ${to}`;
}

function planOf(estate: Partial<RegionEstate>): readonly string[] {
  const whole = {
    region: REGION,
    error: null,
    loadBalancers: [],
    unread: [],
    catalogue: CATALOGUE,
    notes: [],
    ...estate,
  };
  return planRegion(whole, { target: setting('recommended'), now: NOW }).map(
    ({ entry }) => `${entry.loadBalancer.name}:${entry.port} ${brief(entry)}`,
  );
}

/** Every listed policy by what rules 2 and 3 of docs/rules.md give for it, worked out by hand. */
const RECOMMENDED: readonly (readonly [decision: string, policies: string])[] = [
  ['compliant/meets-target', 'TLS13-1-3-PQ TLS13-1-2-Res-PQ TLS13-1-3-FIPS-PQ TLS13-1-2-Res-FIPS-PQ'],
  ['planned/below-target TLS13-1-3-PQ-2025-09', 'TLS13-1-3'],
  ['planned/below-target TLS13-1-3-FIPS-PQ-2025-09', 'TLS13-1-3-FIPS'],
  [
    `planned/below-target ${RES_PQ}`,
    `TLS13-1-2 TLS13-1-2-PQ TLS13-1-2-Res TLS13-1-2-Ext1 TLS13-1-2-Ext1-PQ TLS13-1-2-Ext2 TLS13-1-2-Ext2-PQ
     TLS13-1-1 TLS13-1-0 TLS13-1-0-PQ TLS-1-2-Ext TLS-1-2 TLS-1-1 2016-08 2015-05 TLS-1-0 FS FS-1-1 FS-1-2
     FS-1-2-Res`,
  ],
  [
    `planned/below-target ${RES_FIPS_PQ}`,
    `TLS13-1-2-FIPS TLS13-1-2-FIPS-PQ TLS13-1-2-Res-FIPS TLS13-1-2-Ext0-FIPS TLS13-1-2-Ext0-FIPS-PQ
     TLS13-1-2-Ext1-FIPS TLS13-1-2-Ext1-FIPS-PQ TLS13-1-2-Ext2-FIPS TLS13-1-2-Ext2-FIPS-PQ TLS13-1-1-FIPS
     TLS13-1-0-FIPS TLS13-1-0-FIPS-PQ`,
  ],
  [
    'compliant/specialised-family',
    `TLS13-1-3-RFC9151-FIPS TLS13-1-2-RFC9151-FIPS TLS13-1-2-Ext0-RFC9151-FIPS TLS13-1-2-RFC9151-INTEROP1-FIPS
     TLS13-1-2-RFC9151-INTEROP2-FIPS TLS13-1-2-RFC9151-INTEROP3-FIPS TLS13-1-2-RFC9151-INTEROP4-FIPS`,
  ],
];

function expectedOf(name: string): string | undefined {
  const short = name.replace(full(''), '');
  const words = short.replace(/-\d{4}-\d{2}$/, '');
  return RECOMMENDED.find(([, policies]) =>
    policies.split(/\s+/).some((it) => it === words || it === short),
  )?.[0];
}

describe('a load balancer with one secure listener', () => {
  it.each(ELBV2)('recommended: $name', ({ name }) => {
    expect(brief(decide(alb([name])).entry)).toBe(expectedOf(name));
    expect(brief(decide(nlb([name])).entry)).toBe(expectedOf(name));
  });

  it.each([
    ['classical', '2016-08', `planned/below-target ${RES}`],
    ['classical', 'FS-1-2-Res-2020-10', `planned/below-target ${RES}`],
    ['classical', RES, 'compliant/meets-target'],
    ['classical', RES_PQ, 'compliant/meets-target'],
    ['classical', 'TLS13-1-2-PQ-2025-09', `planned/below-target ${RES_PQ}`],
    ['classical', 'TLS13-1-3-2021-06', 'compliant/meets-target'],
    ['tls13', '2016-08', 'planned/below-target TLS13-1-3-PQ-2025-09'],
    ['tls13', RES_PQ, 'planned/below-target TLS13-1-3-PQ-2025-09'],
    ['tls13', RFC9151, 'compliant/specialised-family'],
    [full(RES), '2016-08', `planned/below-target ${RES}`],
    [full(RES), 'TLS13-1-3-2021-06', 'compliant/stricter-than-target'],
    [full(RES), RES_PQ, 'compliant/stricter-than-target'],
    [full(RES), 'TLS13-1-2-PQ-2025-09', `held/not-comparable ${RES}`],
    [full(RES), 'TLS13-1-2-FIPS-2023-04', `held/other-family ${RES}`],
    [full(RES), RFC9151, 'compliant/specialised-family'],
    [full('TLS13-1-3-2021-06'), '2016-08', 'planned/below-target TLS13-1-3-2021-06'],
    [full('TLS13-1-0-2021-06'), '2016-08', 'planned/below-target TLS13-1-0-2021-06'],
    [full('TLS-1-0-2015-04'), '2016-08', 'held/not-comparable TLS-1-0-2015-04'],
    [full(RFC9151), '2016-08', `held/other-family ${RFC9151}`],
    [full('2016-08'), '2015-05', 'planned/newer-edition 2016-08'],
    [full('Not-Offered-2030-01'), '2016-08', 'held/target-not-offered Not-Offered-2030-01'],
    [full('Not-Offered-2030-01'), RFC9151, 'compliant/specialised-family'],
  ])('%s, on %s: %s', (target, current, expected) => {
    expect(brief(decide(albOn(current), target).entry)).toBe(expected);
    expect(brief(decide(nlb([full(current)]), target).entry)).toBe(expected);
  });

  it('carries what clients lose, and the change that makes it true', () => {
    const { entry, change } = decide(nlb([full('2016-08')]));

    expect(entry).toMatchObject({ from: full('2016-08'), port: 443, protocol: 'TLS', notes: [] });
    expect(entry.drops).toEqual({
      protocols: ['TLSv1', 'TLSv1.1'],
      ciphers: policy('2016-08').ciphers.filter((cipher) => !policy(RES_PQ).ciphers.includes(cipher)),
    });
    expect(change).toEqual({ kind: 'modify-listener', listenerArn: entry.id, policy: full(RES_PQ) });
  });

  it('drops nothing where it is compliant', () => {
    expect(decide(albOn(RES_PQ))).toMatchObject({
      entry: { to: null, drops: { protocols: [], ciphers: [] } },
      change: null,
    });
  });

  it.each([
    ['only FIPS policies', OFFERED.filter(({ family }) => family === 'fips')],
    ['nothing modern', OFFERED.filter(({ name }) => name === full('TLS13-1-2-2021-06'))],
    // What serves TLS 1.2 is never moved to TLS 1.3 alone unasked.
    ['TLS 1.3 alone', OFFERED.filter(({ protocols }) => !protocols.has('TLSv1.2'))],
  ])('is held where the Region offers %s beside what it has', (_, offered) => {
    const catalogue = offering([...OFFERED.filter(({ name }) => name === full('2016-08')), ...offered]);

    expect(decide(albOn('2016-08'), 'recommended', catalogue).entry.reason).toBe('no-target');
    expect(decide(albOn('2016-08'), 'classical', catalogue).entry.reason).toBe('no-target');
  });
});

describe('what AWS may bring', () => {
  const newEdition = { ...policy(RES_PQ), name: full('TLS13-1-2-Res-PQ-2027-03') };
  const newWord = { ...policy(RES_PQ), name: full('TLS13-1-2-Quantum-PQ-2027-03') };

  it.each([
    ['a new edition is taken', RES_PQ, newEdition, 'planned/newer-edition TLS13-1-2-Res-PQ-2027-03'],
    [
      'a new edition is the target of all',
      '2016-08',
      newEdition,
      'planned/below-target TLS13-1-2-Res-PQ-2027-03',
    ],
    ['a new word is not', '2016-08', newWord, `planned/below-target ${RES_PQ}`],
    ['a new word changes nothing', RES_PQ, newWord, 'compliant/meets-target'],
  ])('%s', (_, current, offered, expected) => {
    expect(brief(decide(albOn(current), 'recommended', offeringAlso(offered)).entry)).toBe(expected);
  });

  it('a new edition of the plain policy is taken on an ALB with two listeners', () => {
    const plainEdition = { ...policy(RES), name: full('TLS13-1-2-Res-2027-03') };

    expect(entries(albOn(RES, RES), 'recommended', offeringAlso(plainEdition)).map(brief)).toEqual(
      Array(2).fill('planned/newer-edition TLS13-1-2-Res-2027-03'),
    );
  });

  // Rule 2: `other` is never chosen; `to` is null only on compliant.
  it.each([
    ['alone', albOn(CNSA2)],
    ['weak, alone', albOn('TLS13-1-2-CNSA2-INTEROP3-FIPS-PQ-2026-07')],
    ['on an NLB', nlb([full(CNSA2)])],
    ['beside another listener', albOn(CNSA2, '2016-08')],
  ])(
    'a listener on a policy with a new word is held, and shown a target that is none: %s',
    (_, loadBalancer) => {
      const [entry] = entries(loadBalancer, 'recommended', offeringAlso(...CANDIDATES));

      expect(entry).toMatchObject({ outcome: 'held', reason: 'unknown-family', to: expect.any(String) });
      expect(entry?.to).not.toContain('CNSA2');
      expect(entry?.to).not.toContain('RFC9151');
    },
  );

  it.each([
    ['alone', albOn(UNLISTED)],
    ['with a word nobody knows', albOn('Quantum-2030-01')],
    ['on an NLB', nlb([full(UNLISTED)])],
    ['without a name', alb([null])],
    ['beside another listener', albOn(UNLISTED, RES_PQ)],
    ['with a word nobody knows, beside another', albOn('Quantum-2030-01', '2016-08')],
    ['without a name, beside another', alb([null, full('2016-08')])],
  ])('a listener on a policy that is not listed is held: %s', (_, loadBalancer) => {
    const [entry] = entries(loadBalancer);

    expect(entry).toMatchObject({ outcome: 'held', reason: 'unknown-policy', to: expect.any(String) });
  });
});

describe('an ALB as a whole', () => {
  it.each([
    ['two plain ones stay plain', 'recommended', ['2016-08', 'FS-1-2-2019-08'], [below(RES), below(RES)]],
    ['one of them is there', 'recommended', ['2016-08', RES], [below(RES), 'compliant/meets-target']],
    [
      'TLS 1.3 alone stays so',
      'recommended',
      ['TLS13-1-3-2021-06', '2016-08'],
      ['compliant/meets-target', below(RES)],
    ],
    ['tls13 stays plain too', 'tls13', ['2016-08', RES], Array(2).fill(below('TLS13-1-3-2021-06'))],
    [
      'post-quantum ones stay post-quantum',
      'recommended',
      ['TLS13-1-2-PQ-2025-09', 'TLS13-1-3-PQ-2025-09'],
      [below(RES_PQ), 'compliant/meets-target'],
    ],
    [
      'FIPS beside FIPS',
      'recommended',
      ['TLS13-1-2-FIPS-2023-04', 'TLS13-1-0-FIPS-2023-04'],
      Array(2).fill(below(RES_FIPS_PQ)),
    ],
    [
      'FIPS beside post-quantum',
      'recommended',
      ['TLS13-1-2-FIPS-2023-04', 'TLS13-1-0-PQ-2025-09'],
      [below(RES_FIPS_PQ), below(RES_PQ)],
    ],
    [
      'beside RFC 9151 nothing moves',
      'recommended',
      ['2016-08', RFC9151],
      [mix(RES), 'compliant/specialised-family'],
    ],
    [
      'not FIPS either',
      'recommended',
      ['TLS13-1-2-FIPS-2023-04', RFC9151],
      [mix(RES_FIPS_PQ), 'compliant/specialised-family'],
    ],
    [
      'what is compliant beside RFC 9151 stays so',
      'recommended',
      [RFC9151, RES],
      ['compliant/specialised-family', 'compliant/meets-target'],
    ],
    ['named post-quantum beside plain', full(RES_PQ), ['2016-08', RES], [mix(RES_PQ), mix(RES_PQ)]],
    ['named plain', full(RES), ['2016-08', '2015-05'], [below(RES), below(RES)]],
    [
      'named plain beside post-quantum',
      full(RES),
      [RES_PQ, 'TLS13-1-0-PQ-2025-09'],
      ['compliant/stricter-than-target', `held/not-comparable ${RES}`],
    ],
    [
      'named post-quantum beside FIPS',
      full(RES_PQ),
      ['TLS13-1-0-PQ-2025-09', 'TLS13-1-2-FIPS-2023-04'],
      [below(RES_PQ), `held/other-family ${RES_PQ}`],
    ],
    [
      'a mix that AWS does not allow is left alone',
      'recommended',
      ['2016-08', 'TLS13-1-0-PQ-2025-09'],
      [mix(RES), mix(RES_PQ)],
    ],
    [
      'four listeners',
      'recommended',
      ['2016-08', '2016-08', 'TLS13-1-3-2021-06', RES],
      [below(RES), below(RES), 'compliant/meets-target', 'compliant/meets-target'],
    ],
  ])('%s', (_, target, policies, expected) => {
    expect(entries(albOn(...policies), target).map(brief)).toEqual(expected);
  });

  it('beside a family nobody knows nothing moves', () => {
    const beside = entries(albOn('2016-08', CNSA2), 'recommended', offeringAlso(...CANDIDATES));

    expect(beside.map(({ outcome, reason }) => `${outcome}/${reason}`)).toEqual([
      'held/alb-policy-mix',
      'held/unknown-family',
    ]);
  });

  it('a mix that AWS does not allow says once how to recreate the listeners', () => {
    const [plain] = entries(albOn('2016-08', RES_PQ));

    expect(plain).toMatchObject({ outcome: 'held', reason: 'alb-policy-mix', notes: [] });
    expect(plain?.detail).toMatch(/recreate the others/);
  });

  it('an NLB is planned listener by listener', () => {
    const gate = nlb(['2016-08', RFC9151, 'TLS13-1-3-2021-06'].map(full));

    expect(entries(gate).map(brief)).toEqual([
      below(RES_PQ),
      'compliant/specialised-family',
      below('TLS13-1-3-PQ-2025-09'),
    ]);
  });

  it.each([
    ['all are planned', albOn('2016-08', 'FS-2018-06')],
    ['one is there', albOn(RES, '2016-08')],
  ])('says that post-quantum needs the listeners to be recreated: %s', (_, loadBalancer) => {
    const notes = entries(loadBalancer).map((entry) => entry.notes);

    expect(notes).toEqual([1, 2].map(() => [expect.stringMatching(/post-quantum.*(again|recreate)/i)]));
  });

  it.each([
    ['classical was asked for', albOn('2016-08', '2016-08'), 'classical'],
    ['they are post-quantum', albOn(RES_PQ, 'TLS13-1-0-PQ-2025-09'), 'recommended'],
    ['they are of an NLB', nlb([full('2016-08'), full('2016-08')]), 'recommended'],
  ])('does not say so where %s', (_, loadBalancer, target) => {
    expect(entries(loadBalancer, target).flatMap(({ notes }) => notes)).toEqual([]);
  });

  it.each([
    ['2016-08', 'recommended', [expect.stringContaining('ELBSecurityPolicy-2016-08')]],
    ['2016-08', full(RES_PQ), [expect.stringContaining('ELBSecurityPolicy-2016-08')]],
    ['2016-08', 'classical', []],
    ['TLS13-1-0-PQ-2025-09', 'recommended', []],
  ])('says what a move into post-quantum binds it to: %s, %s', (current, target, expected) => {
    expect(decide(albOn(current), target).entry.notes).toEqual(expected);
  });

  it('says nothing of the sort on an NLB', () => {
    expect(decide(nlb([full('2016-08')])).entry.notes).toEqual([]);
  });
});

describe('the exemption tag', () => {
  it.each([
    ['exempt', '2016-08', `exempt/exempt-by-tag ${RES_PQ}`],
    ['exempt until 2026-11-22', '2016-08', `exempt/exempt-by-tag ${RES_PQ}`],
    ['exempt until 2026-11-21', '2016-08', `planned/below-target ${RES_PQ}`],
    ['exempt until whenever', '2016-08', `held/exemption-unreadable ${RES_PQ}`],
    ['exempt', RES_PQ, 'compliant/meets-target'],
    ['exempt until whenever', RES_PQ, 'compliant/meets-target'],
    ['exempt', RFC9151, 'compliant/specialised-family'],
    ['exempt', UNLISTED, `held/unknown-policy ${RES_PQ}`],
  ])('%j on %s: %s', (value, current, expected) => {
    const { entry, change } = decide(tagged(value, current));

    expect(brief(entry)).toBe(expected);
    expect(change !== null).toBe(expected.startsWith('planned'));
  });

  it.each(['exempt', 'exempt until 2026-11-21', 'exempt until whenever'])(
    'leaves a note where it changes nothing: %s',
    (value) => {
      expect(decide(tagged(value, RES_PQ)).entry.notes).toHaveLength(1);
    },
  );

  it('shows the date and the reason', () => {
    const { entry } = decide(tagged('exempt until 2027-03-31: old cash registers', '2016-08'));

    expect(entry.detail).toMatch(/2027-03-31.*old cash registers/);
  });

  it('holds or exempts every listener of the load balancer that would change', () => {
    expect(entries(tagged('exempt', '2016-08', RES, '2015-05')).map(({ outcome }) => outcome)).toEqual([
      'exempt',
      'compliant',
      'exempt',
    ]);
  });
});

describe('a Classic load balancer', () => {
  const old = madeFrom(full('2016-08'), 'console');
  const ours = madeFrom(NEWEST_CLASSIC, 'elb-tls-TLS-1-2-2017-01');
  const strict = custom('strict', ['TLSv1.2'], ['ECDHE-RSA-AES128-GCM-SHA256']);
  const weak = custom('weak', ['TLSv1.2'], [...classicPolicy(NEWEST_CLASSIC).ciphers, 'RC4-SHA']);
  const incomparable = custom('gcm-on-tls11', ['TLSv1.1', 'TLSv1.2'], ['ECDHE-RSA-AES128-GCM-SHA256']);
  const planned = 'planned/below-target TLS-1-2-2017-01';

  it.each([
    ['a predefined policy', ['console'], [old], 'recommended', planned],
    ['a predefined name shown directly', [full('2016-08')], [], 'recommended', planned],
    ['with stickiness', ['sticky', 'console'], [old, stickiness('sticky')], 'recommended', planned],
    [
      'the target under the name of the console',
      ['console'],
      [madeFrom(NEWEST_CLASSIC, 'console')],
      'recommended',
      'compliant/meets-target',
    ],
    ['the target shown directly', [NEWEST_CLASSIC], [], 'recommended', 'compliant/meets-target'],
    ['our policy', ['elb-tls-TLS-1-2-2017-01'], [ours], 'recommended', 'compliant/meets-target'],
    ['stricter than the target', ['strict'], [strict], 'recommended', 'compliant/stricter-than-target'],
    ['weaker than the target', ['weak'], [weak], 'recommended', planned],
    ['neither', ['gcm-on-tls11'], [incomparable], 'recommended', 'held/not-comparable TLS-1-2-2017-01'],
    ['classical', ['console'], [old], 'classical', planned],
    ['tls13', ['console'], [old], 'tls13', planned],
    ['a name that Classic does not have', ['console'], [old], full(RES_PQ), planned],
    [
      'a name that it has',
      ['console'],
      [old],
      full('TLS-1-1-2017-01'),
      'planned/below-target TLS-1-1-2017-01',
    ],
    [
      'a name that is weaker',
      ['elb-tls-TLS-1-2-2017-01'],
      [ours],
      full('TLS-1-1-2017-01'),
      'compliant/stricter-than-target',
    ],
    [
      'a name that is weaker than a predefined one',
      ['console'],
      [old],
      full('2015-05'),
      'compliant/stricter-than-target',
    ],
    ['no policy at all', [], [], 'recommended', 'held/unknown-policy TLS-1-2-2017-01'],
    ['contents nobody knows', [full('2011-08')], [], 'recommended', 'held/unknown-policy TLS-1-2-2017-01'],
    [
      'two TLS policies',
      ['console', 'strict'],
      [old, strict],
      'recommended',
      'held/unknown-policy TLS-1-2-2017-01',
    ],
    [
      'our name taken',
      ['console'],
      [old, custom('elb-tls-TLS-1-2-2017-01', ['TLSv1'], ['RC4-SHA'])],
      'recommended',
      'held/name-taken TLS-1-2-2017-01',
    ],
    [
      // [CLB-upd] the name proves nothing: without a reference it is custom, known by its attributes.
      'a custom policy that is called like the target',
      [NEWEST_CLASSIC],
      [custom(NEWEST_CLASSIC, ['TLSv1', 'TLSv1.2'], [...classicPolicy(NEWEST_CLASSIC).ciphers, 'RC4-SHA'])],
      'recommended',
      planned,
    ],
  ])('%s', (_, policyNames, policies, target, expected) => {
    expect(brief(decide(classic([policyNames], policies), target).entry)).toBe(expected);
  });

  it('touches only the listener that needs it, and creates one policy for all', () => {
    const legacy = classic(
      [['sticky', 'console'], ['strict'], ['console']],
      [old, strict, stickiness('sticky')],
    );

    expect(entries(legacy).map(({ id, port }) => `${id} ${port}`)).toEqual(
      [443, 8443, 9443].map((port) => `${legacy.arn}#${port} ${port}`),
    );
    expect(entries(legacy).map(brief)).toEqual([planned, 'compliant/stricter-than-target', planned]);
  });

  it('shows the reference policy as from, else the name of its own', () => {
    const legacy = classic([['console'], ['strict'], [full('2015-05')]], [old, strict]);

    expect(entries(legacy).map(({ from }) => from)).toEqual([full('2016-08'), 'strict', full('2015-05')]);
  });
});

describe('planRegion', () => {
  const error = { code: 'AccessDenied', message: 'not authorized' };
  const { loadBalancer } = {
    loadBalancer: { region: REGION, name: 'secret', arn: 'arn:secret', type: 'network' } as const,
  };

  it.each(['read-failed', 'tags-unreadable', 'out-of-time'] as const)(
    'has one entry for what could not be read: %s',
    (reason) => {
      expect(
        planOf({ unread: [{ loadBalancer, tags: null, reason, error }], loadBalancers: [albOn(RES_PQ)] }),
      ).toEqual([`secret:null failed/${reason}`, 'shop:443 compliant/meets-target']);
    },
  );

  it.each([
    ['could not be read', { application: { status: 'unreadable', error } }],
    ['was not asked for', {}],
  ] as const)('fails every listener of a type whose catalogue %s, and no other', (_, missing) => {
    const { network } = CATALOGUE;
    const catalogue = { ...missing, ...(network && { network }) };

    expect(planOf({ catalogue, loadBalancers: [albOn(RES_PQ, '2016-08'), nlb([full(RES_PQ)])] })).toEqual([
      'shop:443 failed/catalogue-unreadable',
      'shop:8443 failed/catalogue-unreadable',
      'gate:443 compliant/meets-target',
    ]);
  });

  it.each(['HTTP', 'TCP', 'UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC', 'GENEVE'])(
    'has no entry for a listener that speaks %s',
    (protocol) => {
      const [listener] = nlb([null]).listeners;

      expect(
        planOf({ loadBalancers: listener ? [{ ...nlb([]), listeners: [{ ...listener, protocol }] }] : [] }),
      ).toEqual([]);
    },
  );

  it.each(['HTTPS', 'SSL'])('has an entry for a Classic listener that speaks %s', (protocol) => {
    const listener = { port: 443, protocol, policyNames: [NEWEST_CLASSIC] };

    expect(planOf({ loadBalancers: [{ ...classic([]), listeners: [listener] }] })).toEqual([
      'legacy:443 compliant/meets-target',
    ]);
  });
});
