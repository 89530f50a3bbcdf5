import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, asNagWritesIt } from './acknowledge';
import { choose, isNotSet, isSet, makeIf } from './condition';
import { viaService } from './permissions/via-service';
import { RecordBucket } from './record-bucket';

export interface RecordsProps {
  /** Reads and writes them. */
  readonly role: IRole;
  /** The bucket that an earlier stack left; empty: one is made, to which all but `keyArn` is for. */
  readonly existingBucketName: string;
  /** How long the record of a run is kept. */
  readonly days: number;
  readonly logicalId: string | undefined;
  /** Who may write them beside the role: ARNs with commas between them; empty: nobody. */
  readonly operatorRoleArns: string;
  /** The key that encrypts them; empty: one of S3's own. */
  readonly keyArn: string;
}

/** The records of all runs, in a bucket of their own or in one that is there already. */
export class Records extends Construct {
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, props: RecordsProps) {
    super(scope, id);
    const { role, existingBucketName, days, logicalId, operatorRoleArns, keyArn } = props;
    const hasKey = isSet(this, 'HasKey', keyArn);
    const isOwn = isNotSet(this, 'BucketIsOwn', existingBucketName);
    const own = makeIf(
      isOwn,
      () =>
        new RecordBucket(this, 'Bucket', {
          days,
          logicalId,
          key: { arn: keyArn, isGiven: hasKey },
          functionRoleArn: role.roleArn,
          operatorRoleArns,
          hasOperators: isSet(this, 'HasOperators', operatorRoleArns),
        }),
    );
    const name = own === null ? existingBucketName : choose(isOwn, own.bucketName, existingBucketName);
    this.bucket = Bucket.fromBucketName(this, 'Used', name);
    this.allow(role);
    makeIf(hasKey, () => useKey(this, role, keyArn));
  }

  private allow(role: IRole): void {
    const objects = this.bucket.arnForObjects('*');
    new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'Records',
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          resources: [objects],
        }),
        new PolicyStatement({
          sid: 'ListRecords',
          actions: ['s3:ListBucket'],
          resources: [this.bucket.bucketArn],
        }),
      ],
    });
    const name = asNagWritesIt(this.bucket.bucketName, this);
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`,
      'the bucket holds nothing but the records',
    );
  }
}

/** Lets the role use the key of the records, through S3. */
function useKey(scope: Construct, role: IRole, keyArn: string): Policy {
  return new Policy(scope, 'UseKey', {
    roles: [role],
    statements: [
      new PolicyStatement({
        sid: 'EncryptTheRecord',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [keyArn],
        conditions: viaService('s3'),
      }),
    ],
  });
}
