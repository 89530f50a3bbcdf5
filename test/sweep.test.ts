import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import * as fc from 'fast-check';
import type { Report } from '../lambda/core/report';
import { UserError } from '../lambda/core/user-error';
import type { Settings } from '../lambda/core/settings';
import { applySavedPlan } from '../lambda/runs/saved-plan';
import type { Fault, NewClassicLoadBalancer, NewLoadBalancer, Sandbox } from '../sandbox';
import { ELBV2 } from './core/catalogue';
import { byName, onClassic, weakens, type Judged } from './core/oracle';
import {
  ACCOUNT,
  CLASSIC_BEST,
  EU,
  OLD,
  OWN_POLICY,
  PLAIN,
  PQ,
  RFC9151,
  STICKY,
  US,
  WEB,
  alb,
  apply,
  briefs,
  callsOf,
  classic,
  entryOf,
  failure,
  listenersIn,
  many,
  nlb,
  plan,
  policiesIn,
  present,
  run,
  start,
  shownIn,
  stopAll,
  surroundings,
  type SandboxListener,
  type Shown,
} from './helpers';
import { expectValidReport } from './report/schema';

afterEach(stopAll);

describe('the report', () => {
  it('says what was asked and what was found', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(US).addLoadBalancer(alb('redirect', []));

    const report = await run(sandbox, 'plan', {
      settings: { regions: [EU, US], target: { kind: 'classical' } },
      notes: ['a note on the run'],
    });

    expect(report).toMatchObject({
      schema: 'elb-tls-report/1',
      runId: '20261122T060000Z-test',
      mode: 'plan',
      account: ACCOUNT,
      startedAt: '2026-11-22T06:00:00.000Z',
      scope: { tagKey: 'Tier', tagValues: ['web'], regions: [EU, US] },
      target: 'classical',
      totals: { loadBalancers: 2, listeners: 1, planned: 1 },
      notes: ['a note on the run'],
    });
    expect(entryOf(report, 'shop')).toMatchObject({ from: OLD, to: PLAIN });
    expectValidReport(report);
  });

  it('is returned though everything failed', async () => {
    const sandbox = await start();
    sandbox.fault({ action: 'GetResources', kind: 'server-error' });

    const report = await run(sandbox, 'apply');

    expect(report).toMatchObject({ regions: [{ status: 'failed' }], totals: { failed: 0 } });
    expectValidReport(report);
  });
});

describe('a run that cannot begin raises an error and changes nothing', () => {
  it.each<[string, Fault, Partial<Settings>]>([
    ['no account', { action: 'GetCallerIdentity', kind: 'deny' }, {}],
    ['no list of Regions', { action: 'ListRegions', kind: 'deny' }, { regions: 'all' }],
  ])('%s', async (_name, fault, settings) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.fault(fault);

    await failure(apply(sandbox, settings));

    expect(sandbox.mutations()).toEqual([]);
  });
});

describe('a named target', () => {
  const X = 'ELBSecurityPolicy-X-2030-01';

  it('that no Region offers is a mistake of the user', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));

    const error = await failure(apply(sandbox, { target: { kind: 'named', name: X }, regions: [EU, US] }));

    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ exitCode: 1 });
    expect(error.message).toMatch(new RegExp(`${X}.*${EU}, ${US}`));
    expect(sandbox.mutations()).toEqual([]);
  });

  it('that one Region offers is held in the other', async () => {
    const sandbox = await start({
      catalogue: (region, all) => ({
        ...all,
        policies: all.policies.filter(({ name }) => region === EU || name !== PQ),
      }),
    });
    for (const region of [EU, US]) sandbox.region(region).addLoadBalancer(alb('shop', [OLD]));

    const report = await plan(sandbox, { target: { kind: 'named', name: PQ }, regions: [EU, US] });

    expect(briefs(report)).toEqual(['shop:443 planned/below-target', 'shop:443 held/target-not-offered']);
    expectValidReport(report);
  });

  it('that is not known to be missing, because nobody could look, is no mistake', async () => {
    const sandbox = await start();
    sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'deny' });

    const report = await plan(sandbox, { target: { kind: 'named', name: X } });

    expect(report.listeners).toEqual([]);
  });
});

/** The calls of a dry run over one web load balancer, which is fine, and so many others. */
async function callsBeside(others: number): Promise<number> {
  const sandbox = await start({ pageSize: 100 });
  sandbox.region(EU).addLoadBalancer(alb('shop', [PQ]));
  for (const index of many(others, Number)) {
    sandbox.region(EU).addLoadBalancer(alb(`other${index}`, [OLD], { Tier: 'internal' }));
  }
  await plan(sandbox);
  return sandbox.calls.length;
}

/** At most 1.15 times the floor when nothing is to be changed. */
describe('the budget of calls', () => {
  it.each(['plan', 'apply'] as const)('of a sweep with nothing to change (%s)', async (mode) => {
    const sandbox = await start({ pageSize: 400 });
    const region = sandbox.region(EU);
    for (const index of many(25, Number)) {
      region.addLoadBalancer(alb(`a${index}`, [PQ]));
      region.addLoadBalancer(nlb(`n${index}`, [PQ]));
      region.addLoadBalancer(classic(`c${index}`, index < 15 ? [[CLASSIC_BEST]] : []));
      region.addLoadBalancer(alb(`other${index}`, [OLD], { Tier: 'internal' }));
    }

    await run(sandbox, mode);

    const floor = { index: 1, listeners: 50, classics: 2, policies: 15, catalogue: 3 };
    const calls = Object.values(floor).reduce((sum, count) => sum + count, 0);
    expect(sandbox.calls.length).toBeGreaterThanOrEqual(calls);
    expect(sandbox.calls.length).toBeLessThanOrEqual(1.15 * calls);
  });

  it('does not grow with what is out of scope', async () => {
    expect(await callsBeside(300)).toBe(await callsBeside(0));
  });
});

describe('a plan that is carried out later', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await start({ pageSize: 20 });
    const region = sandbox.region(EU);
    region.addLoadBalancer(alb('fine', [PQ]));
    region.addLoadBalancer(alb('shop', [OLD]));
    region.addLoadBalancer(nlb('edge', [OLD, PQ]));
    region.addLoadBalancer(classic('portal', [[OLD, 'sticky']], [STICKY]));
    region.addLoadBalancer(alb('kiosk', [OLD], { ...WEB, 'tls-remediation': 'exempt' }));
    region.addLoadBalancer(alb('cnsa', [RFC9151]));
  });

  function carryOut(planned: Report, on = sandbox, maxChanges: number | null = null): Promise<Report> {
    return applySavedPlan(planned, { ...DEFAULT_ROLLOUT, maxChanges }, surroundings(on));
  }

  it('does what it says', async () => {
    const planned = await plan(sandbox);

    const applied = await carryOut(planned);

    expect(briefs(applied)).toEqual(briefs(planned).map((line) => line.replace('planned', 'changed')));
    expect(applied).toMatchObject({
      mode: 'apply',
      scope: planned.scope,
      totals: { changed: 3, compliant: 3, exempt: 1 },
    });
    expect(applied.notes.join()).toContain(planned.runId);
    expectValidReport(applied);
  });

  it('survives a file', async () => {
    const planned = await plan(sandbox);

    const read: Report = JSON.parse(JSON.stringify(planned));
    const applied = await carryOut(read);

    expect(applied.totals.changed).toBe(3);
  });

  it('twice: the second time there is nothing to do', async () => {
    const planned = await plan(sandbox);
    await carryOut(planned);
    sandbox.forgetCalls();

    const again = await carryOut(planned);

    expect(sandbox.mutations()).toEqual([]);
    expect(again.totals).toMatchObject({ compliant: 6, exempt: 1, changed: 0, held: 0 });
    expectValidReport(again);
  });

  it('of another account is refused', async () => {
    const planned = { ...(await plan(sandbox)), account: '999988887777' };

    const error = await failure(carryOut(planned));

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(/999988887777.*111122223333/);
    expect(sandbox.mutations()).toEqual([]);
  });

  it('does not touch what is new since then', async () => {
    const planned = await plan(sandbox);
    const { listeners } = sandbox.region(EU).addLoadBalancer(alb('new', [OLD]));

    const applied = await carryOut(planned);

    expect(applied.listeners.map(({ loadBalancer }) => loadBalancer.name)).not.toContain('new');
    expect(policiesIn(sandbox)[present(listeners[1]).arn]).toEqual([OLD]);
  });

  it('respects a limit of its own', async () => {
    const applied = await carryOut(await plan(sandbox), sandbox, 1);

    expect(applied.totals).toMatchObject({ changed: 1, held: 2 });
    expectValidReport(applied);
  });

  it('holds a new listener beside which the change does not go', async () => {
    // The same load balancer as in the plan, to the ARN; by now it has a second HTTPS listener.
    const before = await start();
    before.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const after = await start();
    const { listeners } = after.region(EU).addLoadBalancer(alb('shop', [OLD, OLD]));

    const applied = await carryOut(await plan(before), after);

    expect(applied.listeners).toMatchObject([{ id: present(listeners[1]).arn, outcome: 'held', to: PQ }]);
    expect(after.mutations()).toEqual([]);
    expectValidReport(applied);
  });

  it('holds one that has another protocol or no listener there by now', async () => {
    const planned = await plan(sandbox);
    const after = await start();
    after.region(EU).addLoadBalancer(alb('fine', []));
    after.region(EU).addLoadBalancer(alb('shop', []));

    const applied = await carryOut(planned, after);

    expect(applied.listeners.map(({ outcome, reason }) => `${outcome}/${reason}`)).toEqual(
      many(7, () => 'held/gone'),
    );
    expectValidReport(applied);
  });

  type Happening = readonly [string, (region: ReturnType<Sandbox['region']>) => void, string];
  const onPlanned: readonly Happening[] = [
    ['out of scope by now', (region) => region.setTags('shop', {}), 'held/changed-since-plan'],
    [
      'of another tier by now',
      (region) => region.setTags('shop', { Tier: 'Web' }),
      'held/changed-since-plan',
    ],
    [
      'exempt by now',
      (region) => region.setTags('shop', { ...WEB, 'tls-remediation': 'exempt' }),
      'held/changed-since-plan',
    ],
    ['gone by now', (region) => region.remove('shop'), 'held/gone'],
  ];
  it.each(onPlanned)('holds a planned one that is %s', async (_name, happens, expected) => {
    const planned = await plan(sandbox);
    happens(sandbox.region(EU));

    const applied = await carryOut(planned);

    const { outcome, reason } = entryOf(applied, 'shop');
    expect(`${outcome}/${reason}`).toBe(expected);
    expect(callsOf(sandbox, 'ModifyListener')).toHaveLength(1);
    expectValidReport(applied);
  });

  const onCompliant: readonly Happening[] = [
    ['out of scope by now', (region) => region.setTags('fine', {}), 'held/changed-since-plan'],
    ['gone by now', (region) => region.remove('fine'), 'held/gone'],
    [
      'exempt by now',
      (region) => region.setTags('fine', { ...WEB, 'tls-remediation': 'exempt' }),
      'compliant/meets-target',
    ],
  ];
  it.each(onCompliant)('says what became of a compliant one that is %s', async (_name, happens, expected) => {
    const planned = await plan(sandbox);
    happens(sandbox.region(EU));

    const applied = await carryOut(planned);

    const { outcome, reason } = entryOf(applied, 'fine');
    expect(`${outcome}/${reason}`).toBe(expected);
    expect(applied.totals.changed).toBe(3);
    expectValidReport(applied);
  });

  it('holds a listener that somebody has changed, planned or not, and leaves it', async () => {
    const planned = await plan(sandbox);
    const listenerOf = (name: string): string =>
      present(planned.listeners.find((entry) => entry.loadBalancer.name === name)).id;
    sandbox.region(EU).setPolicy(listenerOf('shop'), PLAIN);
    sandbox.region(EU).setPolicy(listenerOf('fine'), OLD);
    sandbox.region(EU).setPolicy(listenerOf('portal'), ['ELBSecurityPolicy-2015-05', 'sticky']);

    const applied = await carryOut(planned);

    for (const name of ['shop', 'fine', 'portal']) {
      expect(entryOf(applied, name)).toMatchObject({ outcome: 'held', reason: 'changed-since-plan' });
    }
    expect(policiesIn(sandbox)).toMatchObject({ [listenerOf('shop')]: [PLAIN], [listenerOf('fine')]: [OLD] });
    expectValidReport(applied);
  });

  it('is made in two Regions, and carried out in both', async () => {
    sandbox.region(US).addLoadBalancer(alb('far', [OLD]));

    const applied = await carryOut(await plan(sandbox, { regions: [EU, US] }));

    expect(entryOf(applied, 'far')).toMatchObject({ outcome: 'changed', region: US });
    expect(applied.regions).toHaveLength(2);
  });

  it('keeps what had failed when it was made', async () => {
    const mend = sandbox.fault({ action: 'DescribeListeners', resource: '/fine/', kind: 'deny' });
    const planned = await plan(sandbox);
    mend();

    const applied = await carryOut(planned);

    expect(briefs(applied)).toContain('fine:null failed/read-failed');
    expect(applied.totals).toMatchObject({ changed: 3, failed: 1 });
    expectValidReport(applied);
  });
});

/* ------------------------------------------------------------------------------------------------------------- */

/** An account with anything in it: two Regions, all types, any policies, tags and exemptions. */

/** Some of each family: the whole catalogue is for the tests of core, and takes its time over the wire. */
const OFFERED = ELBV2.filter(({ name }) =>
  /TLS13-1-[23]-(Res-)?(FIPS-)?(PQ-)?20|2016-08|FS-1-2-Res-2020|RFC9151-FIPS|Ext1-2021/.test(name),
);
const POLICY_NAMES = [
  ...OFFERED.map(({ name }) => name),
  'ELBSecurityPolicy-Gone-2012-01',
  'ELBSecurityPolicy-TLS14-2031-01',
];
/** Each is ninety attributes over the wire, so a few. */
const CLASSIC_NAMES = [
  OLD,
  CLASSIC_BEST,
  'ELBSecurityPolicy-2015-05',
  'ELBSample-OpenSSLDefaultCipherPolicy',
];
const SSL = 'SSLNegotiationPolicyType';
const OWN: NonNullable<NewClassicLoadBalancer['policies']> = [
  STICKY,
  { name: 'console', type: SSL, reference: 'ELBSecurityPolicy-2015-05' },
  {
    name: 'strict',
    type: SSL,
    attributes: { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' },
  },
  {
    name: 'awful',
    type: SSL,
    attributes: { 'Protocol-SSLv3': 'true', 'RC4-MD5': 'true', 'DES-CBC3-SHA': 'true' },
  },
];
const OURS = fc.constantFrom(
  [],
  [],
  [{ name: OWN_POLICY, type: SSL, reference: CLASSIC_BEST }],
  [{ name: OWN_POLICY, type: SSL, reference: OLD }],
);
const tags: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(
    fc.constantFrom<Readonly<Record<string, string>>>(
      WEB,
      WEB,
      WEB,
      WEB,
      { Tier: 'Web' },
      { tier: 'web' },
      {},
    ),
    fc.constantFrom(
      null,
      null,
      null,
      'exempt',
      'Exempt until 2027-03-31: x',
      'exempt until 2020-01-01',
      'no idea',
    ),
  )
  .map(([tier, exemption]) => (exemption === null ? tier : { ...tier, 'tls-remediation': exemption }));
const oftenOld = <T>(names: readonly T[], old: T): fc.Arbitrary<T> =>
  fc.oneof(fc.constant(old), fc.constantFrom(...names));
const v2Policies = fc.array(oftenOld(POLICY_NAMES, OLD), { maxLength: 3 });
const classicList = fc
  .tuple(
    oftenOld([...CLASSIC_NAMES, 'console', 'strict', 'awful'], OLD),
    fc.constantFrom('no', 'before', 'behind'),
  )
  .map(([policy, sticky]) => [
    ...(sticky === 'before' ? ['sticky'] : []),
    policy,
    ...(sticky === 'behind' ? ['sticky'] : []),
  ]);

type Make = (name: string) => NewLoadBalancer;
const oneOf: fc.Arbitrary<Make> = fc.oneof(
  fc.tuple(v2Policies, tags).map(
    ([policies, its]): Make =>
      (name) =>
        alb(name, policies, its),
  ),
  fc.tuple(v2Policies, tags).map(
    ([policies, its]): Make =>
      (name) =>
        nlb(name, policies, its),
  ),
  fc.tuple(fc.array(classicList, { maxLength: 3 }), OURS, tags).map(
    ([lists, ours, its]): Make =>
      (name) =>
        classic(
          name,
          lists,
          [...OWN.filter((it) => it === STICKY || lists.flat().includes(it.name)), ...ours],
          its,
        ),
  ),
);
type Estate = Readonly<Record<string, readonly NewLoadBalancer[]>>;
const estates: fc.Arbitrary<Estate> = fc
  .tuple(fc.array(oneOf, { maxLength: 6 }), fc.array(oneOf, { maxLength: 3 }))
  .map(([eu, us]) => ({
    [EU]: eu.map((make, index) => make(`eu${index}`)),
    [US]: us.map((make, index) => make(`us${index}`)),
  }));
const targets: fc.Arbitrary<Settings['target']> = fc.constantFrom(
  { kind: 'recommended' },
  { kind: 'recommended' },
  { kind: 'classical' },
  { kind: 'tls13' },
  { kind: 'named', name: PLAIN },
  { kind: 'named', name: 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09' },
);

async function furnished(estate: Estate): Promise<Sandbox> {
  const sandbox = await start({
    pageSize: 25,
    catalogue: (_region, all) => ({
      ...all,
      policies: all.policies.filter(({ name }) => POLICY_NAMES.includes(name)),
      classic: all.classic.filter(({ name }) => CLASSIC_NAMES.includes(name)),
    }),
  });
  for (const [region, loadBalancers] of Object.entries(estate)) {
    for (const loadBalancer of loadBalancers) sandbox.region(region).addLoadBalancer(loadBalancer);
  }
  return sandbox;
}

/** An account at one moment; a listener's posture is in the words of the tests' own oracle. */
interface Moment {
  readonly shown: Readonly<Record<string, Shown>>;
  readonly listeners: readonly SandboxListener[];
  readonly postures: ReadonlyMap<string, Judged | undefined>;
}

function momentOf(sandbox: Sandbox): Moment {
  const shown = shownIn(sandbox);
  const listeners = listenersIn(sandbox);
  const postures = listeners.map((listener) => [listener.id, postureOf(listener, shown)] as const);
  return { shown, listeners, postures: new Map(postures) };
}

function postureOf(
  { type, loadBalancerArn, policies }: SandboxListener,
  shown: Moment['shown'],
): Judged | undefined {
  if (type === 'classic') return classicPosture(shown[loadBalancerArn]?.policies ?? [], policies);
  const policy = ELBV2.find(({ name }) => name === policies[0]);
  return policy && byName(policy);
}

function classicPosture(
  policies: NonNullable<Shown['policies']>,
  names: readonly string[],
): Judged | undefined {
  const policy = policies.find(({ name, type }) => type === SSL && names.includes(name));
  if (policy === undefined) return undefined;
  const on = Object.keys(policy.attributes).filter((key) => policy.attributes[key] === 'true');
  const protocols = on.filter(isProtocol).map((key) => key.slice('Protocol-'.length));
  const ciphers = on.filter((key) => !isProtocol(key) && key !== 'Server-Defined-Cipher-Order');
  return onClassic({ name: policy.name, protocols, ciphers });
}

function isProtocol(attribute: string): boolean {
  return attribute.startsWith('Protocol-');
}

/** Whether the load balancer is in scope by its own tags. */
function isWeb({ shown }: Moment, arn: string): boolean {
  return shown[arn]?.tags['Tier'] === 'web';
}

/** Rules 1, 3 and 5 of docs/rules.md: what is out of scope is as it was, nothing is weakened, stickiness stays in its place. */
function expectNoHarm(before: Moment, sandbox: Sandbox): void {
  const now = momentOf(sandbox);
  const left = Object.keys(before.shown).filter((arn) => arn in now.shown);
  const outOfScope = left.filter((arn) => !isWeb(before, arn));
  expect(outOfScope.map((arn) => now.shown[arn])).toEqual(outOfScope.map((arn) => before.shown[arn]));
  expect(left.map((arn) => stickinessOf(now.shown[arn]))).toEqual(
    left.map((arn) => stickinessOf(before.shown[arn])),
  );
  const weakened = [...now.postures].filter(([id, posture]) => isWeakened(before.postures.get(id), posture));
  expect(weakened).toEqual([]);
}

/** A listener of which nobody can say what it accepts must not move at all. */
function isWeakened(was: Judged | undefined, is: Judged | undefined): boolean {
  if (JSON.stringify(was) === JSON.stringify(is)) return false;
  return was === undefined || is === undefined || weakens(was, is);
}

function stickinessOf(shown: Shown | undefined): readonly number[] | undefined {
  return shown?.listeners.map(({ policyNames = [] }) => policyNames.indexOf('sticky'));
}

/**
 * Rule 6 of docs/rules.md: each secure listener in scope has one entry, its own or that of its load balancer; none may be
 * missing but those of a failed Region and of what is gone. What is out of scope has no entry, unless its tags could
 * not be read.
 */
function expectOneOutcomeEach(before: Moment, report: Report, sandbox: Sandbox): void {
  const examined = report.regions.filter(({ status }) => status === 'examined');
  const whole = new Set(examined.map(({ region }) => region));
  const now = shownIn(sandbox);
  const wrong = before.listeners.filter(({ id, loadBalancerArn: arn, isSecure }) => {
    const its = report.listeners.filter((entry) => entry.id === id || entry.id === arn);
    const mayBeMissing = !(arn in now) || !whole.has(arn.split(':')[3] ?? '');
    if (!isSecure || !isWeb(before, arn)) return its.some((entry) => entry.id === id);
    return mayBeMissing ? its.length > 1 : its.length !== 1;
  });
  expect(wrong).toEqual([]);
}

const BOTH: Partial<Settings> = { regions: [EU, US] };
const RUNS = { numRuns: 25 };
/** A few seconds when the machine has nothing else to do. */
const PATIENCE = 120_000;

/** What a report says of the listeners, without the sentences: an apply has others than a dry run. */
function wordless(report: Report): readonly object[] {
  return report.listeners.map(({ changedAt: _changedAt, ...entry }) => ({ ...entry, detail: '' }));
}

it(
  'any estate: a dry run writes nothing and says what an apply does; the second apply writes nothing',
  async () => {
    const property = fc.asyncProperty(estates, targets, async (estate, target) => {
      const sandbox = await furnished(estate);
      const before = momentOf(sandbox);
      const settings = { ...BOTH, target };

      const planned = await plan(sandbox, settings);
      expect(sandbox.mutations()).toEqual([]);
      expect(shownIn(sandbox)).toEqual(before.shown);

      const applied = await apply(sandbox, settings);
      const done = planned.listeners.map((entry) =>
        entry.outcome === 'planned' ? { ...entry, outcome: 'changed' as const } : entry,
      );
      expect(wordless(applied)).toEqual(wordless({ ...planned, listeners: done }));
      expectNoHarm(before, sandbox);

      sandbox.forgetCalls();
      const again = await apply(sandbox, settings);
      expect(sandbox.mutations()).toEqual([]);
      const { compliant, changed } = applied.totals;
      expect(again.totals).toMatchObject({ changed: 0, failed: 0, compliant: compliant + changed });

      for (const report of [planned, applied, again]) {
        expectOneOutcomeEach(before, report, sandbox);
        expectValidReport(report);
      }
      await sandbox.stop();
    });

    await fc.assert(property, RUNS);
  },
  PATIENCE,
);

const READS = [
  'GetCallerIdentity',
  'GetResources',
  'DescribeTags',
  'DescribeListeners',
  'DescribeLoadBalancers',
  'DescribeLoadBalancerPolicies',
  'DescribeSSLPolicies',
];
const WRITES = ['ModifyListener', 'CreateLoadBalancerPolicy', 'SetLoadBalancerPoliciesOfListener'];
const KINDS = ['throttle', 'server-error', 'reset', 'reset-after', 'deny', 'vanish'] as const;
const CODES = [
  'InvalidConfigurationRequest',
  'LoadBalancerNotFound',
  'ListenerNotFound',
  'DuplicatePolicyName',
  'TooManyPolicies',
  'SSLPolicyNotFound',
];
const when = { after: fc.nat({ max: 4 }), times: fc.constantFrom(1, 5, 1000) };
const read = { action: fc.constantFrom(...READS), ...when };
const write = { action: fc.constantFrom(...WRITES), ...when };
const kind = fc.constantFrom(...KINDS);
const faults: fc.Arbitrary<Fault> = fc.oneof(
  { arbitrary: fc.record({ ...read, kind }), weight: 4 },
  { arbitrary: fc.record({ ...write, kind }), weight: 3 },
  {
    arbitrary: fc.record({ ...write, kind: fc.constant('error'), code: fc.constantFrom(...CODES) }),
    weight: 3,
  },
  // Each change that does not show is waited for; one of them is enough.
  { arbitrary: fc.record({ ...write, kind: fc.constant('no-op'), times: fc.constant(1) }), weight: 1 },
);

it(
  'any fault: nothing is weakened, all have one outcome, and the next run finishes the job',
  async () => {
    const property = fc.asyncProperty(estates, faults, async (estate, fault) => {
      const [sandbox, calm] = [await furnished(estate), await furnished(estate)];
      const before = momentOf(sandbox);
      sandbox.fault(fault);

      const reports = await apply(sandbox, BOTH).then(
        (report) => [report],
        () => [],
      );
      // Without an account there is no report, and no change either.
      const mayThrow = fault.action === 'GetCallerIdentity' && sandbox.mutations().length === 0;
      expect(reports.length === 1 || mayThrow).toBe(true);
      for (const report of reports) {
        expectOneOutcomeEach(before, report, sandbox);
        expectValidReport(report);
      }
      expectNoHarm(before, sandbox);

      sandbox.clearFaults();
      const next = await apply(sandbox, BOTH);
      await apply(calm, BOTH);
      expect(next.totals).toMatchObject({ failed: 0, planned: 0 });
      expectNoHarm(before, sandbox);
      expectValidReport(next);
      // But for what went away, the account is as if nothing had gone wrong.
      const now = shownIn(sandbox);
      const left = Object.entries(shownIn(calm)).filter(([arn]) => arn in now);
      expect(now).toEqual(Object.fromEntries(left));

      sandbox.forgetCalls();
      await apply(sandbox, BOTH);
      expect(sandbox.mutations()).toEqual([]);
      await Promise.all([sandbox.stop(), calm.stop()]);
    });

    await fc.assert(property, RUNS);
  },
  PATIENCE,
);
