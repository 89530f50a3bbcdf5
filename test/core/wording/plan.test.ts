import { REASONS } from '../../../lambda/core/reasons';
import * as say from '../../../lambda/core/wording/plan';
import { sentence } from '../../../lambda/core/wording/sentence';
import { full } from '../catalogue';
import { alb, decide, WEB } from '../estate';

const ALL = Object.entries(REASONS).flatMap(([outcome, reasons]) =>
  Object.entries<string>(reasons).map(([reason, meaning]) => ({ outcome, reason, meaning })),
);

describe('REASONS', () => {
  it.each(ALL)('$outcome/$reason is kebab-case, and says what it means', ({ reason, meaning }) => {
    expect(reason).toMatch(/^[a-z]+(-[a-z]+)*$/);
    // A part of a sentence: small letter, no full stop.
    expect(meaning).toMatch(/^([a-z]|AWS|Classic).*[^.\s]$/);
  });
});

describe('detail', () => {
  it.each([
    ['with a full stop of its own', 'exempt: until the freeze ends.'],
    ['without', 'exempt: until the freeze ends'],
  ])('ends the reason of an exemption with one full stop: %s', (_, value) => {
    const { entry } = decide(alb([full('2016-08')], 'shop', { ...WEB, 'tls-remediation': value }));

    expect(entry.detail).toMatch(/until the freeze ends\.$/);
  });

  it('says what AWS said, what may be behind it, and what the listener has now', () => {
    const error = { code: 'AccessDenied', message: 'not authorized' };

    expect(say.changeFailed(error, 'modify-listener', [full('2016-08')]).detail).toMatch(
      /^AccessDenied on ModifyListener: Not authorized\. .*SecurityPolicy\. .*ELBSecurityPolicy-2016-08\.$/,
    );
  });
});

describe('sentence', () => {
  it.each([
    ['the run ended', 'The run ended.'],
    ['done!', 'Done!'],
    ["can't be read", "Can't be read."],
    ['AWS said no', 'AWS said no.'],
    ['elb-tls-2016-08 is in use', 'elb-tls-2016-08 is in use.'],
    ['kubernetes.io/cluster/web is set', 'kubernetes.io/cluster/web is set.'],
    ['"team=shop" is in no wave', '"team=shop" is in no wave.'],
    ['tls-remediation', 'tls-remediation.'],
  ])('begins with a capital letter, but prints a name as it is written: %s', (text, expected) => {
    expect(sentence(text)).toBe(expected);
  });
});
