import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox';
import { alb, OLD, reportIn, withAccount } from './command';
import { builtWorkshop, startElbTls, type BuiltWorkshop, type Started } from './process';

/** Signals reach a process, so these have one of their own each. They wait, so they wait side by side. */

let shop: BuiltWorkshop;
beforeAll(async () => {
  shop = await builtWorkshop();
});
afterAll(() => shop.clear());

const MANY = Array.from({ length: 30 }, (_, index) => alb(`shop-${index}`, [OLD]));

const apply = (sandbox: Sandbox): Started => startElbTls(shop, ['apply', '--json'], sandbox.environment());

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe('Ctrl-C during an apply', () => {
  it.concurrent('finishes what is under way, and reports the rest as held out of time', async () => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const { child, ended } = apply(sandbox);
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
      },
      { pageSize: 100, latencyMs: 30 },
    );
  });

  it.concurrent('counts once when npx passes on what the terminal sent already', async () => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const { child, ended } = apply(sandbox);
        await until(() => sandbox.mutations().length > 0);
        child.kill('SIGINT');
        await sleep(20);
        child.kill('SIGINT');
        const { status, stdout } = await ended;
        expect(status).toBe(2);
        expect(reportIn(stdout).totals.listeners).toBe(MANY.length);
      },
      { pageSize: 100, latencyMs: 30 },
    );
  });

  it.concurrent('quits at once the second time', async () => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const { child, ended } = apply(sandbox);
        await until(() => sandbox.calls.length > 0);
        child.kill('SIGINT');
        await sleep(700);
        child.kill('SIGINT');
        expect(await ended).toMatchObject({ status: 130, stdout: '' });
        expect(sandbox.mutations()).toEqual([]);
      },
      { latencyMs: 1500 },
    );
  });
});
