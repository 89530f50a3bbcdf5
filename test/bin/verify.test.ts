import { join } from 'node:path';
import type { AddedLoadBalancer, Sandbox } from '../../sandbox';
import { lead, looks } from '../probe/routed';
import { proseOf } from '../vocabulary';
import { accountWith, alb, elbTls, OLD, PQ, reportIn, workshop, type Ended, type Workshop } from './command';

/** The command against the TLS endpoints of the sandbox, which follow their listeners' policies. Waits cost no time. */

jest.mock<object>('../../probe/handshaker', () =>
  jest.requireActual<{ readonly routed: () => object }>('../probe/routed').routed(),
);
jest.mock<object>('../../lambda/runs/system-clock', () => {
  const { systemClock } = jest.requireActual<{ readonly systemClock: object }>(
    '../../lambda/runs/system-clock',
  );
  return { systemClock: { ...systemClock, pause: async () => undefined } };
});

let shop: Workshop;
let sandbox: Sandbox;
let added: AddedLoadBalancer;

beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());
beforeEach(async () => {
  looks();
  sandbox = await accountWith([]);
  added = sandbox.region('eu-west-1').addLoadBalancer(alb('shop', [OLD]));
  await lead(sandbox, added);
});
afterEach(() => sandbox.stop());

const run = (...args: string[]): Promise<Ended> => elbTls(shop, args, sandbox.environment());

describe('elb-tls apply --verify', () => {
  it('makes handshakes before and after the change, which show it', async () => {
    const { status, stdout } = await run('apply', '--yes', '--verify', '--json');
    const report = reportIn(stdout);

    expect(status).toBe(0);
    expect(report.listeners).toMatchObject([
      {
        outcome: 'changed',
        from: OLD,
        to: PQ,
        verification: { asExpected: true, host: added.dnsName, untold: [] },
      },
    ]);
    expect(report.notes).toContain('Handshakes before and after: as expected on 1 of 1 listener.');
    expect(looks()).toEqual(['shop:443', 'shop:443']);
  });

  it('tells a change that they do not show, and ends as the change does', async () => {
    const other = sandbox.region('eu-west-1').addLoadBalancer(alb('blog', [OLD], { Tier: 'blog' }));
    await lead(sandbox, added, other);
    const { status, stdout } = await run('apply', '--yes', '--verify');

    expect(status).toBe(0);
    expect(stdout).toContain('1 thing needs you. 1 listener was moved.');
    expect(stdout).toContain('DO: see whether these changes have reached their clients (1)');
    expect(stdout).toContain(`\n    elb-tls probe ${added.dnsName}:443 --policy ${PQ}\n`);
    expect(proseOf(stdout)).toContain(
      'shop :443: TLS 1.0, TLS 1.1 and ECDHE-ECDSA-AES128-SHA256 still work; TLS 1.3 is refused.',
    );
    expect(stdout).toContain('NOTE Handshakes before and after: as expected on 0 of 1 listener, not on 1.');
    expect(looks()).toHaveLength(6);
    expect(JSON.stringify(sandbox.snapshot())).toContain(PQ);
  });

  it('does the same for a plan that was saved', async () => {
    const file = join(shop.folder, 'plan.json');
    await run('plan', '--out', file);
    const { status, stdout } = await run('apply', file, '--yes', '--verify', '--json');

    expect(status).toBe(0);
    expect(reportIn(stdout).listeners).toMatchObject([{ verification: { asExpected: true } }]);
  });

  it('is no use without a change: a dry run makes no handshake, and neither does an undo', async () => {
    expect((await run('apply', '--dry-run', '--verify')).status).toBe(2);
    const { stdout } = await run('apply', '--yes', '--json');
    const report = reportIn(stdout);
    expect((await run('undo', report.runId, '--yes')).status).toBe(0);

    expect(report.listeners[0]).not.toHaveProperty('verification');
    expect(looks()).toEqual([]);
  });

  it('is a flag of apply alone', async () => {
    const { status, stderr } = await run('plan', '--verify');

    expect(status).toBe(64);
    expect(stderr).toMatch(/^elb-tls: unknown option '--verify'.*; see elb-tls plan --help\n$/);
  });
});
