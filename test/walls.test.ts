import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breaches, type Tree } from './walls/walls';

const ROOT = join(__dirname, '..');
const FOLDERS = ['bench', 'bin', 'demo', 'lambda', 'lib', 'probe', 'sandbox', 'scripts'];

/** All sources but the tests, which may import anything. */
function repository(): Tree {
  const names = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const sources = ['package.json', ...names.filter((name) => /\.(ts|json)$/.test(name)).toSorted()];
  return new Map(sources.map((name) => [name, readFileSync(join(ROOT, name), 'utf8')]));
}

it('no wall of the house is broken', () => {
  expect(breaches(repository())).toEqual([]);
});

it('the door of the function is short enough to be read at a glance', () => {
  const lines = repository().get('lambda/handler.ts')?.split('\n') ?? [];
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.length).toBeLessThan(100);
});

/** A house in which everything stands right: each file imports what it may. */
const SOUND: Readonly<Record<string, string>> = {
  'lambda/core/policy/posture.ts': 'export const modern = 1;',
  'lambda/core/report.ts': "import { modern } from './policy/posture';\nexport type Report = typeof modern;",
  'lambda/core/wording/plan.ts': "import type { Report } from '../report';\nexport type Words = Report;",
  'lambda/core/plan/plan.ts': "import * as say from '../wording/plan';\nexport const at = new Date(0);",
  'lambda/core/gates/index.ts': "export * from '../plan/plan';",
  'lambda/report/table.ts':
    "import { styleText } from 'node:util';\nimport type { Report } from '../core/report';",
  'lambda/aws/elbv2.ts':
    "import { X } from '@aws-sdk/client-elastic-load-balancing-v2';\nexport const x = X;",
  'lambda/aws/connect.ts': "export const elbv2 = () => import('./elbv2');",
  'lambda/records/records.ts': "import type { Report } from '../core/report';",
  'lambda/settings/settings.ts': "import { modern } from '../core/policy/posture';\nexport const s = modern;",
  'lambda/runs/find.ts': "import { x } from '../aws/elbv2';\nexport * from '../settings/settings';",
  'lambda/sweep.ts': "import './runs/find';\nimport pMap from 'p-map';",
  'lambda/event.ts': 'export const event = 1;',
  'lambda/tell.ts': "import './report/table';",
  'lambda/equip.ts': "import './tell';\nvoid import('../probe/wire/reader');",
  'lambda/handler.ts': "import './event';\nimport './equip';\nimport './tell';\nimport './sweep';",
  'bin/folder-store.ts': "import { readFile } from 'node:fs/promises';",
  'bin/program.ts': "import './folder-store';\nimport '../lambda/sweep';",
  'bin/elb-tls.ts': "import './program';",
  'bin/app.ts': "import '../lib';",
  'lib/metrics.ts': "import { modern } from '../lambda/core/policy/posture';\nexport const m = modern;",
  'lib/index.ts': "import { App } from 'aws-cdk-lib';\nexport * from './metrics';",
  'sandbox/catalogue.json': '{}',
  'sandbox/index.ts': "import { createServer } from 'node:http';\nimport './catalogue.json';",
  'probe/wire/reader.ts': "import { connect } from 'node:net';\nimport '../../lambda/core/report';",
  'demo/demo.ts': "import '../sandbox';\nimport '../lambda/sweep';\nimport '../bin/folder-store';",
  'scripts/build.ts': "import { build } from 'esbuild';\nimport '../lib';",
  'bench/sweep.ts': "import '../lambda/handler';\nimport '../scripts/build';\nimport '@aws-sdk/client-sts';",
};

/** The sound house with one line more at the end of one file. */
function broken(path: string, line: string): readonly string[] {
  const before = SOUND[path];
  return breaches(new Map(Object.entries({ ...SOUND, [path]: before ? `${before}\n${line}` : line })));
}

describe('breaches', () => {
  it('are none where the walls stand', () => {
    expect(breaches(new Map(Object.entries(SOUND)))).toEqual([]);
  });

  it.each([
    ['lambda/core/report.ts', "import 'node:path';", 'core imports core alone'],
    ['lambda/core/report.ts', "import pMap from 'p-map';", 'core imports core alone'],
    ['lambda/core/report.ts', "import type { E } from '../records/records';", 'core imports core alone'],
    ['lambda/core/report.ts', "type E = import('../records/records').E;", 'core imports core alone'],
    ['lambda/core/report.ts', "export { e } from '../records/records';", 'core imports core alone'],
    ['lambda/core/report.ts', "import e = require('../records/records');", 'core imports core alone'],
    ['lambda/core/report.ts', "const e = require('../records/records');", 'core imports core alone'],
    ['lambda/report/table.ts', "import '../records/records';", 'report imports core alone'],
    ['lambda/report/table.ts', "import 'node:fs';", 'report imports core alone'],
    ['lambda/aws/elbv2.ts', "import '../records/records';", 'aws imports core and the SDK'],
    ['lambda/records/records.ts', "import '../aws/elbv2';", 'records import core alone'],
    ['lambda/settings/settings.ts', "import '../records/records';", 'settings import core alone'],
    ['lambda/runs/find.ts', "import '../event';", 'nobody imports a door'],
    ['lambda/runs/find.ts', "import '../../bin/folder-store';", 'nobody imports a door'],
    ['lambda/event.ts', "import './tell';", 'nobody imports a door'],
    ['lambda/tell.ts', "import './event';", 'nobody imports a door'],
    ['lambda/handler.ts', "import '../bin/folder-store';", 'nobody imports a door'],
    ['lambda/handler.ts', "import '../probe/wire/reader';", 'nobody imports a door'],
    ['bin/program.ts', "import '../lambda/handler';", 'nobody imports a door'],
    ['bin/program.ts', "import '../lib';", 'nobody imports a door'],
    ['bin/folder-store.ts', "import '../lambda/aws/elbv2';", 'the folder store imports core alone'],
    ['bin/app.ts', "import './program';", 'the CDK app imports lib alone'],
    ['lib/metrics.ts', "import '../lambda/records/records';", "lib imports core's tables and the CDK"],
    ['lib/metrics.ts', "import pMap from 'p-map';", "lib imports core's tables and the CDK"],
    ['sandbox/index.ts', "import '../lambda/core/report';", 'the sandbox imports nothing of the product'],
    ['sandbox/index.ts', "import pMap from 'p-map';", 'the sandbox imports nothing of the product'],
    ['probe/wire/reader.ts', "import '../../lambda/aws/elbv2';", 'the probe imports core and'],
    ['probe/wire/reader.ts', "import 'node:fs';", 'the probe imports core and'],
    ['lambda/sweep.ts', "import '../probe/wire/reader';", 'nobody imports a door'],
    ['lambda/runs/find.ts', "void import('../../probe/wire/reader');", 'nobody imports a door'],
    ['probe/wire/reader.ts', "import '../../lambda/handler';", 'the probe imports core and'],
    ['demo/demo.ts', "import '../bin/program';", 'nobody imports a door'],
    ['scripts/build.ts', "import '../lambda/sweep';", 'they import lib and core alone'],
    ['bench/sweep.ts', "import '../bin/program';", 'what they measure and the sandbox'],
    ['lambda/runs/find.ts', "import '@aws-sdk/client-sts';", 'the SDK stays in lambda/aws'],
    ['bin/program.ts', "import type { A } from '@smithy/types';", 'the SDK stays in lambda/aws'],
    ['lambda/core/report.ts', "import './nowhere';", 'names a file that is there'],
    ['lambda/runs/find.ts', 'void import(`../${there}`);', 'names a file that is there'],
    ['kitchen/sink.ts', "import '../lambda/core/report';", 'every file belongs to a room'],
    ['lambda/core/report.ts', "import type { P } from './plan/plan';", 'in core no arrow runs up'],
    ['lambda/core/plan/plan.ts', "import type { G } from '../gates';", 'in core no arrow runs up'],
  ])('%s with %s', (path, line, wall) => {
    const lines = `${SOUND[path] ?? ''}\n${line}`.trim().split('\n').length;
    const [, imported = 'what no one can tell'] = /'([^']+)'/.exec(line) ?? [];
    const told = broken(path, line).filter((sentence) => sentence.includes(wall));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(`${path}:${lines} imports `);
    expect(told[0]).toContain(imported.replace(/^(\.\.?\/)+/, ''));
  });

  it('name file, line and wall in one sentence', () => {
    expect(broken('lambda/core/report.ts', "import { pages } from '../aws/elbv2';")).toContain(
      'lambda/core/report.ts:3 imports lambda/aws/elbv2: core imports core alone',
    );
  });

  it('know the line behind letters of several bytes', () => {
    expect(broken('lambda/records/records.ts', "// “üë” 🏠\nimport '../aws/elbv2';")).toContain(
      'lambda/records/records.ts:3 imports lambda/aws/elbv2: records import core alone',
    );
  });

  it.each(['settings', 'core', 'report', 'lib', 'sandbox', 'probe'])(
    'find the SDK behind %s, however far',
    (room) => {
      const folder = ['lib', 'sandbox', 'probe'].includes(room) ? room : `lambda/${room}`;
      const files = {
        ...SOUND,
        [`${folder}/a.ts`]: "export * from './b';",
        [`${folder}/b.ts`]: `export * from '${folder.includes('/') ? '..' : '../lambda'}/runs/c';`,
        'lambda/runs/c.ts': "export * from '../aws/connect';",
      };
      expect(breaches(new Map(Object.entries(files)))).toContain(
        `${folder}/b.ts:1 imports lambda/runs/c: ${room} loads no SDK, and lambda/aws/elbv2 does`,
      );
    },
  );

  it('find a circle of types, and tell it once', () => {
    const files = {
      ...SOUND,
      'sandbox/a.ts': "import type { B } from './b';",
      'sandbox/b.ts': "// first\nimport type { C } from './c';",
      'sandbox/c.ts': "export type C = import('./a').A;",
    };
    expect(breaches(new Map(Object.entries(files)))).toEqual([
      'sandbox/a.ts:1 imports sandbox/b: no circle, of types neither (sandbox/a -> sandbox/b -> sandbox/c -> sandbox/a)',
    ]);
  });

  it.each([
    ['const now = new Date();', 'new Date()'],
    ['const now = Date();', 'Date()'],
    ['const now = Date.now();', 'Date.now'],
    ['const some = Math.random();', 'Math.random'],
    ["const tag = process.env['TAG_KEY'];", 'process'],
    ["console.log('here');", 'console'],
    ['const all = globalThis;', 'globalThis'],
    ['setTimeout(() => undefined, 1);', 'setTimeout'],
    ["const answer = fetch('http://localhost');", 'fetch'],
  ])('tell that core has no world of its own: %s', (line, what) => {
    expect(broken('lambda/core/policy/posture.ts', line)).toEqual([
      `lambda/core/policy/posture.ts:2 uses ${what}: core has no clock, no environment and no console`,
    ]);
    expect(broken('lambda/tell.ts', line)).toEqual([]);
  });

  it.each(['const at = new Date(0);', 'const it = { process: 1, console: 2 };', "const text = 'process';"])(
    'leave alone what only looks so: %s',
    (line) => {
      expect(broken('lambda/core/policy/posture.ts', line)).toEqual([]);
    },
  );
});
