import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, UploadServerCertificateCommand } from '@aws-sdk/client-iam';
import { buildAll } from '../../scripts/bundle';
import type { WantedLoadBalancer } from '../scenario/emulator';
import { OLD, WEB } from '../vocabulary';
import { startAccount, type Account } from './emulator';
import { operatorOf, wellEnded, type Operator, type StackView } from './operator';
import { sh } from './shell';

/** The stack with EventMode, deployed for real to an account on loopback: calls wake it, through rule, queue and mapping. */
export interface EventStack {
  readonly account: Account;
  readonly operator: Operator;
  readonly stack: StackView;
  /** The ARN of a load balancer, and of its only listener. */
  arnOf(name: string): string;
  listenerOf(name: string): string;
  /** Has IAM take a certificate. The call is recorded by nobody: what CloudTrail would say of it is the test's affair. */
  upload(name: string, certificate: UploadedCertificate): Promise<void>;
  stop(): Promise<void>;
}

export interface UploadedCertificate {
  readonly pem: string;
  readonly chain?: string;
  readonly key: string;
}

export const STACK = 'ElbTlsRemediator';

/** Where the events of IAM come. */
export const REGION_OF_IAM = 'us-east-1';

const https = { port: 443, protocol: 'HTTPS', policy: OLD } as const;
const LOAD_BALANCERS: readonly WantedLoadBalancer[] = [
  { type: 'application', name: 'shop', tags: WEB, listeners: [https] },
  { type: 'application', name: 'till', tags: WEB, listeners: [https] },
  { type: 'application', name: 'busy', tags: WEB, listeners: [https] },
  { type: 'application', name: 'inside', tags: { Tier: 'internal' }, listeners: [https] },
  {
    type: 'classic',
    name: 'portal',
    tags: WEB,
    listeners: [{ port: 443, protocol: 'HTTPS', policyNames: [OLD] }],
  },
];

const ROOT = join(__dirname, '..', '..');

/** Ready for calls: its first run, which it begins by itself, is under way. In the Region of IAM is what forwards uploads. */
export async function startEventStack(): Promise<EventStack> {
  await buildAll();
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-events-'));
  const assembly = join(folder, 'cdk.out');
  const environment = { PATH: process.env['PATH'], HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const synth = sh(`npx cdk synth --quiet --output ${assembly}`, environment, ROOT);
  const account = await startAccount(LOAD_BALANCERS);
  const stop = async (): Promise<void> => {
    await account.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const operator = operatorOf(account, assembly);
    wellEnded('npx cdk synth', await synth);
    const arns = await loadBalancersOf(operator);
    await operator.succeed('npx cdk bootstrap');
    await operator.succeed('npx cdk deploy --parameters DryRun=false --parameters EventMode=true');
    await operator.succeed(
      `aws cloudformation deploy --region ${REGION_OF_IAM} --stack-name elb-tls-forward --capabilities CAPABILITY_IAM \
        --template-file docs/events/forward-calls.yaml --parameter-overrides HomeRegion=eu-west-1`,
    );
    const stack = await operator.stack(STACK);
    await account.inbox.subscribe();
    const arnOf = (name: string): string => arns[name] ?? `no load balancer ${name}`;
    return {
      account,
      operator,
      stack,
      arnOf,
      listenerOf: (name) => `${arnOf(name).replace(':loadbalancer/', ':listener/')}/0467ef3c8400ae65`,
      upload: (name, certificate) => upload(account, name, certificate),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** ARNs by name. */
async function loadBalancersOf(operator: Operator): Promise<Readonly<Record<string, string>>> {
  const asked =
    'aws elbv2 describe-load-balancers --query "LoadBalancers[].[LoadBalancerName,LoadBalancerArn]" --output json';
  const pairs: readonly (readonly [string, string])[] = JSON.parse(
    wellEnded(asked, await operator.run(asked)),
  );
  return Object.fromEntries(pairs);
}

async function upload(
  { elb }: Account,
  ServerCertificateName: string,
  { pem, chain, key }: UploadedCertificate,
): Promise<void> {
  await new IAMClient({ endpoint: elb.endpoint, region: REGION_OF_IAM }).send(
    new UploadServerCertificateCommand({
      ServerCertificateName,
      CertificateBody: pem,
      PrivateKey: key,
      ...(chain === undefined ? {} : { CertificateChain: chain }),
    }),
  );
}
