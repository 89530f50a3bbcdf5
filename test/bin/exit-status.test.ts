import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATUSES } from '../../bin/exit-status';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { alb, elbTls, OLD, PQ, reportIn, WEB, withAccount, workshop, type Workshop } from './command';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

const page = (name: string): string =>
  readFileSync(join(__dirname, '../..', name), 'utf8').replaceAll(/\s+/g, ' ');

describe('the table of exit statuses', () => {
  it.each(STATUSES)('$number, $meaning, is in the help, README and the page of settings', async (each) => {
    const { number, meaning } = each;
    const { stdout } = await elbTls(shop, ['--help'], {});
    expect(stdout).toMatch(new RegExp(`^ +${number} +${meaning}$`, 'm'));
    expect(page('README.md')).toContain(`${number} ${meaning}`);
    expect(page('docs/settings.md')).toContain(`| ${number} | ${meaning} |`);
  });
});

const [SHOP, FINE] = [alb('shop', [OLD]), alb('fine', [PQ])];
const HELD = alb('kiosk', [OLD], { ...WEB, 'tls-remediation': 'exempt till march' });
/** The sandbox lets nobody change it. */
const REFUSED = alb('refused', [OLD]);
/** The sandbox lets nobody read it. */
const BROKEN = alb('broken', [PQ]);

const endOf = (args: readonly string[], loadBalancers: readonly NewLoadBalancer[]): Promise<number | null> =>
  withAccount(loadBalancers, async (sandbox) => {
    sandbox.fault({ action: 'ModifyListener', resource: 'refused', kind: 'deny' });
    sandbox.fault({ action: 'DescribeListeners', resource: 'broken', kind: 'deny' });
    return (await elbTls(shop, args, sandbox.environment())).status;
  });

describe.each([
  ['plan', ['plan'], SHOP],
  ['apply', ['apply', '--yes'], HELD],
  ['apply --dry-run', ['apply', '--dry-run'], SHOP],
] as const)('%s ends with', (verb, args, open) => {
  it.each<[number, string, NewLoadBalancer[]]>([
    [0, 'nothing left to do', [FINE]],
    [2, 'changes planned or held', [FINE, open]],
    [3, 'nothing in scope', [alb('other', [OLD], { Tier: 'data' })]],
    [1, 'a failure', [verb === 'apply' ? REFUSED : BROKEN, open]],
  ])('%i: %s', async (status, _, loadBalancers) => {
    expect(await endOf(args, loadBalancers)).toBe(status);
  });

  it('1: a Region that failed, and no load balancer in the others', async () => {
    const status = await withAccount([], async (sandbox) => {
      sandbox.fault({ region: 'us-east-1', service: 'tagging', kind: 'error', code: 'InvalidParameter' });
      const flags = ['--region', 'eu-west-1,us-east-1', '--record', join(shop.folder, 'failed')];
      return (await elbTls(shop, [...args, ...flags], sandbox.environment())).status;
    });
    expect(status).toBe(1);
  });

  it('64: wrong usage', async () => {
    expect(await endOf([...args, '--frobnicate'], [])).toBe(64);
  });

  it('3: load balancers that are not in scope', async () => {
    expect(await endOf([...args, '--only', 'nobody'], [FINE])).toBe(3);
  });
});

const afterApply = <T>(work: (run: string, sandbox: Sandbox) => Promise<T>): Promise<T> =>
  withAccount([SHOP], async (sandbox) => {
    const { stdout } = await elbTls(shop, ['apply', '--yes', '--json'], sandbox.environment());
    return work(reportIn(stdout).runId, sandbox);
  });

const undone = (happen: Happening, ...flags: string[]) =>
  withAccount([SHOP], async (sandbox) => {
    const { stdout } = await elbTls(shop, ['apply', '--yes', '--json'], sandbox.environment());
    const { runId, listeners } = reportIn(stdout);
    happen(listeners[0]?.id ?? '', sandbox);
    return elbTls(shop, ['undo', runId, ...flags], sandbox.environment());
  });

type Happening = (id: string, sandbox: Sandbox) => void;

const setTo =
  (policy: string): Happening =>
  (id, sandbox) =>
    sandbox.region('eu-west-1').setPolicy(id, policy);

const refuse: Happening = (_, sandbox) => {
  sandbox.fault({ action: 'ModifyListener', kind: 'deny' });
};

describe.each([
  ['undo', ['--yes']],
  ['show', []],
] as const)('%s ends with', (verb, flags) => {
  it('0: it is done', async () => {
    const end = await afterApply((run, sandbox) =>
      elbTls(shop, [verb, run, ...flags], sandbox.environment()),
    );
    expect(end.status).toBe(0);
  });

  it('1: there is no such run', async () => {
    const end = await afterApply((_, sandbox) =>
      elbTls(shop, [verb, 'nobody', ...flags], sandbox.environment()),
    );
    expect(end.status).toBe(1);
    expect(end.stderr).toMatch(/list the runs with: elb-tls runs --record \S+/);
  });

  it('64: wrong usage', async () => {
    expect((await elbTls(shop, [verb, 'RUN', '--frobnicate'], {})).status).toBe(64);
  });
});

describe('undo ends with', () => {
  it('2: what somebody has set since is held', async () => {
    expect((await undone(setTo('ELBSecurityPolicy-TLS13-1-2-2021-06'), '--yes')).status).toBe(2);
  });

  it('2: a dry run with something to undo, which is not called UNDONE', async () => {
    const { status, stdout } = await undone(() => undefined, '--dry-run');
    expect(status).toBe(2);
    expect(stdout).toContain('UNDO PLANNED');
    expect(stdout).not.toContain('UNDONE');
  });

  it('0: a dry run with nothing to undo, which is not called UNDONE either', async () => {
    const { status, stdout } = await undone(setTo(OLD), '--dry-run');
    expect(status).toBe(0);
    expect(stdout).not.toContain('UNDONE');
    expect(stdout).toContain('0 planned, 1 already put back');
  });

  it('1: AWS refuses', async () => {
    expect((await undone(refuse, '--yes')).status).toBe(1);
  });

  it('1: there is nothing to forget, and it says why', async () => {
    const { status, stderr } = await withAccount([SHOP], (sandbox) =>
      elbTls(shop, ['undo', 'nobody', '--forget'], sandbox.environment()),
    );
    expect(status).toBe(1);
    expect(stderr).toContain(
      'no listener is left alone because of run nobody, so there is nothing to forget',
    );
    expect(stderr).toMatch(/no such run is in the record; list the runs with: elb-tls runs --record \S+/);
  });

  it("1: its change is another run's by now, and it says where to look", async () => {
    const { status, stderr } = await withAccount([SHOP], async (sandbox) => {
      const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
      const { runId } = reportIn((await run('plan', '--json')).stdout);
      return run('undo', runId, '--forget');
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/because of which run, is in: elb-tls plan --record \S+/);
  });
});

describe('runs ends with', () => {
  it.each<[number, string, string[]]>([
    [0, 'a list, or none', ['runs']],
    [1, 'a record that is not there', ['runs', '--record', 's3://nobodys']],
    [64, 'wrong usage', ['runs', '--last', 'all']],
  ])('%i: %s', async (status, _, args) => {
    expect(await endOf(args, [])).toBe(status);
  });
});
