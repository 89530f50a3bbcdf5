import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { TlsRemediatorStack } from '../lib';
import { singleFileTemplate } from './template';

/**
 * What of the stack keeps something, written down at each release: an upgrade that gives one of these another logical id,
 * or another value of what cannot be changed, has CloudFormation make a new one, which is empty.
 */

/** What each type cannot change without being made again: `createOnlyProperties` of its schema in the CloudFormation registry. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::KMS::Key': ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::S3::Bucket': ['BucketName', 'BucketNamePrefix', 'BucketNamespace'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  // One that is made again has to be confirmed again.
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SQS::Queue': ['FifoQueue', 'QueueName'],
  'AWS::Scheduler::Schedule': ['Name'],
};

interface AnyTemplate {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** What keeps something, by logical id. */
export type State = Readonly<
  Record<string, { readonly type: string; readonly fixed: Readonly<Record<string, unknown>> }>
>;

export interface LastRelease {
  readonly version: string;
  readonly cdk: State;
  readonly singleFile: State;
}

const ROOT = join(__dirname, '..');

export const LAST_RELEASE = join(ROOT, 'test', 'lib', 'last-release.json');

export function stateOf({ Resources }: AnyTemplate): State {
  const kept = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const fixed = FIXED[Type];
    if (fixed === undefined) return [];
    const values = fixed.map((name) => [name, Properties[name] ?? null] as const);
    return [[id, { type: Type, fixed: Object.fromEntries(values) }] as const];
  });
  return Object.fromEntries(kept);
}

/** What the stack keeps today, deployed with the CDK and as a single file. */
export async function stateToday(): Promise<LastRelease> {
  const { version }: { version: string } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { context }: { context: Record<string, unknown> } = JSON.parse(
    await readFile(join(ROOT, 'cdk.json'), 'utf8'),
  );
  const app = new App({ context, builtinCloudFormationValidation: false, analyticsReporting: false });
  const code = Code.fromInline('exports.handler = async () => {};');
  const { Resources } = Template.fromStack(
    new TlsRemediatorStack(app, 'ElbTlsRemediator', { code }),
  ).toJSON();
  const singleFile: AnyTemplate = JSON.parse(await singleFileTemplate());
  return { version, cdk: stateOf({ Resources }), singleFile: stateOf(singleFile) };
}

if (require.main === module) {
  stateToday()
    .then((state) => writeFile(LAST_RELEASE, `${JSON.stringify(state, null, 2)}\n`))
    .catch((error: unknown) => {
      console.error(`last-release: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    });
}
