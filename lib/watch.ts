import { Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { schedulesOfThisAccount } from './schedule/principal';

/** What watching takes: the function has itself called again after a run, by a one-time schedule under a role for that. */
export class Watch extends Construct {
  /** EventBridge Scheduler calls the function with it. */
  readonly role: Role;

  /** @param watcher the role of the function */
  constructor(scope: Construct, id: string, watcher: IRole) {
    super(scope, id);
    this.role = new Role(this, 'Role', {
      description: 'elb-tls-remediator: what the one-time schedules that watch a run may do',
      assumedBy: schedulesOfThisAccount(),
    });
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
          resources: [this.role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
        new PolicyStatement({
          sid: 'FailedHandshakes',
          actions: ['cloudwatch:GetMetricData'],
          resources: ['*'],
        }),
      ],
    });
    acknowledge(this, 'AwsSolutions-IAM5[Resource::*]', 'AWS limits GetMetricData by nothing');
    acknowledge(
      this,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/default/elb-tls-watch-*]',
      'a schedule is named after the run that it watches',
    );
  }

  /** To be made after the function, whose environment names the role. */
  allowInvoke(watched: IFunction): Policy {
    return new Policy(this, 'Invoke', {
      roles: [this.role],
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [watched.functionArn] }),
      ],
    });
  }
}
