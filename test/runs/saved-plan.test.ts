import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { hasFailed, type Entry, type Report } from '../../lambda/core/report';
import { Records } from '../../lambda/records/records';
import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { UserError } from '../../lambda/core/user-error';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  CLASSIC_BEST,
  EU,
  OLD,
  PLAIN,
  PQ,
  RFC9151,
  STICKY,
  US,
  WEB,
  alb,
  briefs,
  callsOf,
  classic,
  clockAt,
  connectTo,
  entryOf,
  failure,
  many,
  nlb,
  plan,
  policiesIn,
  present,
  run,
  start,
  stopAll,
  surroundings,
} from '../helpers';
import { expectValidReport } from '../report/schema';

afterEach(stopAll);

const TLS13 = 'ELBSecurityPolicy-TLS13-1-3-2021-06';

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
    const world = surroundings(on);
    const rollout = { ...DEFAULT_ROLLOUT, maxChanges };
    return underLease('apply', world, (held) => applySavedPlan(planned, rollout, { ...world, held }));
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

  it('says nothing that was true of the run that made it, and is not of this one', async () => {
    const old = {
      links: { dashboard: 'https://old.example', record: 'https://old.example' },
      outside: { byValue: [], worst: [], unknownIn: [EU] },
      accountName: 'acme-of-old',
    };
    const done = await carryOut({ ...(await plan(sandbox)), ...old });
    for (const field of Object.keys(old)) expect(done).not.toHaveProperty(field);
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

  it.each<[string, (region: ReturnType<Sandbox['region']>, listener: string) => void, string]>([
    ['was set back', (region, listener) => region.setPolicy(listener, OLD), 'held/wave-waiting'],
    [
      'is new',
      (region) => region.addLoadBalancer(alb('new', [OLD], { ...WEB, Env: 'dev' })),
      'held/wave-waiting',
    ],
    ['stayed as it was', () => undefined, 'changed/below-target'],
    [
      'is its own load balancer, moved to another wave',
      (region) => region.setTags('shop', { ...WEB, Env: 'dev' }),
      'changed/below-target',
    ],
  ])('(11) (25) looks at the earlier wave as it is now, where something %s', async (_, happen, expected) => {
    const on = await start();
    const fine = on.region(EU).addLoadBalancer(alb('fine', [PQ], { ...WEB, Env: 'dev' }));
    on.region(EU).addLoadBalancer(alb('shop', [OLD], { ...WEB, Env: 'prod' }));
    const planned = await plan(on);
    happen(on.region(EU), present(fine.listeners[1]).arn);
    const world = surroundings(on);
    const rollout = { ...DEFAULT_ROLLOUT, waves: { tagKey: 'Env', order: ['dev'], soakHours: 0 } };

    const applied = await underLease('apply', world, (held) =>
      applySavedPlan(planned, rollout, { ...world, held }),
    );

    expect(briefs(applied)).toContain(`shop:443 ${expected}`);
    expect(applied.listeners.map(({ loadBalancer }) => loadBalancer.name)).not.toContain('new');
    expectValidReport(applied);
  });

  it('(24) does not call it drift where an owner went stricter than an earlier run', async () => {
    const on = await start();
    const { listeners } = on.region(EU).addLoadBalancer(nlb('edge', [OLD]));
    on.bucket('record');
    const records = (): Records => new Records(connectTo(on).bucket('record'), clockAt());
    await run(on, 'apply', { records: records(), settings: { target: { kind: 'classical' } } });
    on.region(EU).setPolicy(present(listeners.find(({ port }) => port === 443)).arn, TLS13);
    const planned = await plan(on);
    const world = surroundings(on, { records: records() });

    const applied = await underLease('apply', world, (held) =>
      applySavedPlan(planned, DEFAULT_ROLLOUT, { ...world, held }),
    );

    expect(briefs(applied)).toEqual(['edge:443 changed/below-target']);
  });

  it('(23) writes a record that can be read where a load balancer was made again since, planned or not', async () => {
    const on = await start();
    on.bucket('record');
    const records = new Records(connectTo(on).bucket('record'), clockAt());
    for (const [name, policy] of [
      ['done', CLASSIC_BEST],
      ['open', OLD],
    ] as const)
      on.region(EU).addLoadBalancer(classic(name, [[policy]]));
    const made = await plan(on);
    const listeners = made.listeners.map((entry) => ({
      ...entry,
      loadBalancer: { ...entry.loadBalancer, created: '2020-01-01T00:00:00.000Z' },
    }));
    const world = surroundings(on, { records });

    const applied = await underLease('apply', world, (held) =>
      applySavedPlan({ ...made, listeners }, DEFAULT_ROLLOUT, { ...world, held }),
    );

    expect(briefs(applied)).toEqual(['done:443 held/changed-since-plan', 'open:443 held/changed-since-plan']);
    expectValidReport(applied);
    expect((await records.run(applied.runId, ACCOUNT)).report).toMatchObject({ runId: applied.runId });
  });

  it('(6) does not carry a Region that failed when it was made', async () => {
    const mend = sandbox.fault({ action: 'GetResources', region: US, kind: 'server-error' });
    const planned = await plan(sandbox, { regions: [EU, US] });
    mend();

    const applied = await carryOut(planned);

    expect(applied.regions).toEqual([EU, US].map((region) => ({ region, status: 'examined' })));
    expect(hasFailed(applied)).toBe(false);
  });

  it('(25) reads many load balancers together, and keeps its lease', async () => {
    const on = await start({ pageSize: 20 });
    for (const name of many(40, (index) => `fine-${index}`)) on.region(EU).addLoadBalancer(alb(name, [PQ]));
    const planned = await plan(on);
    on.forgetCalls();

    await carryOut(planned, on);

    expect(callsOf(on, 'DescribeTags')).toEqual([]);
    expect(callsOf(on, 'DescribeListeners')).toHaveLength(40);
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

const WEAKER = 'ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06';

async function carriedOut(on: Sandbox, to: string): Promise<Report> {
  const made = await plan(on);
  const listeners = made.listeners.map((entry) => ({
    ...entry,
    to,
    drops: { protocols: [], ciphers: [] },
  }));
  const world = surroundings(on);
  return underLease('apply', world, (held) =>
    applySavedPlan({ ...made, listeners }, DEFAULT_ROLLOUT, { ...world, held }),
  );
}

describe('a plan file that somebody has edited', () => {
  it('with a weak target is wrong usage, and not already fine', async () => {
    const on = await start();
    on.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const error = await failure(carriedOut(on, OLD));
    expect(error).toMatchObject({ exitCode: 64 });
    expect(error.message).toBe(
      `the target policy ${OLD} accepts TLSv1 and TLSv1.1; a target accepts nothing under TLS 1.2: use recommended`,
    );
    expect(on.mutations()).toEqual([]);
  });

  it('with a target that is not modern says what it accepts, and what clients lose', async () => {
    const on = await start();
    on.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const applied = await carriedOut(on, WEAKER);
    expect(applied.notes).toContainEqual(expect.stringMatching(`^The target ${WEAKER} .*accepts CBC`));
    expect(applied.listeners).toMatchObject([
      { outcome: 'changed', to: WEAKER, drops: { protocols: ['TLSv1', 'TLSv1.1'] } },
    ]);
    expectValidReport(applied);
  });

  it('where nothing was edited, nothing is said of targets', async () => {
    const on = await start();
    on.region(EU).addLoadBalancer(classic('portal', [[OLD]]));
    const made = await plan(on);
    const apply = () => {
      const world = surroundings(on);
      return underLease('apply', world, (held) => applySavedPlan(made, DEFAULT_ROLLOUT, { ...world, held }));
    };
    expect((await apply()).notes.join()).not.toContain('The target');
    expect((await apply()).notes.join()).not.toContain('The target');
  });
});

type Edit = (entries: readonly Entry[]) => readonly Entry[];
const to =
  (policy: string): Edit =>
  (entries) =>
    entries.map((entry) => ({ ...entry, to: policy }));

describe('what somebody edited is not said to have changed in the account', () => {
  const edited = async (on: Sandbox, edit: Edit): Promise<Report> => {
    const made = await plan(on);
    const world = surroundings(on);
    const file = { ...made, listeners: edit(made.listeners) };
    return underLease('apply', world, (held) => applySavedPlan(file, DEFAULT_ROLLOUT, { ...world, held }));
  };

  it.each<[string, NewLoadBalancer, Edit, readonly string[]]>([
    ['a dropped listener', alb('shop', [OLD, OLD]), (all) => all.slice(1), ['shop:444 changed/below-target']],
    [
      'a dropped listener of Classic',
      classic('shop', [[OLD], [OLD]]),
      (all) => all.slice(1),
      ['shop:444 changed/below-target'],
    ],
    ['a target that is allowed', alb('shop', [OLD]), to(PLAIN), ['shop:443 changed/below-target']],
    [
      'a target that does not go beside the other listener',
      alb('shop', [OLD, OLD]),
      to(PQ),
      ['shop:443 held/changed-since-plan', 'shop:444 held/changed-since-plan'],
    ],
    [
      'a target that is not there',
      alb('shop', [OLD]),
      to('ELBSecurityPolicy-Nope'),
      ['shop:443 held/changed-since-plan'],
    ],
    [
      'a compliant listener that is called planned',
      alb('shop', [PQ]),
      (all) => all.map((entry) => ({ ...entry, outcome: 'planned', reason: 'below-target', to: PLAIN })),
      ['shop:443 held/changed-since-plan'],
    ],
    [
      'a name that Classic does not have',
      classic('shop', [[OLD]]),
      to(PQ),
      ['shop:443 held/changed-since-plan'],
    ],
  ])('%s', async (_, loadBalancer, edit, expected) => {
    const on = await start();
    on.region(EU).addLoadBalancer(loadBalancer);
    const applied = await edited(on, edit);

    expect(briefs(applied)).toEqual(expected);
    const details = applied.listeners.map(({ detail }) => detail);
    expect(details.join(' ')).not.toContain('Changed since the plan');
    const held = applied.listeners.filter(({ outcome }) => outcome === 'held').map(({ detail }) => detail);
    const says = /^The plan file names \S+ here\. .+ Drop the entry, or make a new plan\.$/;
    expect(held.filter((detail) => !says.test(detail))).toEqual([]);
    expectValidReport(applied);
  });
});

describe('a dry run of a saved plan', () => {
  it('says what an apply would do now, within its limit, and changes nothing', async () => {
    const on = await start();
    for (const name of ['a', 'b', 'c', 'd']) on.region(EU).addLoadBalancer(alb(name, [OLD]));
    const made = await plan(on);
    on.region(EU).setTags('a', { ...WEB, 'tls-remediation': 'exempt' });
    on.region(EU).addLoadBalancer(alb('new', [OLD]));
    const rollout = { ...DEFAULT_ROLLOUT, maxChanges: 2 };

    const dry = await applySavedPlan(made, rollout, { ...surroundings(on), held: null });

    expect(briefs(dry)).toEqual([
      'a:443 held/changed-since-plan',
      'b:443 planned/below-target',
      'c:443 planned/below-target',
      'd:443 held/change-limit',
    ]);
    expect(dry).toMatchObject({ mode: 'plan', totals: { loadBalancers: 4 } });
    expect(on.mutations()).toEqual([]);
    expectValidReport(dry);
  });

  it('has load balancers without a secure listener in scope, as its plan has', async () => {
    const on = await start();
    on.region(EU).addLoadBalancer(alb('plain', []));
    const made = await plan(on);
    const dry = await applySavedPlan(made, DEFAULT_ROLLOUT, { ...surroundings(on), held: null });
    expect(dry.totals).toMatchObject({ loadBalancers: 1, listeners: 0 });
  });
});
