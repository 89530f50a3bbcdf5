import { Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

/**
 * Reading the logs of load balancers: which are on, and what they hold. Which buckets they are in AWS says with each load
 * balancer, so the path decides: what load balancers of this account have written, and nothing else of any bucket.
 */
export class LogPermissions extends Construct {
  constructor(scope: Construct, id: string, { role }: { readonly role: IRole }) {
    super(scope, id);
    const path = `AWSLogs/${Aws.ACCOUNT_ID}/elasticloadbalancing/*`;
    // In front of the path is what the owner of the log has put there, or nothing.
    const objects = `arn:${Aws.PARTITION}:s3:::*/${path}`;
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        // AWS knows no resources for this ([iam-data]).
        new PolicyStatement({
          sid: 'FindLogs',
          actions: ['elasticloadbalancing:DescribeLoadBalancerAttributes'],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'ListLogs',
          actions: ['s3:ListBucket'],
          resources: [`arn:${Aws.PARTITION}:s3:::*`],
          conditions: { StringLike: { 's3:prefix': [path, `*/${path}`] } },
        }),
        new PolicyStatement({ sid: 'ReadLogs', actions: ['s3:GetObject'], resources: [objects] }),
        // Of NLB alone may logs have a key ([NLB-log]); its policy, too, has to let the role.
        new PolicyStatement({
          sid: 'DecryptLogs',
          actions: ['kms:Decrypt'],
          resources: [`arn:${Aws.PARTITION}:kms:*:*:key/*`],
          conditions: { StringLike: { 'kms:ViaService': ['s3.*.amazonaws.com', 's3.*.amazonaws.com.cn'] } },
        }),
      ],
    });
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'AWS limits this read by nothing');
    for (const which of ['s3:::*', 's3:::*/AWSLogs/<AWS::AccountId>/elasticloadbalancing/*', 'kms:*:*:key/*'])
      acknowledge(
        policy,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${which}]`,
        'which buckets and keys the logs have is what it is to find out; the path is that of this account',
      );
  }
}
