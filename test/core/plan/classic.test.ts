import type { ClassicChange } from '../../../lambda/core/change';
import { classicChange, readClassicTls } from '../../../lambda/core/plan/classic';
import type { ClassicListener, ClassicPolicy } from '../../../lambda/core/estate';
import { CLASSIC_OFFERED, classicPolicy, full } from '../catalogue';
import { classic, custom, madeFrom, stickiness } from '../estate';
import { CLASSIC_BEST, OLD, OWN_POLICY } from '../../vocabulary';

const OUR_POLICY = madeFrom(CLASSIC_BEST, OWN_POLICY);
const MINE = custom('mine', ['TLSv1.2'], ['ECDHE-RSA-AES128-GCM-SHA256']);

function listenerOn(policyNames: readonly string[]): ClassicListener {
  return { port: 443, protocol: 'HTTPS', policyNames };
}

function read(policyNames: readonly string[], policies: readonly ClassicPolicy[]) {
  return readClassicTls(listenerOn(policyNames), classic([policyNames], policies), CLASSIC_OFFERED);
}

function change(policyNames: readonly string[], policies: readonly ClassicPolicy[]): ClassicChange | null {
  return classicChange(listenerOn(policyNames), classic([policyNames], policies), CLASSIC_BEST);
}

describe('readClassicTls', () => {
  it.each([
    ['a predefined name shown directly', [OLD], [], OLD],
    ['a policy made from a predefined one', ['console'], [madeFrom(OLD, 'console')], OLD],
    ['a custom policy', ['mine'], [MINE], 'mine'],
    ['stickiness before it', ['sticky', 'mine'], [stickiness('sticky'), MINE], 'mine'],
    ['stickiness behind it', ['mine', 'sticky'], [MINE, stickiness('sticky')], 'mine'],
    ['another policy that no listener uses', ['mine'], [OUR_POLICY, MINE], 'mine'],
  ])('%s', (_, policyNames, policies, from) => {
    const tls = read(policyNames, policies);

    expect(tls.from).toBe(from);
    expect(tls.current).not.toBeNull();
  });

  it.each([
    ['an empty list', [], [], null],
    ['nothing but stickiness', ['sticky'], [stickiness('sticky')], null],
    ['a name that is nowhere', ['who'], [], 'who'],
    ['a predefined name whose contents nobody knows', [full('2011-08')], [], full('2011-08')],
    ['a policy that accepts nothing', ['empty'], [custom('empty', [], [])], 'empty'],
    ['two TLS policies', ['mine', 'console'], [MINE, madeFrom(OLD, 'console')], `mine, ${OLD}`],
    ['two TLS policies, one shown directly', [OLD, 'mine'], [MINE], `${OLD}, mine`],
  ])('does not judge %s', (_, policyNames, policies, from) => {
    expect(read(policyNames, policies)).toMatchObject({ from, current: null });
  });

  it('knows a custom policy by its attributes', () => {
    expect(read(['mine'], [MINE]).current).toMatchObject({
      family: 'custom',
      postQuantum: false,
      protocols: new Set(MINE.protocols),
      ciphers: new Set(MINE.ciphers),
    });
  });

  it('knows a policy without attributes by its reference', () => {
    const bare = { ...madeFrom(OLD, 'console'), protocols: [], ciphers: [] };

    expect(read(['console'], [bare]).current?.ciphers).toEqual(new Set(classicPolicy(OLD).ciphers));
  });
});

describe('classicChange', () => {
  it.each([
    ['stickiness first', ['sticky', 'mine'], ['sticky', OWN_POLICY]],
    ['stickiness last', ['mine', 'sticky'], [OWN_POLICY, 'sticky']],
    ['between others', ['sticky', 'mine', 'proxy'], ['sticky', OWN_POLICY, 'proxy']],
    ['a predefined name shown directly', ['sticky', OLD], ['sticky', OWN_POLICY]],
    ['alone', ['mine'], [OWN_POLICY]],
  ])('keeps what is not TLS, in order: %s', (_, policyNames, expected) => {
    const proxy: ClassicPolicy = { ...stickiness('proxy'), type: 'ProxyProtocolPolicyType' };

    expect(change(policyNames, [MINE, stickiness('sticky'), proxy])?.policyNames).toEqual(expected);
  });

  it('creates our policy where it is not there', () => {
    expect(change(['mine'], [MINE])).toEqual({
      kind: 'set-policies-of-listener',
      loadBalancerName: 'legacy',
      port: 443,
      create: [{ policyName: OWN_POLICY, reference: CLASSIC_BEST, attributes: [] }],
      policyNames: [OWN_POLICY],
      before: ['mine'],
    });
  });

  it('uses our policy again where it is', () => {
    expect(change(['mine'], [MINE, OUR_POLICY])).toMatchObject({
      create: [],
      policyNames: [OWN_POLICY],
    });
  });

  it.each([
    ['another reference', madeFrom(OLD, OWN_POLICY)],
    ['contents of its own', custom(OWN_POLICY, ['TLSv1'], ['RC4-SHA'])],
    ['another type', stickiness(OWN_POLICY)],
  ])('is none where our name is taken by %s', (_, taken) => {
    expect(change(['mine'], [MINE, taken])).toBeNull();
  });
});
