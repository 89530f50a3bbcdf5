import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { closedRegions, failedRegions, hasFailed, type Report } from '../../lambda/core/report';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { undo } from '../../lambda/runs/undo';
import type { Fault, Sandbox } from '../../sandbox';
import {
  EU,
  OLD,
  US,
  WEB,
  alb,
  briefs,
  callsOf,
  clockAt,
  failure,
  plan,
  policiesIn,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from '../helpers';
import { expectValidReport } from '../report/schema';

/** Regions that the organisation closes: in ListRegions, and every call refused (docs/rules.md, ADR 15). */

afterEach(stopAll);

const CLOSED = ['ap-northeast-1', 'sa-east-1'] as const;
const OPEN = [EU, US, 'eu-central-1', 'us-west-2', 'ca-central-1', 'ap-southeast-2'] as const;
const NAME_THEM = 'name the Regions you use (parameter Regions, --region)';
const ALL = { regions: 'all' } as const;

/** Eight Regions, two of them closed. */
async function account(): Promise<Sandbox> {
  const sandbox = await start({ regions: [...OPEN, ...CLOSED], pageSize: 100 });
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  for (const region of CLOSED) sandbox.closeRegion(region);
  return sandbox;
}

const statusOf = (report: Report, region: string): string | undefined =>
  report.regions.find((each) => each.region === region)?.status;

describe('two of eight Regions are closed', () => {
  it.each(['index', 'scan'] as const)(
    'all by %s: closed, no failure, and the rest is planned',
    async (findBy) => {
      const report = await plan(await account(), { ...ALL, findBy });

      expectValidReport(report);
      expect(closedRegions(report).map(({ region }) => region)).toEqual(CLOSED);
      expect(closedRegions(report)[0]?.error).toMatchObject({ code: 'AccessDenied' });
      expect(failedRegions(report)).toEqual([]);
      expect(hasFailed(report)).toBe(false);
      expect(briefs(report)).toEqual(['shop:443 planned/below-target']);
    },
  );

  it('named by hand they have failed, and the error says what to do', async () => {
    const report = await plan(await account(), { regions: [EU, ...CLOSED] });

    expect(failedRegions(report).map(({ region }) => region)).toEqual(CLOSED);
    for (const { error } of failedRegions(report)) expect(error?.message).toContain(NAME_THEM);
    expect(hasFailed(report)).toBe(true);
  });

  it('a scan does not mind that the index is open there, as Control Tower leaves it', async () => {
    const sandbox = await start({ regions: [EU, 'sa-east-1'] });
    sandbox.closeRegion('sa-east-1', ['sts', 'account', 'tagging']);

    expect(statusOf(await plan(sandbox, { ...ALL, findBy: 'scan' }), 'sa-east-1')).toBe('closed');
    // The index has nothing there, so nothing more is asked for.
    expect(statusOf(await plan(sandbox, ALL), 'sa-east-1')).toBe('examined');
  });

  it('what the open index names in a closed Region has failed: it is in scope, and nobody can read it', async () => {
    const sandbox = await start({ regions: [EU, 'sa-east-1'] });
    sandbox.region('sa-east-1').addLoadBalancer(alb('left', [OLD]));
    sandbox.closeRegion('sa-east-1', ['sts', 'account', 'tagging']);

    expect(briefs(await plan(sandbox, ALL))).toEqual(['left:null failed/read-failed']);
  });

  it('a name of a target that is mistyped is refused all the same', async () => {
    const target = { kind: 'named', name: 'ELBSecurityPolicy-TLS14-2030-01' } as const;

    expect((await failure(plan(await account(), { ...ALL, target }))).message).toContain(
      'offered in none of',
    );
  });
});

describe('a Region is closed only where every read is refused by a policy', () => {
  const SCP = 'User: x is not authorized to perform: y with an explicit deny in a service control policy';
  const refused = (code: string, message = SCP, status = 403) =>
    ({ kind: 'error', code, message, status }) as const;
  const everything = [{}] as const;
  const CASES: Readonly<
    Record<string, readonly [string, readonly Partial<Fault>[], ReturnType<typeof refused>]>
  > = {
    'refused as AccessDenied': ['closed', everything, refused('AccessDenied')],
    'refused as AccessDeniedException': ['closed', everything, refused('AccessDeniedException', SCP, 400)],
    'refused as UnauthorizedOperation': ['closed', everything, refused('UnauthorizedOperation')],
    'with the ARN of the policy behind': [
      'closed',
      everything,
      refused(
        'AccessDenied',
        `${SCP}: arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1`,
      ),
    ],
    'refused by the role': ['failed', everything, refused('AccessDenied', 'User: x is not authorized')],
    'refused by a boundary': [
      'failed',
      everything,
      refused('AccessDenied', 'not authorized with an explicit deny in a permissions boundary'),
    ],
    'said by another error': ['failed', everything, refused('ValidationError', SCP, 400)],
    'the index alone': ['examined', [{ service: 'tagging' }], refused('AccessDeniedException')],
    'all but the policies on offer': [
      'failed',
      [
        { action: 'GetResources' },
        { action: 'DescribeLoadBalancers' },
        { action: 'DescribeLoadBalancerPolicies' },
      ],
      refused('AccessDenied'),
    ],
    'all but Classic': ['failed', [{ service: 'tagging' }, { service: 'elbv2' }], refused('AccessDenied')],
    'all but ALB and NLB': [
      'failed',
      [{ service: 'tagging' }, { service: 'classic' }],
      refused('AccessDenied'),
    ],
    'listings and policies on offer, where the role may not ask the index': [
      'failed',
      [{ service: 'elbv2' }, { service: 'classic' }],
      refused('AccessDenied'),
    ],
  };

  it.each(Object.entries(CASES))('%s', async (name, [status, matches, error]) => {
    const sandbox = await start();
    if (name.startsWith('listings')) sandbox.fault({ region: US, service: 'tagging', kind: 'deny' });
    for (const match of matches) sandbox.fault({ ...match, region: US, ...error });

    const report = await plan(sandbox, ALL);

    expect(statusOf(report, US)).toBe(status);
    expectValidReport(report);
  });
});

it('where every Region is closed, nobody has looked at anything: the run has failed', async () => {
  const sandbox = await start();
  for (const region of [EU, US]) sandbox.closeRegion(region);

  const report = await plan(sandbox, ALL);

  expect(report.regions.map(({ status }) => status)).toEqual(['failed', 'failed']);
  expect(report.regions[0]?.error?.message).toContain(NAME_THEM);
});

const records = () => new Records(memoryStore(), clockAt());
const on = (sandbox: Sandbox, more: RunOptions, suffix: string) =>
  run(sandbox, 'apply', { suffix, ...more, settings: { ...ALL, ...more.settings } });

async function twoShops(): Promise<Sandbox> {
  const sandbox = await start();
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.region(US).addLoadBalancer(alb('mall', [OLD]));
  return sandbox;
}

async function devAndProd(): Promise<Sandbox> {
  const sandbox = await start();
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], { ...WEB, Env: 'prod' }));
  sandbox.region(US).addLoadBalancer(alb('try-out', [OLD], { ...WEB, Env: 'dev' }));
  return sandbox;
}

describe('a Region that was open, and is closed now', () => {
  it('keeps what was done there: what an owner set back meanwhile is drift when it opens again', async () => {
    const sandbox = await twoShops();
    const memory = { records: records() };
    const first = await on(sandbox, memory, 'one1');
    const open = sandbox.closeRegion(US);
    const second = await on(sandbox, memory, 'two2');
    expect(hasFailed(second)).toBe(false);
    expect(briefs(second)).toEqual(['shop:443 compliant/meets-target']);
    open();
    const mall = first.listeners.find(({ region }) => region === US);
    sandbox.region(US).setPolicy(mall?.id ?? '', OLD);

    expect(briefs(await on(sandbox, memory, 'thr3'))).toEqual([
      'shop:443 compliant/meets-target',
      'mall:443 held/reverted-by-others',
    ]);
  });

  it('an undo there fails and says why, and is made when it is open again', async () => {
    const sandbox = await twoShops();
    const memory = { records: records() };
    const before = policiesIn(sandbox);
    const { runId } = await on(sandbox, memory, 'one1');
    const undone = async (suffix: string): Promise<Report> => {
      const world = surroundings(sandbox, { ...memory, suffix });
      const record = await memory.records.run(runId, null);
      const request = { record, listeners: null, reason: 'undone-by-request' } as const;
      return underLease('undo', world, (held) => undo(request, { ...world, held }));
    };
    const open = sandbox.closeRegion(US);
    const half = await undone('two2');
    expect(briefs(half)).toEqual(['shop:443 reverted/undone-by-request', 'mall:443 failed/tags-unreadable']);
    expect(half.listeners[1]?.detail).toContain('service control policy');
    open();
    await undone('thr3');

    expect(policiesIn(sandbox)).toEqual(before);
  });

  it.each([
    ['closed when it was planned too: carried out, and closed again', true],
    ['open when it was planned: what the plan has there has failed', false],
  ])('a saved plan, %s', async (_, wasClosed) => {
    const sandbox = await twoShops();
    if (wasClosed) sandbox.closeRegion(US);
    const saved = await plan(sandbox, ALL);
    if (!wasClosed) sandbox.closeRegion(US);
    const world = surroundings(sandbox, { suffix: 'app1' });

    const report = await underLease('apply', world, (held) =>
      applySavedPlan(saved, DEFAULT_ROLLOUT, { ...world, held }),
    );

    expectValidReport(report);
    expect(statusOf(report, US)).toBe(wasClosed ? 'closed' : 'failed');
    expect(report.totals.changed).toBe(1);
    expect(hasFailed(report)).toBe(!wasClosed);
    expect(report.regions[1]?.error?.message.includes(NAME_THEM)).toBe(!wasClosed);
  });
});

describe('waves', () => {
  const waves = { tagKey: 'Env', order: ['dev', 'prod'], soakHours: 0 };
  const settings = { ...ALL, rollout: { ...DEFAULT_ROLLOUT, waves } };

  it('wait for nobody in a closed Region that no run ever saw', async () => {
    const sandbox = await devAndProd();
    sandbox.closeRegion(US);

    expect(briefs(await plan(sandbox, settings))).toEqual(['shop:443 planned/below-target']);
  });

  it('wait for what was left there before it was closed, until the Regions are named without it', async () => {
    const sandbox = await devAndProd();
    sandbox.fault({ action: 'ModifyListener', kind: 'deny', region: US });
    const memory = { records: records() };
    const applied = async (suffix: string, more = {}): Promise<Report> =>
      on(sandbox, { ...memory, settings: { ...settings, ...more } }, suffix);
    await applied('one1');
    sandbox.closeRegion(US);

    const { listeners } = await applied('two2');
    expect(listeners).toMatchObject([{ outcome: 'held', reason: 'wave-waiting' }]);
    expect(listeners[0]?.detail).toContain(`left to do in ${US}, which is closed now`);
    expect(listeners[0]?.detail).toContain(NAME_THEM);

    expect(briefs(await applied('thr3', { regions: [EU] }))).toEqual(['shop:443 changed/below-target']);
  });

  it('go where what was done there before it was closed is done', async () => {
    const sandbox = await devAndProd();
    const memory = { records: records() };
    await on(sandbox, { ...memory, settings }, 'one1');
    sandbox.closeRegion(US);

    expect(briefs(await on(sandbox, { ...memory, settings }, 'two2'))).toEqual([
      'shop:443 changed/below-target',
    ]);
  });

  it('wait for one that has failed', async () => {
    const sandbox = await devAndProd();
    sandbox.fault({ kind: 'deny', region: US });

    expect(briefs(await plan(sandbox, settings))).toEqual(['shop:443 held/wave-waiting']);
  });

  it('wait where the Regions cannot be listed: another one may have an earlier wave', async () => {
    const sandbox = await devAndProd();
    sandbox.fault({ action: 'ListRegions', kind: 'deny' });

    const { listeners } = await plan(sandbox, settings);

    expect(listeners).toMatchObject([{ reason: 'wave-waiting' }]);
    expect(listeners[0]?.detail).toContain('Regions that account:ListRegions did not name could not be read');
  });
});

describe('Regions that cannot be listed', () => {
  const unavailable: Readonly<Record<string, Fault>> = {
    refused: { action: 'ListRegions', kind: 'deny' },
    'refused by a policy': { action: 'ListRegions', kind: 'policy-deny' },
    'not known to who answers': {
      action: 'ListRegions',
      kind: 'error',
      code: 'UnknownOperationException',
      status: 404,
    },
    'with keys that are not known there': {
      action: 'ListRegions',
      kind: 'error',
      code: 'UnrecognizedClientException',
      status: 403,
    },
  };

  it.each(Object.entries(unavailable))('%s: the run goes on with its own, and says so', async (_, fault) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.fault(fault);

    const report = await plan(sandbox, ALL);

    expect(report.regions).toEqual([{ region: EU, status: 'examined' }]);
    expect(hasFailed(report)).toBe(false);
    expect(report.notes).toHaveLength(1);
    expect(report.notes[0]).toMatch(
      /^Only eu-west-1 was examined, because account:ListRegions .*name the Regions/,
    );
  });

  it('an address that does not exist, as in GovCloud', async () => {
    const sandbox = await start();
    const { aws } = surroundings(sandbox);
    const lost = Object.assign(new Error('getaddrinfo ENOTFOUND account.us-gov-west-1.amazonaws.com'), {
      code: 'ENOTFOUND',
    });
    const report = await run(sandbox, 'plan', {
      settings: ALL,
      aws: { ...aws, enabledRegions: () => Promise.reject(lost) },
    });

    expect(report.notes[0]).toContain('ENOTFOUND account.us-gov-west-1.amazonaws.com');
  });

  it.each<[string, Fault]>([
    ['throttled', { action: 'ListRegions', kind: 'throttle' }],
    ['broken', { action: 'ListRegions', kind: 'server-error' }],
  ])('%s: that goes by, so the run fails instead of looking at less', async (_, fault) => {
    const sandbox = await start();
    sandbox.fault(fault);

    await failure(plan(sandbox, ALL));
    expect(callsOf(sandbox, 'GetResources')).toEqual([]);
  });
});

it('asks five times more in a closed Region, and once where it is open', async () => {
  const sandbox = await account();
  await plan(sandbox, ALL);
  const reads = (region: string): number =>
    sandbox.calls.filter((call) => call.region === region && call.service !== 'sts').length;

  expect(reads('sa-east-1')).toBeLessThanOrEqual(8);
  expect(reads('ca-central-1')).toBe(1);
});
