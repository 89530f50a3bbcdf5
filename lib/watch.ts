import { Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { SchedulerRole } from './schedule/scheduler-role';

export interface WatchProps {
  /** The role of the function. */
  readonly watcher: IRole;
  /** Gets the calls that Scheduler could not make. */
  readonly missedStarts: IQueue;
}

/**
 * What watching takes, dry run or not: a watch that is due when the function is set to a dry run still looks, and tells.
 * It is called by a one-time schedule under a role for that.
 */
export class Watch extends Construct {
  /** EventBridge Scheduler calls the function with it. */
  readonly role: SchedulerRole;

  constructor(scope: Construct, id: string, { watcher, missedStarts }: WatchProps) {
    super(scope, id);
    this.role = new SchedulerRole(this, 'Role', {
      description: 'elb-tls-remediator: what the one-time schedules that watch a run may do',
      missedStarts,
    });
    new Policy(this, 'Policy', {
      roles: [watcher],
      statements: [
        new PolicyStatement({
          sid: 'FailedHandshakes',
          actions: ['cloudwatch:GetMetricData'],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(this, 'AwsSolutions-IAM5[Resource::*]', 'AWS limits GetMetricData by nothing');
  }

  /** To be made after the function, whose environment names the role. */
  allowInvoke(watched: IFunction): Policy {
    return this.role.allowInvoke(this, 'Invoke', watched);
  }
}

/** Scheduling a watch: what a dry run, which changes nothing, does not do. */
export class WatchScheduling extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { watcher, role }: { readonly watcher: IRole; readonly role: IRole },
  ) {
    super(scope, id);
    new Policy(this, 'Policy', {
      roles: [watcher],
      statements: [
        new PolicyStatement({
          sid: 'ScheduleWatch',
          actions: ['scheduler:CreateSchedule'],
          resources: [
            `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/default/elb-tls-watch-*`,
          ],
        }),
        new PolicyStatement({
          sid: 'PassWatchRole',
          actions: ['iam:PassRole'],
          resources: [role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
      ],
    });
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/default/elb-tls-watch-*]',
      'a schedule is named after the run that it watches',
    );
  }
}
