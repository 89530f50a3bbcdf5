import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Deployment, FunctionState } from '../../core/doctor/facts';
import type { RequestHandlerOf } from '../connect';
import { allItems } from '../pages';
import { patient } from './person';

/** How the command finds what is deployed. The function itself needs none of it, and its bundle has none of it. */

/**
 * The stacks of one Region that have the outputs of this tool, behind whatever prefix. A construct in somebody's own stack
 * may have none.
 */
export async function stacksOfThisTool(
  region: string,
  handlerOf: RequestHandlerOf,
): Promise<readonly Deployment[]> {
  const client = new CloudFormationClient({ region, ...patient(handlerOf) });
  const stacks = await allItems(paginateDescribeStacks({ client }, {}), ({ Stacks = [] }) => Stacks);
  return stacks.flatMap((stack) => deploymentsOf(stack, region));
}

const FUNCTION = 'FunctionName';

function deploymentsOf(stack: Stack, region: string): readonly Deployment[] {
  const { StackStatus, Outputs = [] } = stack;
  if (StackStatus === 'DELETE_COMPLETE') return [];
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
