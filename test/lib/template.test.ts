import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { TlsRemediatorStack } from '../../lib';
import { MOST_INLINE_BYTES, MOST_TEMPLATE_BYTES, singleFileTemplate } from '../../scripts/template';
import { start } from '../bin/process';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Template {
  readonly Parameters: Readonly<Record<string, unknown>>;
  readonly Rules: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

let text: string;
let template: Template;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-template-test-'));
  text = await singleFileTemplate();
  template = JSON.parse(text);
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

describe('the single-file template', () => {
  it('is ASCII on one line, with room to the largest that CloudFormation takes', () => {
    expect(found(/[^\x20-\x7e]/, text.trimEnd())).toBeUndefined();
    // 0.9 until Athena could read the logs for it: 34 KB of the bundle, and its parameters and rights.
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_TEMPLATE_BYTES * 0.92);
  });

  it('asks for no bootstrap and no assets', () => {
    const rest = JSON.stringify(withoutCode(template));
    expect(found(/bootstrap|AssetParameters|aws:asset|S3Key/i, rest)).toBeUndefined();
    expect(found(/aws:cdk:|AWS::CDK::Metadata/, rest)).toBeUndefined();
    expect(Object.keys(Object(functionOf(template).Properties['Code']))).toEqual(['ZipFile']);
  });

  it('is the stack that the CDK deploys, but for where the code is', async () => {
    const other = withoutBootstrap(await assetTemplate());

    expect(Object.keys(template.Resources)).toEqual(Object.keys(other.Resources));
    expect(withoutCode(template)).toEqual(withoutCode(other));
  });

  it('brings code that is loaded as index.js and exports the handler', async () => {
    await writeFile(join(folder, 'index.js'), inlineCode());

    const script = `process.stdout.write(typeof require('./index.js').handler)`;
    const { ended } = start(process.execPath, ['-e', script], { AWS_REGION: 'eu-west-1' }, folder);
    expect(await ended).toEqual({ status: 0, stdout: 'function', stderr: '' });
    expect(functionOf(template).Properties['Handler']).toBe('index.handler');
  });

  it('brings code within the limit of inline code', () => {
    expect(gzipSync(inlineCode()).length).toBeLessThan(MOST_INLINE_BYTES);
  });
});

/** What a pattern finds: the failure shows that, and not half a megabyte. */
function found(pattern: RegExp, whole: string): string | undefined {
  return pattern.exec(whole)?.[0];
}

function functionOf({ Resources }: Template): Resource {
  const [only, ...more] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  if (only !== undefined && more.length === 0) return only;
  throw new Error(`the template has ${more.length + (only ? 1 : 0)} functions, wanted one`);
}

function inlineCode(): string {
  const { Code: code } = functionOf(template).Properties;
  const { ZipFile }: { ZipFile?: string } = Object(code);
  return ZipFile ?? '';
}

/** The stack as bin/app.ts makes it, under the settings of cdk.json; the code is none, and not compared. */
async function assetTemplate(): Promise<Template> {
  const code = join(folder, 'code');
  await mkdir(code);
  const { context } = JSON.parse(await readFile(join(__dirname, '..', '..', 'cdk.json'), 'utf8'));
  const app = new App({
    context,
    outdir: folder,
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  const stack = new TlsRemediatorStack(app, 'ElbTlsRemediator', { code: Code.fromAsset(code) });
  const { template: made }: { template: Template } = app.synth().getStackArtifact(stack.artifactId);
  return made;
}

function withoutBootstrap({ Parameters, Rules, ...rest }: Template): Template {
  const { BootstrapVersion: _parameter, ...parameters } = Parameters;
  const { CheckBootstrapVersion: _rule, ...rules } = Rules;
  return { ...rest, Parameters: parameters, Rules: rules };
}

function withoutCode(whole: Template): Template {
  const resources = Object.entries(whole.Resources).map(([id, { Properties, ...rest }]) => {
    const { Code: _code, ...properties } = Properties;
    // What the CDK notes on the side: where the asset is.
    const { Metadata: _notes, ...others }: Record<string, unknown> = rest;
    return [id, { ...others, Properties: properties }];
  });
  return { ...whole, Resources: Object.fromEntries(resources) };
}
