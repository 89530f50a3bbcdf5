import type { Policy } from '../../../lambda/core/policy/policy';
import { classicPostureOf, postureOf, type Posture } from '../../../lambda/core/policy/posture';
import {
  chooseClassicTarget,
  chooseTarget,
  formatTarget,
  parseTarget,
  type TargetChoice,
} from '../../../lambda/core/policy/target';
import { CANDIDATES, CLASSIC, CLASSIC_OFFERED, ELBV2, full, OFFERED, policy, posture } from '../catalogue';
import { setting } from '../estate';

const RES_PQ = 'TLS13-1-2-Res-PQ-2025-09';
const NEWEST_CLASSIC = full('TLS-1-2-2017-01');

function nameOf(choice: TargetChoice): string {
  return choice.found ? choice.target.name.replace(full(''), '') : choice.reason;
}

function choose(current: string, target = 'recommended', offered: readonly Posture[] = OFFERED): string {
  return nameOf(chooseTarget(posture(current), setting(target), offered, () => true));
}

function onlyOffered(...shorts: readonly string[]): readonly Posture[] {
  return shorts.map(posture);
}

function also(...more: readonly Policy[]): readonly Posture[] {
  return [...OFFERED, ...more.map(postureOf)];
}

function isPlain(candidate: Posture): boolean {
  return !candidate.postQuantum;
}

describe('chooseTarget', () => {
  it.each([
    // The examples of docs/rules.md.
    ['recommended', '2016-08', RES_PQ],
    ['recommended', 'TLS13-1-3-2021-06', 'TLS13-1-3-PQ-2025-09'],
    ['recommended', 'TLS13-1-2-FIPS-2023-04', 'TLS13-1-2-Res-FIPS-PQ-2025-09'],
    // Neither of these two settings sends what serves TLS 1.2 to TLS 1.3 alone.
    ['recommended', 'FS-1-2-Res-2020-10', RES_PQ],
    ['recommended', 'TLS13-1-3-FIPS-2023-04', 'TLS13-1-3-FIPS-PQ-2025-09'],
    ['recommended', 'TLS13-1-0-PQ-2025-09', RES_PQ],
    ['classical', '2016-08', 'TLS13-1-2-Res-2021-06'],
    ['classical', 'TLS13-1-3-2021-06', 'TLS13-1-3-2021-06'],
    ['classical', 'TLS13-1-2-FIPS-2023-04', 'TLS13-1-2-Res-FIPS-2023-04'],
    ['classical', 'TLS13-1-2-PQ-2025-09', RES_PQ],
    ['classical', 'TLS13-1-0-FIPS-PQ-2025-09', 'TLS13-1-2-Res-FIPS-PQ-2025-09'],
    ['tls13', '2016-08', 'TLS13-1-3-PQ-2025-09'],
    ['tls13', 'TLS13-1-3-2021-06', 'TLS13-1-3-PQ-2025-09'],
    ['tls13', RES_PQ, 'TLS13-1-3-PQ-2025-09'],
    ['tls13', 'TLS13-1-2-Ext0-FIPS-2023-04', 'TLS13-1-3-FIPS-PQ-2025-09'],
    ['fips', '2016-08', 'TLS13-1-2-Res-FIPS-PQ-2025-09'],
    ['fips', RES_PQ, 'TLS13-1-2-Res-FIPS-PQ-2025-09'],
    ['fips', 'TLS13-1-3-2021-06', 'TLS13-1-3-FIPS-PQ-2025-09'],
    ['fips', 'TLS13-1-0-FIPS-2023-04', 'TLS13-1-2-Res-FIPS-PQ-2025-09'],
    [full('TLS13-1-3-2021-06'), '2016-08', 'TLS13-1-3-2021-06'],
    [full('TLS13-1-0-2021-06'), '2016-08', 'TLS13-1-0-2021-06'],
    [full('TLS13-1-3-FIPS-2030-01'), '2016-08', 'target-not-offered'],
  ])('%s, from %s: %s', (target, current, expected) => {
    expect(choose(current, target)).toBe(expected);
  });

  it.each(['recommended', 'classical', 'tls13', 'fips'])(
    '%s never chooses an RFC 9151 or an unknown policy',
    (target) => {
      const everything = also(...CANDIDATES);
      const chosen = ELBV2.filter(({ name }) => !name.includes('RFC9151')).map(({ name }) =>
        choose(name.replace(full(''), ''), target, everything),
      );

      expect(chosen.filter((name) => /RFC9151|CNSA2/.test(name))).toEqual([]);
    },
  );

  it.each([
    {
      name: 'without post-quantum in the Region: the best plain one',
      offered: OFFERED.filter(({ postQuantum }) => !postQuantum),
      expected: 'TLS13-1-2-Res-2021-06',
    },
    {
      name: 'only TLS 1.3 alone qualifies',
      offered: onlyOffered('TLS13-1-3-PQ-2025-09'),
      expected: 'no-target',
    },
    {
      name: 'nothing qualifies',
      offered: onlyOffered('2016-08', 'TLS13-1-2-2021-06'),
      expected: 'no-target',
    },
    {
      name: 'another family qualifies',
      offered: onlyOffered('TLS13-1-2-Res-FIPS-2023-04'),
      expected: 'no-target',
    },
    { name: 'nothing is offered', offered: [], expected: 'no-target' },
    {
      name: 'a new word on offer that keeps more',
      offered: also({
        ...policy(RES_PQ),
        name: full('TLS13-1-2-Quantum-PQ-2027-01'),
        ciphers: [...policy(RES_PQ).ciphers, 'DHE-RSA-AES128-GCM-SHA256'],
      }),
      expected: RES_PQ,
    },
    {
      name: 'a newer date with weak contents',
      offered: also({ ...policy('TLS13-1-0-PQ-2025-09'), name: full('TLS13-1-0-PQ-2027-01') }),
      expected: RES_PQ,
    },
    {
      name: 'a newer date that keeps less',
      offered: also({
        name: full('TLS13-1-2-Res-PQ-2027-01'),
        protocols: ['TLSv1.2', 'TLSv1.3'],
        ciphers: ['TLS_AES_256_GCM_SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
      }),
      expected: RES_PQ,
    },
    {
      name: 'the same under a newer name: the newest',
      offered: also({ ...policy(RES_PQ), name: full('TLS13-1-2-Res-PQ-2027-01') }),
      expected: 'TLS13-1-2-Res-PQ-2027-01',
    },
    {
      name: 'the same under an older name: not the oldest',
      offered: also({ ...policy(RES_PQ), name: full('TLS13-1-2-Res-PQ-2024-01') }),
      expected: RES_PQ,
    },
    {
      name: 'post-quantum goes before keeping more',
      offered: [
        ...onlyOffered('TLS13-1-2-Res-2021-06'),
        postureOf({
          name: full('TLS13-1-2-PQ-2027-01'),
          protocols: ['TLSv1.2', 'TLSv1.3'],
          ciphers: ['TLS_AES_256_GCM_SHA384'],
        }),
      ],
      expected: 'TLS13-1-2-PQ-2027-01',
    },
  ])('$name: $expected', ({ offered, expected }) => {
    expect(choose('2016-08', 'recommended', offered)).toBe(expected);
    expect(choose('2016-08', 'recommended', offered.toReversed())).toBe(expected);
  });

  it('chooses the same of two that differ in name alone, in whatever order AWS lists them', () => {
    const twins = ['TLS13-1-2-Res-PQ-2027-01', 'TLS13-1-2-PQ-2027-01'].map((short) =>
      postureOf({ ...policy(RES_PQ), name: full(short) }),
    );

    expect(choose('2016-08', 'recommended', twins)).toBe(
      choose('2016-08', 'recommended', twins.toReversed()),
    );
  });

  it('chooses only what the other listeners leave possible', () => {
    expect(nameOf(chooseTarget(posture('2016-08'), setting('recommended'), OFFERED, isPlain))).toBe(
      'TLS13-1-2-Res-2021-06',
    );
  });
});

describe('chooseClassicTarget', () => {
  it.each(['recommended', 'classical', 'tls13', 'fips', full('TLS13-1-2-Res-PQ-2025-09'), full('2011-08')])(
    'is the highest lowest protocol for %s, whatever the listener has',
    (target) => {
      const chosen = CLASSIC_OFFERED.map((current) =>
        chooseClassicTarget(current, setting(target), CLASSIC_OFFERED),
      );

      expect(new Set(chosen.map((choice) => choice.found && choice.target.name))).toEqual(
        new Set([NEWEST_CLASSIC]),
      );
    },
  );

  it.each(CLASSIC)('is $name where that is named', ({ name }) => {
    const [current] = CLASSIC_OFFERED;

    expect(current && chooseClassicTarget(current, setting(name), CLASSIC_OFFERED)).toMatchObject({
      target: { name },
    });
  });

  it('is found by its properties: a new predefined policy with a higher lowest protocol wins', () => {
    const [current] = CLASSIC_OFFERED;
    const next = classicPostureOf({
      name: full('TLS13-1-3-Classic-2019-01'),
      protocols: ['TLSv1.3'],
      ciphers: ['TLS_AES_256_GCM_SHA384'],
    });

    expect(
      current && chooseClassicTarget(current, setting('recommended'), [next, ...CLASSIC_OFFERED]),
    ).toMatchObject({
      target: { name: next.name },
    });
  });

  it.each([
    {
      name: 'the one that keeps most protocols',
      a: { name: full('A-2026-01'), protocols: ['TLSv1.2'], ciphers: ['AES128-SHA', 'AES256-SHA'] },
      b: { name: full('B-2020-01'), protocols: ['TLSv1.2', 'TLSv1.3'], ciphers: ['AES128-SHA'] },
    },
    {
      name: 'then the one that keeps most ciphers',
      a: { name: full('A-2026-01'), protocols: ['TLSv1.2'], ciphers: ['AES128-SHA'] },
      b: { name: full('B-2020-01'), protocols: ['TLSv1.2'], ciphers: ['AES128-SHA', 'AES256-SHA'] },
    },
    {
      name: 'then the newest',
      a: { name: full('A-2020-01'), protocols: ['TLSv1.2'], ciphers: ['AES128-SHA'] },
      b: { name: full('B-2019-12'), protocols: ['TLSv1.2'], ciphers: ['AES256-SHA'] },
      expected: full('A-2020-01'),
    },
    {
      name: 'but never one that weakens before one that does not',
      a: {
        name: full('A-2026-01'),
        protocols: ['TLSv1.2'],
        ciphers: ['AES128-SHA', 'AES256-SHA', 'RC4-SHA'],
      },
      b: { name: full('B-2020-01'), protocols: ['TLSv1.2'], ciphers: ['AES128-SHA'] },
    },
  ])('of two with the same lowest protocol: $name', ({ a, b, expected = b.name }) => {
    const current = classicPostureOf({
      name: 'mine',
      protocols: ['TLSv1.2', 'TLSv1.3'],
      ciphers: ['AES128-SHA', 'AES256-SHA'],
    });
    const offered = [a, b].map(classicPostureOf);

    expect(nameOf(chooseClassicTarget(current, setting('recommended'), offered))).toBe(
      expected.replace(full(''), ''),
    );
    expect(nameOf(chooseClassicTarget(current, setting('recommended'), offered.toReversed()))).toBe(
      expected.replace(full(''), ''),
    );
  });

  it('is nothing where nothing is offered', () => {
    const [current] = CLASSIC_OFFERED;

    expect(current && chooseClassicTarget(current, setting('recommended'), [])).toEqual({
      found: false,
      reason: 'no-target',
    });
  });
});

describe('parseTarget', () => {
  it.each(['recommended', 'classical', 'tls13', 'fips', full('2016-08'), 'ELBSample-ELBDefaultCipherPolicy'])(
    'reads %s, and formatTarget writes it back',
    (text) => {
      const parsed = parseTarget(text);

      expect(parsed && formatTarget(parsed)).toBe(text);
    },
  );

  it.each([
    '',
    'Recommended',
    'latest',
    'TLS13-1-2-Res-PQ-2025-09',
    'ELBSecurityPolicy-',
    'ELBSecurityPolicy-a b',
  ])('does not take %j', (text) => {
    expect(parseTarget(text)).toBeNull();
  });
});
