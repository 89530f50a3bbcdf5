import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import manifest from '../../package.json';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, OLD, reportIn, start, workshop, type Workshop } from './command';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
  sandbox = await accountWith([alb('shop', [OLD])]);
});
afterAll(async () => {
  await sandbox.stop();
  await shop.clear();
});

describe('a clone after npm ci', () => {
  it('has been built by npm ci', () => {
    const { prepare, build } = manifest.scripts;
    expect({ prepare, build }).toEqual({
      prepare: 'npm run build',
      build: 'tsx scripts/build.ts && npm run build:lib',
    });
  });

  it('has npx elb-tls', async () => {
    const { name, version, bin } = manifest;
    await writeFile(join(shop.folder, 'package.json'), JSON.stringify({ name, version, bin }));
    const environment = { ...sandbox.environment(), HOME: shop.folder, npm_config_update_notifier: 'false' };
    const npx = start('npx', ['--offline', 'elb-tls', 'plan', '--json'], environment, shop.folder);
    const { status, stdout } = await npx.ended;
    expect(status).toBe(2);
    expect(reportIn(stdout)).toMatchObject({ mode: 'plan', totals: { planned: 1 } });
  });
});
