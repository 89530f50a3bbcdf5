import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Sandbox } from '../../sandbox';
import { type Clients, REGION, clientsFor, failure, start, stopAll } from './helpers';

const LAMBDA = 'arn:aws:lambda:eu-west-1:111122223333:function:elb-tls';
const ROLE = 'arn:aws:iam::111122223333:role/elb-tls-watch';
const WATCH: CreateScheduleCommandInput = {
  Name: 'elb-tls-watch_1.a',
  ScheduleExpression: 'at(2026-11-22T06:30:00)',
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: { Arn: LAMBDA, RoleArn: ROLE, Input: '{"watch":"1"}' },
};

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

function create(more: Partial<CreateScheduleCommandInput> = {}): Promise<unknown> {
  return clients.scheduler.send(new CreateScheduleCommand({ ...WATCH, ...more }));
}

/** What a caller without types might send. */
const REPEAT: object = { ActionAfterCompletion: 'REPEAT' };

describe('CreateSchedule', () => {
  it('keeps the schedule', async () => {
    const arn = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/elb-tls-watch_1.a';
    await expect(create()).resolves.toMatchObject({ ScheduleArn: arn });
    expect(sandbox.schedules).toMatchObject([
      {
        arn,
        region: 'eu-west-1',
        name: 'elb-tls-watch_1.a',
        groupName: 'default',
        expression: 'at(2026-11-22T06:30:00)',
        timezone: 'UTC',
        state: 'ENABLED',
        actionAfterCompletion: 'DELETE',
        flexibleTimeWindow: { mode: 'OFF' },
        target: { arn: LAMBDA, roleArn: ROLE, input: '{"watch":"1"}' },
      },
    ]);
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each<[string, Partial<CreateScheduleCommandInput>]>([
    ['a rate', { ScheduleExpression: 'rate(5 minutes)' }],
    [
      'a cron',
      { ScheduleExpression: 'cron(0 6 ? * MON-FRI *)', ScheduleExpressionTimezone: 'Europe/Berlin' },
    ],
    ['a window', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }],
    ['the default group', { GroupName: 'default' }],
    ['no input', { Target: { Arn: LAMBDA, RoleArn: ROLE } }],
    [
      'text for another target',
      { Target: { Arn: 'arn:aws:sqs:eu-west-1:111122223333:q', RoleArn: ROLE, Input: 'hi' } },
    ],
    ['the past', { ScheduleExpression: 'at(2001-01-01T00:00:00)' }],
  ])('takes %s', async (_what, more) => {
    await create(more);
    expect(sandbox.schedules).toHaveLength(1);
  });

  it('refuses a name that is taken, in that Region', async () => {
    await create();
    await expect(failure(create())).resolves.toMatchObject({ type: 'ConflictException', status: 409 });
    clients = clientsFor(sandbox, 'us-east-1');
    await create();
    expect(sandbox.schedules.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('does not take the second attempt of one call for another one', async () => {
    clients = clientsFor(sandbox, REGION, 2);
    sandbox.fault({ kind: 'reset-after', times: 1 });
    await create();
    expect(sandbox.calls.map(({ status }) => status)).toEqual([0, 200]);
    expect(sandbox.schedules).toHaveLength(1);
  });

  it.each<[string, Partial<CreateScheduleCommandInput>]>([
    ['at() with a zone', { ScheduleExpression: 'at(2026-11-22T06:30:00Z)' }],
    ['at() with milliseconds', { ScheduleExpression: 'at(2026-11-22T06:30:00.000)' }],
    ['at() without seconds', { ScheduleExpression: 'at(2026-11-22T06:30)' }],
    ['at() of a day that is not', { ScheduleExpression: 'at(2026-02-30T06:30:00)' }],
    ['at() of an hour that is not', { ScheduleExpression: 'at(2026-11-22T24:00:00)' }],
    ['a rate of nothing', { ScheduleExpression: 'rate(0 minutes)' }],
    ['five fields of cron', { ScheduleExpression: 'cron(0 6 * * *)' }],
    ['no kind of expression', { ScheduleExpression: '2026-11-22T06:30:00' }],
    ['a zone that is not', { ScheduleExpressionTimezone: 'Mars/Base' }],
    ['a name with a space', { Name: 'a b' }],
    ['a name over 64', { Name: 'a'.repeat(65) }],
    ['a window that is off with minutes', { FlexibleTimeWindow: { Mode: 'OFF', MaximumWindowInMinutes: 5 } }],
    ['a window without minutes', { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }],
    ['a target that is no ARN', { Target: { Arn: 'elb-tls', RoleArn: ROLE } }],
    ['a role that is no ARN', { Target: { Arn: LAMBDA, RoleArn: 'role' } }],
    ['text for a Lambda', { Target: { Arn: LAMBDA, RoleArn: ROLE, Input: 'hi' } }],
    ['too long an input', { Target: { Arn: LAMBDA, RoleArn: ROLE, Input: `"${'x'.repeat(262_144)}"` } }],
    ['another end', REPEAT],
  ])('refuses %s', async (_what, more) => {
    await expect(failure(create(more))).resolves.toMatchObject({ type: 'ValidationException', status: 400 });
    expect(sandbox.schedules).toEqual([]);
  });

  it('refuses another group', async () => {
    const seen = await failure(create({ GroupName: 'mine' }));
    expect(seen).toMatchObject({ type: 'ResourceNotFoundException', status: 404 });
  });
});

it('does nothing else', async () => {
  const seen = await failure(clients.scheduler.send(new DeleteScheduleCommand({ Name: 'watch' })));
  expect(seen).toMatchObject({ name: 'UnknownOperationException', status: 404 });
});
