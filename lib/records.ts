import { Duration, Fn, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { RECORD_TAG } from '../lambda/core/record-tag';
import { acknowledge } from './acknowledge';
import { isSet, makeIf } from './condition';
import { onlyWriters } from './permissions/record-policy';
import { viaService } from './permissions/via-service';

export interface RecordsProps {
  /** Reads and writes them. */
  readonly role: IRole;
  /** How long the record of a run is kept. */
  readonly days: number;
  readonly logicalId: string | undefined;
  /** Who may write them beside the role: ARNs with commas between them; empty: nobody. */
  readonly operatorRoleArns: string;
  /** The key that encrypts them; empty: one of S3's own. */
  readonly keyArn: string;
}

/** The records of all runs: a bucket that outlives its stack, because an undo needs what is in it. */
export class Records extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: RecordsProps) {
    super(scope, id);
    const { role, days, logicalId, operatorRoleArns, keyArn } = props;
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
    this.bucket.addToResourcePolicy(
      onlyWriters(this.bucket.arnForObjects('*'), {
        functionRoleArn: role.roleArn,
        operatorRoleArns,
        hasOperators: isSet(this, 'HasOperators', operatorRoleArns),
      }),
    );
    encryptWith(this, { resource, role, keyArn });
    // Kept as well: what is there goes on refusing whoever comes without TLS, or to forge it.
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
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
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

/** Encrypts the bucket with a key of yours, and lets the role use it through S3. */
function encryptWith(
  scope: Construct,
  { resource, role, keyArn }: { readonly resource: CfnBucket; readonly role: IRole; readonly keyArn: string },
): void {
  const hasKey = isSet(scope, 'HasKey', keyArn);
  if (hasKey === false) return;
  const byKey = {
    // One call to KMS for many objects; it takes the key's policy, no other.
    BucketKeyEnabled: true,
    ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
  };
  const byS3 = { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
  const rule = hasKey === true ? byKey : Fn.conditionIf(hasKey.logicalId, byKey, byS3);
  resource.addPropertyOverride('BucketEncryption.ServerSideEncryptionConfiguration', [rule]);
  makeIf(
    hasKey,
    () =>
      new Policy(scope, 'UseKey', {
        roles: [role],
        statements: [
          new PolicyStatement({
            sid: 'EncryptTheRecord',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: [keyArn],
            conditions: viaService('s3'),
          }),
        ],
      }),
  );
}
