import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

const OF_THIS_ACCOUNT = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };

/**
 * A key for a topic that alarms publish to. SNS encrypts with KMS alone, and an alarm cannot publish to a topic under
 * `alias/aws/sns`: nobody can let CloudWatch use that key.
 */
export class AlarmKey extends Key {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: 'Encrypts the digest topic of elb-tls-remediator',
      enableKeyRotation: true,
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: OF_THIS_ACCOUNT,
      }),
    );
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
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: OF_THIS_ACCOUNT,
      }),
    );
  }
}
