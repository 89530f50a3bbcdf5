import { AccountClient } from '@aws-sdk/client-account';
import { ACMClient } from '@aws-sdk/client-acm';
import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const OLD = 'ELBSecurityPolicy-2016-08';
export const PLAIN = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
export const PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
export const FIPS = 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04';
export const FIPS_PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09';
export const RFC9151 = 'ELBSecurityPolicy-TLS13-1-2-RFC9151-FIPS-2023-07';
export const CNSA2 = 'ELBSecurityPolicy-TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07';
export const CLASSIC_BEST = 'ELBSecurityPolicy-TLS-1-2-2017-01';

/** The real clients, without retries: a test wants to see each answer. */
export interface Clients {
  readonly sts: STSClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly v2: ElasticLoadBalancingV2Client;
  readonly classic: ElasticLoadBalancingClient;
  readonly sns: SNSClient;
  readonly account: AccountClient;
  readonly s3: S3Client;
  readonly cloudwatch: CloudWatchClient;
  readonly scheduler: SchedulerClient;
  readonly acm: ACMClient;
  readonly cloudformation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly cloudtrail: CloudTrailClient;
  readonly iam: IAMClient;
  readonly athena: AthenaClient;
}

export function clientsFor(sandbox: Sandbox, region = REGION, maxAttempts = 1): Clients {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const config = { endpoint: sandbox.endpoint, region, maxAttempts, credentials };
  return {
    sts: new STSClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    v2: new ElasticLoadBalancingV2Client(config),
    classic: new ElasticLoadBalancingClient(config),
    sns: new SNSClient(config),
    account: new AccountClient(config),
    s3: new S3Client(config),
    cloudwatch: new CloudWatchClient(config),
    scheduler: new SchedulerClient(config),
    acm: new ACMClient(config),
    cloudformation: new CloudFormationClient(config),
    lambda: new LambdaClient(config),
    cloudtrail: new CloudTrailClient(config),
    iam: new IAMClient(config),
    athena: new AthenaClient(config),
  };
}

const started: Sandbox[] = [];

/** A sandbox that `stopAll` ends. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
}

/** What a client saw go wrong. */
export interface Seen {
  /** The SDK's class, which follows the declared error and not always the code on the wire. */
  readonly type: string;
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

/** The error of a call that has to fail. */
export async function failure(call: Promise<unknown>): Promise<Seen> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('the call succeeded, it was to fail');
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? Number(metadata.httpStatusCode)
      : undefined;
  return { type: error.constructor.name, name: error.name, message: error.message, status };
}

/** The value that has to be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('got undefined');
  return value;
}
