import { join } from 'node:path';
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

const apply = (sandbox: Sandbox): Started =>
  startElbTls(shop, ['apply', '--yes', '--json'], sandbox.environment());

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
        const { status, stdout, stderr } = await ended;
        expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
        expect(stderr).toMatch(/elb-tls: stopped run \S+; nothing was changed\n$/);
        expect(sandbox.mutations()).toEqual([]);
      },
      { latencyMs: 1500 },
    );
  });

  it.concurrent('in the middle of its changes it names the way back, which is there', async () => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const record = join(shop.folder, 'cut off');
        const args = ['apply', '--yes', '--json', '--record', record];
        const { child, ended } = startElbTls(shop, args, sandbox.environment());
        await until(() => sandbox.mutations().length > 0);
        sandbox.fault({ kind: 'freeze' });
        child.kill('SIGINT');
        await sleep(700);
        child.kill('SIGINT');
        const { status, stdout, stderr } = await ended;
        expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
        const [, runId = ''] = /stopped run (\S+) in the middle of its changes/.exec(stderr) ?? [];
        expect(stderr).toContain(`elb-tls show ${runId} --commands --record '${record}'\n`);
        sandbox.clearFaults();
        const way = ['show', runId, '--commands', '--record', record];
        const shown = await startElbTls(shop, way, sandbox.environment()).ended;
        expect(shown.stdout).toContain('aws elbv2 modify-listener');
      },
      { pageSize: 100, latencyMs: 30 },
    );
  });
});

it.concurrent('Ctrl-C twice in the middle of an undo says to run the undo again, and names no way back', async () => {
  await withAccount(
    MANY,
    async (sandbox) => {
      const record = ['--record', join(shop.folder, 'undo cut off')];
      const args = ['apply', '--yes', '--json', ...record];
      const { runId } = reportIn((await startElbTls(shop, args, sandbox.environment()).ended).stdout);
      const undo = (): Started =>
        startElbTls(shop, ['undo', runId, '--yes', '--json', ...record], sandbox.environment());
      const { child, ended } = undo();
      await until(() => sandbox.mutations().length > MANY.length);
      sandbox.fault({ kind: 'freeze' });
      child.kill('SIGINT');
      await sleep(700);
      child.kill('SIGINT');
      const { status, stdout, stderr } = await ended;
      expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
      expect(stderr).toMatch(/stopped run \S+ in the middle of its undo; .*run the undo again/);
      expect(stderr).not.toContain('--commands');
    },
    { pageSize: 100, latencyMs: 30 },
  );
});

describe('Ctrl-C before the first change', () => {
  it.concurrent.each([
    ['a plan', ['plan', '--json']],
    ['a dry run', ['apply', '--dry-run', '--json']],
  ])('of %s is one sentence, and no report', async (_, args) => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const { child, ended } = startElbTls(shop, args, sandbox.environment());
        await until(() => sandbox.calls.some(({ action }) => action === 'DescribeListeners'));
        child.kill('SIGINT');
        const { status, stdout, stderr } = await ended;
        expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
        expect(stderr).toMatch(/elb-tls: stopped; nothing was changed\n$/);
      },
      { pageSize: 100, latencyMs: 50 },
    );
  });

  it.concurrent('of an apply is one sentence, and leaves the lease to the next run', async () => {
    await withAccount(
      MANY,
      async (sandbox) => {
        const { child, ended } = apply(sandbox);
        await until(() => sandbox.calls.some(({ action }) => action === 'DescribeListeners'));
        child.kill('SIGINT');
        const { status, stdout, stderr } = await ended;
        expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
        expect(stderr).toMatch(/elb-tls: stopped before the first change: nothing was changed\n$/);
        expect(sandbox.mutations()).toEqual([]);
        const args = ['apply', '--yes', '--json', '--max-changes', '1'];
        const next = reportIn((await startElbTls(shop, args, sandbox.environment()).ended).stdout);
        expect(next.totals.changed).toBe(1);
        expect(next).not.toHaveProperty('cutOff');
      },
      { pageSize: 100, latencyMs: 50 },
    );
  });
});
