import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Report } from '../../lambda/core/report';
import { aCall, ANN, anUpload, sessionOf, type CallOptions, type UploadOptions } from '../calls';
import { Authority } from '../certificates';
import { many } from '../helpers';
import type { Message } from '../scenario/emulator';
import { OLD } from '../vocabulary';
import { STACK, startEventStack, type EventStack } from './event-stack';
import { until, wellEnded } from './operator';

/** Calls wake the deployed stack. */

const authority = new Authority();
let deployed: EventStack;
let seen: readonly string[] = [];

jest.setTimeout(60_000);

beforeAll(async () => {
  deployed = await startEventStack();
  // The dry run that every stack begins with.
  await newRuns();
}, 180_000);

afterAll(async () => {
  authority.clear();
  await deployed?.stop();
});

const said = async (line: string): Promise<string> => wellEnded(line, await deployed.operator.run(line));

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
  return deployed.stack.outputs['RecordBucket'] ?? 'no bucket';
}

/** Calls that nobody has dealt with yet. */
async function waitingCalls(): Promise<number> {
  const queue = deployed.stack.resources.find(({ LogicalResourceId }) =>
    /CallsQueue[0-9A-F]{8}$/.test(LogicalResourceId),
  );
  const { Attributes = {} } = await new SQSClient({ endpoint: deployed.account.ministack.url }).send(
    new GetQueueAttributesCommand({ QueueUrl: queue?.PhysicalResourceId, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: underWay } =
    Attributes;
  return Number(waiting) + Number(underWay);
}

function fire(...calls: readonly CallOptions[]): void {
  const at = new Date().toISOString();
  const events = calls.map((options, index) => aCall({ at, id: `${at}-${index}`, ...options }));
  deployed.account.ministack.record(events);
}

const arnOf = (name: string): string => deployed.arnOf(name);
const modified = (name: string, more: Partial<CallOptions> = {}): CallOptions => ({
  name: 'ModifyListener',
  parameters: { listenerArn: deployed.listenerOf(name), sslPolicy: OLD },
  ...more,
});

function roleOfTheFunction(): string {
  const role = deployed.stack.resources.find(
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
  const mails = await deployed.account.inbox.messages();
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

/** Certificates of IAM by the names that mails give them. */
async function upload(name: string, key: readonly string[]): Promise<void> {
  const made = authority.issue({ key, until: new Date(Date.now() + 200 * 86_400_000) });
  await deployed.upload(name, {
    pem: made.pem,
    chain: authority.intermediate.pem,
    key: authority.keyOf(made),
  });
}

function fireUploads(...uploads: readonly UploadOptions[]): void {
  const at = new Date().toISOString();
  const events = uploads.map((options) => anUpload({ at, id: `${at}-${options.certificate}`, ...options }));
  deployed.account.ministack.record(events);
}

/** Mails that are about uploads. */
async function mailsOfUploads(): Promise<readonly Message[]> {
  return (await deployed.account.inbox.messages()).filter(({ subject = '' }) => subject.includes('upload'));
}

it('an upload, which the Region of IAM forwards, leads to one mail of what is wrong', async () => {
  await upload('weak-2026', ['rsa:1024']);
  await upload('good-2026', ['rsa:2048']);
  fireUploads(
    { certificate: 'weak-2026', errorCode: 'AccessDenied' },
    { certificate: 'weak-2026', name: 'UpdateServerCertificate' },
    { certificate: 'weak-2026', name: 'DeleteServerCertificate' },
    { certificate: 'weak-2026', account: '444455556666' },
    { certificate: 'weak-2026', identity: sessionOf(roleOfTheFunction(), 'the-function') },
  );
  // What comes behind them comes alone.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  fireUploads({ certificate: 'weak-2026' });
  const [mail, ...more] = await until(mailsOfUploads);

  expect(more).toEqual([]);
  expect(mail?.subject).toContain('1 needs you, uploaded certificate weak-2026, weak-key');
  expect(mail?.body).toContain('It has an RSA key of 1024 bits.');
  expect(mail?.body).toContain(ANN['arn']);
  fireUploads({ certificate: 'good-2026' });
  const after = await until(mailsOfUploads);
  expect(after.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('nothing needs you, uploaded certificate good-2026'),
  ]);
  // It is no run.
  expect(await newRuns(0)).toEqual([]);
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
  await deployed.operator.succeed(
    'npx cdk deploy --parameters EventMode=false --parameters MaxChangesPerRun=24',
  );

  const { resources } = await deployed.operator.stack(STACK);
  expect(resources.filter(({ LogicalResourceId }) => LogicalResourceId.includes('Calls'))).toEqual([]);
  expect(
    await said('aws lambda list-event-source-mappings --query "EventSourceMappings[].UUID" --output text'),
  ).toBe('');
});
