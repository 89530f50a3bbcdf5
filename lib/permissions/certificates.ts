import { Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

/** Reading certificates and where they are: nothing of it while nobody looks at them. No private key is among it. */
export class CertificatePermissions extends Construct {
  constructor(scope: Construct, id: string, { role }: { readonly role: IRole }) {
    super(scope, id);
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        // AWS knows no resources and no conditions for these ([iam-data]).
        new PolicyStatement({
          sid: 'FindCertificates',
          actions: [
            'elasticloadbalancing:DescribeListenerCertificates',
            'elasticloadbalancing:DescribeRules',
            'iam:ListServerCertificates',
          ],
          resources: ['*'],
        }),
        new PolicyStatement({
          sid: 'ReadAcm',
          actions: ['acm:DescribeCertificate', 'acm:GetCertificate'],
          resources: [`arn:${Aws.PARTITION}:acm:*:${Aws.ACCOUNT_ID}:certificate/*`],
        }),
        new PolicyStatement({
          sid: 'ReadIam',
          actions: ['iam:GetServerCertificate'],
          resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:server-certificate/*`],
        }),
      ],
    });
    acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'AWS limits these reads by nothing');
    for (const which of ['acm:*:<AWS::AccountId>:certificate', 'iam::<AWS::AccountId>:server-certificate'])
      acknowledge(
        policy,
        `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${which}/*]`,
        'which certificates the listeners have is what it is to find out',
      );
  }
}
