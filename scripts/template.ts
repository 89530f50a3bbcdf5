import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { App, BootstraplessSynthesizer } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { TlsRemediatorStack } from '../lib';
import { acknowledge } from '../lib/acknowledge';
import { lambdaCode } from './bundle';

/** One CloudFormation template with everything in it: no bootstrap, no bucket of assets, no CDK. */

const ROOT = join(__dirname, '..');

/** Where the file goes unless `--out` says otherwise. */
export const DEFAULT_FILE = join(ROOT, 'dist', 'elb-tls-remediator.template.json');

/**
 * The largest template that CloudFormation takes from S3, which is where the console puts an upload too. In a
 * request itself it takes 51,200 bytes: the bundle alone is larger. ("Understand CloudFormation quotas"; that 1 MB
 * means a million bytes is what CloudFormation says when it refuses a larger one.)
 */
export const MOST_TEMPLATE_BYTES = 1_000_000;

/**
 * The largest inline code, zipped ("AWS::Lambda::Function Code", `ZipFile`). The 4,096 characters that older pages
 * name are gone since 2022; the CDK checks neither.
 */
export const MOST_INLINE_BYTES = 4 * 1024 * 1024;

/**
 * Builds the bundle and puts it into the stack, as it is deployed with the CDK otherwise.
 *
 * @throws when it is larger than CloudFormation takes, or not plain ASCII
 */
export async function singleFileTemplate(): Promise<string> {
  const template = JSON.stringify(await synthesise((await lambdaCode()).text));
  const bytes = Buffer.byteLength(template);
  if (bytes > MOST_TEMPLATE_BYTES) {
    throw new Error(
      `the template has ${bytes} bytes; CloudFormation takes ${MOST_TEMPLATE_BYTES}: make the bundle smaller`,
    );
  }
  // Editors, consoles and shells on the way may each think of an encoding of their own.
  const odd = /[^\n\x20-\x7e]/.exec(template);
  if (odd) throw new Error(`the template has the character ${JSON.stringify(odd[0])}; use ASCII alone`);
  return `${template}\n`;
}

/** The stack, under the same settings as `cdk synth`; the synthesizer refuses anything that would need an asset. */
async function synthesise(code: string): Promise<unknown> {
  const { context }: { context: Record<string, unknown> } = JSON.parse(
    await readFile(join(ROOT, 'cdk.json'), 'utf8'),
  );
  const outdir = await mkdtemp(join(tmpdir(), 'elb-tls-template-'));
  try {
    const app = new App({
      context,
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      // On once in CI, by `cdk synth`: it is slow, and would say the same of the same resources here.
      builtinCloudFormationValidation: false,
      // @ts-expect-error: the CDK's class does not fit its interface under exactOptionalPropertyTypes
      defaultStackSynthesizer: new BootstraplessSynthesizer(),
    });
    const stack = new TlsRemediatorStack(app, 'ElbTlsRemediator', {
      code: Code.fromInline(code),
      suppressTemplateIndentation: true,
    });
    const size = 'the bundle is in it: singleFileTemplate() says when it is too large';
    acknowledge(stack, 'Annotation::@aws-cdk/core:Stack.templateSize', size);
    return app.synth().getStackArtifact(stack.artifactId).template as unknown;
  } finally {
    await rm(outdir, { recursive: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const file = resolve(values.out ?? DEFAULT_FILE);
  const template = await singleFileTemplate();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, template);
  console.log(`${file}: ${Buffer.byteLength(template)} bytes`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(`template: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
