import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, OLD, reportIn } from '../bin/command';
import { start } from '../bin/process';
import { PATHS, ROOT, textOf } from '../docs/tree';
import { allOf, deploy, type TemplateJson } from './resolve';
import { addPeers, packed, type Packed } from './package';

/** What somebody has who installs the package of a release, and nothing else of ours. */

const run = promisify(execFile);

// It packs, installs, compiles and synthesizes for real.
jest.setTimeout(120_000);

let shipped: Packed;
beforeAll(async () => {
  shipped = await packed();
}, 180_000);
afterAll(() => shipped.clear());

const installed = (...path: readonly string[]) =>
  join(shipped.folder, 'node_modules', manifest.name, ...path);

/** Where an entry of `exports` points to, under whatever conditions. */
function targetsOf(entry: string | Readonly<Record<string, string>>): readonly string[] {
  return typeof entry === 'string' ? [entry] : Object.values(entry);
}

describe('the tarball', () => {
  it('holds what people use and nothing left over', () => {
    const others = shipped.files.filter(
      (file) =>
        !/^(?:dist\/cdk\/(?:lib|lambda\/core)\/.*\.(?:js|d\.ts)|docs\/[\w-]+\.md|docs\/organisation\/.*)$/.test(
          file,
        ),
    );
    expect(others).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bin/elb-tls.cjs',
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/elb-tls.js',
      'dist/lambda/index.js',
      'lambda/core/doctor/doctor.schema.json',
      'lambda/core/explain/explain.schema.json',
      'lambda/core/impact/impact.schema.json',
      'lambda/core/report.schema.json',
      'lambda/core/uploads.schema.json',
      'lambda/records/history.schema.json',
      'lambda/records/journal.schema.json',
      'lambda/records/lease.schema.json',
      'lambda/records/watch.schema.json',
      'lambda/report/message/notice.schema.json',
      'lambda/report/message/summary.schema.json',
      'package.json',
      'probe/probe.schema.json',
    ]);
  });

  it('holds no construct that has lost its source, each with its types, and all user pages', () => {
    const built = shipped.files.flatMap((file) => /^dist\/cdk\/(.*)\.js$/.exec(file)?.[1] ?? []);
    expect(built.filter((file) => !PATHS.has(`${file}.ts`))).toEqual([]);
    expect(built.filter((file) => !shipped.files.includes(`dist/cdk/${file}.d.ts`))).toEqual([]);
    const pages = [...PATHS].filter((file) => /^docs\/[\w-]+\.md$/.test(file));
    expect(pages.filter((page) => !shipped.files.includes(page))).toEqual([]);
  });

  it('holds every file that package.json points to', () => {
    const { bin, main, types, exports } = manifest;
    const named = [...Object.values(bin), main, types, ...Object.values(exports).flatMap(targetsOf)];
    expect(
      named.map((path) => path.replace(/^\.\//, '')).filter((path) => !shipped.files.includes(path)),
    ).toEqual([]);
  });

  it('names the licence of all that is bundled', async () => {
    const notices = await readFile(installed('dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const licenses = [...notices.matchAll(/^\S+ \d+\.\d+\.\d+\S* \((.*)\)$/gm)].map(([, license]) => license);
    expect(licenses.length).toBeGreaterThan(40);
    // All of them may be passed on in a bundle whose licence is Apache-2.0.
    expect(new Set(licenses)).toEqual(new Set(['Apache-2.0', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0']));
    expect(notices).toContain('Permission is hereby granted, free of charge');
  });
});

it('brings no other package along', async () => {
  expect(manifest).not.toHaveProperty('dependencies');
  const { stdout } = await run('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: shipped.folder });
  expect(stdout.trim().split('\n').slice(1)).toEqual([installed()]);
});

describe('the command', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
  });
  afterAll(() => sandbox.stop());

  const elbTls = (...args: readonly string[]) =>
    start(
      'npx',
      ['--offline', '--no', '--', 'elb-tls', ...args],
      { HOME: shipped.folder, npm_config_update_notifier: 'false', ...sandbox.environment() },
      shipped.folder,
    ).ended;

  it('says its version', async () => {
    expect(await elbTls('--version')).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });

  it('plans', async () => {
    const { status, stdout } = await elbTls('plan', '--json');
    expect(status).toBe(2);
    expect(reportIn(stdout)).toMatchObject({ mode: 'plan', totals: { planned: 1 } });
  });
});

describe('a CDK app', () => {
  /** The example of the page, which somebody checks strictly and goes on with. */
  const example = /^```ts\n(import .*?)^```$/ms.exec(textOf('docs/deploy.md'))?.[1] ?? '';
  const APP = `${example}
import type { TlsRemediatorProps } from 'elb-tls-remediator';
import reports from 'elb-tls-remediator/report.schema.json' with { type: 'json' };
// @ts-expect-error the types of the package are there: a number is no tag
export const wrong: TlsRemediatorProps = { tagKey: 1 };
console.log(reports.title, tls.node.path);
`;

  it('makes the stack of the example, a dry run with outputs', async () => {
    await addPeers(shipped.folder);
    await writeFile(join(shipped.folder, 'app.mts'), APP);
    const flags =
      '--strict --module nodenext --target es2023 --types node --skipLibCheck --resolveJsonModule';
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    await run(tsc, ['app.mts', '--ignoreConfig', ...flags.split(' ')], { cwd: shipped.folder });
    // As the CDK's own command runs an app.
    const env = { ...process.env, CDK_OUTDIR: join(shipped.folder, 'cdk.out') };
    const { stdout } = await run(process.execPath, ['app.mjs'], { cwd: shipped.folder, env });
    expect(stdout).toBe('elb-tls-report/1 ElbTlsRemediator/Tls\n');
    const template: TemplateJson = JSON.parse(
      await readFile(join(env.CDK_OUTDIR, 'ElbTlsRemediator.template.json'), 'utf8'),
    );
    const deployed = deploy(template);
    expect(deployed.outputs['Mode']).toBe('dry run');
    expect(allOf(deployed, 'AWS::Lambda::Function')).toMatchObject([
      { Environment: { Variables: { DRY_RUN: 'true', REGIONS: 'all' } } },
    ]);
    expect(allOf(deployed, 'AWS::SNS::Subscription')).toMatchObject([{ Endpoint: 'ops@example.com' }]);
  });
});
