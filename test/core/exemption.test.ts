import { readExemption } from '../../lambda/core/exemption';
import { NOW, WEB } from './estate';

const END_OF_DAY = new Date('2027-03-31T23:59:59.999Z');
const NEXT_DAY = new Date('2027-04-01T00:00:00.000Z');

describe('readExemption', () => {
  it.each([
    ['exempt', { kind: 'exempt', until: null, why: null }],
    ['EXEMPT', { kind: 'exempt', until: null, why: null }],
    ['  exempt  ', { kind: 'exempt', until: null, why: null }],
    ['exempt: old cash registers', { kind: 'exempt', until: null, why: 'old cash registers' }],
    ['exempt:old', { kind: 'exempt', until: null, why: 'old' }],
    ['exempt:', { kind: 'exempt', until: null, why: null }],
    ['exempt: see: TICKET-1', { kind: 'exempt', until: null, why: 'see: TICKET-1' }],
    ['exempt until 2027-03-31', { kind: 'exempt', until: '2027-03-31', why: null }],
    ['Exempt Until 2027-03-31', { kind: 'exempt', until: '2027-03-31', why: null }],
    ['exempt until 2027-03-31: Freeze', { kind: 'exempt', until: '2027-03-31', why: 'Freeze' }],
    ['exempt until 2028-02-29', { kind: 'exempt', until: '2028-02-29', why: null }],
    ['exempt until 2026-11-22', { kind: 'exempt', until: '2026-11-22', why: null }],
    ['exempt until 2026-11-21', { kind: 'ended', until: '2026-11-21', why: null }],
    ['exempt until 2026-11-21: gone by', { kind: 'ended', until: '2026-11-21', why: 'gone by' }],
  ])('%j', (value, expected) => {
    expect(readExemption({ ...WEB, 'tls-remediation': value }, NOW)).toEqual(expected);
  });

  it.each([
    '',
    'yes',
    'exempted',
    'not exempt',
    'exempt until',
    'exempt until: why',
    'exempt until tomorrow',
    'exempt until 2027-3-31',
    'exempt until 31.03.2027',
    'exempt until 2027-03-31T00:00Z',
    'exempt until 2027-02-29',
    'exempt until 2027-02-30',
    'exempt until 2027-04-31',
    'exempt until 2027-13-01',
    'exempt until 2027-00-10',
    'exempt until 2027-01-00',
    'exempt until 2027-03-31 why',
    'exemptuntil 2027-03-31',
    'exempt 2027-03-31',
    'exempt because',
  ])('cannot be read: %j', (value) => {
    expect(readExemption({ 'tls-remediation': value }, NOW)).toEqual({ kind: 'unreadable', value });
  });

  it('two keys that differ in case and say different things say nothing', () => {
    const tags = { 'tls-remediation': 'exempt until 2020-01-01', 'TLS-Remediation': 'exempt' };
    expect(readExemption(tags, NOW).kind).toBe('unreadable');
  });

  it.each([
    ['the last moment of the last day', END_OF_DAY, 'exempt'],
    ['the first moment after it', NEXT_DAY, 'ended'],
  ])('counts the last day in UTC: %s', (_, now, kind) => {
    expect(readExemption({ 'tls-remediation': 'exempt until 2027-03-31' }, now)).toMatchObject({ kind });
  });

  it.each([
    ['no tags', {}],
    ['other tags', { ...WEB, 'tls-remediation-owner': 'exempt', remediation: 'exempt' }],
  ])('is none with %s', (_, tags) => {
    expect(readExemption(tags, NOW)).toEqual({ kind: 'none' });
  });

  it('finds the tag in any case', () => {
    expect(readExemption({ 'TLS-Remediation': 'exempt' }, NOW)).toMatchObject({ kind: 'exempt' });
  });
});
