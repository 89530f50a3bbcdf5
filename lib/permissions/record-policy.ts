import { Fn } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { choose, type Decision } from '../condition';

export interface RecordWriters {
  /** The ARN of the function's role. */
  readonly functionRoleArn: string;
  /** ARNs or patterns of other roles, with commas between them. */
  readonly operatorRoleArns: string;
  /** Whether there are any. */
  readonly hasOperators: Decision;
}

/** All ways to put something into a bucket or to take it out. Lifecycle rules need no permission, and go on ([S3-exp]). */
const WRITES = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:ReplicateObject',
  's3:ReplicateDelete',
];

/**
 * What the record says is done: by an undo, and by the next sweep. So nobody writes it but the function and those who are
 * named, whatever their own policies allow. The bucket itself (its policy, versioning, lifecycle) is left to the account's
 * administrators and to CloudFormation, which no stack can tell apart from others (docs/adr/0019-who-writes-the-record.md).
 *
 * Of a session `aws:PrincipalArn` is the role that it assumed, with its path ([IAM-keys]).
 */
export function onlyWriters(objectsArn: string, writers: RecordWriters): PolicyStatement {
  const { functionRoleArn, operatorRoleArns, hasOperators } = writers;
  const all = choose(hasOperators, Fn.join(',', [functionRoleArn, operatorRoleArns]), functionRoleArn);
  return new PolicyStatement({
    sid: 'OnlyWriters',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: WRITES,
    resources: [objectsArn],
    conditions: { ArnNotLike: { 'aws:PrincipalArn': Fn.split(',', all) } },
  });
}
