import { AwsError, InvalidParameter } from '../errors';
import { integer, readJson, requiredStructure, requiredText, text } from '../parameters';
import { type Protocol, restProtocol } from '../protocols';
import { type Schedule, isScheduleExpression, isTimezone } from '../schedules';
import type { Context, Handler, Service } from '../service';
import type { Structure } from '../values';
import { restErrors } from './rest-errors';

/** The longest that a target's Input may be. */
const INPUT_LIMIT = 262_144;

const createSchedule: Handler = (parameters, context) => {
  const schedule = readSchedule(parameters, context);
  const { schedules } = context.accountState;
  const other = schedules.find(({ arn }) => arn === schedule.arn);
  const answer = { ScheduleArn: schedule.arn };
  // The same call again, as the SDK sends it when the first answer was lost.
  if (other !== undefined && other.clientToken === schedule.clientToken) return { answer };
  if (other !== undefined) {
    throw new AwsError('ConflictException', `Schedule ${schedule.name} already exists.`, 409);
  }
  return { answer, change: () => schedules.push(schedule) };
};

function readSchedule(parameters: Structure, { accountState, region }: Context): Schedule {
  const name = requiredText(parameters, 'Name');
  if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(name)) {
    throw new InvalidParameter(
      `Name has 1 to 64 letters, digits, dashes, dots and underscores, got '${name}'`,
    );
  }
  const groupName = text(parameters, 'GroupName') ?? 'default';
  if (groupName !== 'default') {
    throw new AwsError('ResourceNotFoundException', `Schedule group ${groupName} does not exist.`, 404);
  }
  const expression = requiredText(parameters, 'ScheduleExpression');
  if (!isScheduleExpression(expression))
    throw new InvalidParameter(`Invalid Schedule Expression ${expression}.`);
  const timezone = text(parameters, 'ScheduleExpressionTimezone') ?? 'UTC';
  if (!isTimezone(timezone)) throw new InvalidParameter(`Invalid Timezone ${timezone}.`);
  return {
    arn: `arn:aws:scheduler:${region}:${accountState.account}:schedule/${groupName}/${name}`,
    region,
    name,
    groupName,
    expression,
    timezone,
    state: oneOf(parameters, 'State', ['ENABLED', 'DISABLED']),
    actionAfterCompletion: oneOf(parameters, 'ActionAfterCompletion', ['NONE', 'DELETE']),
    flexibleTimeWindow: readWindow(requiredStructure(parameters, 'FlexibleTimeWindow')),
    target: readTarget(requiredStructure(parameters, 'Target')),
    clientToken: text(parameters, 'ClientToken'),
  };
}

function readWindow(window: Structure): Schedule['flexibleTimeWindow'] {
  const mode = requiredText(window, 'Mode');
  const maximumMinutes = integer(window, 'MaximumWindowInMinutes', 1, 1440);
  if (mode !== 'OFF' && mode !== 'FLEXIBLE') {
    throw new InvalidParameter(`Mode has to be OFF or FLEXIBLE, got '${mode}'`);
  }
  if ((mode === 'FLEXIBLE') === (maximumMinutes !== undefined)) return { mode, maximumMinutes };
  throw new InvalidParameter('MaximumWindowInMinutes goes with the mode FLEXIBLE, and with no other');
}

function readTarget(target: Structure): Schedule['target'] {
  const arn = arnIn(target, 'Arn');
  const roleArn = arnIn(target, 'RoleArn');
  const input = text(target, 'Input');
  if (input !== undefined && Buffer.byteLength(input) > INPUT_LIMIT) {
    throw new InvalidParameter(`Input: got ${Buffer.byteLength(input)} bytes, allowed are ${INPUT_LIMIT}`);
  }
  if (input !== undefined && arn.includes(':lambda:') && !isJson(input)) {
    throw new InvalidParameter('Input has to be well-formed JSON for this target');
  }
  const hasQueue = target['DeadLetterConfig'] !== undefined;
  const deadLetterArn = hasQueue ? text(requiredStructure(target, 'DeadLetterConfig'), 'Arn') : undefined;
  if (deadLetterArn !== undefined && !/^arn:[^:]+:sqs:[^:]+:\d{12}:.+$/.test(deadLetterArn)) {
    throw new InvalidParameter(`DeadLetterConfig has to name an SQS queue, got '${deadLetterArn}'`);
  }
  return { arn, roleArn, input, deadLetterArn };
}

function arnIn(target: Structure, name: string): string {
  const arn = requiredText(target, name);
  if (/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) return arn;
  throw new InvalidParameter(`${name} has to be an ARN, got '${arn}'`);
}

/** The value, or the first of those allowed where none was sent. */
function oneOf(parameters: Structure, name: string, allowed: readonly string[]): string {
  const value = text(parameters, name) ?? allowed[0] ?? '';
  if (allowed.includes(value)) return value;
  throw new InvalidParameter(`${name} has to be one of ${allowed.join(', ')}, got '${value}'`);
}

function isJson(input: string): boolean {
  try {
    JSON.parse(input);
    return true;
  } catch {
    return false;
  }
}

const getSchedule: Handler = (parameters, { accountState, region }) => {
  const name = requiredText(parameters, 'Name');
  const found = accountState.schedules.find((each) => each.region === region && each.name === name);
  if (found === undefined)
    throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  return { answer: { Name: name, State: found.state, ScheduleExpression: found.expression } };
};

const ACTIONS: Readonly<Record<string, string>> = { POST: 'CreateSchedule', GET: 'GetSchedule' };

/** `/schedules/NAME` is the one path here. */
const protocol: Protocol = {
  ...restProtocol,
  action: ({ method, path }) =>
    (path.startsWith('/schedules/') ? ACTIONS[method] : undefined) ?? `${method} ${path}`,
  parameters: ({ path, body }) => ({
    ...readJson(body),
    Name: decodeURIComponent(path.slice('/schedules/'.length)),
  }),
};

export const scheduler: Service = {
  name: 'scheduler',
  scope: 'scheduler',
  protocol,
  errors: restErrors,
  mutating: new Set(),
  actions: { CreateSchedule: createSchedule, GetSchedule: getSchedule },
};
