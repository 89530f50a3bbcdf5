import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Deployment, FunctionState, UnmadeStack } from '../../core/doctor/facts';
import type { RequestHandlerOf } from '../connect';
import { allItems } from '../pages';
import { patient } from './person';

/** How the command finds what is deployed. The function itself needs none of it, and its bundle has none of it. */

/** The stacks of this tool in one Region. */
export interface StacksThere {
  readonly made: readonly Deployment[];
  readonly unmade: readonly UnmadeStack[];
}

/**
 * The stacks of one Region that have the outputs of this tool, behind whatever prefix, and those without outputs that have its
 * parameters. A construct in somebody's own stack may have neither.
 */
export async function stacksOfThisTool(region: string, handlerOf: RequestHandlerOf): Promise<StacksThere> {
  const client = new CloudFormationClient({ region, ...patient(handlerOf) });
  const stacks = await allItems(paginateDescribeStacks({ client }, {}), ({ Stacks = [] }) => Stacks);
  const there = stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  return {
    made: there.flatMap((stack) => deploymentsOf(stack, region)),
    unmade: there.flatMap((stack) => unmadeOf(stack, region)),
  };
}

/** Parameters that this tool's own stack has, and hardly another one all of them. */
const PARAMETERS = ['DryRun', 'MaxChangesPerRun', 'TagKey', 'TagValues', 'TargetPolicy'];

/** What was rolled back, or failed, while it was made has its parameters still and no outputs. */
function unmadeOf(
  { StackName = '', StackStatus, Parameters = [], Outputs = [] }: Stack,
  region: string,
): readonly UnmadeStack[] {
  const names = new Set(Parameters.map(({ ParameterKey }) => ParameterKey));
  if (Outputs.length > 0 || !PARAMETERS.every((name) => names.has(name))) return [];
  return [{ region, stack: StackName, status: StackStatus ?? 'unknown' }];
}

const FUNCTION = 'FunctionName';

function deploymentsOf(stack: Stack, region: string): readonly Deployment[] {
  const { Outputs = [] } = stack;
  const outputs = new Map(Outputs.map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
  return [...outputs.keys()]
    .filter((name) => name.endsWith(FUNCTION))
    .flatMap((name) => {
      const prefix = name.slice(0, -FUNCTION.length);
      return deploymentOf(stack, region, (output) => outputs.get(`${prefix}${output}`));
    });
}

function deploymentOf(
  { StackName, StackStatus, Parameters = [] }: Stack,
  region: string,
  output: (name: string) => string | undefined,
): readonly Deployment[] {
  const [functionName, recordBucket, scheduleName, topicArn] = [
    output(FUNCTION),
    output('RecordBucket'),
    output('ScheduleName'),
    output('DigestTopicArn'),
  ];
  if (!StackName || !functionName || !recordBucket || !scheduleName || !topicArn) return [];
  return [
    {
      region,
      stack: StackName,
      status: StackStatus ?? 'unknown',
      functionName,
      recordBucket,
      scheduleName,
      topicArn,
      version: output('Version') ?? 'unknown',
      parameters: Object.fromEntries(
        Parameters.flatMap(({ ParameterKey, ParameterValue }) =>
          ParameterKey === undefined ? [] : [[ParameterKey, ParameterValue ?? '']],
        ),
      ),
    },
  ];
}

export async function functionState(
  { region, functionName }: Deployment,
  handlerOf: RequestHandlerOf,
): Promise<FunctionState> {
  const client = new LambdaClient({ region, ...patient(handlerOf) });
  const { State, LastUpdateStatus, Role, Environment } = await client.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  return {
    state: State ?? 'unknown',
    lastUpdate: LastUpdateStatus ?? 'unknown',
    roleArn: Role ?? '',
    environment: Environment?.Variables ?? {},
  };
}

/** `ENABLED` or `DISABLED`. */
export async function scheduleState(
  { region, scheduleName }: Deployment,
  handlerOf: RequestHandlerOf,
): Promise<string> {
  const client = new SchedulerClient({ region, ...patient(handlerOf) });
  const { State } = await client.send(new GetScheduleCommand({ Name: scheduleName }));
  return State ?? 'unknown';
}
