import { Aws, CfnCondition, CfnOutput, CfnRule, Fn, Stack, TimeZone } from 'aws-cdk-lib';
import type { ICfnRuleConditionExpression, StackProps } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { CfnTopic, Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { onlyIf } from './condition';
import { AlarmKey, DigestTopic } from './digest-topic';
import { addParameters, type Parameters } from './parameters';
import { TlsRemediator } from './remediator';

export interface TlsRemediatorStackProps extends StackProps {
  /** What runs. Default: the bundle as an asset; the single-file template brings it inline. */
  readonly code?: Code;
}

/** One deploy per account: the remediator with its settings as CloudFormation parameters. */
export class TlsRemediatorStack extends Stack {
  readonly remediator: TlsRemediator;

  constructor(scope: Construct, id: string, props: TlsRemediatorStackProps = {}) {
    super(scope, id, {
      description:
        'elb-tls-remediator: moves the TLS listeners of the web tier to the newest policy AWS recommends',
      ...props,
    });
    const parameters = addParameters(this);
    addRules(this, parameters);
    const conditions = conditionsOf(this, parameters);
    const topic = topicOf(this, parameters, conditions);

    this.remediator = new TlsRemediator(this, 'Remediator', {
      applying: conditions.applying,
      tagKey: parameters.TagKey.valueAsString,
      tagValues: Fn.split(',', parameters.TagValues.valueAsString),
      regions: Fn.split(',', parameters.Regions.valueAsString),
      targetPolicy: parameters.TargetPolicy.valueAsString,
      maxChangesPerRun: parameters.MaxChangesPerRun.valueAsNumber,
      schedule: ScheduleExpression.expression(
        parameters.ScheduleExpression.valueAsString,
        TimeZone.of(parameters.ScheduleTimezone.valueAsString),
      ),
      alarmAfterHours: parameters.AlarmAfterHours.valueAsNumber,
      topic,
      ...(props.code === undefined ? {} : { code: props.code }),
    });
    this.allowTopicKey(conditions);
    this.addOutputs(conditions);
  }

  private addOutputs({ applying }: Conditions): void {
    const { remediator } = this;
    const url = `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards:name=`;
    const outputs: Readonly<Record<string, readonly [string, string]>> = {
      FunctionName: [
        'The function; invoke it with any event for a run out of turn',
        remediator.function.functionName,
      ],
      DigestTopicArn: ['Gets the digest of each run and the alarms', remediator.topic.topicArn],
      LogGroupName: ['The log of each run, every listener by name', remediator.logGroup.logGroupName],
      ScheduleName: ['The schedule that starts the runs', remediator.schedule.scheduleName],
      DashboardUrl: [
        'Did it run, how is the web tier, what failed',
        url + remediator.monitoring.dashboard.dashboardName,
      ],
      Mode: ['What a run does now', Fn.conditionIf(applying.logicalId, 'apply', 'dry run').toString()],
    };
    for (const [name, [description, value]] of Object.entries(outputs)) {
      new CfnOutput(this, name, { description, value }).overrideLogicalId(name);
    }
  }

  /** A key is there unless the topic is somebody else's and is not encrypted. */
  private allowTopicKey({ hasKey, keyArn }: Conditions): void {
    const policy = new Policy(this, 'UseTopicKey', {
      statements: [
        new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] }),
      ],
    });
    if (this.remediator.function.role) policy.attachToRole(this.remediator.function.role);
    onlyIf(hasKey, policy);
  }
}

function isEmpty(value: string): ICfnRuleConditionExpression {
  return Fn.conditionEquals(value, '');
}

interface Conditions {
  readonly applying: CfnCondition;
  readonly ownTopic: CfnCondition;
  readonly hasSubscriber: CfnCondition;
  readonly hasKey: CfnCondition;
  /** Of the key that is used: the stack's own, or the given one. */
  readonly keyArn: string;
}

function conditionsOf(stack: Stack, parameters: Parameters): Conditions {
  const { DryRun, ExistingTopicArn, ExistingKeyArn, NotificationEmail } = parameters;
  const condition = (id: string, expression: ConstructorParameters<typeof CfnCondition>[2]): CfnCondition =>
    new CfnCondition(stack, id, expression);
  const ownTopic = condition('OwnTopic', { expression: isEmpty(ExistingTopicArn.valueAsString) });
  const givenKey = condition('GivenKey', {
    expression: Fn.conditionNot(isEmpty(ExistingKeyArn.valueAsString)),
  });
  const ownKey = condition('OwnKey', { expression: Fn.conditionAnd(ownTopic, Fn.conditionNot(givenKey)) });
  const key = new AlarmKey(stack, 'TopicKey');
  onlyIf(ownKey, key);
  return {
    applying: condition('Applying', { expression: Fn.conditionEquals(DryRun.valueAsString, 'false') }),
    ownTopic,
    hasEmail: condition('HasEmail', {
      expression: Fn.conditionNot(isEmpty(NotificationEmail.valueAsString)),
    }),
    hasKey: condition('HasKey', { expression: Fn.conditionOr(ownTopic, givenKey) }),
    keyArn: Fn.conditionIf(ownKey.logicalId, key.keyArn, ExistingKeyArn.valueAsString).toString(),
  };
}

/** The topic of the stack with an e-mail subscription if there is an address, or the given one, as it is. */
function topicOf(
  stack: Stack,
  parameters: Parameters,
  { ownTopic, hasSubscriber, keyArn }: Conditions,
): ITopic {
  const own = new DigestTopic(stack, 'Topic', { key: Key.fromKeyArn(stack, 'UsedKey', keyArn) });
  onlyIf(ownTopic, own);
  const resource = own.node.defaultChild;
  if (resource instanceof CfnTopic) resource.overrideLogicalId('DigestTopic');
  const subscription = own.addSubscription(new EmailSubscription(parameters.NotificationEmail.valueAsString));
  onlyIf(hasSubscriber, subscription);
  const arn = Fn.conditionIf(
    ownTopic.logicalId,
    own.topicArn,
    parameters.ExistingTopicArn.valueAsString,
  ).toString();
  return Topic.fromTopicArn(stack, 'UsedTopic', arn);
}

/** Combinations that make no sense are refused before anything is made. */
function addRules(stack: Stack, parameters: Parameters): void {
  const { DryRun, MaxChangesPerRun, ExistingTopicArn, NotificationEmail } = parameters;
  new CfnRule(stack, 'EmailOrTopic', {
    assertions: [
      {
        assert: Fn.conditionOr(
          isEmpty(NotificationEmail.valueAsString),
          isEmpty(ExistingTopicArn.valueAsString),
        ),
        assertDescription:
          'NotificationEmail and ExistingTopicArn are both set. Nothing is subscribed to a topic of yours: leave the address empty, and subscribe it there yourself.',
      },
    ],
  });
  new CfnRule(stack, 'ApplyingNeedsRoom', {
    ruleCondition: Fn.conditionEquals(DryRun.valueAsString, 'false'),
    assertions: [
      {
        assert: Fn.conditionNot(Fn.conditionEquals(MaxChangesPerRun.valueAsString, '0')),
        assertDescription:
          'DryRun is false and MaxChangesPerRun is 0: no run could change anything. Use DryRun true.',
      },
    ],
  });
}
