import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { cutClients } from './cut-clients';

export const ROOT = join(__dirname, '..');

/**
 * Every client of the SDK imports its package.json for its version, and would bring the whole file along: 20 KB of
 * scripts, dependencies and addresses.
 */
const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const whole: unknown = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify(whole, ['version']), loader: 'json' };
    });
  },
};

/**
 * The clients' schemas are lists with computed keys, which esbuild takes for something that may have an effect, and keeps: of S3
 * those of a hundred calls for three. In a function that is marked as pure, a list that nobody uses goes.
 */
const schemasInUse: Plugin = {
  name: 'schemas-in-use',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const lists = /^export var (\w+\$) = (\[[^;]*\n\]);$/gm;
      return { contents: text.replaceAll(lists, 'export var $1 = /* @__PURE__ */ (() => $2)();') };
    });
  },
};

/** The clients that few runs of the function need, by our file that imports them; connect.ts and certificates.ts import those files late. */
const IMPORTED_LATE = {
  '@aws-sdk/client-acm': 'lambda/aws/acm.ts',
  '@aws-sdk/client-cloudwatch': 'lambda/aws/cloudwatch.ts',
  '@aws-sdk/client-iam': 'lambda/aws/iam.ts',
  '@aws-sdk/client-scheduler': 'lambda/aws/scheduler.ts',
};

/** What both bundles share: CommonJS for Node, made of the ES modules that packages bring. */
const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Licences are in THIRD-PARTY-NOTICES.txt (scripts/notices.ts), whole and once.
  legalComments: 'none',
  plugins: [versionsAlone],
} satisfies BuildOptions;

/** How the Lambda is bundled: by `npm run build`, by the stack, and by the tests that measure it. */
export const lambdaBundle = {
  ...shared,
  entryPoints: ['lambda/handler.ts'],
  minify: true,
  target: 'node24',
  alias: { '@aws-sdk/credential-provider-node': './lambda/aws/lambda-credentials.ts' },
  plugins: [versionsAlone, schemasInUse, cutClients(IMPORTED_LATE, [versionsAlone, schemasInUse])],
} satisfies BuildOptions;

const commandLine = {
  ...shared,
  entryPoints: ['bin/elb-tls.ts'],
  target: 'node20.19',
  banner: { js: '#!/usr/bin/env node' },
} satisfies BuildOptions;

/** Builds what runs: dist/lambda/index.js for the function, dist/elb-tls.js for the terminal. Says what is in them. */
export async function buildAll(folder: string = join(ROOT, 'dist')): Promise<readonly Metafile[]> {
  const command = join(folder, 'elb-tls.js');
  const built = await Promise.all([
    build({ ...lambdaBundle, outfile: join(folder, 'lambda/index.js'), metafile: true }),
    build({ ...commandLine, outfile: command, metafile: true }),
  ]);
  await chmod(command, 0o755);
  return built.map(({ metafile }) => metafile);
}
