import { join } from 'node:path';
import type { Clock } from '../../lambda/core/clock';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { proseOf } from '../vocabulary';
import { ownCertificates } from '../probe/certificates';
import { following } from '../probe/following';
import type { Running } from '../probe/servers';
import { accountWith, elbTls, OLD, PQ, reportIn, WEB, workshop, type Ended, type Workshop } from './command';

/** A load balancer's own name leads to loopback, where a server follows the policy of its listener; waits cost no time. */
jest.mock<object>('node:dns/promises', () => ({
  ...jest.requireActual<object>('node:dns/promises'),
  lookup: async () => [{ address: '127.0.0.1', family: 4 }],
}));
jest.mock<object>('../../lambda/runs/system-clock', () => {
  const { systemClock } = jest.requireActual<{ readonly systemClock: Clock }>(
    '../../lambda/runs/system-clock',
  );
  return { systemClock: { ...systemClock, pause: async () => undefined } };
});

const own = ownCertificates();
let shop: Workshop;
let sandbox: Sandbox;
let server: Running;

beforeAll(async () => {
  shop = await workshop();
});
afterAll(async () => {
  own.clear();
  await shop.clear();
});
beforeEach(async () => {
  server = await following(own.of('RSA'), policyNow);
  sandbox = await accountWith([albAt(server.port)]);
});
afterEach(async () => {
  await sandbox.stop();
  await server.stop();
});

const run = (...args: string[]): Promise<Ended> => elbTls(shop, args, sandbox.environment());

function albAt(port: number): NewLoadBalancer {
  return {
    type: 'application',
    name: 'shop',
    tags: WEB,
    listeners: [{ port, protocol: 'HTTPS', policy: OLD }],
  };
}

function policyNow(): string {
  return /"policy":"ELBSecurityPolicy-([-\w]+)"/.exec(JSON.stringify(sandbox.snapshot()))?.[1] ?? '';
}

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
        verification: { asExpected: true, host: expect.stringContaining('shop'), untold: [] },
      },
    ]);
    expect(report.notes).toContain('Handshakes before and after: as expected on 1 of 1 listener.');
    // Two protocols that go, two that are there, and the ciphers that go: before, and after.
    expect(server.connections()).toBe(10);
  });

  it('tells a change that they do not show, and ends as the change does', async () => {
    await server.stop();
    server = await following(own.of('RSA'), () => OLD.replace('ELBSecurityPolicy-', ''));
    await sandbox.stop();
    sandbox = await accountWith([albAt(server.port)]);
    const { status, stdout } = await run('apply', '--yes', '--verify');

    expect(status).toBe(0);
    expect(stdout).toContain('1 thing needs you. 1 listener was moved.');
    expect(stdout).toContain('DO: see whether these changes have reached their clients (1)');
    expect(stdout).toMatch(new RegExp(`^ {4}elb-tls probe shop\\S*:${server.port} --policy ${PQ}$`, 'm'));
    expect(proseOf(stdout)).toMatch(
      /shop :\d+: TLS 1\.0, TLS 1\.1 and ECDHE-RSA-AES128-SHA256 still work; TLS 1\.3 is refused\./,
    );
    expect(stdout).toContain('NOTE Handshakes before and after: as expected on 0 of 1 listener, not on 1.');
    expect(policyNow()).toBe(PQ.replace('ELBSecurityPolicy-', ''));
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
    expect(server.connections()).toBe(0);
  });

  it('is a flag of apply alone', async () => {
    const { status, stderr } = await run('plan', '--verify');

    expect(status).toBe(64);
    expect(stderr).toMatch(/^elb-tls: unknown option '--verify'.*; see elb-tls plan --help\n$/);
  });
});
