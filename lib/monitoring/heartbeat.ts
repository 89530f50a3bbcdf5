import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Universal } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../lambda/core/metrics';
import { acknowledge } from '../acknowledge';
import { schedulesOfThisAccount } from '../schedule/principal';
import { SERVICE } from './metrics';

/** Two in an hour, so that no hour of the clock is without one. */
const EVERY = Duration.minutes(30);

/**
 * Counts 0 of what the function counts 1 of. So hours without a run are zeros, from the first hour of the stack on, and no
 * longer the same as hours before it: an alarm can tell "not yet" from "not any more", and from "never".
 */
export class Heartbeat extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { names, missedStarts }: { readonly names: readonly MetricName[]; readonly missedStarts: IQueue },
  ) {
    super(scope, id);
    const count = new PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': METRICS_NAMESPACE } },
    });
    const tell = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [missedStarts.queueArn] });
    const role = new Role(this, 'Role', {
      description: 'elb-tls-remediator: what its heartbeat may do',
      assumedBy: schedulesOfThisAccount(),
      inlinePolicies: { CountNothing: new PolicyDocument({ statements: [count, tell] }) },
    });
    acknowledge(
      role,
      'AwsSolutions-IAM5[Resource::*]',
      'AWS limits PutMetricData by its namespace, and by no resource',
    );
    new Schedule(this, 'Schedule', {
      description: 'Counts 0 runs of elb-tls-remediator, so that a run that is missing shows',
      schedule: ScheduleExpression.rate(EVERY),
      target: new Universal({
        service: 'cloudwatch',
        action: 'putMetricData',
        // All that it may is said above.
        role: role.withoutPolicyUpdates(),
        policyStatements: [count],
        deadLetterQueue: missedStarts,
        input: ScheduleTargetInput.fromObject({
          Namespace: METRICS_NAMESPACE,
          MetricData: names.map((name) => ({
            MetricName: name,
            Dimensions: [{ Name: 'service', Value: SERVICE }],
            Unit: 'Count',
            Value: 0,
          })),
        }),
      }),
    });
  }
}
