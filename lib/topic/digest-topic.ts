import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/**
 * A key for a topic that alarms publish to. SNS encrypts with KMS alone, and an alarm cannot publish to a topic under
 * `alias/aws/sns`: nobody can let CloudWatch use that key. Messages are encrypted only until they are delivered, so
 * nothing is lost with the key, and it goes with its stack.
 */
export class AlarmKey extends Key {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Encrypts the digest topic of elb-tls-remediator',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.addToResourcePolicy(forAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
  }
}

export interface DigestTopicProps {
  /** Its policy has to let CloudWatch use it (`AlarmKey` does), or the alarms are lost. */
  readonly key: IKey;
}

/** The topic that digests and alarms go to: encrypted, TLS only. */
export class DigestTopic extends Topic {
  constructor(scope: Construct, id: string, { key }: DigestTopicProps) {
    super(scope, id, { displayName: 'TLS policies of the web tier', enforceSSL: true, masterKey: key });
    this.addToResourcePolicy(forAlarms(['sns:Publish'], this.topicArn));
  }
}

function forAlarms(actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AlarmsOfThisAccount',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
