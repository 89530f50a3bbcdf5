import {
  CreateScheduleCommand,
  SchedulerClient,
  type SchedulerClientConfig,
} from '@aws-sdk/client-scheduler';

export function schedulerClient(config: SchedulerClientConfig): SchedulerClient {
  return new SchedulerClient(config);
}

/** A one-time call of a function. */
export interface OneTimeCall {
  readonly name: string;
  readonly at: Date;
  readonly functionArn: string;
  /** The role that EventBridge Scheduler calls the function with. */
  readonly roleArn: string;
  /** Gets the call when it cannot be made; empty where there is no such queue. */
  readonly deadLetterArn: string;
  readonly input: unknown;
}

/** Has EventBridge Scheduler call a function once; the schedule deletes itself afterwards. */
export async function callOnce(client: SchedulerClient, call: OneTimeCall): Promise<void> {
  const at = call.at.toISOString().slice(0, 19);
  await client.send(
    new CreateScheduleCommand({
      Name: call.name,
      ScheduleExpression: `at(${at})`,
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: call.functionArn,
        RoleArn: call.roleArn,
        Input: JSON.stringify(call.input),
        ...(call.deadLetterArn === '' ? {} : { DeadLetterConfig: { Arn: call.deadLetterArn } }),
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3_600 },
      },
    }),
  );
}
