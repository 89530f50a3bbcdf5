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
    const { status, stdout } = await run('apply', '--json');
    expect(status).toBe(0);
    expect(outcomesIn(stdout)).toEqual([
      ['portal', 'changed', 'below-target'],
      ['shop', 'changed', 'below-target'],
    ]);
    expect(policiesOf('shop')).toContain(PQ);
    expect(policiesOf('portal')).toContain('sticky');
    sandbox.forgetCalls();

    const again = await run('apply');
    expect(again.status).toBe(0);
    expect(again.stdout).toContain('0 changed, 2 already fine');
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
      expect((await run('apply')).status).toBe(expected);
    });
  });

  it('--max-changes holds the rest for the next run', async () => {
    sandbox = await accountWith(['a', 'b', 'c'].map((name) => alb(name, [OLD])));
    expect((await run('apply', '--max-changes', '2')).status).toBe(2);
    expect(sandbox.mutations()).toHaveLength(2);
    expect((await run('apply', '--max-changes', '2')).status).toBe(0);
    expect(sandbox.mutations()).toHaveLength(3);
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
    const { status, stdout } = await elbTls(shop, ['apply', plan, '--json'], environment);
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
    expect((await run('apply', plan)).status).toBe(0);
    sandbox.forgetCalls();
    expect((await run('apply', plan)).status).toBe(0);
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
    const { status, stdout } = await run('apply', plan, '--json');
    expect(status).toBe(2);
    expect(outcomesIn(stdout)).toEqual([
      ['shop', 'held', 'changed-since-plan'],
      ['steady', 'changed', 'below-target'],
    ]);
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('changes no more than --max-changes', async () => {
    sandbox = await accountWith(['a', 'b', 'c'].map((name) => alb(name, [OLD])));
    const { status, stdout } = await run('apply', await planOf(), '--max-changes', '1', '--json');
    expect(status).toBe(2);
    expect(reportIn(stdout).totals).toMatchObject({ changed: 1, held: 2 });
    expect(sandbox.mutations()).toHaveLength(1);
  });
});
