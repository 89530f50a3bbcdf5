import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { minify, type MinifyOptions } from 'terser';
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
  '@aws-sdk/client-athena': 'lambda/aws/athena/athena-sql.ts',
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

/** What runs in Lambda, and what it is made of. */
export interface LambdaCode {
  /** ASCII, with quotes that JSON need not escape: the one-file template has all of it in one string. */
  readonly text: string;
  readonly metafile: Metafile;
}

/** The bundle is a module of its own, so its top level is nobody else's. 1 is `'`, wherever that is no longer. Terser's types have a name for the number, and its code has none. */
const SINGLE_QUOTES: MinifyOptions = JSON.parse(
  '{"toplevel":true,"format":{"quote_style":1,"ascii_only":true}}',
);

/** @throws where esbuild makes no bundle, or terser cannot read it */
export async function lambdaCode(): Promise<LambdaCode> {
  const { outputFiles, metafile } = await build({
    ...lambdaBundle,
    outfile: 'index.js',
    charset: 'ascii',
    write: false,
    metafile: true,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild made no bundle of lambda/handler.ts');
  // Of each mebibyte it takes forty-five kilobytes that esbuild leaves, half of them backslashes of the template.
  const { code = '' } = await minify(file.text, SINGLE_QUOTES);
  return { text: code, metafile };
}

/** Builds what runs: dist/lambda/index.js for the function, dist/elb-tls.js for the terminal. Says what is in them. */
export async function buildAll(folder: string = join(ROOT, 'dist')): Promise<readonly Metafile[]> {
  const command = join(folder, 'elb-tls.js');
  const [{ text, metafile }, built] = await Promise.all([
    lambdaCode(),
    build({ ...commandLine, outfile: command, metafile: true }),
  ]);
  await mkdir(join(folder, 'lambda'), { recursive: true });
  await writeFile(join(folder, 'lambda/index.js'), text);
  await chmod(command, 0o755);
  return [metafile, built.metafile];
}
