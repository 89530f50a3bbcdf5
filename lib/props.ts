import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Decision } from './condition';

/** How the remediator runs. Every value may be a CloudFormation token. */
export interface TlsRemediatorProps {
  /** Whether it makes changes; a condition is for a stack that takes it as a parameter. Default: false, a dry run. */
  readonly applying?: Decision;
  /** The tag that marks the web tier. Default: `Tier`. */
  readonly tagKey?: string;
  /** Default: `web`. */
  readonly tagValues?: readonly string[];
  /** Region codes, or `all`. Default: the stack's own Region. */
  readonly regions?: readonly string[];
  /** Whether to tell what accepts less than TLS 1.2 and does not carry the tag; it is never touched. Default: false. */
  readonly outsideScope?: Decision;
  /** Whether to tell what is wrong with the certificates of the listeners in scope; none is ever changed. Default: false. */
  readonly certificates?: Decision;
  /** From so many days before its end a certificate is told. Default: `30,14,7`. */
  readonly certificateDays?: string;
  /** `recommended`, `classical`, `tls13`, `fips` or the name of a policy. Default: `recommended`. */
  readonly targetPolicy?: string;
  /** Load balancers that one run may change. Default: 25. */
  readonly maxChangesPerRun?: number;
  /**
   * Keys of the tags that say whose a load balancer is; the digest shows their values. They decide nothing: tags that mark
   * another tool are `rollout.ownerTags`. Default: `Owner` and `Team`.
   */
  readonly ownerTagKeys?: readonly string[];
  /** In which order, when, and beside whom it makes changes. Default: at once, but for what a controller sets. */
  readonly rollout?: RolloutProps;
  /**
   * Whether to make TLS handshakes with internet-facing load balancers before and after their change, and to tell what they
   * show. The function is in no VPC, so internal ones are not asked. Default: false.
   */
  readonly verifyHandshake?: Decision;
  /** Who would be refused, by the logs of the load balancers, before they are changed. Default: no log is read. */
  readonly impact?: ImpactProps;
  /** Whether clients fail after a change. Default: it looks half an hour after a run, and tells. */
  readonly watch?: WatchProps;
  /** What is kept of each run. Default: 400 days. */
  readonly records?: RecordProps;
  /** Default: every working morning at six, UTC. */
  readonly schedule?: ScheduleExpression;
  /**
   * Whether a call that makes or changes listeners, or tags into scope, has that load balancer swept within a minute. Default:
   * false. In other Regions than the stack's it takes a rule of their own (docs/events.md).
   */
  readonly eventMode?: Decision;
  /** Hours without a run that raise an alarm, 2 to 168. Default: the longest pause of the schedule and four hours. */
  readonly alarmAfterHours?: number;
  /** What the function runs on: `arm64` or `x86_64`, where a Region has no arm64. Default: `arm64`. */
  readonly architecture?: string;
  /** The ARN of a managed policy that bounds every role of the construct. Default: none. */
  readonly permissionsBoundaryArn?: string;
  /** The path of every role of the construct, `/team/tools/`. Default: none. */
  readonly rolePath?: string;
  /**
   * Gets digests and alarms. If it was imported and is encrypted, let the function use its key:
   * `key.grantEncryptDecrypt(remediator.function)`. Default: a topic of its own, encrypted with a key of its own.
   */
  readonly topic?: ITopic;
  /**
   * Gets digests and alarms by mail, once it has confirmed the mail of AWS. Not beside `topic`: subscribe it there
   * yourself. Default: no subscription.
   */
  readonly notificationEmail?: string;
  /** `always`, or `attention`: only when something needs somebody, failed or was changed, and once a week. Default: `always`. */
  readonly digestWhen?: string;
  /** `json`: programs that subscribe get the report, people text. `text`: all get text. Default: `json`. */
  readonly digestFormat?: string;
  /** What runs. Default: the bundle that comes with this package. */
  readonly code?: Code;
}

/** In which order, when, and beside whom changes are made. */
export interface RolloutProps {
  /** Listeners that a Kubernetes controller sets: `hold` or `change`. Default: `hold`. */
  readonly controllerOwned?: string;
  /** Listeners that CloudFormation, Elastic Beanstalk or another owner sets: `hold` or `change`. Default: `change`. */
  readonly stackOwned?: string;
  /** Tags that say that another tool sets the listeners: `ManagedBy=terraform`, or a key alone. Default: none. */
  readonly ownerTags?: readonly string[];
  /** Default: no waves. */
  readonly waves?: WaveProps;
  /** `MON-THU 09:00-16:00 Europe/Berlin`. Default: always open. */
  readonly changeWindow?: string;
  /** The last day (`YYYY-MM-DD`, UTC) on which every change is held. Default: no freeze. */
  readonly freezeUntil?: string;
}

export interface WaveProps {
  /** The tag that says which wave a load balancer is in. */
  readonly tagKey: string;
  /** The values of that tag, first wave first; any other goes last. */
  readonly order: readonly string[];
  /** How long a wave has to be quiet before the next one starts. Default: 24. */
  readonly soakHours?: number;
}

/** Who would be refused, by the logs. */
export interface ImpactProps {
  /** Whether the logs of what is below its target are read, and hold what too many clients would be refused by. Default: false. */
  readonly analysis?: Decision;
  /** How many days back, 1 to 30. Default: 7. */
  readonly days?: number;
  /** How many handshakes of the window may be refused: `any` holds for one, `100` for more, `0.1%` for more than this share. Default: `any`. */
  readonly threshold?: string;
  /** Has Athena read all of the window. Default: the function reads a sample. */
  readonly athena?: ImpactAthenaProps;
}

/** Which Athena reads logs. */
export interface ImpactAthenaProps {
  /** Whether it does. Default: true. */
  readonly enabled?: Decision;
  /** A workgroup of this account and Region: at most 32 letters, digits and `_.-`. */
  readonly workgroup: string;
  /** The bucket where it puts query results. Default: none, Athena keeps them itself. */
  readonly resultsBucketName?: string;
}

/** Whether clients fail after a change. */
export interface WatchProps {
  /** How long after a run with changes it looks; 0: never. Default: 30. */
  readonly minutes?: number;
  /** Puts back what got clearly worse, with a role that may set older policies. Default: false, it tells. */
  readonly autoUndo?: Decision;
  /** Worse is so many times the failed handshakes from before. Default: 3. */
  readonly factor?: number;
  /** And at least so many. Default: 50. */
  readonly floor?: number;
}

/** What is kept of each run, and who may write it. */
export interface RecordProps {
  /**
   * ARNs of the roles, patterns too, with which people apply and undo at a terminal. All others are refused what writes to
   * the record, whatever their policies allow. Default: the function alone writes.
   */
  readonly operatorRoleArns?: readonly string[];
  /** The ARN of a key that encrypts the record and the log; docs/permissions.md has its policy. Default: keys of AWS. */
  readonly keyArn?: string;
  /**
   * The bucket that an earlier stack left, in the same account and Region, so that what was undone stays known. Its policy has
   * to let the new function write (docs/deploy.md). Default: a bucket is made.
   */
  readonly existingBucketName?: string;
  /** Default: 400. */
  readonly days?: number;
  /** Of the bucket, which a new logical id would replace by an empty one. Default: the CDK's, from its path. */
  readonly logicalId?: string;
}
