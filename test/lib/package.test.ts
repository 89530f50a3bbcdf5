import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json';
import { buildAll } from '../../scripts/bundle';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');

/** Somebody else's app: checked strictly, then run. */
const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { TlsRemediator, type TlsRemediatorProps } from 'elb-tls-remediator';

const props: TlsRemediatorProps = { tagValues: ['web'], rollout: { changeWindow: 'MON 09:00-16:00 UTC' } };
// @ts-expect-error the types of the package are there: a number is no tag
export const wrong: TlsRemediatorProps = { tagKey: 1 };
const { role } = new TlsRemediator(new Stack(new App(), 'Mine'), 'Remediator', props);
console.log(role.node.path);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-package-'));
  const installed = join(folder, 'node_modules', manifest.name);
  await mkdir(installed, { recursive: true });
  const { name, version, main, types } = manifest;
  await Promise.all([
    writeFile(join(installed, 'package.json'), JSON.stringify({ name, version, main, types })),
    writeFile(join(folder, 'app.ts'), APP),
    buildAll(join(installed, 'dist')),
    run('npm', ['run', '--silent', 'build:lib', '--', '--outDir', join(installed, 'dist/cdk')], {
      cwd: ROOT,
    }),
    ...['aws-cdk-lib', 'constructs', '@types'].map((peer) =>
      symlink(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer)),
    ),
  ]);
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

it('the package is a construct with its types and its bundle, for an app with modules of Node’s kind', async () => {
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  await run(
    tsc,
    ['app.ts', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node', '--skipLibCheck'],
    {
      cwd: folder,
    },
  );
  const { stdout } = await run(process.execPath, ['app.js'], { cwd: folder });
  expect(stdout).toBe('Mine/Remediator/Role\n');
}, 60_000);
