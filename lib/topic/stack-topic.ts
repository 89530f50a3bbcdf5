import { CfnCondition, Fn } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, Topic, type ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { isEmpty, onlyIf } from '../condition';
import { viaService } from '../permissions/via-service';
import { AlarmKey, DigestTopic } from './digest-topic';

/** Parameters of the stack, each empty or said. */
export interface StackTopicProps {
  readonly email: string;
  readonly existingTopicArn: string;
  readonly existingKeyArn: string;
}

/** The topic of a stack: its own, under its own key or a given one; or a given topic, to which nothing is subscribed. */
export class StackTopic extends Construct {
  readonly topic: ITopic;
  private readonly hasKey: CfnCondition;
  private readonly keyArn: string;

  constructor(scope: Construct, id: string, { email, existingTopicArn, existingKeyArn }: StackTopicProps) {
    super(scope, id);
    const ownTopic = new CfnCondition(scope, 'OwnTopic', { expression: isEmpty(existingTopicArn) });
    const givenKey = new CfnCondition(scope, 'GivenKey', {
      expression: Fn.conditionNot(isEmpty(existingKeyArn)),
    });
    const ownKey = new CfnCondition(scope, 'OwnKey', {
      expression: Fn.conditionAnd(ownTopic, Fn.conditionNot(givenKey)),
    });
    const hasSubscriber = new CfnCondition(scope, 'HasSubscriber', {
      expression: Fn.conditionAnd(ownTopic, Fn.conditionNot(isEmpty(email))),
    });
    this.hasKey = new CfnCondition(scope, 'HasKey', { expression: Fn.conditionOr(ownTopic, givenKey) });

    const key = new AlarmKey(this, 'Key');
    onlyIf(ownKey, key);
    this.keyArn = Fn.conditionIf(ownKey.logicalId, key.keyArn, existingKeyArn).toString();

    const own = new DigestTopic(this, 'Own', { key: Key.fromKeyArn(this, 'UsedKey', this.keyArn) });
    onlyIf(ownTopic, own);
    if (own.node.defaultChild instanceof CfnTopic) own.node.defaultChild.overrideLogicalId('DigestTopic');
    onlyIf(hasSubscriber, own.addSubscription(new EmailSubscription(email)));

    const arn = Fn.conditionIf(ownTopic.logicalId, own.topicArn, existingTopicArn).toString();
    this.topic = Topic.fromTopicArn(this, 'Used', arn);
  }

  /** Whoever publishes to an encrypted topic has to be allowed its key; a given topic may have none. */
  allowKey(role: IRole): Policy {
    const policy = new Policy(this, 'UseKey', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'EncryptForTheTopic',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [this.keyArn],
          conditions: viaService('sns'),
        }),
      ],
    });
    onlyIf(this.hasKey, policy);
    return policy;
  }
}
