import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { accountWith, alb, elbTls, OLD, PLAIN, PQ, reportIn, WEB, workshop, type Workshop } from './command';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());
afterEach(() => sandbox.stop());

const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
const outcomesIn = (json: string) =>
  reportIn(json).listeners.map(({ loadBalancer, outcome, reason }) => [loadBalancer.name, outcome, reason]);
const policiesOf = (name: string) =>
  JSON.stringify(Object.values(sandbox.snapshot()).find((item) => item['name'] === name)?.['listeners']);

const PORTAL: NewLoadBalancer = {
  type: 'classic',
  name: 'portal',
  tags: WEB,
  policies: [{ name: 'sticky', type: 'LBCookieStickinessPolicyType' }],
  listeners: [{ port: 443, protocol: 'HTTPS', policyNames: ['sticky', OLD] }],
};

describe('elb-tls apply', () => {
  it('makes the changes, and finds nothing left the second time', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), PORTAL]);
    const { status, stdout } = await run('apply', '--yes', '--json');
    expect(status).toBe(0);
    expect(outcomesIn(stdout)).toEqual([
      ['portal', 'changed', 'below-target'],
      ['shop', 'changed', 'below-target'],
    ]);
    expect(policiesOf('shop')).toContain(PQ);
    expect(policiesOf('portal')).toContain('sticky');
    sandbox.forgetCalls();

    const again = await run('apply', '--yes');
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('2 TLS listeners: 0 changed, 2 fine\n');
    expect(sandbox.mutations()).toEqual([]);
  });

  describe('exit status', () => {
    const held = alb('kiosk', [OLD], { ...WEB, 'tls-remediation': 'exempt till march' });
    it.each<[string, number, NewLoadBalancer[]]>([
      ['all changed', 0, [alb('shop', [OLD])]],
      ['one held', 2, [alb('shop', [OLD]), held]],
      ['one refused', 1, [alb('refused', [OLD])]],
      ['failed comes before held', 1, [alb('refused', [OLD]), held]],
    ])('%s: %i', async (_, expected, loadBalancers) => {
      sandbox = await accountWith(loadBalancers);
      sandbox.fault({ action: 'ModifyListener', resource: 'refused', kind: 'deny' });
      expect((await run('apply', '--yes')).status).toBe(expected);
    });
  });

  it('--only with a name that is not in scope changes nothing, beside one that is', async () => {
    sandbox = await accountWith(['shop', 'edge'].map((name) => alb(name, [OLD])));
    const { status, stderr } = await run('apply', '--yes', '--only', 'shp', '--only', 'edge');
    expect(status).toBe(64);
    expect(stderr).toContain('no load balancer in scope has the name or ARN shp; nothing was changed');
    expect(sandbox.mutations()).toEqual([]);
    expect((await run('apply', '--yes', '--only', 'edge')).status).toBe(0);
  });

  it('a port that somebody has edited in a plan file is that of the listener', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const file = join(shop.folder, 'plan.json');
    await run('plan', '--out', file);
    await writeFile(file, (await readFile(file, 'utf8')).replace('"port": 443', '"port": 444'));
    const { status, stdout } = await run('apply', file, '--yes', '--json');
    expect(status).toBe(0);
    expect(reportIn(stdout).listeners).toMatchObject([{ port: 443, outcome: 'changed' }]);
  });

  it('--max-changes holds the rest for the next run', async () => {
    sandbox = await accountWith(['a', 'b', 'c'].map((name) => alb(name, [OLD])));
    expect((await run('apply', '--yes', '--max-changes', '2')).status).toBe(2);
    expect(sandbox.mutations()).toHaveLength(2);
    expect((await run('apply', '--yes', '--max-changes', '2')).status).toBe(0);
    expect(sandbox.mutations()).toHaveLength(3);
  });
});

const typing = (typed: string, ...args: string[]) =>
  elbTls(shop, ['apply', ...args], sandbox.environment(), { typed });
/** Without colours between the words. */
const plainly = () => ({ ...sandbox.environment(), NO_COLOR: '1' });
/** A question goes over several lines where the terminal is narrow. */
const oneLined = (text: string) => text.replaceAll(/\s+/g, ' ');
const estate = () =>
  accountWith([
    alb('shop', [OLD, OLD], { ...WEB, Env: 'dev' }),
    alb('till', [OLD], { ...WEB, Env: 'prod' }),
    alb('fine', [PQ], { ...WEB, Env: 'prod' }),
  ]);

describe('elb-tls apply at a terminal', () => {
  const waves = ['--wave-tag', 'Env', '--wave-order', 'dev,prod'];
  it.each([
    ['y\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('asks, and takes %j for %p', async (typed, isYes) => {
    sandbox = await estate();
    const { status, stdout, stderr } = await typing(typed, '--json');
    expect(stderr).toContain('2016-08 -> TLS13-1-2-Res-2021-06');
    expect(oneLined(stderr)).toContain(
      `Change 3 listeners of 2 load balancers in account 111122223333 (eu-west-1) to ${PLAIN} and ${PQ}? [y/N] `,
    );
    expect(status).toBe(isYes ? 0 : 2);
    expect(sandbox.mutations()).toHaveLength(isYes ? 3 : 0);
    expect(stdout === '' ? null : reportIn(stdout).mode).toBe(isYes ? 'apply' : null);
    expect(stderr.includes('elb-tls: nothing was changed\n')).toBe(!isYes);
  });

  it('says the waves that go, and the policies that they go to', async () => {
    sandbox = await estate();
    const { stderr } = await typing('n\n', ...waves, '--target', 'classical');
    expect(oneLined(stderr)).toContain(
      `Change 2 listeners of 1 load balancer in account 111122223333 (eu-west-1, wave dev) to ${PLAIN}?`,
    );
  });

  it.each<[string, () => Promise<readonly string[]>]>([
    ['a plan that it makes itself', async () => []],
    ['a plan file', async () => [await planOf()]],
  ])('above the question, %s is not called a dry run: nothing is changed yet', async (_, args) => {
    sandbox = await estate();
    const { stderr } = await typing('n\n', ...(await args()));
    expect(oneLined(stderr)).toContain('Nothing is changed yet: 3 listeners would move.');
    expect(stderr).toContain('NOT CHANGED YET, run ');
    expect(stderr).not.toMatch(/dry run|DryRun/i);
  });

  it('asks for no more than the limit lets through', async () => {
    sandbox = await estate();
    const { stderr } = await typing('y\n', '--max-changes', '1');
    expect(stderr).toContain('of 1 load balancer in account');
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('changes nothing but what was shown', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('till', [OLD])]);
    const [shopListener] = reportIn((await run('plan', '--json')).stdout).listeners;
    const region = sandbox.region('eu-west-1');
    const happen = () => {
      region.setPolicy(shopListener?.id ?? '', 'ELBSecurityPolicy-TLS13-1-0-2021-06');
      region.addLoadBalancer(alb('new', [OLD]));
    };
    const ended = await elbTls(shop, ['apply', '--json'], sandbox.environment(), { typed: 'y\n', happen });
    expect(outcomesIn(ended.stdout)).toEqual([
      ['shop', 'held', 'changed-since-plan'],
      ['till', 'changed', 'below-target'],
    ]);
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('says what was done, and not again what it showed above the question', async () => {
    const exempt = { ...WEB, 'tls-remediation': 'exempt: no time' };
    sandbox = await accountWith([alb('kiosk', [OLD], exempt), alb('shop', [OLD]), alb('till', [OLD])]);
    sandbox.fault({ action: 'ModifyListener', resource: 'till', kind: 'deny' });
    const ended = await elbTls(shop, ['apply'], plainly(), { typed: 'y\n', columns: 200 });
    expect(ended.stderr).toContain('clients lose');
    expect(ended.stderr).toContain('NOTE 2 3: ');
    expect(ended.stderr).toContain('kiosk');
    expect(ended.stdout).toMatch(/CHANGED \(1\)\n 2 eu-west-1 shop /);
    expect(ended.stdout).toMatch(/DO: let the role change this \(1\).*\n 3 eu-west-1 till /);
    expect(ended.stdout).toContain('AccessDenied');
    expect(ended.stdout).toContain('1 exempt, as shown above the question.');
    for (const said of ['clients lose', 'NOTE 2', 'kiosk']) expect(ended.stdout).not.toContain(said);
  });

  it('says all of it to a file', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    expect((await typing('y\n')).stdout).toContain('clients lose');
  });

  it('says all of a run that asked nothing, at a terminal that has seen another', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    await typing('n\n');
    const { stdout } = await elbTls(shop, ['apply', '--yes'], sandbox.environment(), { columns: 200 });
    expect(stdout).toContain('clients lose');
  });

  it('says in full what became of a listener that somebody has changed while it asked', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const [listener] = reportIn((await run('plan', '--json')).stdout).listeners;
    const happen = () =>
      sandbox.region('eu-west-1').setPolicy(listener?.id ?? '', 'ELBSecurityPolicy-TLS13-1-0-2021-06');
    const terminal = { typed: 'y\n', columns: 200, happen };
    const { stdout } = await elbTls(shop, ['apply'], plainly(), terminal);
    expect(stdout).toContain('DO: make a new plan (1)');
    expect(stdout).not.toContain('as shown above');
  });

  it('shows a plan file as it would be carried out now, and asks', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('till', [OLD])]);
    const file = await planOf();
    sandbox.region('eu-west-1').setTags('shop', { ...WEB, 'tls-remediation': 'exempt' });
    const { status, stderr } = await typing('y\n', file);
    expect(stderr).toContain('DO: make a new plan (1)');
    expect(stderr).toContain('Change 1 listener of 1 load balancer');
    expect(status).toBe(2);
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('does not ask where nothing would change', async () => {
    sandbox = await accountWith([alb('fine', [PQ])]);
    const { status, stdout, stderr } = await typing('', '--json');
    expect(status).toBe(0);
    expect(reportIn(stdout).mode).toBe('apply');
    expect(stderr).not.toContain('[y/N]');
  });
});

describe('elb-tls apply --dry-run', () => {
  it('is plan, and needs no --yes', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { status, stdout } = await run('apply', '--dry-run', '--json');
    expect(status).toBe(2);
    expect(reportIn(stdout)).toMatchObject({ mode: 'plan', totals: { planned: 1 } });
    expect(sandbox.mutations()).toEqual([]);
  });

  it('of a plan file says what of it would be done now', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('till', [OLD])]);
    const file = await planOf();
    sandbox.region('eu-west-1').setTags('shop', { ...WEB, 'tls-remediation': 'exempt' });
    const { status, stdout } = await run('apply', file, '--dry-run', '--json');
    expect(status).toBe(2);
    expect(outcomesIn(stdout)).toEqual([
      ['shop', 'held', 'changed-since-plan'],
      ['till', 'planned', 'below-target'],
    ]);
    expect(sandbox.mutations()).toEqual([]);
  });
});

/** Makes a plan, and answers the file that it is in. */
async function planOf(...args: string[]): Promise<string> {
  const file = join(shop.folder, 'plan.json');
  expect((await run('plan', ...args, '--out', file)).status).toBe(2);
  return file;
}

describe('elb-tls apply PLAN.json', () => {
  it('carries out that plan and nothing else', async () => {
    sandbox = await accountWith([alb('shop', [OLD])], { american: [alb('us-shop', [OLD])] });
    const plan = await planOf('--region', 'all', '--target', 'classical');
    sandbox.region('eu-west-1').addLoadBalancer(alb('new', [OLD]));
    // A plan names its Regions: the settings need none.
    const environment = { ...sandbox.environment(), AWS_REGION: undefined };
    const { status, stdout } = await elbTls(shop, ['apply', '--yes', plan, '--json'], environment);
    expect(status).toBe(0);
    expect(reportIn(stdout)).toMatchObject({ mode: 'apply', target: 'classical' });
    expect(outcomesIn(stdout)).toEqual([
      ['shop', 'changed', 'below-target'],
      ['us-shop', 'changed', 'below-target'],
    ]);
    expect(policiesOf('shop')).toContain(PLAIN);
    expect(policiesOf('new')).toContain(OLD);
  });

  it('takes the report of --json as well, and makes no call that changes the second time', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const plan = join(shop.folder, 'redirected.json');
    await writeFile(plan, (await run('plan', '--json')).stdout);
    expect((await run('apply', '--yes', plan)).status).toBe(0);
    sandbox.forgetCalls();
    expect((await run('apply', '--yes', plan)).status).toBe(0);
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each<[string, (account: Sandbox, listener: string) => void]>([
    [
      'a listener that changed',
      (account, listener) =>
        account.region('eu-west-1').setPolicy(listener, 'ELBSecurityPolicy-TLS13-1-0-2021-06'),
    ],
    [
      'one that left the scope',
      (account) => account.region('eu-west-1').setTags('shop', {}, { index: false }),
    ],
    [
      'one exempt by now',
      (account) => account.region('eu-west-1').setTags('shop', { ...WEB, 'tls-remediation': 'exempt' }),
    ],
  ])('holds %s since', async (_, meanwhile) => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('steady', [OLD])]);
    const plan = await planOf();
    const [shopListener] = reportIn(await readFile(plan, 'utf8')).listeners;
    meanwhile(sandbox, shopListener?.id ?? '');
    const { status, stdout } = await run('apply', '--yes', plan, '--json');
    expect(status).toBe(2);
    expect(outcomesIn(stdout)).toEqual([
      ['shop', 'held', 'changed-since-plan'],
      ['steady', 'changed', 'below-target'],
    ]);
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('changes no more than --max-changes', async () => {
    sandbox = await accountWith(['a', 'b', 'c'].map((name) => alb(name, [OLD])));
    const { status, stdout } = await run('apply', '--yes', await planOf(), '--max-changes', '1', '--json');
    expect(status).toBe(2);
    expect(reportIn(stdout).totals).toMatchObject({ changed: 1, held: 2 });
    expect(sandbox.mutations()).toHaveLength(1);
  });
});
