import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Report } from '../../lambda/core/report';
import { buildAll } from '../../scripts/bundle';
import { aCall, ANN, sessionOf, type CallOptions } from '../calls';
import { many } from '../helpers';
import type { WantedLoadBalancer } from '../scenario/emulator';
import { OLD, WEB } from '../vocabulary';
import { startAccount, type Account } from './emulator';
import { operatorOf, until, wellEnded, type Operator, type StackView } from './operator';
import { sh } from './shell';

/** The stack with EventMode, deployed for real to an account on loopback: calls wake it, through rule, queue and mapping. */

const STACK = 'ElbTlsRemediator';
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

let folder: string;
let account: Account;
let operator: Operator;
let stack: StackView;
/** ARNs by name. */
let arns: Readonly<Record<string, string>>;
let seen: readonly string[] = [];

jest.setTimeout(60_000);

beforeAll(async () => {
  await buildAll();
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-events-'));
  const assembly = join(folder, 'cdk.out');
  const environment = { PATH: process.env['PATH'], HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const synth = sh(`npx cdk synth --quiet --output ${assembly}`, environment, join(__dirname, '..', '..'));
  account = await startAccount(LOAD_BALANCERS);
  operator = operatorOf(account, assembly);
  wellEnded('npx cdk synth', await synth);
  arns = await loadBalancers();
  await operator.succeed('npx cdk bootstrap');
  await operator.succeed('npx cdk deploy --parameters DryRun=false --parameters EventMode=true');
  stack = await operator.stack(STACK);
  await account.inbox.subscribe();
  // The dry run that every stack begins with.
  await newRuns();
}, 180_000);

afterAll(async () => {
  await account?.stop();
  await rm(folder, { recursive: true, force: true });
});

const said = async (line: string): Promise<string> => wellEnded(line, await operator.run(line));

async function loadBalancers(): Promise<Readonly<Record<string, string>>> {
  const text = await said(
    'aws elbv2 describe-load-balancers --query "LoadBalancers[].[LoadBalancerName,LoadBalancerArn]" --output json',
  );
  const pairs: readonly (readonly [string, string])[] = JSON.parse(text);
  return Object.fromEntries(pairs);
}

/** The reports of the runs that have come since it was last asked; waits for the first of at least so many. */
async function newRuns(atLeast = 1): Promise<readonly Report[]> {
  const found = atLeast === 0 ? await unseen() : await until(unseen);
  seen = [...seen, ...found];
  const texts = await Promise.all(found.map((key) => said(`aws s3 cp s3://${bucketName()}/${key} -`)));
  return texts.map((text) => JSON.parse(text));
}

async function unseen(): Promise<readonly string[]> {
  const keys = await said(
    `aws s3api list-objects-v2 --bucket ${bucketName()} --prefix runs/ --query "Contents[].Key" --output json`,
  );
  const all: readonly string[] | null = JSON.parse(keys);
  return (all ?? []).filter((key) => key.endsWith('/report.json') && !seen.includes(key));
}

function bucketName(): string {
  return stack.outputs['RecordBucket'] ?? 'no bucket';
}

/** Calls that nobody has dealt with yet. */
async function waitingCalls(): Promise<number> {
  const queue = stack.resources.find(({ LogicalResourceId }) =>
    /CallsQueue[0-9A-F]{8}$/.test(LogicalResourceId),
  );
  const { Attributes = {} } = await new SQSClient({ endpoint: account.ministack.url }).send(
    new GetQueueAttributesCommand({ QueueUrl: queue?.PhysicalResourceId, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: underWay } =
    Attributes;
  return Number(waiting) + Number(underWay);
}

function fire(...calls: readonly CallOptions[]): void {
  const at = new Date().toISOString();
  const events = calls.map((options, index) => aCall({ at, id: `${at}-${index}`, ...options }));
  account.ministack.record(events);
}

const arnOf = (name: string): string => arns[name] ?? `no load balancer ${name}`;
const listenerOf = (name: string): string =>
  `${arnOf(name).replace(':loadbalancer/', ':listener/')}/0467ef3c8400ae65`;
const modified = (name: string, more: Partial<CallOptions> = {}): CallOptions => ({
  name: 'ModifyListener',
  parameters: { listenerArn: listenerOf(name), sslPolicy: OLD },
  ...more,
});

function roleOfTheFunction(): string {
  const role = stack.resources.find(
    ({ LogicalResourceId, ResourceType }) =>
      ResourceType === 'AWS::IAM::Role' && /^RemediatorRole[0-9A-F]{8}$/.test(LogicalResourceId),
  );
  return role?.PhysicalResourceId ?? 'no role';
}

const tags = [{ key: 'Tier', value: 'web' }];
const classic = { apiVersion: '2012-06-01', parameters: { loadBalancerName: 'portal' } } as const;

it.each<[string, string, () => CallOptions]>([
  [
    'CreateListener',
    'shop',
    () => ({ name: 'CreateListener', parameters: { loadBalancerArn: arnOf('shop'), protocol: 'HTTPS' } }),
  ],
  ['ModifyListener', 'till', () => modified('till')],
  ['CreateLoadBalancer', 'portal', () => ({ name: 'CreateLoadBalancer', ...classic })],
  ['CreateLoadBalancerListeners', 'portal', () => ({ name: 'CreateLoadBalancerListeners', ...classic })],
  [
    'SetLoadBalancerPoliciesOfListener',
    'portal',
    () => ({ name: 'SetLoadBalancerPoliciesOfListener', ...classic }),
  ],
  ['AddTags', 'shop', () => ({ name: 'AddTags', parameters: { resourceArns: [arnOf('shop')], tags } })],
])('%s leads to one sweep, of %s alone', async (call, name, options) => {
  fire(options());

  const [report, ...more] = await newRuns();
  expect(more).toEqual([]);
  expect(report).toMatchObject({ mode: 'apply', totals: { loadBalancers: 1 } });
  expect(report?.listeners.map(({ loadBalancer }) => loadBalancer.name)).toEqual([name]);
  expect(report?.wokenBy).toMatchObject([{ call, by: ANN['arn'], from: '198.51.100.7', times: 1 }]);
});

it('tells who woke it', async () => {
  const mails = await account.inbox.messages();
  // Of the first run, then of what was changed, and of what was fine by then: DigestWhen is always.
  expect(mails.length).toBeGreaterThanOrEqual(2);
  expect(mails.map(({ body }) => body).join('\n')).toContain(`Woken by ModifyListener on till, `);
});

it('its own change, a refused call, another Region and what is out of scope lead to none', async () => {
  const ownSession = sessionOf(roleOfTheFunction(), 'the-function');
  fire(
    modified('shop', { identity: ownSession }),
    modified('shop', { errorCode: 'AccessDenied' }),
    modified('shop', { region: 'us-east-1' }),
    modified('inside'),
    {
      name: 'AddTags',
      parameters: { resourceArns: [arnOf('shop')], tags: [{ key: 'Tier', value: 'batch' }] },
    },
    { name: 'CreateLoadBalancer', parameters: { name: 'newer' } },
  );
  // What comes behind them comes alone: a queue and a function have had them in their hands before.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  fire(modified('till'));

  const runs = await newRuns();
  expect(runs.map(({ wokenBy }) => wokenBy?.map(({ call, times }) => [call, times]))).toEqual([
    [['ModifyListener', 1]],
  ]);
  expect(runs.flatMap(({ listeners }) => listeners.map(({ loadBalancer }) => loadBalancer.name))).toEqual([
    'till',
  ]);
});

it('a storm of 1,000 leads to one sweep', async () => {
  // Which of its batches is first, and how many there are, is the emulator's affair: it gathers nothing.
  const at = new Date(Date.now() - 60_000).toISOString();
  fire(...many(1_000, (index) => modified('busy', { at, id: `storm-${index}` })));

  const runs = await newRuns();
  await until(async () => ((await waitingCalls()) === 0 ? ['none'] : []));
  expect([...runs, ...(await newRuns(0))].map(({ wokenBy }) => wokenBy?.length)).toEqual([1]);
}, 90_000);

it('is taken away with all that it brought', async () => {
  // MiniStack sees no change where conditions alone change: a variable changes with them.
  await operator.succeed('npx cdk deploy --parameters EventMode=false --parameters MaxChangesPerRun=24');

  const { resources } = await operator.stack(STACK);
  expect(resources.filter(({ LogicalResourceId }) => LogicalResourceId.includes('Calls'))).toEqual([]);
  expect(
    await said('aws lambda list-event-source-mappings --query "EventSourceMappings[].UUID" --output text'),
  ).toBe('');
});
