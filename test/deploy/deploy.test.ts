import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { buildAll } from '../../scripts/bundle';
import type { Message } from '../scenario/emulator';
import { ESTATE, MOVED } from '../scenario/estate';
import { look, type Sight } from '../scenario/look';
import { REGION, startAccount, type Account } from './emulator';
import { command } from './guide';
import { drain } from './inbox';
import { listeningAddresses } from './listening';
import { operatorOf, until, wellEnded, type Inventory, type Operator, type StackView } from './operator';
import { sh } from './shell';

/** The stack deployed for real, to an account on loopback: with the commands of docs/deploy.md, as they stand there. */

const STACK = 'ElbTlsRemediator';
const ONE_FILE = 'elb-tls-remediator';
const BUCKET = 'elb-tls-templates';
const LOAD_BALANCERS = (ESTATE[REGION] ?? []).filter(({ tags }) => !('part' in tags));
const MOVED_HERE = Object.fromEntries(
  Object.entries(MOVED).filter(([name]) => name.startsWith(`${REGION} `)),
);

let folder: string;
let account: Account;
let operator: Operator;
let before: Sight;
let untouched: Inventory;

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
}, 60_000);

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
      await account.inbox.subscribe();

      const stack = await operator.stack(STACK);
      expect(stack.outputs['Mode']).toBe('dry run');
      expect(writePolicies(stack)).toEqual([]);
    }),
  );

  it(
    'sends a digest when told to run',
    step(async () => {
      await operator.succeed(command('aws lambda invoke'));

      const { subject, body } = await digest();
      expect(subject).toMatch(/^\[elb-tls\] 111122223333: .*8 planned/);
      expect(body).toContain('account 111122223333 - DRY RUN');
    }),
  );

  it(
    'is run by its schedule',
    step(async () => {
      await runOnSchedule();

      expect((await digest()).body).toContain('account 111122223333 - DRY RUN');
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
    'is run by its schedule, and the listeners move',
    step(async () => {
      await runOnSchedule();

      const { subject, body } = await digest();
      expect(subject).toBe('[elb-tls] 111122223333: 8 changed');
      expect(body).toContain('account 111122223333 - APPLIED');
      const { listeners } = await look(account.elb.endpoint, [REGION]);
      expect(listeners).toEqual({ ...before.listeners, ...MOVED_HERE });
    }),
  );
});

describe('a run that fails', () => {
  it(
    'is told to the topic, and ends in the queue of failed runs',
    step(async () => {
      // A Region that looks right and is none: CloudFormation cannot know, the function does.
      await operator.succeed('npx cdk deploy --parameters Regions=eu-nowhere-1');
      await operator.succeed(command('aws lambda invoke'));

      expect((await digest()).body).toContain('eu-nowhere-1');
      const [record, ...more] = await failedRuns();
      expect(record).toContain('eu-nowhere-1');
      expect(more).toEqual([]);
    }),
  );
});

describe('the single file', () => {
  it(
    'is deployed without the CDK, and sends a digest',
    step(async () => {
      await operator.succeed(command('npm run template'));
      await operator.succeed(command('aws s3 mb').replace('YOUR-BUCKET', BUCKET));
      await operator.succeed(command('aws cloudformation deploy').replace('YOUR-BUCKET', BUCKET));
      await account.inbox.subscribe();
      await operator.succeed(command('aws lambda invoke').replace(STACK, ONE_FILE));

      expect((await digest()).body).toContain('account 111122223333 - DRY RUN');
    }),
  );

  it(
    'is removed',
    step(async () => {
      await operator.succeed(command('aws cloudformation delete-stack'));
      await operator.succeed(`aws cloudformation wait stack-delete-complete --stack-name ${ONE_FILE}`);

      const { 'cloudformation Stacks': stacks } = await operator.inventory();
      expect(stacks).toEqual(['CDKToolkit', STACK]);
    }),
  );
});

describe('removed as docs/deploy.md says', () => {
  it(
    'leaves the records, keys that wait for their deletion, and a watch that has not been due yet',
    step(async () => {
      // What a person answers to the question whether it is meant.
      await operator.succeed(command('npx cdk destroy'), { CDK_FORCE: 'true' });

      const {
        'kms keys, pending deletion': keys,
        's3 Buckets': buckets = [],
        'scheduler Schedules': schedules,
        ...left
      } = await operator.inventory();
      const {
        'kms keys, pending deletion': _keys,
        's3 Buckets': bucketsBefore = [],
        'scheduler Schedules': _schedules,
        ...nothing
      } = untouched;
      expect(left).toEqual(nothing);
      expect(keys).toHaveLength(2);
      const added = buckets.filter((name) => !bucketsBefore.includes(name) && name !== BUCKET);
      expect(added).toEqual([
        expect.stringContaining('elb-tls-remediator-recordbucket'),
        expect.stringContaining('elbtlsremediator-recordbucket'),
      ]);
      expect(schedules).toEqual([expect.stringMatching(/^elb-tls-watch-/)]);
    }),
  );
});

/** The policies that let the function change load balancers. */
function writePolicies({ resources }: StackView): readonly string[] {
  return resources.map(({ LogicalResourceId }) => LogicalResourceId).filter((id) => id.includes('Writes'));
}

/** README.md beside this says why the deployed schedule is not waited for. */
async function runOnSchedule(): Promise<void> {
  const { outputs } = await operator.stack(STACK);
  await operator.fireSchedule(outputs['ScheduleName'] ?? 'no output ScheduleName');
}

async function failedRuns(): Promise<readonly string[]> {
  const { resources } = await operator.stack(STACK);
  const queue = resources.find(
    ({ LogicalResourceId, ResourceType }) =>
      ResourceType === 'AWS::SQS::Queue' && LogicalResourceId.includes('FailedRuns'),
  );
  const sqs = new SQSClient({ endpoint: account.ministack.url });
  return until(() => drain(sqs, queue?.PhysicalResourceId ?? 'no queue FailedRuns'));
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
