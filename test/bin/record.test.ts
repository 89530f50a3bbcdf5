import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '../../lambda/aws/connect';
import { RECORD_TAG } from '../../lambda/core/record-tag';
import { createHandler } from '../../lambda/handler';
import { systemClock } from '../../lambda/runs/system-clock';
import type { Sandbox } from '../../sandbox';
import { summaryOf } from '../helpers';
import {
  accountWith,
  alb,
  elbTls,
  OLD,
  reportIn,
  workshop,
  type Environment,
  type Workshop,
} from './command';

/** An account has one record: that of its deployed function, where there is one. Nobody says `--record` here. */

const BUCKET = 'elb-tls-record';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:elb-tls-digest';

let shop: Workshop;
let sandbox: Sandbox;
beforeEach(async () => {
  shop = await workshop();
  // The function's log.
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockReturnValue(true);
  sandbox = await accountWith([alb('shop', [OLD])]);
  sandbox.topic(TOPIC);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await sandbox.stop();
  await shop.clear();
});

/** A stack is deployed in a Region: its bucket carries the tag. */
function deployed(name = BUCKET, region = 'eu-west-1') {
  const bucket = sandbox.bucket(name, region);
  sandbox.tagBucket(name, { [RECORD_TAG.key]: RECORD_TAG.value });
  return bucket;
}

const environment = (): Environment => ({
  ...sandbox.environment(),
  ELB_TLS_RECORD: undefined,
  XDG_STATE_HOME: shop.folder,
});
const run = (...args: string[]) => elbTls(shop, args, environment());
const inFolder = () => readdir(join(shop.folder, 'elb-tls')).catch(() => []);
const policy = () => JSON.stringify(sandbox.snapshot());

/** The deployed function, once. Answers the totals. */
async function sweepOfFunction() {
  const handler = createHandler({
    environment: { DRY_RUN: 'false', REGIONS: 'eu-west-1', TOPIC_ARN: TOPIC, RECORD_BUCKET: BUCKET },
    clock: systemClock,
    connect: (deadline) => connect({ deadline, scale: 1000, endpoint: sandbox.endpoint }),
  });
  const before = Object.entries(sandbox.environment()).map(([key]) => [key, process.env[key]] as const);
  Object.assign(process.env, sandbox.environment());
  try {
    return await handler({}, { getRemainingTimeInMillis: () => 300_000 });
  } finally {
    for (const [key, value] of before) {
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  }
}

describe('the record of the deployed function', () => {
  it('is used: what was undone at the terminal is held in the next sweep of the function', async () => {
    deployed();
    const swept = summaryOf(await sweepOfFunction());
    expect(swept.totals.changed).toBe(1);

    const undone = await run('undo', swept.runId, '--yes', '--json');
    expect(undone.status).toBe(0);
    expect(undone.stderr).toContain(`using the record of the deployed function, s3://${BUCKET} (eu-west-1)`);
    expect(await sweepOfFunction()).toMatchObject({ totals: { changed: 0, held: 1 } });
    expect(await inFolder()).toEqual([]);
  });

  it('is used: what the terminal changed, the function knows; and what was undone there is held here', async () => {
    deployed();
    const { status, stdout } = await run('apply', '--yes', '--json');
    expect(status).toBe(0);
    const { runId, links } = reportIn(stdout);
    // A terminal has no dashboard and no log of its own.
    expect(links).toEqual({
      record: `https://eu-west-1.console.aws.amazon.com/s3/buckets/${BUCKET}?region=eu-west-1&prefix=runs%2F${runId}%2F`,
    });
    sandbox.region('eu-west-1').setPolicy(reportIn(stdout).listeners[0]?.id ?? '', OLD);
    expect(await sweepOfFunction()).toMatchObject({ totals: { changed: 0, held: 1 } });

    await run('undo', runId, '--forget');
    const swept = summaryOf(await sweepOfFunction());
    expect(swept.totals.changed).toBe(1);
    await run('undo', swept.runId, '--yes');
    const planned = await run('plan', '--json');
    expect(reportIn(planned.stdout).listeners).toMatchObject([{ outcome: 'held', reason: 'undone' }]);
    expect((await run('runs')).stdout).toContain(swept.runId);
  });

  it('is found in another Region, and used there', async () => {
    const bucket = deployed(BUCKET, 'us-east-1');
    const { status, stderr } = await run('apply', '--yes', '--region', 'eu-west-1');

    expect(status).toBe(0);
    expect(stderr).toContain(`s3://${BUCKET} (us-east-1)`);
    expect(bucket.keys()).toContain('history/111122223333.json');
  });

  it('is not looked for where --record or ELB_TLS_RECORD says another', async () => {
    const bucket = deployed();
    const folder = join(shop.folder, 'mine');
    await run('apply', '--yes', '--record', folder);
    await elbTls(shop, ['plan'], { ...environment(), ELB_TLS_RECORD: folder });

    expect(bucket.keys()).toEqual([]);
    expect(await readdir(folder)).toContain('history');
  });

  it('is found by the Regions of the command and the settings where they cannot be listed', async () => {
    sandbox.fault({ service: 'account', kind: 'deny' });
    deployed(BUCKET, 'us-east-1');

    expect((await run('apply', '--yes', '--region', 'us-east-1')).stderr).toContain(BUCKET);
  });

  it('(37) is not silently another one where they cannot be listed, and these have none', async () => {
    sandbox.fault({ service: 'account', kind: 'deny' });
    deployed(BUCKET, 'us-east-1');

    const applied = await run('apply', '--yes');
    expect(applied.status).toBe(1);
    expect(applied.stderr.replace(/\s+/g, ' ')).toContain(
      'only eu-west-1 could be asked for the record of a deployed function: account:ListRegions ended in AccessDenied; nothing was changed: use --record',
    );
    expect(sandbox.mutations()).toEqual([]);
    expect((await run('plan')).stderr).toContain('is used instead');
  });
});

describe('without a deployed function', () => {
  it('the record is the folder', async () => {
    const { status, stderr } = await run('apply', '--yes');

    expect(status).toBe(0);
    expect(stderr).not.toContain('record');
    expect(await inFolder()).toContain('history');
  });

  it('a Region that the organisation closes does not count', async () => {
    sandbox.fault({
      service: 'tagging',
      region: 'us-east-1',
      kind: 'error',
      code: 'AccessDeniedException',
      message:
        'not authorized to perform: tag:GetResources with an explicit deny in a service control policy',
    });

    expect((await run('apply', '--yes')).status).toBe(0);
    expect(await inFolder()).toContain('history');
  });
});

describe('a record that cannot be told or used', () => {
  const CASES: readonly (readonly [string, () => void, RegExp])[] = [
    [
      'a bucket that may not be read',
      () => {
        deployed();
        sandbox.fault({ service: 's3', kind: 'deny' });
      },
      /record of the deployed function, s3:\/\/elb-tls-record, cannot be read \(AccessDenied/,
    ],
    [
      'two buckets',
      () => {
        deployed();
        deployed('elb-tls-second', 'us-east-1');
      },
      /the records of several functions, s3:\/\/elb-tls-\w+ \(\S+\) and s3:\/\/elb-tls-\w+ \(\S+\)/,
    ],
    [
      'a tag index that is refused',
      () => sandbox.fault({ service: 'tagging', kind: 'deny' }),
      /the tag index does not say whether a deployed function has the record .*AccessDenied/,
    ],
  ];

  it.each(CASES)('%s: apply and undo change nothing', async (_, given, problem) => {
    given();
    const before = policy();
    for (const args of [
      ['apply', '--yes'],
      ['undo', '20261122T060000Z-3f9c', '--yes'],
      ['undo', 'RUN', '--forget'],
    ]) {
      const { status, stderr } = await run(...args);
      expect(status).toBe(1);
      expect(stderr).toMatch(problem);
      expect(stderr).toContain('nothing was changed: use --record s3://BUCKET');
    }
    expect(policy()).toBe(before);
    expect(await inFolder()).toEqual([]);
  });

  it.each(CASES)('%s: plan goes on, and says what it does not know', async (_, given, problem) => {
    given();
    const { status, stdout, stderr } = await run('plan', '--find', 'scan', '--json');

    expect(status).toBe(2);
    expect(stderr).toMatch(problem);
    expect(reportIn(stdout).notes.join(' ')).toMatch(
      /What the deployed function and its undos did is not known/,
    );
  });

  it.each(CASES)('%s: --record says which', async (_, given) => {
    given();
    const { status } = await run('apply', '--yes', '--find', 'scan', '--record', join(shop.folder, 'mine'));
    expect(status).toBe(0);
  });
});

it('says which parameter lets a role write, where the bucket takes a write from nobody else', async () => {
  deployed();
  sandbox.fault({
    service: 's3',
    action: 'PutObject',
    kind: 'error',
    code: 'AccessDenied',
    status: 403,
    message:
      'User: arn:aws:sts::111122223333:assumed-role/dev/jo is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::elb-tls-record/lease/111122223333.json" with an explicit deny in a resource-based policy',
  });
  const before = policy();
  const { status, stderr } = await run('apply', '--region', 'eu-west-1', '--yes');
  expect(status).toBe(1);
  expect(stderr).toContain('nothing was changed');
  expect(stderr).toContain("name your role in the stack's parameter OperatorRoleArns");
  expect(policy()).toBe(before);
});
