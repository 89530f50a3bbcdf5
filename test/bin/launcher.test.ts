import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { ROOT } from '../docs/tree';
import { withAccount, alb, OLD, reportIn, workshop, type Workshop } from './command';
import { builtWorkshop, start } from './process';

/** What stands between `npx elb-tls` and the built command: a clone in every state in which people have it. */

// Processes start slowly on a busy machine.
jest.setTimeout(60_000);

const LAUNCHER = manifest.bin['elb-tls'];

let built: Workshop;
let unbuilt: Workshop;
beforeAll(async () => {
  [built, unbuilt] = await Promise.all([builtWorkshop(), workshop()]);
  await Promise.all([built, unbuilt].map(({ folder }) => asClone(folder)));
});
afterAll(() => Promise.all([built, unbuilt].map((shop) => shop.clear())));

async function asClone(folder: string): Promise<void> {
  await mkdir(dirname(join(folder, LAUNCHER)));
  for (const file of ['package.json', LAUNCHER]) await cp(join(ROOT, file), join(folder, file));
}

/** As companies have npm: no scripts. Where they run, npx builds a clone before it starts something in it. */
const npx = ({ folder }: Workshop, args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  start(
    'npx',
    ['--offline', '--no', '--', 'elb-tls', ...args],
    {
      HOME: folder,
      npm_config_update_notifier: 'false',
      npm_config_ignore_scripts: 'true',
      ...environment,
    },
    folder,
  ).ended;

it('npm ci builds it', () => {
  const { prepare, build } = manifest.scripts;
  expect({ prepare, build }).toEqual({
    prepare: 'npm run build',
    build: 'tsx scripts/build.ts && npm run build:lib',
  });
});

it('starts the command, and ends as it does', async () => {
  await withAccount([alb('shop', [OLD])], async (sandbox) => {
    const { status, stdout } = await npx(built, ['plan', '--json'], sandbox.environment());
    expect(status).toBe(2);
    expect(reportIn(stdout)).toMatchObject({ mode: 'plan', totals: { planned: 1 } });
  });
});

it('says what to run where npm ci was told to run no scripts', async () => {
  const { status, stdout, stderr } = await npx(unbuilt, ['plan']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^elb-tls: \S+\/dist\/elb-tls\.js is not there, it was never built; run: npm run build\n$/,
  );
});

it.each(['12.22.12', '18.20.8', '20.9.0', '20.18.3'])('says that Node %s is too old', async (version) => {
  expect(await onNode(version)).toEqual({
    status: 1,
    stdout: '',
    stderr: `elb-tls: Node ${version} is too old; use Node 20.19.0 or newer\n`,
  });
});

it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0', '100.0.0'])('takes Node %s', async (version) => {
  expect(await onNode(version)).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

/** The launcher under a Node that says it was another one. */
async function onNode(version: string) {
  const pretence = join(built.folder, `node-${version}.cjs`);
  await writeFile(
    pretence,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  return start(process.execPath, ['--require', pretence, join(built.folder, LAUNCHER), '--version'], {})
    .ended;
}
