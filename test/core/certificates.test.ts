import * as fc from 'fast-check';
import type { Certificate, HostRules } from '../../lambda/core/certificate';
import { canMeet, namesWithoutRule } from '../../lambda/core/certificates/hosts';
import { judge } from '../../lambda/core/certificates/judge';
import { unserved } from '../../lambda/core/certificates/served';
import { wideWildcards } from '../../lambda/core/certificates/wildcard';
import { classicPostureOf, postureOf } from '../../lambda/core/policy/posture';
import { unreadSentences } from '../../lambda/core/wording/certificates';
import { ELBV2 } from './catalogue';

/** The rules on certificates; test/runs/certificates.test.ts has them on certificates of OpenSSL. */

const NOW = new Date('2026-11-22T06:00:00Z');

function certificate(patch: Partial<Certificate> = {}): Certificate {
  return {
    arn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1',
    source: 'acm',
    isImported: false,
    names: ['shop.example.com'],
    notBefore: '2025-11-22T06:00:00.000Z',
    notAfter: '2027-11-22T06:00:00.000Z',
    key: { type: 'RSA', bits: 2048 },
    signature: 'SHA256WITHRSA',
    isSelfSigned: null,
    missingIssuer: null,
    status: 'ISSUED',
    statusReason: null,
    renewal: null,
    ...patch,
  };
}

const found = (patch: Partial<Certificate>): readonly string[] =>
  judge(certificate(patch), NOW, [30, 14, 7]).map(({ fault }) => fault);

describe('a certificate', () => {
  it.each<[string, Partial<Certificate>, readonly string[]]>([
    ['is fine', {}, []],
    [
      'nothing is known of it',
      { notBefore: null, notAfter: null, key: null, signature: null, status: null },
      [],
    ],
    ['its last second is valid', { notAfter: NOW.toISOString() }, ['expiring']],
    ['the second before it', { notAfter: new Date(NOW.getTime() - 1).toISOString() }, ['expired']],
    [
      'its first second is to come',
      { notBefore: new Date(NOW.getTime() + 1).toISOString() },
      ['not-yet-valid'],
    ],
    ['its first second is now', { notBefore: NOW.toISOString() }, []],
    [
      'it ends before it begins',
      { notBefore: '2027-01-01T00:00:00.000Z', notAfter: '2026-01-01T00:00:00.000Z' },
      ['expired'],
    ],
    ['it was imported and names nobody', { names: [], isImported: true }, ['no-name']],
    ['ACM says no name of what it did not issue', { names: [] }, []],
    ['ACM says EXPIRED and no day', { notAfter: null, status: 'EXPIRED' }, ['expired']],
    ['ACM says EXPIRED and a day', { notAfter: '2026-01-01T00:00:00.000Z', status: 'EXPIRED' }, ['expired']],
    ['a status that is new', { status: 'SUSPENDED' }, ['not-issued']],
    [
      'everything at once',
      {
        notAfter: '2026-11-23T06:00:00.000Z',
        key: { type: 'RSA', bits: 1024 },
        signature: 'md5WithRSAEncryption',
        isSelfSigned: true,
        names: ['*.com'],
        renewal: { status: 'FAILED', reason: null },
      },
      ['expiring', 'renewal-failed', 'self-signed', 'weak-key', 'weak-signature', 'wide-wildcard'],
    ],
    ['EC 256 is no short RSA', { key: { type: 'EC', bits: 256 } }, []],
    ['RSA 2047', { key: { type: 'RSA', bits: 2047 } }, ['weak-key']],
    ['a length that nobody knows', { key: { type: 'RSA', bits: null } }, []],
  ])('%s', (_, patch, faults) => {
    expect(found(patch)).toEqual(faults);
  });

  it.each<[string, boolean]>([
    ['sha1WithRSAEncryption', true],
    ['ecdsa-with-SHA1', true],
    ['dsaWithSHA1', true],
    ['md5WithRSAEncryption', true],
    ['md2WithRSAEncryption', true],
    ['SHA1WITHRSA', true],
    ['MD5WITHRSA', true],
    ['sha256WithRSAEncryption', false],
    ['ecdsa-with-SHA384', false],
    ['SHA512WITHECDSA', false],
    ['SHA384WITHRSA', false],
    ['ED25519', false],
    ['rsassaPss', false],
    ['ML-DSA-65', false],
  ])('signed with %s is weak: %s', (signature, isWeak) => {
    expect(found({ signature })).toEqual(isWeak ? ['weak-signature'] : []);
  });
});

it.each<[string, boolean]>([
  ['*', true],
  ['*.com', true],
  ['*.CO.uk', true],
  ['*.com.au', true],
  ['*.example.com', false],
  ['*.shop.example.com', false],
  ['*.co.com', false],
  ['*.example.co.uk', false],
  ['co.uk', false],
  ['shop.*.com', false],
])('the wildcard %s is too wide: %s', (name, isWide) => {
  expect(wideWildcards([name])).toEqual(isWide ? [name] : []);
});

/** A host rule, read by another engine. */
function regexOf(rule: string): RegExp {
  return new RegExp(`^${rule.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*')}$`);
}

describe('a name and a host rule', () => {
  it.each<[string, string, boolean]>([
    ['shop.example.com', 'shop.example.com', true],
    ['SHOP.example.com', 'shop.EXAMPLE.com', true],
    ['shop.example.com', 'old.example.com', false],
    ['shop.example.com', '*.example.com', true],
    ['example.com', '*.example.com', false],
    ['a.b.example.com', '*.example.com', true],
    ['shop.example.com', '*', true],
    ['shop.example.com', 'sho?.example.com', true],
    ['shop.example.com', 'shop?.example.com', false],
    ['*.example.com', 'shop.example.com', true],
    ['*.example.com', 'a.b.example.com', false],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '*.example.com', true],
    ['*.example.com', 's*p.example.com', true],
    ['*.example.com', '*.b.example.com', false],
    ['*.example.com', '*.example.org', false],
    ['*.example.com', 'shop.*', true],
  ])('%s and %s meet: %s', (name, host, isMet) => {
    expect(canMeet(name, host)).toBe(isMet);
  });

  it('meet where some host is covered by the one and taken by the other', () => {
    const letters = fc.constantFrom('a', 'b', '.', '?', '*');
    const pattern = fc.array(letters, { maxLength: 6 }).map((all) => all.join(''));
    const name = fc
      .tuple(fc.boolean(), fc.stringMatching(/^[ab]{1,2}(\.[ab]{1,2}){0,1}$/))
      .map(([isWild, rest]) => (isWild ? `*.${rest}` : rest));
    // Every host of up to four letters of a label, in the place of the wildcard.
    const labels = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aaa', 'aba', 'bab', 'bbb', 'aabb', 'abab'];
    const property = fc.property(name, pattern, (covered, taken) => {
      const hosts = covered.startsWith('*.') ? labels.map((label) => covered.replace('*', label)) : [covered];
      const isShown = hosts.some((host) => regexOf(taken).test(host));
      const isMet = canMeet(covered, taken);
      // Not every host of a wildcard is tried, so there it may know of others.
      return isShown ? isMet : !isMet || covered.startsWith('*.');
    });
    const { failed, counterexample } = fc.check(property, { numRuns: 2000 });
    expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
  });

  const rules: HostRules = { hosts: ['shop.example.com'], forwardsOthers: false };

  it.each<[string, HostRules, boolean, readonly string[]]>([
    ['rules that ask for another', rules, true, ['old.example.com']],
    ['no rules', { hosts: [], forwardsOthers: false }, true, []],
    ['a rule that takes any', { hosts: null, forwardsOthers: false }, false, []],
    ['the default certificate, the rest to targets', { ...rules, forwardsOthers: true }, true, []],
    ['another one, the rest to targets', { ...rules, forwardsOthers: true }, false, ['old.example.com']],
  ])('%s', (_, given, isDefault, names) => {
    const all = ['shop.example.com', 'old.example.com', '192.0.2.1', '2001:DB8:0:0:0:0:0:1'];
    expect(namesWithoutRule(all, given, isDefault)).toEqual(names);
  });
});

describe('a key is served', () => {
  it.each(ELBV2.map(({ name }) => name))('RSA and EC by %s, as by all policies of AWS', (name) => {
    const policy = ELBV2.find((each) => each.name === name);
    const posture = postureOf(policy ?? { name: '', protocols: [], ciphers: [] });
    for (const type of ['RSA', 'EC']) expect(unserved({ type, bits: 2048 }, posture)).toBeNull();
    expect(unserved({ type: 'Ed25519', bits: 256 }, posture)).toBe('everybody');
    expect(unserved({ type: 'unknown', bits: null }, posture)).toBeNull();
    expect(unserved(null, posture)).toBeNull();
  });

  it.each<[readonly string[], readonly string[], string, ReturnType<typeof unserved>]>([
    [['TLSv1.2'], ['AES128-SHA'], 'EC', 'everybody'],
    [['TLSv1.2'], ['AES128-SHA'], 'RSA', null],
    [['TLSv1.2'], ['ECDHE-ECDSA-AES128-SHA'], 'RSA', 'everybody'],
    [['TLSv1.2', 'TLSv1.3'], ['ECDHE-ECDSA-AES128-SHA', 'TLS_AES_128_GCM_SHA256'], 'RSA', 'TLS 1.2'],
    [['TLSv1.3'], ['TLS_AES_128_GCM_SHA256'], 'RSA', null],
    [['TLSv1.2'], ['ADH-AES128-SHA'], 'RSA', 'everybody'],
  ])('%j with %j: %s', (protocols, ciphers, type, lost) => {
    const posture = classicPostureOf({ name: 'own', protocols: [...protocols], ciphers: [...ciphers] });
    expect(unserved({ type, bits: 256 }, posture)).toBe(lost);
  });
});

it('a role that lacks a right is one sentence, however many certificates it cannot read', () => {
  const unread = Array.from({ length: 8 }, (_, index) => ({
    certificate: `arn:aws:acm:eu-west-1:111122223333:certificate/${index}`,
    action: 'acm:DescribeCertificate',
    error: { code: 'AccessDenied', message: `not authorized on ${index}` },
    on: [],
  }));
  expect(unreadSentences(unread)).toEqual([
    'AccessDenied on acm:DescribeCertificate of acm 0 acm 1 acm 2 acm 3 acm 4 and 3 more: not authorized on 0',
  ]);
});
