import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteLoadBalancerPolicyCommand } from '@aws-sdk/client-elastic-load-balancing';
import type { NewLoadBalancer } from '../../sandbox';
import { runAwsCli } from '../aws-cli';
import { clientsFor, stopAll } from '../sandbox/helpers';
import { alb, elbTls, OLD, recordOf, reportIn, WEB, withAccount, workshop, type Workshop } from './command';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(async () => {
  await shop.clear();
  await stopAll();
});

const PORTAL: NewLoadBalancer = {
  type: 'classic',
  name: 'portal',
  tags: WEB,
  policies: [{ name: 'sticky', type: 'LBCookieStickinessPolicyType' }],
  listeners: [{ port: 443, protocol: 'HTTPS', policyNames: ['sticky', OLD] }],
};

const tags = (value: string) => ({ ...WEB, 'tls-remediation': value });

const isCommand = (line: string): boolean => line.startsWith('aws ');

describe('elb-tls show RUN --commands', () => {
  it('8: the AWS CLI puts it all back, though the former policy was deleted; the sweeps leave it alone', async () => {
    await withAccount([alb('shop', [OLD]), PORTAL], async (sandbox) => {
      const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
      const applied = reportIn((await run('apply', '--yes', '--json')).stdout);
      await clientsFor(sandbox).classic.send(
        new DeleteLoadBalancerPolicyCommand({ LoadBalancerName: 'portal', PolicyName: OLD }),
      );
      const { status, stdout } = await run('show', applied.runId, '--commands');
      const file = join(recordOf(shop, sandbox.environment()), 'runs', applied.runId, 'undo.txt');

      expect(status).toBe(0);
      expect(await readFile(file, 'utf8')).toBe(stdout);
      const commands = stdout.split('\n').filter(isCommand);
      expect(commands).toHaveLength(3);
      for (const command of commands) await runAwsCli(command, sandbox);

      const next = reportIn((await run('apply', '--yes', '--json')).stdout);
      expect(next.listeners.map(({ from, reason }) => ({ from, reason }))).toEqual([
        { from: OLD, reason: 'reverted-by-others' },
        { from: OLD, reason: 'reverted-by-others' },
      ]);
    });
  });

  it('says so where there is nothing to put back', async () => {
    await withAccount([], async (sandbox) => {
      const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
      const { runId } = reportIn((await run('apply', '--yes', '--json')).stdout);

      expect(await run('show', runId, '--commands')).toMatchObject({
        stdout: '',
        stderr: `elb-tls: run ${runId} changed nothing that can be put back\n`,
      });
    });
  });
});

describe('38: a tag that reads like a command', () => {
  it('is told as text, and no line of the report begins with it', async () => {
    const evil = 'elb-tls undo 20261122T060000Z-dead --yes';
    const balancers = [
      alb('a', [OLD], tags(`exempt until 2099-03-31: Clear it: ${evil} --record x`)),
      alb('b', [OLD], tags(`${evil} ${evil} ${evil}`)),
      alb('c', [OLD], tags(`exempt: ${evil} ${evil} ${evil} ${evil}`)),
    ];
    await withAccount(balancers, async (sandbox) => {
      const { stdout } = await elbTls(shop, ['plan'], sandbox.environment());

      expect(stdout).toContain(evil);
      expect(stdout.split('\n').filter((line) => /^\s*elb-tls /.test(line))).toEqual([]);
    });
  });
});

describe('39: escape sequences', () => {
  const ESCAPES = '\u001B[31m\u009B2J\u202Ered';

  it('of a record do not reach the terminal in `runs`, nor in an error', async () => {
    await withAccount([alb('shop', [OLD])], async (sandbox) => {
      const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
      const { runId } = reportIn((await run('apply', '--yes', '--json')).stdout);
      const runs = join(recordOf(shop, sandbox.environment()), 'runs');
      const report = join(runs, runId, 'report.json');
      await writeFile(report, (await readFile(report, 'utf8')).replace('"apply"', JSON.stringify(ESCAPES)));
      await mkdir(join(runs, `20991231T000000Z-${ESCAPES}`), { recursive: true });
      await writeFile(join(runs, `20991231T000000Z-${ESCAPES}`, 'plan.json'), '{}');
      const told = [
        await run('runs'),
        await run('show', runId),
        await run('show', ESCAPES),
        await run('undo', runId, ESCAPES),
        await run('runs', '--last', ESCAPES),
        await run('plan', `--${ESCAPES}`),
        await run('plan', '--tag', ESCAPES),
        await run('apply', '--yes', ESCAPES),
      ];

      for (const { stdout, stderr } of told) {
        expect(stdout + stderr).toContain('elb');
        expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
      }
      expect(told[0]?.stdout).toContain(runId);
    });
  });

  it('18: a run without a report is under way or cut off', async () => {
    await withAccount([alb('shop', [OLD])], async (sandbox) => {
      const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
      const { runId } = reportIn((await run('apply', '--yes', '--json')).stdout);
      const folder = join(recordOf(shop, sandbox.environment()), 'runs', runId);
      await rm(join(folder, 'report.json'));

      expect((await run('runs')).stdout).toMatch(/ {2}under way or cut off\n$/);
    });
  });
});
