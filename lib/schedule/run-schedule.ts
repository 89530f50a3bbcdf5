import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  ContextAttribute,
  Schedule,
  ScheduleTargetInput,
  TimeWindow,
  type ScheduleExpression,
} from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { schedulesOfThisAccount } from './principal';

export interface RunScheduleProps {
  readonly function: IFunction;
  readonly expression: ScheduleExpression;
  /** Gets what Scheduler could not hand over. What fails inside the function, Scheduler never sees. */
  readonly missedStarts: IQueue;
  /** `apply` or `dry run`. In the description, so that the schedule changes with it: that starts a dry run. */
  readonly mode: string;
}

/** Starts the runs, within a quarter of an hour: nobody waits for them. */
export class RunSchedule extends Schedule {
  constructor(scope: Construct, id: string, props: RunScheduleProps) {
    super(scope, id, {
      description: `Starts a run of elb-tls-remediator (${props.mode})`,
      schedule: props.expression,
      timeWindow: TimeWindow.flexible(Duration.minutes(15)),
      target: new LambdaInvoke(props.function, {
        // Two deliveries of one event are one run: the function knows them by this.
        input: ScheduleTargetInput.fromObject({ scheduledTime: ContextAttribute.scheduledTime }),
        role: roleFor(scope, `${id}Role`, props),
        deadLetterQueue: props.missedStarts,
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}

/** A role of our own, because the one that LambdaInvoke makes may invoke every version of the function. */
function roleFor(scope: Construct, id: string, { function: starts, missedStarts }: RunScheduleProps): IRole {
  const statements = [
    new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [starts.functionArn] }),
    new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [missedStarts.queueArn] }),
  ];
  return new Role(scope, id, {
    description: 'elb-tls-remediator: what its schedule may do',
    assumedBy: schedulesOfThisAccount(),
    inlinePolicies: { StartRuns: new PolicyDocument({ statements }) },
  }).withoutPolicyUpdates();
}
