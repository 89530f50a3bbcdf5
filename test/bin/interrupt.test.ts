import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, OLD, recordOf, reportIn, start, workshop, type Workshop } from './command';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());
afterEach(() => sandbox.stop());

const MANY = Array.from({ length: 30 }, (_, index) => alb(`shop-${index}`, [OLD]));

const apply = () =>
  start(process.execPath, [shop.command, 'apply', '--json'], {
    ...sandbox.environment(),
    ELB_TLS_RECORD: recordOf(shop, sandbox.environment()),
  });

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('Ctrl-C during an apply', () => {
  it('finishes what is under way, and reports the rest as held out of time', async () => {
    sandbox = await accountWith(MANY, { pageSize: 100, latencyMs: 30 });
    const { child, ended } = apply();
    await until(() => sandbox.mutations().length > 0);
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ended;
    const { totals, listeners } = reportIn(stdout);
    expect(status).toBe(2);
    expect(stderr).toContain('elb-tls: stopping: nothing new starts');
    expect(totals.changed).toBeGreaterThan(0);
    expect(totals.held).toBeGreaterThan(0);
    expect(totals.changed + totals.held).toBe(MANY.length);
    expect(sandbox.mutations()).toHaveLength(totals.changed);
    const held = listeners.filter(({ outcome }) => outcome === 'held');
    expect(new Set(held.map(({ reason }) => reason))).toEqual(new Set(['out-of-time']));
  });

  it('counts once when npx passes on what the terminal sent already', async () => {
    sandbox = await accountWith(MANY, { pageSize: 100, latencyMs: 30 });
    const { child, ended } = apply();
    await until(() => sandbox.mutations().length > 0);
    child.kill('SIGINT');
    await sleep(20);
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect(status).toBe(2);
    expect(reportIn(stdout).totals.listeners).toBe(MANY.length);
  });

  it('quits at once the second time', async () => {
    sandbox = await accountWith(MANY, { latencyMs: 1500 });
    const { child, ended } = apply();
    await until(() => sandbox.calls.length > 0);
    child.kill('SIGINT');
    await sleep(700);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, stdout: '' });
    expect(sandbox.mutations()).toEqual([]);
  });
});
