import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { ownPolicyName } from '../../lambda/core/policy/classic-name';
import type { Entry, Report } from '../../lambda/core/report';
import { buildAll } from '../../scripts/bundle';
import type { Message } from '../scenario/emulator';
import { ESTATE, MOVED } from '../scenario/estate';
import { look, type Sight } from '../scenario/look';
import { REGION, startAccount, type Account } from './emulator';
import { proseOf } from '../vocabulary';
import { command } from './guide';
import { published } from '../report/message/schemas';
import { drain } from './inbox';
import { listeningAddresses } from './listening';
import { operatorOf, until, wellEnded, type Inventory, type Operator, type StackView } from './operator';
import { startOtherRun, type OtherRun } from './other-run';
import { sh } from './shell';

/** The stack deployed for real, to an account on loopback: with the commands of docs/deploy.md, as they stand there. */

const STACK = 'ElbTlsRemediator';
const BUCKET = 'elb-tls-templates';
const UNDO_TEXT = 'aws s3 cp s3://BUCKET/runs/RUN/undo.txt';
const LOAD_BALANCERS = (ESTATE[REGION] ?? []).filter(({ tags }) => !('part' in tags));
const MOVED_HERE = Object.fromEntries(
  Object.entries(MOVED).filter(([name]) => name.startsWith(`${REGION} `)),
);

let folder: string;
let account: Account;
let operator: Operator;
let before: Sight;
let untouched: Inventory;
/** The last dry run. */
let plannedBy: string;
let afterUndo: Sight['listeners'];
/** The run that was cut off. */
let other: OtherRun;
/** The record bucket of the stack that was removed. */
let formerBucket: string;
/** The run that has moved the other listeners. */
let changedBy: string;

jest.setTimeout(45_000);

beforeAll(async () => {
  await buildAll();
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-deploy-'));
  const assembly = join(folder, 'cdk.out');
  const environment = { PATH: process.env['PATH'], HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const synth = sh(`npx cdk synth --quiet --output ${assembly}`, environment, join(__dirname, '..', '..'));
  account = await startAccount(LOAD_BALANCERS);
  operator = operatorOf(account, assembly);
  before = await look(account.elb.endpoint, [REGION]);
  account.elb.forgetCalls();
  wellEnded('npx cdk synth', await synth);
}, 180_000);

afterAll(async () => {
  await account?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Steps build on the ones before them; what the account said stands beside a failure. */
function step(body: () => Promise<void>): () => Promise<void> {
  return async () => {
    try {
      await body();
    } catch (error) {
      process.stderr.write(`\nwhat the account said before a step failed:\n${account?.log()}\n`);
      throw error;
    }
  };
}

describe('the account', () => {
  it(
    'is on loopback alone',
    step(async () => {
      const { pid, url } = account.ministack;
      // Linux says who listens where; elsewhere it is not asked.
      const addresses = process.platform === 'linux' ? await listeningAddresses(pid) : [new URL(url).host];
      expect(addresses).toEqual([new URL(url).host]);
    }),
  );

  it(
    'is bootstrapped',
    step(async () => {
      await operator.succeed(command('npx cdk bootstrap'));

      untouched = await operator.inventory();
      expect(untouched['cloudformation Stacks']).toEqual(['CDKToolkit']);
    }),
  );
});

describe('refused in words', () => {
  it.each([
    ['a number out of range', 'AlarmAfterHours=200', /AlarmAfterHours.*168/],
    ['a mode that is neither', 'DryRun=maybe', /DryRun.*true.*false/],
    [
      'a schedule that EventBridge would refuse',
      "'ScheduleExpression=cron(0 6 * * * *)'",
      /ScheduleExpression/,
    ],
    [
      'both an address and a topic',
      'NotificationEmail=ops@example.com --parameters ExistingTopicArn=arn:aws:sns:eu-west-1:111122223333:theirs',
      /NotificationEmail and ExistingTopicArn are both set/,
    ],
  ])('%s', async (_, parameters, words) => {
    const { status, output } = await operator.run(`npx cdk deploy --parameters ${parameters}`);

    expect(status).toBe(1);
    expect(output).toMatch(words);
  });

  it(
    'before anything is made',
    step(async () => {
      expect(await operator.inventory()).toEqual(untouched);
    }),
  );
});

describe('deployed as docs/deploy.md says', () => {
  it(
    'as a dry run that cannot write',
    step(async () => {
      await operator.succeed(command('npx cdk deploy --parameters NotificationEmail'));

      const stack = await operator.stack(STACK);
      expect(stack.outputs['Mode']).toBe('dry run');
      expect(writePolicies(stack)).toEqual([]);
    }),
  );

  it(
    'waits with its first run while nobody has confirmed a subscription',
    step(async () => {
      const comeBacks = await until(async () => {
        const { 'scheduler Schedules': schedules = [] } = await operator.inventory();
        return schedules.filter((name) => name.startsWith('elb-tls-first-run-'));
      });

      expect(comeBacks).toHaveLength(1);
      expect(account.elb.calls()).toEqual([]);
    }),
  );

  it(
    'sends its first digest by itself, once somebody has confirmed: a dry run, and no hand on it',
    step(async () => {
      await account.inbox.subscribe();

      const { subject, body } = await digest();
      expect(subject).toMatch(/^\[elb-tls\] 111122223333: .*8 planned/);
      expect(body).toContain('\nDRY RUN (to change them');
      expect(mutatingCalls()).toEqual([]);
    }),
  );

  it(
    'and sends the same as a report to a program',
    step(async () => {
      const [message] = await account.inbox.forPrograms();
      expect(published(message?.body ?? '')).toMatchObject({
        schema: 'elb-tls-report/1',
        mode: 'plan',
        totals: { planned: 8 },
      });
    }),
  );

  it(
    'sends a digest when told to run',
    step(async () => {
      await operator.succeed(command('aws lambda invoke --invocation-type Event /dev/null'));

      const { subject, body } = await digest();
      expect(subject).toMatch(/^\[elb-tls\] 111122223333: .*8 planned/);
      expect(body).toContain('\nDRY RUN (to change them');
    }),
  );

  it(
    'is run by its schedule',
    step(async () => {
      await runOnSchedule();

      const { body } = await digest();
      expect(body).toContain('\nDRY RUN (to change them');
      plannedBy = runIn(body);
    }),
  );

  it(
    'changes nothing',
    step(async () => {
      expect(account.elb.calls().length).toBeGreaterThan(0);
      expect(mutatingCalls()).toEqual([]);
      expect(await look(account.elb.endpoint, [REGION])).toEqual(before);
    }),
  );
});

describe('told to apply', () => {
  it(
    'keeps its other settings',
    step(async () => {
      await operator.succeed(command('npx cdk deploy --parameters DryRun=false'));

      const stack = await operator.stack(STACK);
      expect(stack.outputs['Mode']).toBe('apply');
      expect(stack.parameters['NotificationEmail']).toBe('ops@example.com');
      expect(writePolicies(stack)).toHaveLength(2);
    }),
  );

  it(
    'is run once by itself, dry, before it changes anything',
    step(async () => {
      expect((await digest()).body).toContain('\nDRY RUN (to change them');
      expect(mutatingCalls()).toEqual([]);
      expect(await look(account.elb.endpoint, [REGION])).toEqual(before);
    }),
  );

  it(
    'does nothing while another run holds the lease, and neither fails nor tells',
    step(async () => {
      other = await startOtherRun(account, await outputOf('RecordBucket'));

      const answer = await invoked({});

      expect(answer).toMatch(/\}\s*null$/);
      expect(answer).not.toContain('FunctionError');
      expect(account.log()).toContain(`run ${other.runId} (apply) changes this account since`);
      expect(await account.inbox.messages()).toEqual([]);
      expect(mutatingCalls()).toEqual([]);
      expect(await look(account.elb.endpoint, [REGION])).toEqual(before);
    }),
  );

  it(
    'is run by its schedule, settles the run that was cut off, and the listeners move',
    step(async () => {
      await other.changeAndDie(plannedBy, 'shop');
      await other.outlive();
      await runOnSchedule();

      const { subject, body } = await digest();
      expect(subject).toBe('[elb-tls] 111122223333: 1 needs you, 7 changed');
      expect(body).toContain('\nAPPLIED, run ');
      expect(proseOf(body)).toContain(
        `DO: look at run ${other.runId}, which was cut off (1) It may have changed 1 listener`,
      );
      changedBy = runIn(body);
      const { listeners } = await look(account.elb.endpoint, [REGION]);
      expect(listeners).toEqual({ ...before.listeners, ...MOVED_HERE });
    }),
  );
});

describe('the night when something broke', () => {
  it(
    'nobody holds the lease once a run has told',
    step(async () => {
      const lease = await recorded('aws s3 cp s3://BUCKET/lease/ACCOUNT.json');

      expect(JSON.parse(lease)).toMatchObject({ number: 2, holder: null, unsettled: [] });
    }),
  );
});

describe('the watch of a run', () => {
  it(
    'is scheduled once, also of the run that was cut off, with a queue for what cannot be started',
    step(async () => {
      const missedStarts = await queueUrl('MissedStarts');

      for (const run of [changedBy, other.runId]) {
        const { Target } = await watchOf(run);
        expect(JSON.parse(Target.Input)).toEqual({ watch: run, report: expect.any(String) });
        expect(Target.DeadLetterConfig?.Arn.split(':').at(-1)).toBe(missedStarts.split('/').at(-1));
      }
    }),
  );
});

describe('an undo by event', () => {
  it(
    'is refused in words while AutoUndo is false',
    step(async () => {
      await undoByEvent(1);

      expect(proseOf((await digest()).body)).toContain('has no right to while AutoUndo is false');
      expect(await listenersNow()).toEqual({ ...before.listeners, ...MOVED_HERE });
    }),
  );

  it(
    'puts back one entry, and the next sweep leaves it alone',
    step(async () => {
      await operator.succeed('npx cdk deploy --parameters AutoUndo=true');
      expect(writePolicies(await operator.stack(STACK))).toHaveLength(3);
      const [{ number, name } = { number: 0, name: 'no change' }] = await changes();
      await undoByEvent(number);

      expect((await digest()).subject).toBe('[elb-tls] 111122223333: nothing needs you, 1 reverted');
      await leaseIsBack();
      afterUndo = { ...before.listeners, ...MOVED_HERE, [name]: before.listeners[name] ?? [] };
      expect(await listenersNow()).toEqual(afterUndo);
      await invoked({});
      expect((await digest()).subject).toBe('[elb-tls] 111122223333: 1 needs you, 1 held');
      expect(await listenersNow()).toEqual(afterUndo);
    }),
  );
});

describe('a dry run again, while a watch is due', () => {
  it(
    'leaves the watch its role and its queue, and takes every right to write',
    step(async () => {
      await operator.succeed('npx cdk deploy --parameters DryRun=true');

      const stack = await operator.stack(STACK);
      expect(stack.outputs['Mode']).toBe('dry run');
      expect(stack.parameters['AutoUndo']).toBe('true');
      expect(writePolicies(stack)).toEqual([]);
      const { Target } = await watchOf(changedBy);
      const left = await operator.inventory();
      expect(left['iam Roles']).toContain(Target.RoleArn.split('/').at(-1));
      expect(left['sqs QueueUrls']).toContain(await queueUrl('MissedStarts'));
      // The mode has changed: one dry run by itself. Nothing is planned, so nothing is said of changing it.
      expect((await digest()).body).toContain('\nDRY RUN, run ');
    }),
  );

  it(
    'is watched: told that clients fail, and nothing is undone',
    step(async () => {
      await letClientsFail('edge');
      account.elb.forgetCalls();
      await operator.fireSchedule(`elb-tls-watch-${changedBy}`);

      const { subject, body } = await digest();
      expect(subject).toBe('[elb-tls] 111122223333: 1 needs you, clients fail on 1 load balancer');
      expect(body).toContain(`watch of run ${changedBy}`);
      expect(mutatingCalls()).toEqual([]);
      expect(await listenersNow()).toEqual(afterUndo);
    }),
  );
});

describe('put back with the AWS CLI alone', () => {
  it(
    'by the undo.txt of each run',
    step(async () => {
      const texts = [await recorded(UNDO_TEXT, changedBy), await recorded(UNDO_TEXT, other.runId)];
      await paste(texts.join('\n'));

      // A policy of AWS's own cannot be set on Classic by its name.
      const portalOld = [ownPolicyName('ELBSecurityPolicy-2016-08')];
      expect(await listenersNow()).toEqual({ ...before.listeners, [`${REGION} portal-old:443`]: portalOld });
    }),
    90_000,
  );
});

describe('a run that fails', () => {
  it(
    'is told to the topic; only one that nobody is told of ends in the queue of failed runs',
    step(async () => {
      // A Region that looks right and is none: CloudFormation cannot know, the function does.
      await operator.succeed('npx cdk deploy --parameters Regions=eu-nowhere-1');
      await operator.succeed(command('aws lambda invoke --invocation-type Event /dev/null'));
      expect((await digest()).body).toContain('eu-nowhere-1');

      await operator.succeed(`aws sns delete-topic --topic-arn ${await outputOf('DigestTopicArn')}`);
      await operator.succeed(command('aws lambda invoke --invocation-type Event /dev/null'));
      const [record, ...more] = await failedRuns();
      expect(record).toContain('sns:Publish');
      // The event of the run before was told, and is not kept.
      expect(more).toEqual([]);
    }),
  );
});

describe('removed as docs/deploy.md says', () => {
  it(
    'leaves the records, the log, a key that waits for its deletion, and the watches that have not been due yet',
    step(async () => {
      formerBucket = await outputOf('RecordBucket');
      // What a person answers to the question whether it is meant.
      await operator.succeed(command('npx cdk destroy'), { CDK_FORCE: 'true' });

      expect(await leftBehind()).toEqual({
        buckets: [expect.stringContaining('elbtlsremediator-recordbucket')],
        logs: [expect.stringContaining('RemediatorLog')],
        keys: 1,
        schedules: [expect.stringMatching(/^elb-tls-watch-/), expect.stringMatching(/^elb-tls-watch-/)],
      });
    }),
  );
});

describe('made again as a single file, with the records of the former stack', () => {
  it(
    'is deployed without the CDK, sends its first digest by itself, and remembers what was undone',
    step(async () => {
      await operator.succeed(command('npm run template'));
      await operator.succeed(command('aws s3 mb').replace('YOUR-BUCKET', BUCKET));
      const deployment = command('aws cloudformation deploy').replace('YOUR-BUCKET', BUCKET);
      await operator.succeed(`${deployment} ExistingRecordBucket=${formerBucket}`);
      await account.inbox.subscribe();

      expect(await outputOf('RecordBucket')).toBe(formerBucket);
      const { subject, body } = await digest();
      expect(body).toContain('\nDRY RUN (to change them');
      // Without memory it would plan all of them again.
      expect(subject).toMatch(/[78] held/);
    }),
  );

  it(
    'is removed, and leaves no other bucket',
    step(async () => {
      await operator.succeed(command('aws cloudformation delete-stack'));
      await operator.succeed(`aws cloudformation wait stack-delete-complete --stack-name ${STACK}`);

      expect(await leftBehind()).toMatchObject({ buckets: [formerBucket], keys: 2 });
    }),
  );
});

/** What is in the account, and was not before the stack: all else is gone. */
async function leftBehind(): Promise<Readonly<Record<string, unknown>>> {
  const now = await operator.inventory();
  const added = (kind: string): readonly string[] =>
    (now[kind] ?? []).filter((name) => !untouched[kind]?.includes(name) && name !== BUCKET);
  const known = new Set([
    's3 Buckets',
    'logs logGroups',
    'kms keys, pending deletion',
    'scheduler Schedules',
  ]);
  const others = Object.keys(now).filter((kind) => !known.has(kind));
  expect(others.flatMap(added)).toEqual([]);
  return {
    buckets: added('s3 Buckets'),
    logs: added('logs logGroups'),
    keys: added('kms keys, pending deletion').length,
    schedules: added('scheduler Schedules'),
  };
}

/** The policies that let the function change load balancers. */
function writePolicies({ resources }: StackView): readonly string[] {
  return resources.map(({ LogicalResourceId }) => LogicalResourceId).filter((id) => /Writes|Undoes/.test(id));
}

/** README.md beside this says why the deployed schedule is not waited for. */
async function runOnSchedule(): Promise<void> {
  await operator.fireSchedule(await outputOf('ScheduleName'));
}

async function outputOf(name: string): Promise<string> {
  const { outputs } = await operator.stack(STACK);
  return outputs[name] ?? `no output ${name}`;
}

/** What the record has, read with a command of the pages. */
async function recorded(beginning: string, run = ''): Promise<string> {
  const line = command(beginning)
    .replace('BUCKET', await outputOf('RecordBucket'))
    .replace('ACCOUNT', '111122223333')
    .replace('RUN', run);
  return said(line);
}

async function said(line: string): Promise<string> {
  return wellEnded(line, await operator.run(line));
}

/** What the function answers to an event, and then what Lambda says of it. */
async function invoked(event: object): Promise<string> {
  const name = await outputOf('FunctionName');
  const payload = JSON.stringify(event);
  return said(
    `aws lambda invoke --function-name ${name} --payload fileb:///dev/stdin "$HOME/answer" <<< '${payload}'; \
      cat "$HOME/answer"`,
  );
}

/** The run that a digest tells of. */
function runIn(body: string): string {
  return /\brun (\d{8}T\d{6}Z-\w+)/.exec(body)?.[1] ?? 'no run in the digest';
}

/** Undoes one entry with the command of the pages. */
async function undoByEvent(number: number): Promise<void> {
  const line = command(
    `aws lambda invoke --invocation-type Event --function-name FUNCTION --payload fileb:///dev/stdin /dev/null <<< '{"undo": "RUN", "entries"`,
  );
  await operator.succeed(
    line
      .replace('FUNCTION', await outputOf('FunctionName'))
      .replace('RUN', changedBy)
      .replace('[3]', `[${number}]`),
  );
}

/** The digest goes out before the lease does: who calls the function in between finds it held. */
async function leaseIsBack(): Promise<void> {
  const lease = `aws s3 cp s3://${await outputOf('RecordBucket')}/lease/111122223333.json -`;
  await until(async () => [await said(lease)].filter((text) => /"holder":\s*null/.test(text)));
}

interface Change {
  readonly number: number;
  /** As `look` names the listener. */
  readonly name: string;
  readonly entry: Entry;
}

/** What the run has changed. */
async function changes(): Promise<readonly Change[]> {
  const line = `aws s3 cp s3://${await outputOf('RecordBucket')}/runs/${changedBy}/report.json -`;
  const { listeners }: Pick<Report, 'listeners'> = JSON.parse(await said(line));
  return listeners
    .map((entry, index) => ({
      number: index + 1,
      name: `${entry.region} ${entry.loadBalancer.name}:${entry.port}`,
      entry,
    }))
    .filter(({ entry: { outcome } }) => outcome === 'changed');
}

interface Watch {
  readonly Target: {
    readonly Input: string;
    readonly RoleArn: string;
    readonly DeadLetterConfig?: { readonly Arn: string };
  };
}

async function watchOf(run: string): Promise<Watch> {
  const watch: Watch = JSON.parse(
    await said(`aws scheduler get-schedule --name elb-tls-watch-${run} --output json`),
  );
  return watch;
}

/** Counts failed handshakes on a changed NLB, in the first whole minute after the change. */
async function letClientsFail(loadBalancer: string): Promise<void> {
  const change = (await changes()).find(({ entry }) => entry.loadBalancer.name === loadBalancer);
  const { changedAt = '', loadBalancer: { arn } = { arn: '' } } = change?.entry ?? {};
  const minute = new Date(Math.ceil(Date.parse(changedAt) / 60_000) * 60_000).toISOString();
  await operator.succeed(
    `aws cloudwatch put-metric-data --namespace AWS/NetworkELB --metric-name ClientTLSNegotiationErrorCount \
     --dimensions LoadBalancer=${arn.split(':loadbalancer/')[1]} --timestamp ${minute} --value 500`,
  );
}

/** Runs the AWS CLI commands of a text, as a person does: a policy that is there already is no failure. */
async function paste(text: string): Promise<void> {
  const lines = text.split('\n').filter((line) => line.startsWith('aws '));
  const commands = lines.map(
    (line) => `said=$(${line} 2>&1) || { echo "$said"; grep -q DuplicatePolicyName <<< "$said"; }`,
  );
  await operator.succeed(commands.join('\n'));
}

async function listenersNow(): Promise<Sight['listeners']> {
  return (await look(account.elb.endpoint, [REGION])).listeners;
}

async function failedRuns(): Promise<readonly string[]> {
  const sqs = new SQSClient({ endpoint: account.ministack.url });
  const queue = await queueUrl('FailedRuns');
  return until(() => drain(sqs, queue));
}

async function queueUrl(name: string): Promise<string> {
  const { resources } = await operator.stack(STACK);
  const queue = resources.find(
    ({ LogicalResourceId, ResourceType }) =>
      ResourceType === 'AWS::SQS::Queue' && LogicalResourceId.includes(name),
  );
  return queue?.PhysicalResourceId ?? `no queue ${name}`;
}

function mutatingCalls(): readonly string[] {
  const calls = account.elb.calls().map(({ service, action }) => `${service} ${action}`);
  return calls.filter((call) => !/ (Describe|Get)/.test(call));
}

/** The one message that comes. */
async function digest(): Promise<Message> {
  const [message = { subject: undefined, body: '' }, ...more] = await operator.mail();
  expect(more).toEqual([]);
  return message;
}
