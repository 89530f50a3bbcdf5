import type { Policy } from '../../../lambda/core/policy/policy';
import {
  classicPostureOf,
  dropsOf,
  isAtLeastAsStrict,
  isModern,
  isNewerEdition,
  isReadable,
  postureOf,
  samePosture,
  weakenings,
  type Posture,
} from '../../../lambda/core/policy/posture';
import { CLASSIC, ELBV2, full, metaOf, policy, posture } from '../catalogue';
import { onClassic, weakens, type Judged } from '../oracle';

const GCM = 'ECDHE-RSA-AES128-GCM-SHA256';

function withCiphers(...ciphers: readonly string[]): Posture {
  return postureOf({ name: full('2016-08'), protocols: ['TLSv1.2'], ciphers });
}

function withProtocols(...protocols: readonly string[]): Posture {
  return postureOf({ name: full('2016-08'), protocols, ciphers: [GCM] });
}

function called(short: string, from: Partial<Policy> = {}): Posture {
  return postureOf({ ...policy('TLS13-1-2-Res-PQ-2025-09'), ...from, name: full(short) });
}

function judged(it: Policy): Judged {
  return { ...it, ...metaOf(it.name) };
}

function reversed(): Partial<Policy> {
  const { protocols, ciphers } = policy('TLS13-1-2-Res-PQ-2025-09');
  return { protocols: protocols.toReversed(), ciphers: ciphers.toReversed() };
}

describe('weakenings', () => {
  // What `has` has is all that `brings` has but the one kind, so no other rule can answer in its place.
  it.each([
    { kind: 'no forward secrecy', has: [GCM], brings: 'AES128-GCM-SHA256' },
    { kind: 'CBC', has: [GCM], brings: 'ECDHE-RSA-AES128-SHA256' },
    { kind: 'SHA-1 MAC', has: ['ECDHE-RSA-AES128-SHA256'], brings: 'ECDHE-RSA-AES128-SHA' },
    { kind: '3DES', has: ['EDH-RSA-DES-CBC-SHA'], brings: 'EDH-RSA-DES-CBC3-SHA' },
    { kind: 'RC4', has: ['ECDHE-RSA-AES128-SHA'], brings: 'ECDHE-RSA-RC4-SHA' },
    { kind: 'anonymous', has: [GCM], brings: 'ADH-AES128-GCM-SHA256' },
    { kind: 'export', has: ['EDH-RSA-DES-CBC-SHA'], brings: 'EXP-EDH-RSA-DES-CBC-SHA' },
    { kind: 'NULL', has: ['EDH-RSA-DES-CBC-SHA'], brings: 'ECDHE-RSA-NULL-SHA' },
    { kind: 'under 128 bit', has: ['ECDHE-RSA-AES128-SHA'], brings: 'EDH-RSA-DES-CBC-SHA' },
    { kind: 'MD5 MAC', has: ['RC4-SHA'], brings: 'RC4-MD5' },
    { kind: 'unrecognised:WHAT-IS-THIS', has: ['RC4-SHA'], brings: 'WHAT-IS-THIS' },
  ])('$kind: $has to $brings', ({ kind, has, brings }) => {
    expect(weakenings(withCiphers(...has), withCiphers(...has, brings))).toEqual([
      kind === 'no forward secrecy' ? 'has ciphers without forward secrecy' : `accepts ${kind}`,
    ]);
  });

  it('is none where the kind is there already, in another cipher', () => {
    expect(weakenings(withCiphers('AES128-SHA'), withCiphers('AES256-SHA', 'SEED-SHA'))).toEqual([]);
  });

  it.each([
    { from: ['TLSv1.3'], to: ['TLSv1.2', 'TLSv1.3'], expected: ['TLSv1.2'] },
    { from: ['TLSv1.2'], to: ['TLSv1.1', 'TLSv1.2'], expected: ['TLSv1.1'] },
    { from: ['TLSv1.1'], to: ['TLSv1', 'TLSv1.1'], expected: ['TLSv1'] },
    { from: ['TLSv1'], to: ['SSLv3', 'TLSv1'], expected: ['SSLv3'] },
    { from: ['SSLv3'], to: ['SSLv2', 'SSLv3'], expected: ['SSLv2'] },
    { from: ['TLSv1'], to: ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'], expected: [] },
    { from: ['TLSv1', 'TLSv1.2'], to: ['TLSv1.1'], expected: [] },
    { from: ['TLSv1'], to: ['TLSv1', 'TLSv2'], expected: ['TLSv2'] },
    { from: ['TLSv1', 'TLSv2'], to: ['TLSv1.2', 'TLSv2'], expected: [] },
  ])('protocols $from to $to: $expected', ({ from, to, expected }) => {
    const clauses = expected.map((protocol) => `accepts ${protocol}`);
    expect(weakenings(withProtocols(...from), withProtocols(...to))).toEqual(clauses);
  });

  it.each([
    ['TLS13-1-2-Res-2021-06', 'TLS13-1-2-Res-FIPS-2023-04', 'leaving standard for FIPS'],
    ['TLS13-1-2-Res-FIPS-2023-04', 'TLS13-1-2-Res-2021-06', 'leaving FIPS'],
    ['TLS13-1-2-Res-FIPS-2023-04', 'TLS13-1-2-RFC9151-FIPS-2023-07', 'leaving FIPS for RFC 9151'],
    ['TLS13-1-2-Res-PQ-2025-09', 'TLS13-1-2-Res-2021-06', 'dropping post-quantum'],
    ['TLS13-1-2-Res-FIPS-PQ-2025-09', 'TLS13-1-2-Res-FIPS-2023-04', 'dropping post-quantum within FIPS'],
  ])('%s to %s: %s', (from, to) => {
    expect(weakenings(posture(from), posture(to))).toHaveLength(1);
  });

  it('families play no part on Classic, and neither does a PQ in a name', () => {
    const [from, to] = [full('TLS13-1-2-Res-FIPS-PQ-2025-09'), full('2016-08')].map((name) =>
      classicPostureOf({ name, protocols: ['TLSv1.2'], ciphers: [GCM] }),
    );

    expect(from && to && weakenings(from, to)).toEqual([]);
  });

  it.each(ELBV2)('from $name to any other policy: weakens exactly where the design says so', (from) => {
    const expected = ELBV2.filter((to) => weakens(judged(from), judged(to)));

    const actual = ELBV2.filter((to) => weakenings(postureOf(from), postureOf(to)).length > 0);

    expect(actual.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  });

  it.each(CLASSIC)('on Classic from $name to any other: weakens exactly where the design says so', (from) => {
    const expected = CLASSIC.filter((to) => weakens(onClassic(from), onClassic(to)));

    const actual = CLASSIC.filter(
      (to) => weakenings(classicPostureOf(from), classicPostureOf(to)).length > 0,
    );

    expect(actual.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  });
});

describe('isAtLeastAsStrict', () => {
  it.each([
    ['TLS13-1-3-2021-06', 'TLS13-1-2-Res-2021-06', true],
    ['TLS13-1-3-PQ-2025-09', 'TLS13-1-2-Res-2021-06', true],
    ['FS-1-2-Res-2020-10', 'TLS13-1-2-Res-2021-06', true],
    ['TLS13-1-2-2021-06', 'TLS13-1-2-Res-2021-06', false],
    ['TLS13-1-3-2021-06', 'TLS13-1-2-Res-PQ-2025-09', false],
    ['TLS13-1-2-Res-FIPS-2023-04', 'TLS13-1-0-2021-06', false],
  ])('%s as %s: %s', (a, b, expected) => {
    expect(isAtLeastAsStrict(posture(a), posture(b))).toBe(expected);
  });
});

describe('isModern', () => {
  const modern = ELBV2.filter(({ name }) => isModern(posture(name.replace(full(''), ''))));

  it('is what offers TLS 1.3, nothing under 1.2 and only forward secret AEAD ciphers', () => {
    expect(modern.map(({ name }) => name.replace(full(''), '')).toSorted()).toEqual([
      'TLS13-1-2-RFC9151-FIPS-2023-07',
      'TLS13-1-2-RFC9151-INTEROP1-FIPS-2023-07',
      'TLS13-1-2-Res-2021-06',
      'TLS13-1-2-Res-FIPS-2023-04',
      'TLS13-1-2-Res-FIPS-PQ-2025-09',
      'TLS13-1-2-Res-PQ-2025-09',
      'TLS13-1-3-2021-06',
      'TLS13-1-3-FIPS-2023-04',
      'TLS13-1-3-FIPS-PQ-2025-09',
      'TLS13-1-3-PQ-2025-09',
      'TLS13-1-3-RFC9151-FIPS-2023-07',
    ]);
  });

  it.each([
    ['no TLS 1.3', { protocols: ['TLSv1.2'] }],
    ['TLS 1.1 beside it', { protocols: ['TLSv1.1', 'TLSv1.2', 'TLSv1.3'] }],
    ['a protocol nobody knows', { protocols: ['TLSv1.2', 'TLSv1.3', 'TLSv2'] }],
    ['CBC', { ciphers: [GCM, 'ECDHE-RSA-AES128-SHA256'] }],
    ['no forward secrecy', { ciphers: [GCM, 'AES128-GCM-SHA256'] }],
    ['a cipher nobody knows', { ciphers: [GCM, 'ECDHE-MLDSA-AES256-GCM-SHA384'] }],
  ])('not with %s', (_, contents) => {
    expect(isModern(called('TLS13-1-2-Res-PQ-2025-09', contents))).toBe(false);
  });
});

describe('isNewerEdition', () => {
  const current = posture('TLS13-1-2-Res-PQ-2025-09');

  it.each([
    ['the same words, a later date, the same posture', called('TLS13-1-2-Res-PQ-2027-03'), true],
    ['the contents in another order', called('TLS13-1-2-Res-PQ-2027-03', reversed()), true],
    ['itself', current, false],
    ['an earlier date', called('TLS13-1-2-Res-PQ-2024-03'), false],
    ['other words', called('TLS13-1-2-PQ-2027-03'), false],
    ['no date', called('TLS13-1-2-Res-PQ'), false],
    ['a protocol less', called('TLS13-1-2-Res-PQ-2027-03', { protocols: ['TLSv1.3'] }), false],
    ['a cipher less', called('TLS13-1-2-Res-PQ-2027-03', { ciphers: [GCM] }), false],
    [
      'a cipher more',
      called('TLS13-1-2-Res-PQ-2027-03', { ciphers: [...current.ciphers, 'AES128-SHA'] }),
      false,
    ],
  ])('%s', (_, other, expected) => {
    expect(isNewerEdition(current, other)).toBe(expected);
  });
});

describe('samePosture', () => {
  it.each([
    ['2016-08', '2015-05', true],
    ['2016-08', 'TLS-1-0-2015-04', false],
    ['TLS13-1-2-Res-2021-06', 'TLS13-1-2-Res-PQ-2025-09', false],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(samePosture(posture(a), posture(b))).toBe(expected);
  });
});

describe('dropsOf', () => {
  it('says what clients lose, spelled as AWS spells it', () => {
    expect(dropsOf(posture('FS-1-1-2019-08'), posture('TLS13-1-2-2021-06'))).toEqual({
      protocols: ['TLSv1.1'],
      ciphers: [
        'ECDHE-ECDSA-AES128-SHA',
        'ECDHE-RSA-AES128-SHA',
        'ECDHE-RSA-AES256-SHA',
        'ECDHE-ECDSA-AES256-SHA',
      ],
    });
  });
});

describe('isReadable', () => {
  it.each([
    [{ protocols: ['TLSv1.2'], ciphers: [GCM] }, true],
    [{ protocols: [], ciphers: [GCM] }, false],
    [{ protocols: ['TLSv1.2'], ciphers: [] }, false],
  ])('%j: %s', (contents, expected) => {
    expect(isReadable({ name: 'x', ...contents })).toBe(expected);
  });
});
