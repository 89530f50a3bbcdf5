import { Aws, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Schedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import { SchedulerRole } from './scheduler-role';

export interface FirstRunProps {
  /** The role of the function. */
  readonly caller: IRole;
  /** Gets the digest: the run waits until somebody has confirmed a subscription of it. */
  readonly topic: ITopic;
  /** Gets the calls that could not be made. */
  readonly missedStarts: IQueue;
}

/**
 * One dry run when the stack is made, and when its schedule or its mode changes: CloudFormation tells the default bus what it
 * did to the schedule ([CFN-ev]), whose description names the mode. It is dry by its event, and the function looks at no
 * other word of that. No custom resource: nothing here can hold up a deployment.
 */
export class FirstRun extends Construct {
  /** EventBridge Scheduler calls the function again with it, while nobody gets the digest yet. */
  readonly role: SchedulerRole;
  private readonly missedStarts: IQueue;

  constructor(scope: Construct, id: string, { caller, topic, missedStarts }: FirstRunProps) {
    super(scope, id);
    this.missedStarts = missedStarts;
    this.role = new SchedulerRole(this, 'Role', {
      description: 'elb-tls-remediator: what the schedules of a first run that waits may do',
      missedStarts,
    });
    const schedules = `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule/default/elb-tls-first-run-*`;
    new Policy(this, 'Policy', {
      roles: [caller],
      statements: [
        new PolicyStatement({
          sid: 'CountSubscribers',
          actions: ['sns:GetTopicAttributes'],
          resources: [topic.topicArn],
        }),
        new PolicyStatement({
          sid: 'ComeBack',
          actions: ['scheduler:CreateSchedule'],
          resources: [schedules],
        }),
        new PolicyStatement({
          sid: 'PassComeBackRole',
          actions: ['iam:PassRole'],
          resources: [this.role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        }),
      ],
    });
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/default/elb-tls-first-run-*]`,
      'a schedule is named after its time and the function',
    );
  }

  /** The rule is there before the schedule is made or changed, or nobody would hear of it. */
  startWith(schedule: Schedule, started: IFunction): void {
    this.role.allowInvoke(this, 'Invoke', started);
    const made = schedule.node.defaultChild;
    if (!CfnResource.isCfnResource(made))
      throw new Error('a schedule of the CDK has no AWS::Scheduler::Schedule any more');
    new Rule(this, 'Rule', {
      description: 'Starts a dry run of elb-tls-remediator when its schedule was made or changed',
      eventPattern: {
        source: ['aws.cloudformation'],
        detailType: ['CloudFormation Resource Status Change'],
        detail: {
          'stack-id': [Aws.STACK_ID],
          'logical-resource-id': [Stack.of(this).getLogicalId(made)],
          'status-details': { status: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] },
        },
      },
      targets: [
        new LambdaFunction(started, {
          event: RuleTargetInput.fromObject({ firstRun: 1 }),
          deadLetterQueue: this.missedStarts,
          retryAttempts: 2,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
    schedule.node.addDependency(this);
  }
}
