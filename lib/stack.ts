import { Aws, CfnCondition, CfnOutput, CfnRule, Fn, Stack, TimeZone, type StackProps } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { isEmpty } from './condition';
import { Parameters } from './parameters';
import { TlsRemediator } from './remediator';
import { StackTopic } from './stack-topic';

export interface TlsRemediatorStackProps extends StackProps {
  /** What runs. Default: the bundle as an asset; the single-file template brings it inline. */
  readonly code?: Code;
}

/** One deploy per account: the remediator with its settings as CloudFormation parameters. */
export class TlsRemediatorStack extends Stack {
  readonly remediator: TlsRemediator;

  constructor(scope: Construct, id: string, { code, ...props }: TlsRemediatorStackProps = {}) {
    super(scope, id, {
      description:
        'elb-tls-remediator: moves the TLS listeners of the web tier to the newest policy AWS recommends',
      ...props,
    });
    const parameters = new Parameters(this);
    const text = parameters.text.bind(parameters);
    this.addRules(text('NotificationEmail'), text('ExistingTopicArn'));
    const topic = new StackTopic(this, 'Digest', {
      email: text('NotificationEmail'),
      existingTopicArn: text('ExistingTopicArn'),
      existingKeyArn: text('ExistingKeyArn'),
    });
    const applying = new CfnCondition(this, 'Applying', {
      expression: Fn.conditionEquals(text('DryRun'), 'false'),
    });

    this.remediator = new TlsRemediator(this, 'Remediator', {
      applying,
      tagKey: text('TagKey'),
      // Lists are texts with commas in the parameter, in the function's environment, and on the way.
      tagValues: [text('TagValues')],
      regions: [text('Regions')],
      targetPolicy: text('TargetPolicy'),
      maxChangesPerRun: parameters.number('MaxChangesPerRun'),
      schedule: ScheduleExpression.expression(
        text('ScheduleExpression'),
        TimeZone.of(text('ScheduleTimezone')),
      ),
      alarmAfterHours: parameters.number('AlarmAfterHours'),
      topic: topic.topic,
      ...(code === undefined ? {} : { code }),
    });
    topic.allowKey(this.remediator.role);
    this.addOutputs(applying);
    this.acknowledgeFindings();
  }

  /** Combinations that make no sense are refused before anything is made. */
  private addRules(email: string, existingTopicArn: string): void {
    new CfnRule(this, 'EmailOrTopic', {
      assertions: [
        {
          assert: Fn.conditionOr(isEmpty(email), isEmpty(existingTopicArn)),
          assertDescription:
            'NotificationEmail and ExistingTopicArn are both set. Nothing is subscribed to a topic of yours: leave the address empty, and subscribe it there yourself.',
        },
      ],
    });
  }

  private addOutputs(applying: CfnCondition): void {
    const { remediator } = this;
    const dashboards = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=`;
    const outputs: Readonly<Record<string, readonly [description: string, value: string]>> = {
      FunctionName: [
        'The function; invoke it with any event for a run out of turn',
        remediator.function.functionName,
      ],
      DigestTopicArn: ['Gets the digest of each run and the alarms', remediator.topic.topicArn],
      LogGroupName: ['The log of each run, every listener by name', remediator.logGroup.logGroupName],
      ScheduleName: ['The schedule that starts the runs', remediator.schedule.scheduleName],
      DashboardUrl: [
        'Did it run, how is the web tier, what failed',
        dashboards + remediator.monitoring.dashboard.dashboardName,
      ],
      Mode: ['What a run does now', Fn.conditionIf(applying.logicalId, 'apply', 'dry run').toString()],
    };
    for (const [name, [description, value]] of Object.entries(outputs)) {
      new CfnOutput(this, name, { description, value }).overrideLogicalId(name);
    }
  }

  private acknowledgeFindings(): void {
    acknowledge(
      this,
      'CloudFormation-Validate::W1001',
      'the output names DigestTopic inside an Fn::If on the very condition that DigestTopic has',
    );
    acknowledge(
      this.remediator.monitoring,
      'CloudFormation-Validate::W1030',
      'ExistingTopicArn is an action of the alarms only where it is not empty (condition OwnTopic)',
    );
  }
}
