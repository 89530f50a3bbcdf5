import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const ROOT = join(__dirname, '..');

/** What both bundles share: CommonJS for Node, made of the ES modules that packages bring. */
const shared = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  mainFields: ['module', 'main'],
  legalComments: 'none',
} satisfies BuildOptions;

/** How the Lambda is bundled: by `npm run build`, by the stack, and by the tests that measure it. */
export const lambdaBundle = {
  ...shared,
  entryPoints: ['lambda/handler.ts'],
  minify: true,
  target: 'node24',
  alias: { '@aws-sdk/credential-provider-node': './lambda/aws/lambda-credentials.ts' },
} satisfies BuildOptions;

const commandLine = {
  ...shared,
  entryPoints: ['bin/elb-tls.ts'],
  target: 'node20.19',
  banner: { js: '#!/usr/bin/env node' },
} satisfies BuildOptions;

/** Builds what runs: dist/lambda/index.js for the function, dist/elb-tls.js for the terminal. */
export async function buildAll(folder: string = join(ROOT, 'dist')): Promise<void> {
  const command = join(folder, 'elb-tls.js');
  await Promise.all([
    build({ ...lambdaBundle, outfile: join(folder, 'lambda/index.js') }),
    build({ ...commandLine, outfile: command }),
  ]);
  await chmod(command, 0o755);
}
