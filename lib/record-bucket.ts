import { Duration, Fn, RemovalPolicy, Tags } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { RECORD_TAG } from '../lambda/core/record-tag';
import { acknowledge } from './acknowledge';
import type { Decision } from './condition';
import { onlyWriters, type RecordWriters } from './permissions/record-policy';

export interface RecordBucketProps extends RecordWriters {
  /** How long the record of a run is kept. */
  readonly days: number;
  /** The key that encrypts it, where there is one. */
  readonly key: { readonly arn: string; readonly isGiven: Decision };
  readonly logicalId: string | undefined;
}

/**
 * A version that another has replaced, or that has expired: days until it is gone. A watch reads the version of its run up to a
 * day later, and Scheduler tries for a day more.
 */
const REPLACED = Duration.days(3);

/** The bucket of the records. It outlives its stack, because an undo needs what is in it; not so a first deployment that fails. */
export class RecordBucket extends Bucket {
  constructor(scope: Construct, id: string, props: RecordBucketProps) {
    const kept = Duration.days(props.days);
    super(scope, id, {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        // What expires becomes a version first, which has days of its own ([S3-exp]).
        { id: 'Runs', prefix: 'runs/', expiration: kept, noncurrentVersionExpiration: REPLACED },
        { id: 'Uploads', prefix: 'uploads/', expiration: kept, noncurrentVersionExpiration: REPLACED },
        // No runs, and they never expire: waves, flaps and undone listeners are known by the history.
        { id: 'History', prefix: 'history/', noncurrentVersionExpiration: kept },
        { id: 'Lease', prefix: 'lease/', noncurrentVersionExpiration: kept },
        {
          id: 'Leftovers',
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // By it the command finds the record of the account.
    Tags.of(this).add(RECORD_TAG.key, RECORD_TAG.value, { includeResourceTypes: ['AWS::S3::Bucket'] });
    this.addToResourcePolicy(onlyWriters(this.arnForObjects('*'), props));
    // Kept as well: what is there goes on refusing whoever comes without TLS, or to forge it.
    this.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const resource = this.node.defaultChild;
    if (!(resource instanceof CfnBucket))
      throw new Error('a bucket of the CDK has no AWS::S3::Bucket any more');
    encryptWith(resource, props.key);
    if (props.logicalId !== undefined) resource.overrideLogicalId(props.logicalId);
    acknowledge(
      this,
      'AwsSolutions-S1',
      'one function writes here, and its versions say what it wrote; a log would need a second bucket that outlives the stack',
    );
  }
}

function encryptWith(bucket: CfnBucket, { arn, isGiven }: RecordBucketProps['key']): void {
  if (isGiven === false) return;
  const byKey = {
    // One call to KMS for many objects; it takes the key's policy, no other.
    BucketKeyEnabled: true,
    ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: arn },
  };
  const byS3 = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
  const rule = isGiven === true ? byKey : Fn.conditionIf(isGiven.logicalId, byKey, byS3);
  bucket.addPropertyOverride('BucketEncryption.ServerSideEncryptionConfiguration', [rule]);
}
