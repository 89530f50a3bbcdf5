import { Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RECORD_TAG } from '../lambda/core/record-tag';
import { acknowledge } from './acknowledge';

export interface RecordsProps {
  /** Reads and writes them. */
  readonly role: IRole;
  /** How long the record of a run is kept. */
  readonly days: number;
  readonly logicalId: string | undefined;
}

/** The records of all runs: a bucket that outlives its stack, because an undo needs what is in it. */
export class Records extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { role, days, logicalId }: RecordsProps) {
    super(scope, id);
    const kept = Duration.days(days);
    this.bucket = new Bucket(this, 'Bucket', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        // The history of the listeners (history/) is no run, and never expires: waves, flaps and undone listeners
        // are known by it.
        { id: 'Runs', prefix: 'runs/', expiration: kept },
        {
          id: 'Leftovers',
          noncurrentVersionExpiration: kept,
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // By it the command finds the record of the account.
    Tags.of(this.bucket).add(RECORD_TAG.key, RECORD_TAG.value, { includeResourceTypes: ['AWS::S3::Bucket'] });
    const resource = this.bucket.node.defaultChild;
    if (!(resource instanceof CfnBucket))
      throw new Error('a bucket of the CDK has no AWS::S3::Bucket any more');
    // Kept as well: what is there goes on refusing whoever comes without TLS.
    this.bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN);
    if (logicalId !== undefined) resource.overrideLogicalId(logicalId);
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'one function writes here, and its versions say what it wrote; a log would need a second bucket that outlives the stack',
    );
    acknowledge(
      this,
      `AwsSolutions-IAM5[Resource::<${logicalId ?? Stack.of(this).getLogicalId(resource)}.Arn>/*]`,
      'the bucket holds nothing but the records',
    );
    new Policy(this, 'Policy', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'Records',
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [this.bucket.arnForObjects('*')],
        }),
        new PolicyStatement({
          sid: 'ListRecords',
          actions: ['s3:ListBucket'],
          resources: [this.bucket.bucketArn],
        }),
      ],
    });
  }
}
