import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, elbTls, OLD, PQ, reportIn, workshop, type Ended, type Workshop } from './command';

/** The command in an account where the organisation closes 2 of 8 Regions, as Control Tower does. */

const OPEN = ['eu-west-1', 'us-east-1', 'eu-central-1', 'us-west-2', 'ca-central-1', 'ap-southeast-2'];
const CLOSED = ['ap-northeast-1', 'sa-east-1'];

let shop: Workshop;
let sandbox: Sandbox;
beforeEach(async () => {
  shop = await workshop();
});
afterEach(async () => {
  await sandbox.stop();
  await shop.clear();
});

async function account(policy: string): Promise<void> {
  sandbox = await accountWith([alb('shop', [policy])], { regions: [...OPEN, ...CLOSED] });
  for (const region of CLOSED) sandbox.closeRegion(region);
}

const run = (...args: string[]): Promise<Ended> => elbTls(shop, args, sandbox.environment());

/** Lines of the table that speak of what is closed, however they are wrapped. */
const saying = (stdout: string): readonly string[] =>
  stdout
    .replaceAll(/\n *\| /g, ' ')
    .split('\n')
    .filter((line) => /closed|ap-northeast-1|sa-east-1/.test(line));

it.each([
  ['nothing is left to do', PQ, 0],
  ['a change is planned', OLD, 2],
])('%s: one line about them', async (_, policy, status) => {
  await account(policy);
  const planned = await run('plan', '--region', 'all');

  expect(planned.status).toBe(status);
  expect(saying(planned.stdout)).toEqual([
    '2 Regions are closed by a service control policy (ap-northeast-1, sa-east-1). ' +
      'To leave them out, name the Regions you use (parameter Regions, --region).',
  ]);
  expect(saying(planned.stderr)).toEqual([]);
});

it('a plan with closed Regions is carried out, and undone', async () => {
  await account(OLD);
  const before = sandbox.snapshot();
  const file = join(shop.folder, 'plan.json');
  expect((await run('plan', '--region', 'all', '--out', file)).status).toBe(2);
  const applied = await run('apply', file, '--json', '--yes');

  expect(applied.status).toBe(0);
  const report = reportIn(applied.stdout);
  expect(report.regions.filter(({ status }) => status === 'closed')).toHaveLength(2);
  expect((await run('undo', report.runId, '--yes')).status).toBe(0);
  expect(sandbox.snapshot()).toEqual(before);
});

it('named, they have failed, and the table says what to do', async () => {
  await account(PQ);
  const planned = await run('plan', '--region', 'eu-west-1', '--region', 'sa-east-1');

  expect(planned.status).toBe(1);
  expect(planned.stdout.replaceAll(/\s+(\| )?/g, ' ')).toContain(
    'A service control policy closes this Region: name the Regions you use (parameter Regions, --region).',
  );
});

it('Regions that may not be listed: goes on with its own, and says so', async () => {
  await account(OLD);
  sandbox.fault({ action: 'ListRegions', kind: 'deny' });
  const planned = await run('plan', '--region', 'all');

  expect(planned.status).toBe(2);
  expect(planned.stdout.replaceAll(/\s+(\| )?/g, ' ')).toContain('Only eu-west-1 was examined');
});
