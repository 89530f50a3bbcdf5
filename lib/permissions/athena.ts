import { Aws } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, asNagWritesIt } from '../acknowledge';
import { both, isSet, makeIf } from '../condition';
import type { ImpactTexts } from '../settings';

/** What the role needs to have Athena read logs, each part only where it is decided so; what reads logs as such is in logs.ts. */
export function athenaRights(
  scope: Construct,
  role: IRole,
  { isOn, athena: { isOn: byAthena, workgroup, resultsBucket } }: ImpactTexts,
): readonly (Construct | null)[] {
  const asking = both(scope, 'AskingAthena', isOn, byAthena);
  const hasBucket = isSet(scope, 'HasImpactResults', resultsBucket);
  const keeping = both(scope, 'KeepingAnswers', asking, hasBucket);
  return [
    makeIf(asking, () => new AthenaPermissions(scope, 'AsksAthena', { role, workgroup })),
    makeIf(keeping, () => new ResultPermissions(scope, 'KeepsAnswers', { role, bucket: resultsBucket })),
  ];
}

/** Queries in one workgroup, and tables in one database of ours. Athena asks S3 and Glue with the rights of who asks it. */
class AthenaPermissions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { role, workgroup }: { readonly role: IRole; readonly workgroup: string },
  ) {
    super(scope, id);
    const here = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;
    const glue = (resource: string): string => `arn:${Aws.PARTITION}:glue:${here}:${resource}`;
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'RunQueries',
          actions: [
            'athena:StartQueryExecution',
            'athena:GetQueryExecution',
            'athena:GetQueryResults',
            'athena:StopQueryExecution',
          ],
          resources: [`arn:${Aws.PARTITION}:athena:${here}:workgroup/${workgroup}`],
        }),
        new PolicyStatement({
          sid: 'MakeTables',
          actions: [
            'glue:GetDatabase',
            'glue:CreateDatabase',
            'glue:GetTable',
            'glue:CreateTable',
            'glue:GetPartitions',
          ],
          resources: [glue('catalog'), glue('database/elb_tls'), glue('table/elb_tls/*')],
        }),
        // Which buckets the logs are in AWS says with each load balancer: it is a name's Region that can be read, and no more.
        new PolicyStatement({
          sid: 'FindBuckets',
          actions: ['s3:GetBucketLocation'],
          resources: [`arn:${Aws.PARTITION}:s3:::*`],
        }),
      ],
    });
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:table/elb_tls/*]',
      'the tables are those of a database of its own; their names end with a hash of what they are',
    );
    acknowledge(
      policy,
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::*]',
      'which buckets the logs have is what it is to find out; it reads the Region of a bucket alone',
    );
  }
}

/** Where the workgroup puts results, Athena writes and reads them with the rights of who asks. */
class ResultPermissions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { role, bucket }: { readonly role: IRole; readonly bucket: string },
  ) {
    super(scope, id);
    const arn = `arn:${Aws.PARTITION}:s3:::${bucket}`;
    const policy = new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'FindResults',
          actions: ['s3:ListBucket', 's3:GetBucketLocation'],
          resources: [arn],
        }),
        new PolicyStatement({
          sid: 'KeepResults',
          actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
          resources: [`${arn}/*`],
        }),
      ],
    });
    const name = asNagWritesIt(bucket, this);
    acknowledge(
      policy,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`,
      'in which folder the results are the workgroup says, and each has a name of its own',
    );
  }
}
