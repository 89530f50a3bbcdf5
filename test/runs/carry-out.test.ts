import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { RegionApi } from '../../lambda/aws/region';
import type { Aws } from '../../lambda/aws/connect';
import type { Report } from '../../lambda/core/report';
import type { Deadline } from '../../lambda/core/deadline';
import type { AddedLoadBalancer, Fault, NewLoadBalancer, Sandbox } from '../../sandbox';
import {
  CLASSIC_BEST,
  EU,
  OLD,
  OWN_POLICY,
  PLAIN,
  PQ,
  STICKY,
  US,
  WEB,
  alb,
  apply,
  briefs,
  callsOf,
  classic,
  clockAt,
  connectTo,
  entryOf,
  many,
  nlb,
  pastWhen,
  policiesIn,
  policiesOn,
  present,
  run,
  start,
  stopAll,
} from '../helpers';
import { expectValidReport } from '../report/schema';

afterEach(stopAll);

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await start({ pageSize: 20 });
});

function add(loadBalancer: NewLoadBalancer): AddedLoadBalancer {
  return sandbox.region(EU).addLoadBalancer(loadBalancer);
}

/** The policies of a listener, the first secure one unless told otherwise. */
function shown({ listeners }: AddedLoadBalancer, index = 0): readonly string[] {
  return present(policiesIn(sandbox)[present(listeners[index + 1]).arn]);
}

/** AWS with something that happens between plan and change: right before the tags are read for the last time. */
function awsWhere(somethingHappens: () => void): Aws {
  const aws = connectTo(sandbox);
  let reads = 0;
  const wrap = (region: RegionApi): RegionApi => ({
    ...region,
    tagsOf: (loadBalancers) => {
      reads += 1;
      // The first read confirms what the index said; the second belongs to the change.
      if (reads === 2) somethingHappens();
      return region.tagsOf(loadBalancers);
    },
  });
  return { ...aws, region: (name, account) => wrap(aws.region(name, account)) };
}

/** AWS with something that happens when the policies on offer are asked for: all else was read by then. */
function awsWithOffers(onOffer: () => void): Aws {
  const aws = connectTo(sandbox);
  const wrap = (region: RegionApi): RegionApi => ({
    ...region,
    offer: (type) => {
      onOffer();
      return region.offer(type);
    },
  });
  return { ...aws, region: (name, account) => wrap(aws.region(name, account)) };
}

/** Past once so many changes were made. */
function pastAfter(changes: number): Deadline {
  return pastWhen(() => callsOf(sandbox, 'ModifyListener').length >= changes);
}

function applyWhile(somethingHappens: () => void): Promise<Report> {
  return run(sandbox, 'apply', { aws: awsWhere(somethingHappens) });
}

describe('a change', () => {
  it.each<[string, NewLoadBalancer, string, readonly string[]]>([
    ['of an ALB', alb('shop', [OLD]), PQ, [PQ]],
    ['of an NLB', nlb('shop', [OLD]), PQ, [PQ]],
    ['of a Classic one', classic('shop', [[OLD]]), CLASSIC_BEST, [OWN_POLICY]],
  ])('%s is made and read back', async (_name, loadBalancer, to, policies) => {
    const added = add(loadBalancer);

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({
      outcome: 'changed',
      reason: 'below-target',
      from: OLD,
      to,
    });
    expect(shown(added)).toEqual(policies);
    const actions = sandbox.calls.map(({ action }) => action);
    const lastChange = actions.findLastIndex((action) => /^(Modify|Set)/.test(action));
    expect(
      actions.slice(lastChange + 1).some((action) => /^Describe(Listeners|LoadBalancers)$/.test(action)),
    ).toBe(true);
    expectValidReport(report);
  });

  it('touches only the listener that needs it', async () => {
    const added = add(nlb('edge', [PQ, OLD, PQ]));

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual([
      'edge:443 compliant/meets-target',
      'edge:444 changed/below-target',
      'edge:445 compliant/meets-target',
    ]);
    expect(callsOf(sandbox, 'ModifyListener').map(({ resources }) => resources)).toEqual([
      [added.listeners[2]?.arn],
    ]);
  });

  it('moves all listeners of an ALB to policies that go together', async () => {
    const added = add(alb('shop', [OLD, 'ELBSecurityPolicy-TLS13-1-2-2021-06', PLAIN]));

    const report = await apply(sandbox);

    expect(report.totals).toMatchObject({ changed: 2, compliant: 1 });
    expect([0, 1, 2].flatMap((index) => shown(added, index))).toEqual([PLAIN, PLAIN, PLAIN]);
  });

  it('reads the tags again first', async () => {
    add(alb('shop', [OLD]));

    await apply(sandbox);

    const actions = sandbox.calls.map(({ action }) => action);
    const before = actions.slice(0, actions.indexOf('ModifyListener'));
    expect(before.filter((action) => action === 'DescribeTags')).toHaveLength(2);
  });
});

describe('a change counts when it was read back', () => {
  beforeEach(() => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
  });

  it('AWS says yes and changes nothing', async () => {
    sandbox.fault({ action: 'ModifyListener', kind: 'no-op' });
    sandbox.fault({ action: 'SetLoadBalancerPoliciesOfListener', kind: 'no-op' });

    const report = await apply(sandbox);

    for (const name of ['shop', 'portal']) {
      expect(entryOf(report, name)).toMatchObject({ outcome: 'failed', reason: 'not-confirmed', from: OLD });
      expect(entryOf(report, name).detail).toContain(OLD);
    }
    expectValidReport(report);
  });

  // The first look at each is the reading of the estate, the second comes right before the change.
  const LOOKS = [
    { action: 'DescribeListeners', resource: '/shop/', after: 2 },
    { action: 'DescribeLoadBalancers', resource: 'portal', after: 2 },
  ];

  it('nobody can look', async () => {
    for (const look of LOOKS) sandbox.fault({ ...look, kind: 'server-error' });

    const report = await apply(sandbox);

    for (const name of ['shop', 'portal']) {
      expect(entryOf(report, name)).toMatchObject({ outcome: 'failed', reason: 'not-confirmed' });
      expect(entryOf(report, name).detail).toContain('InternalFailure');
    }
    expectValidReport(report);
  });

  it('is gone by then', async () => {
    for (const look of LOOKS) sandbox.fault({ ...look, kind: 'vanish' });

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['portal:443 held/gone', 'shop:443 held/gone']);
    expectValidReport(report);
  });

  it('done, and the connection broke every time', async () => {
    sandbox.fault({ action: 'ModifyListener', kind: 'reset-after' });
    sandbox.fault({ action: 'SetLoadBalancerPoliciesOfListener', kind: 'reset-after' });

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['portal:443 changed/below-target', 'shop:443 changed/below-target']);
  });
});

describe('(14)(18) a change that AWS did not answer', () => {
  const WRITES = ['ModifyListener', 'SetLoadBalancerPoliciesOfListener'];

  it.each<[string, Fault]>([
    ['AWS breaks down', { kind: 'server-error' }],
    ['the connection breaks', { kind: 'reset' }],
    ['an answer with a name that nobody knows', { kind: 'error', code: 'Odd', status: 502 }],
  ])('is not known where %s, and never told as nothing', async (_name, fault) => {
    add(alb('shop', [OLD]));
    add(classic('portal', [[OLD]]));
    for (const action of WRITES) sandbox.fault({ ...fault, action });

    const report = await apply(sandbox);

    for (const [name, action] of [
      ['shop', 'ModifyListener'],
      ['portal', 'SetLoadBalancerPoliciesOfListener'],
    ] as const) {
      const entry = entryOf(report, name);
      expect(entry).toMatchObject({ outcome: 'failed', reason: 'not-confirmed', unconfirmed: true });
      expect(entry.changedAt).toBeDefined();
      expect(entry.detail).toMatch(new RegExp(`AWS did not answer ${action} .*The listener shows ${OLD}`));
      expect(entry.detail).not.toContain('Nothing was changed');
    }
    expectValidReport(report);
  });

  it('is looked for until it shows', async () => {
    const { listeners } = add(alb('shop', [OLD]));
    sandbox.fault({ action: 'ModifyListener', kind: 'error', code: 'Odd', status: 502 });
    const waits: number[] = [];

    const report = await run(sandbox, 'apply', {
      deadline: pastAfter(1),
      clock: {
        ...clockAt(),
        pause: async (milliseconds) => {
          waits.push(milliseconds);
          if (waits.length === 2) sandbox.region(EU).setPolicy(present(listeners[1]).arn, PQ);
        },
      },
    });

    expect(waits).toEqual([500, 2_000]);
    expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
  });

  it('and throttled at the next try is still not known', async () => {
    add(alb('shop', [OLD]));
    sandbox.fault({ action: 'ModifyListener', kind: 'server-error', times: 1 });
    sandbox.fault({ action: 'ModifyListener', kind: 'throttle' });

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({ reason: 'not-confirmed', unconfirmed: true });
  });

  it('that is refused at the next try was not made', async () => {
    add(alb('shop', [OLD]));
    sandbox.fault({ action: 'ModifyListener', kind: 'server-error', times: 1 });
    sandbox.fault({ action: 'ModifyListener', kind: 'deny' });

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({ reason: 'change-failed' });
    expect(entryOf(report, 'shop')).not.toHaveProperty('unconfirmed');
  });

  it('for the policy of a Classic one has not changed the listener', async () => {
    add(classic('portal', [[OLD]]));
    sandbox.fault({ action: 'CreateLoadBalancerPolicy', kind: 'server-error' });

    const report = await apply(sandbox);

    expect(entryOf(report, 'portal')).toMatchObject({ reason: 'change-failed' });
    expect(entryOf(report, 'portal').detail).toContain('Nothing was changed');
    expect(entryOf(report, 'portal')).not.toHaveProperty('unconfirmed');
  });
});

it('a change that shows a little later is a change', async () => {
  const { listeners } = add(alb('shop', [OLD]));
  sandbox.fault({ action: 'ModifyListener', kind: 'no-op' });
  const waits: number[] = [];

  const report = await run(sandbox, 'apply', {
    clock: {
      ...clockAt(),
      pause: async (milliseconds) => {
        waits.push(milliseconds);
        if (waits.length === 2) sandbox.region(EU).setPolicy(present(listeners[1]).arn, PQ);
      },
    },
  });

  expect(waits).toEqual([500, 2_000]);
  expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
});

describe('one failure stops one thing', () => {
  it.each<[string, Fault]>([
    ['refused', { kind: 'deny' }],
    ['an error with a name nobody knows', { kind: 'error', code: 'SomethingNew' }],
  ])('a change that is %s has failed, the others are made', async (_name, fault) => {
    const added = add(alb('shop', [OLD]));
    for (const index of [0, 1, 2]) add(alb(`a${index}`, [OLD]));
    sandbox.fault({ ...fault, action: 'ModifyListener', resource: '/shop/' });

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'failed', reason: 'change-failed', to: PQ });
    expect(entryOf(report, 'shop').detail).toMatch(/on ModifyListener.*Nothing was changed/);
    expect(report.totals).toMatchObject({ changed: 3, failed: 1 });
    expect(shown(added)).toEqual([OLD]);
    expectValidReport(report);
  });

  it('(19) throttled to the end has failed, and nothing was changed', async () => {
    const added = add(alb('shop', [OLD]));
    add(alb('other', [OLD]));
    sandbox.fault({ action: 'ModifyListener', resource: '/shop/', kind: 'throttle' });

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'failed', reason: 'throttled' });
    expect(report.totals).toMatchObject({ changed: 1, failed: 1 });
    expect(shown(added)).toEqual([OLD]);
    expectValidReport(report);
  });

  it('of one listener stops that listener', async () => {
    const { listeners } = add(nlb('edge', [OLD, OLD]));
    const resource = present(listeners[1]).arn;
    sandbox.fault({ action: 'ModifyListener', resource, kind: 'deny' });

    expect(briefs(await apply(sandbox))).toEqual([
      'edge:443 failed/change-failed',
      'edge:444 changed/below-target',
    ]);
  });

  it.each<[string, Fault, string]>([
    [
      'its tags',
      { action: 'DescribeTags', resource: '/shop/', kind: 'server-error', after: 1 },
      'tags-unreadable',
    ],
    [
      'its listeners',
      { action: 'DescribeListeners', resource: '/shop/', kind: 'deny', after: 1 },
      'read-failed',
    ],
  ])('a load balancer of which %s cannot be read again is not changed', async (_name, fault, reason) => {
    const added = add(alb('shop', [OLD]));
    add(alb('other', [OLD]));
    sandbox.fault(fault);

    const report = await apply(sandbox);

    expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'failed', reason });
    expect(entryOf(report, 'other')).toMatchObject({ outcome: 'changed' });
    expect(shown(added)).toEqual([OLD]);
    expectValidReport(report);
  });

  it('of one Region stops that Region', async () => {
    add(alb('shop', [OLD]));
    sandbox.region(US).addLoadBalancer(alb('far', [OLD]));
    sandbox.fault({ action: 'ModifyListener', region: EU, kind: 'server-error' });

    const report = await apply(sandbox, { regions: [EU, US] });

    expect(briefs(report)).toEqual(['shop:443 failed/not-confirmed', 'far:443 changed/below-target']);
  });

  it.each(['InvalidConfigurationRequest', 'IncompatibleProtocols'])(
    'policies that AWS says do not mix (%s) are held, not failed',
    async (code) => {
      add(alb('shop', [OLD]));
      sandbox.fault({ action: 'ModifyListener', kind: 'error', code });

      const report = await apply(sandbox);

      expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'held', reason: 'alb-policy-mix', to: PQ });
      expect(entryOf(report, 'shop').detail).toContain(code);
      expectValidReport(report);
    },
  );

  it('the same from an NLB is a failure: no rule of mixing is known there', async () => {
    add(nlb('edge', [OLD]));
    sandbox.fault({ action: 'ModifyListener', kind: 'error', code: 'InvalidConfigurationRequest' });

    expect(briefs(await apply(sandbox))).toEqual(['edge:443 failed/change-failed']);
  });
});

describe('(22) what changed between plan and change is held, and not touched', () => {
  let shop: AddedLoadBalancer;

  beforeEach(() => {
    shop = add(alb('shop', [OLD]));
    add(alb('other', [OLD]));
  });

  it.each<[string, () => void, string, RegExp]>([
    ['it went away', () => sandbox.region(EU).remove('shop'), 'gone', /shop/],
    [
      'its tag was taken away',
      () => sandbox.region(EU).setTags('shop', {}),
      'changed-since-plan',
      /out of scope/,
    ],
    [
      'it is of another tier',
      () => sandbox.region(EU).setTags('shop', { Tier: 'api' }),
      'changed-since-plan',
      /out of scope/,
    ],
    [
      'it was exempted',
      () => sandbox.region(EU).setTags('shop', { ...WEB, 'tls-remediation': 'exempt: kiosk' }),
      'changed-since-plan',
      /kiosk/,
    ],
    [
      'its exemption tag cannot be read',
      () => sandbox.region(EU).setTags('shop', { ...WEB, 'tls-remediation': 'soon' }),
      'changed-since-plan',
      /soon/,
    ],
    [
      'somebody gave it another policy',
      () => sandbox.region(EU).setPolicy(shop.listeners[1]?.arn ?? '', 'ELBSecurityPolicy-TLS-1-2-2017-01'),
      'changed-since-plan',
      /TLS-1-2-2017-01/,
    ],
  ])('%s', async (_name, happens, reason, detail) => {
    const report = await applyWhile(happens);

    const entry = entryOf(report, 'shop');
    expect(entry).toMatchObject({ outcome: 'held', reason, to: PQ });
    expect(entry.detail).toMatch(detail);
    expect(briefs(report)).toContain('other:443 changed/below-target');
    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(1);
    expectValidReport(report);
  });

  it('a controller took it over', async () => {
    const tags = { ...WEB, 'elbv2.k8s.aws/cluster': 'blue' };

    const report = await applyWhile(() => sandbox.region(EU).setTags('shop', tags));

    expect(briefs(report)).toContain('shop:443 held/owned-by-controller');
    expect(shown(shop)).toEqual([OLD]);
  });

  it('its owner added stickiness', async () => {
    const { arn } = add(classic('portal', [[OLD]], [STICKY]));

    const report = await applyWhile(() => sandbox.region(EU).setPolicy(`${arn}#443`, ['sticky', OLD]));

    expect(briefs(report)).toContain('portal:443 held/changed-since-plan');
    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OLD]);
  });

  it('somebody gave it the target already: it is fine', async () => {
    const report = await applyWhile(() => sandbox.region(EU).setPolicy(shop.listeners[1]?.arn ?? '', PQ));

    expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'compliant', reason: 'meets-target', to: null });
    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(1);
    expectValidReport(report);
  });

  it('the load balancer goes away right before the change itself', async () => {
    sandbox.fault({ action: 'ModifyListener', resource: '/shop/', kind: 'vanish' });

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['other:443 changed/below-target', 'shop:443 held/gone']);
  });

  it('a Classic load balancer goes away right before the change itself', async () => {
    add(classic('portal', [[OLD], [OLD]]));
    sandbox.fault({ action: 'SetLoadBalancerPoliciesOfListener', kind: 'vanish' });

    const report = await apply(sandbox);

    expect(briefs(report).filter((line) => line.startsWith('portal'))).toEqual([
      'portal:443 held/gone',
      'portal:444 held/gone',
    ]);
    expectValidReport(report);
  });
});

describe('Classic policies are lists', () => {
  const CONSOLE = {
    name: 'AWSConsole-x',
    type: 'SSLNegotiationPolicyType',
    reference: 'ELBSecurityPolicy-2015-05',
  };
  const PROXY = { name: 'proxy', type: 'ProxyProtocolPolicyType', attributes: { ProxyProtocol: 'true' } };

  it.each([
    [
      [OLD, 'sticky'],
      [OWN_POLICY, 'sticky'],
    ],
    [
      ['sticky', OLD],
      ['sticky', OWN_POLICY],
    ],
    [
      ['proxy', OLD, 'sticky'],
      ['proxy', OWN_POLICY, 'sticky'],
    ],
    [
      ['AWSConsole-x', 'sticky'],
      [OWN_POLICY, 'sticky'],
    ],
  ])('%j becomes %j', async (before, after) => {
    const added = add(classic('portal', [before], [STICKY, PROXY, CONSOLE]));

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['portal:443 changed/below-target']);
    expect(shown(added)).toEqual(after);
  });

  it('two listeners share one policy of ours, and the third keeps its own', async () => {
    const added = add(classic('portal', [[OLD], [OLD], [CLASSIC_BEST]]));

    const report = await apply(sandbox);

    expect(report.totals).toMatchObject({ changed: 2, compliant: 1 });
    expect(callsOf(sandbox, 'CreateLoadBalancerPolicy')).toHaveLength(1);
    expect(policiesOn(sandbox, added.arn).toSorted()).toEqual([OLD, CLASSIC_BEST, OWN_POLICY].toSorted());
    expect(shown(added, 2)).toEqual([CLASSIC_BEST]);
    const ports = callsOf(sandbox, 'SetLoadBalancerPoliciesOfListener').map(
      ({ parameters }) => parameters['LoadBalancerPort'],
    );
    expect(ports).toEqual(['443', '444']);
  });

  it('the policy is made once and used again, however often somebody puts the old one back', async () => {
    const added = add(classic('portal', [[OLD]]));
    for (let round = 0; round < 3; round += 1) {
      await apply(sandbox);
      sandbox.region(EU).setPolicy(`${added.arn}#443`, OLD);
    }

    await apply(sandbox);

    expect(shown(added)).toEqual([OWN_POLICY]);
    expect(callsOf(sandbox, 'CreateLoadBalancerPolicy')).toHaveLength(1);
    expect(policiesOn(sandbox, added.arn)).toHaveLength(2);
  });

  it('a run that died between making and setting is repaired by the next', async () => {
    const added = add(classic('portal', [['sticky', OLD]], [STICKY]));
    const mend = sandbox.fault({ action: 'SetLoadBalancerPoliciesOfListener', kind: 'reset' });
    await apply(sandbox);
    mend();

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['portal:443 changed/below-target']);
    expect(shown(added)).toEqual(['sticky', OWN_POLICY]);
    expect(policiesOn(sandbox, added.arn).filter((name) => name.startsWith('elb-tls-'))).toEqual([
      OWN_POLICY,
    ]);
  });

  it('somebody else makes our policy at the same moment: it is used', async () => {
    const added = add(classic('portal', [[OLD]]));
    let offers = 0;
    const aws = awsWithOffers(() => {
      offers += 1;
      // The last that is read before the change.
      if (offers === 2) {
        const ours = { 'Reference-Security-Policy': CLASSIC_BEST };
        sandbox.region(EU).addPolicy('portal', { ...CONSOLE, name: OWN_POLICY, attributes: ours });
      }
    });

    const report = await run(sandbox, 'apply', { aws });

    expect(callsOf(sandbox, 'CreateLoadBalancerPolicy').at(-1)?.error).toBe('DuplicatePolicyName');
    expect(briefs(report)).toEqual(['portal:443 changed/below-target']);
    expect(shown(added)).toEqual([OWN_POLICY]);
  });

  it('our name taken by other contents is held, and nothing is written', async () => {
    add(classic('portal', [[OLD]], [{ ...CONSOLE, name: OWN_POLICY }]));

    const report = await apply(sandbox);

    expect(briefs(report)).toEqual(['portal:443 held/name-taken']);
    expect(sandbox.mutations()).toEqual([]);
    expectValidReport(report);
  });

  it('no room for one more policy has failed and says what to do', async () => {
    sandbox = await start({ policyLimit: 1 });
    const added = add(classic('portal', [[OLD]]));

    const report = await apply(sandbox);

    expect(entryOf(report, 'portal')).toMatchObject({ outcome: 'failed', reason: 'change-failed' });
    expect(entryOf(report, 'portal').detail).toMatch(/TooManyPolicies.*Delete policies/);
    expect(shown(added)).toEqual([OLD]);
  });

  it('a stricter policy of its own stays', async () => {
    const strict = {
      name: 'only-gcm',
      type: 'SSLNegotiationPolicyType',
      attributes: { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' },
    };
    add(classic('portal', [['only-gcm']], [strict]));

    expect(briefs(await apply(sandbox))).toEqual(['portal:443 compliant/stricter-than-target']);
  });
});

describe('the time', () => {
  it('is up before the first change: all are held', async () => {
    for (const index of many(30, Number)) add(alb(`a${index}`, [OLD]));
    let examined = false;

    const report = await run(sandbox, 'apply', {
      deadline: pastWhen(() => examined),
      aws: awsWithOffers(() => (examined = true)),
    });

    expect(report.totals).toMatchObject({ held: 30, listeners: 30 });
    expect(new Set(report.listeners.map(({ reason }) => reason))).toEqual(new Set(['out-of-time']));
    expect(sandbox.mutations()).toEqual([]);
    // To confirm the index, and not once more.
    expect(callsOf(sandbox, 'DescribeTags')).toHaveLength(2);
    expectValidReport(report);
  });

  it('is up in the middle: what was begun is read back, the rest is held', async () => {
    for (const index of many(30, Number)) add(nlb(`n${index}`, [OLD, OLD]));

    const report = await run(sandbox, 'apply', { deadline: pastAfter(10) });

    const { changed, held } = report.totals;
    expect(changed).toBe(callsOf(sandbox, 'ModifyListener').length);
    expect(changed).toBeGreaterThanOrEqual(10);
    expect(changed).toBeLessThan(20);
    expect(changed + held).toBe(60);
    expect(Object.values(policiesIn(sandbox)).filter(([policy]) => policy === PQ)).toHaveLength(changed);
    expectValidReport(report);
  });

  it('is up within a load balancer: its other listeners are held', async () => {
    add(nlb('edge', [OLD, OLD, OLD]));

    const report = await run(sandbox, 'apply', { deadline: pastAfter(1) });

    expect(briefs(report)).toEqual([
      'edge:443 changed/below-target',
      'edge:444 held/out-of-time',
      'edge:445 held/out-of-time',
    ]);
    expectValidReport(report);
  });

  it('is up: nothing more is read, and the next run does the rest', async () => {
    for (const index of many(20, Number)) add(alb(`a${index}`, [OLD]));
    const first = await run(sandbox, 'apply', { deadline: pastAfter(3) });
    const reads = callsOf(sandbox, 'DescribeListeners').length;

    const second = await apply(sandbox);

    // All once; what was changed before and after; and what was under way.
    expect(reads).toBeLessThanOrEqual(20 + 2 * first.totals.changed + 4);
    expect(first.totals.changed + second.totals.changed).toBe(20);
    expect(second.totals.compliant).toBe(first.totals.changed);
  });
});

describe('the limit of changes', () => {
  it('counts load balancers and never splits one', async () => {
    for (const index of [0, 1, 2, 3]) add(nlb(`n${index}`, [OLD, OLD, OLD]));

    const report = await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 2 } });

    const outcomesOf = (name: string) =>
      report.listeners.filter(({ loadBalancer }) => loadBalancer.name === name).map(({ outcome }) => outcome);
    const mixed = ['n0', 'n1', 'n2', 'n3'].filter((name) => new Set(outcomesOf(name)).size !== 1);
    expect(mixed).toEqual([]);
    expect(report.totals).toMatchObject({ changed: 6, held: 6 });
    expectValidReport(report);
  });

  it('is not used up by what fails in every run', async () => {
    for (const name of ['aaa', 'bbb', 'ccc']) add(alb(name, [OLD]));
    sandbox.fault({ action: 'ModifyListener', resource: '/aaa/', kind: 'deny' });

    const report = await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 1 } });

    expect(briefs(report)).toEqual([
      'aaa:443 failed/change-failed',
      'bbb:443 changed/below-target',
      'ccc:443 held/change-limit',
    ]);
  });

  it('puts up with three failures for each, and does not try all of an account that refuses', async () => {
    for (const name of ['aaa', 'bbb', 'ccc', 'ddd', 'eee']) add(alb(name, [OLD]));
    sandbox.fault({ action: 'ModifyListener', kind: 'deny' });

    const report = await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 1 } });

    expect(report.totals).toMatchObject({ failed: 3, held: 2 });
    expect(sandbox.mutations()).toHaveLength(3);
  });

  it('is the same in a dry run', async () => {
    for (const index of [0, 1, 2]) add(alb(`a${index}`, [OLD]));

    const dry = await run(sandbox, 'plan', { settings: { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 1 } } });
    const applied = await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 1 } });

    expect(briefs(dry).map((line) => line.replace('planned', 'changed'))).toEqual(briefs(applied));
    expect(dry.totals).toMatchObject({ planned: 1, held: 2 });
  });

  it('is for one run: the next ones go on until all is done', async () => {
    for (const index of [0, 1, 2]) add(alb(`a${index}`, [OLD]));

    for (const changed of [1, 1, 1, 0]) {
      expect((await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 1 } })).totals.changed).toBe(
        changed,
      );
    }
  });

  it('of none changes nothing', async () => {
    add(alb('shop', [OLD]));

    expect(briefs(await apply(sandbox, { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 0 } }))).toEqual([
      'shop:443 held/change-limit',
    ]);
    expect(sandbox.mutations()).toEqual([]);
  });
});
