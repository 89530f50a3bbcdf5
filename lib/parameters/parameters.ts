import { Token } from 'aws-cdk-lib';
import { DATE, EACH_ONCE, KEY, OPERATOR, OWNER_TAG, REGION, tag, TIMEZONE, WINDOW } from './patterns';
import { SCHEDULE_PATTERN } from './schedule-pattern';

/** The form that a platform engineer fills in. Names, defaults and order are public API. */

/** One parameter of the stack: what CloudFormation checks, and how the console shows it. */
export interface ParameterDefinition {
  readonly label: string;
  readonly group: string;
  readonly description: string;
  readonly default: string;
  /**
   * What CloudFormation accepts. Numbers have one too: CloudFormation's own `Number` takes 2.5, and then fails half-way.
   */
  readonly allowedPattern: string;
  /** CloudFormation's own message only repeats the pattern: this says it in words. */
  readonly constraintDescription: string;
  /** Shown as a list to choose from. */
  readonly allowedValues?: readonly string[];
}

export const PARAMETERS = {
  DryRun: {
    default: 'true',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Dry run',
    group: 'What it does',
    description: 'true: only report what would change; the role cannot write. false: change it.',
    constraintDescription: 'true or false',
  },
  TargetPolicy: {
    default: 'recommended',
    allowedPattern: '^(recommended|classical|tls13|fips|ELB(SecurityPolicy|Sample)-[A-Za-z0-9-]+)$',
    label: 'Target policy',
    group: 'What it does',
    description:
      'recommended: the newest policy that AWS recommends. classical: the same, without a move to post-quantum. tls13: TLS 1.3 only. fips: the FIPS family; standard listeners move there. Or the name of a policy.',
    constraintDescription:
      'recommended, classical, tls13, fips or a name that begins with ELBSecurityPolicy- or ELBSample-',
  },
  MaxChangesPerRun: {
    default: '25',
    allowedPattern: '^([1-9][0-9]{0,3}|10000)$',
    label: 'Change at most (load balancers per run)',
    group: 'What it does',
    description: 'The rest waits for the next run. All listeners of a load balancer change in the same run.',
    constraintDescription: 'a whole number from 1 to 10000',
  },
  TagKey: {
    default: 'Tier',
    allowedPattern: `^${tag(128)}$`,
    label: 'Tag key',
    group: 'Which load balancers',
    description: 'The tag that marks the web tier. Must match exactly, in upper and lower case too.',
    constraintDescription: '1 to 128 letters, digits, spaces (not at an end) or + - = . _ : / @',
  },
  TagValues: {
    default: 'web',
    allowedPattern: `^${tag(256)}(,${tag(256)}){0,19}$`,
    label: 'Tag values',
    group: 'Which load balancers',
    description:
      'The values that are in scope, separated by commas. Must match exactly, in upper and lower case too.',
    constraintDescription:
      '1 to 20 values of letters, digits, spaces (not at an end) or + - = . _ : / @, separated by commas alone',
  },
  Regions: {
    default: '',
    allowedPattern: `^(all|(${REGION}(,${REGION})*)?)$`,
    label: 'Regions',
    group: 'Which load balancers',
    description:
      'Regions to look at, separated by commas. Empty: the Region of this stack. all: every Region enabled in the account.',
    constraintDescription: 'empty, all, or Region codes such as eu-west-1,us-east-1',
  },
  ScheduleExpression: {
    default: 'cron(0 6 ? * MON-FRI *)',
    allowedPattern: SCHEDULE_PATTERN,
    label: 'Schedule',
    group: 'When it runs',
    description:
      'In the syntax of EventBridge Scheduler: cron(minutes hours day month weekday year) or rate(n hours|days).',
    constraintDescription: 'for example cron(0 6 ? * MON-FRI *), with ? for day or weekday, or rate(1 day)',
  },
  ScheduleTimezone: {
    default: 'UTC',
    allowedPattern: `^${TIMEZONE}$`,
    label: 'Time zone',
    group: 'When it runs',
    description: 'Time zone of the schedule, by its IANA name.',
    constraintDescription: 'UTC or an IANA time zone such as Europe/Berlin',
  },
  AlarmAfterHours: {
    default: '76',
    allowedPattern: '^([2-9]|[1-9][0-9]|1[0-5][0-9]|16[0-8])$',
    label: 'Alarm after this time without a run (hours)',
    group: 'When it runs',
    description:
      'The longest pause of the schedule plus four hours: 28 for daily runs, 76 for runs on working days (Friday to Monday).',
    constraintDescription: 'a whole number from 2 to 168 (CloudWatch looks back a week at most)',
  },
  ControllerOwned: {
    default: 'hold',
    allowedValues: ['hold', 'change'],
    allowedPattern: '^(hold|change)$',
    label: 'Listeners managed by a Kubernetes controller',
    group: 'Who else manages listeners',
    description: 'hold: leave them alone, and report what to change in the cluster. change: change them too.',
    constraintDescription: 'hold or change',
  },
  StackOwned: {
    default: 'change',
    allowedValues: ['hold', 'change'],
    allowedPattern: '^(hold|change)$',
    label: 'Listeners managed by a stack',
    group: 'Who else manages listeners',
    description:
      'CloudFormation, Elastic Beanstalk and the owner tags below. change: change them, and report where to fix the source. hold: only report.',
    constraintDescription: 'hold or change',
  },
  OwnerTags: {
    default: '',
    allowedPattern: `^(${OWNER_TAG}(,${OWNER_TAG}){0,19})?$`,
    label: 'Owner tags',
    group: 'Who else manages listeners',
    description:
      'Tags that mark load balancers managed by another tool, separated by commas: ManagedBy=terraform, or only a key. Must match exactly, in upper and lower case too.',
    constraintDescription:
      'empty, or up to 20 of Key or Key=value, for example ManagedBy=terraform,Pulumi, separated by commas alone',
  },
  WaveTagKey: {
    default: '',
    allowedPattern: `^(${tag(128)})?$`,
    label: 'Wave tag key',
    group: 'How it rolls out',
    description:
      'The tag whose value is the wave of a load balancer, for example Environment. Empty: no waves.',
    constraintDescription: 'empty, or 1 to 128 letters, digits, spaces (not at an end) or + - = . _ : / @',
  },
  WaveOrder: {
    default: '',
    allowedPattern: `^(${EACH_ONCE})?$`,
    label: 'Wave order',
    group: 'How it rolls out',
    description:
      'The values of that tag, first wave first, separated by commas: dev,staging,prod. All other values go last.',
    constraintDescription:
      'empty, or up to 20 values, each once, of letters, digits, spaces (not at an end) or + - = . _ : / @, separated by commas alone',
  },
  WaveSoakHours: {
    default: '24',
    allowedPattern: '^(0|[1-9][0-9]{0,2})$',
    label: 'Bake time between waves (hours)',
    group: 'How it rolls out',
    description: 'A wave starts when the one before it is done and has had no change for this long.',
    constraintDescription: 'a whole number from 0 to 999',
  },
  ChangeWindow: {
    default: '',
    allowedPattern: `^(?:${WINDOW})?$`,
    label: 'Change window',
    group: 'How it rolls out',
    description:
      'Days, hours and time zone: MON-THU 09:00-16:00 Europe/Berlin. Outside the window, changes are held. Empty: always open.',
    constraintDescription:
      'empty, or for example MON-THU 09:00-16:00 Europe/Berlin or SAT,SUN 22:00-04:00 UTC; it cannot begin when it ends',
  },
  FreezeUntil: {
    default: '',
    allowedPattern: `^(${DATE})?$`,
    label: 'Freeze until',
    group: 'How it rolls out',
    description: 'The last day (UTC) of a change freeze: every change is held. Empty: no freeze.',
    constraintDescription: 'empty, or a date from 2020 to 2099 as YYYY-MM-DD, for example 2027-01-06',
  },
  WatchMinutes: {
    default: '30',
    allowedPattern: '^(0|[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440)$',
    label: 'Watch changes for (minutes)',
    group: 'If clients fail',
    description:
      'This long after a run with changes, failed TLS handshakes are compared with those before it; a rise alerts you. 0: no watch.',
    constraintDescription: 'a whole number from 0 to 1440',
  },
  AutoUndo: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Undo automatically',
    group: 'If clients fail',
    description:
      'true: undo changes after which clients fail; the role may then set older policies. false: only alert you, with the undo command.',
    constraintDescription: 'true or false',
  },
  WatchFactor: {
    default: '3',
    allowedPattern: '^([1-9][0-9]?([.][0-9]{1,2})?|100)$',
    label: 'Alert at this multiple of normal failures',
    group: 'If clients fail',
    description: 'Normal is the higher of two counts: the same period before the change, and a week earlier.',
    constraintDescription: 'a number from 1 to 100, for example 3 or 2.5',
  },
  WatchFloor: {
    default: '50',
    allowedPattern: '^[1-9][0-9]{0,5}$',
    label: 'Alert only from this number of failures',
    group: 'If clients fail',
    description:
      'Failed TLS handshakes on one load balancer since the change. Keeps a few scanners from raising an alert.',
    constraintDescription: 'a whole number from 1 to 999999',
  },
  NotificationEmail: {
    default: '',
    allowedPattern: '^([^@\\s]+@[^@\\s]+\\.[^@\\s]+)?$',
    label: 'E-mail address',
    group: 'Notifications',
    description: 'Receives the digest and the alarms. Empty: no subscription.',
    constraintDescription: 'empty, or an e-mail address',
  },
  ExistingTopicArn: {
    default: '',
    allowedPattern: '^(arn:[a-z0-9-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256})?$',
    label: 'Existing SNS topic',
    group: 'Notifications',
    description:
      'The ARN of your own topic in this Region; its policy must allow cloudwatch.amazonaws.com to publish. Empty: the stack creates one.',
    constraintDescription: 'empty, or the ARN of an SNS topic (not FIFO)',
  },
  ExistingKeyArn: {
    default: '',
    allowedPattern: `^(${KEY})?$`,
    label: 'Existing KMS key',
    group: 'Notifications',
    description:
      'The ARN of the key that encrypts the topic; its policy must allow cloudwatch.amazonaws.com to use it. Empty: the stack creates one.',
    constraintDescription: 'empty, or the ARN of a KMS key (not an alias)',
  },
  Architecture: {
    default: 'arm64',
    allowedValues: ['arm64', 'x86_64'],
    allowedPattern: '^(arm64|x86_64)$',
    label: 'Architecture of the function',
    group: 'Your rules for stacks',
    description: 'x86_64: for a Region in which Lambda has no arm64. It costs a little more.',
    constraintDescription: 'arm64 or x86_64',
  },
  PermissionsBoundaryArn: {
    default: '',
    allowedPattern: '^(arn:[a-z0-9-]+:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]{1,512})?$',
    label: 'Permissions boundary',
    group: 'Your rules for stacks',
    description: 'The ARN of the managed policy that bounds every role of this stack. Empty: none.',
    constraintDescription: 'empty, or the ARN of a managed policy',
  },
  RolePath: {
    default: '',
    allowedPattern: '^(/([A-Za-z0-9+=,.@_-]+/){1,8})?$',
    label: 'Path of the roles',
    group: 'Your rules for stacks',
    description:
      'The path of every role of this stack, for example /team/tools/. A new path replaces the roles. Empty: none.',
    constraintDescription: 'empty, or a path that begins and ends with /, for example /team/tools/',
  },
  OperatorRoleArns: {
    default: '',
    allowedPattern: `^(${OPERATOR}(,${OPERATOR}){0,9})?$`,
    label: 'Roles of operators',
    group: 'What is kept',
    description:
      'ARNs of the roles with which people run elb-tls apply and undo, separated by commas; * and ? match. Nobody else but the function may write to the record. Empty: nobody else at all.',
    constraintDescription:
      'empty, or up to 10 ARNs of IAM roles (not of their sessions), for example arn:aws:iam::111122223333:role/ops or arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_*',
  },
  RecordKeyArn: {
    default: '',
    allowedPattern: `^(${KEY})?$`,
    label: 'KMS key of record and log',
    group: 'What is kept',
    description:
      'The ARN of your key for the record bucket and the log group; docs/permissions.md has the policy that it needs. Empty: keys of AWS.',
    constraintDescription: 'empty, or the ARN of a KMS key (not an alias)',
  },
  RecordDays: {
    default: '400',
    allowedPattern: '^[1-9][0-9]{0,3}$',
    label: 'Keep records of runs for (days)',
    group: 'What is kept',
    description:
      'An undo needs the record of its run. The history of each listener stays as long as the bucket does.',
    constraintDescription: 'a whole number from 1 to 9999',
  },
} as const satisfies Record<string, ParameterDefinition>;

export type ParameterName = keyof typeof PARAMETERS;

/**
 * A setting as text: the given value, or the parameter's default.
 *
 * @throws where the value is known by now and the parameter of this name would refuse it
 */
export function setting(name: ParameterName, given: string | undefined): string {
  const { default: byDefault, allowedPattern, constraintDescription } = PARAMETERS[name];
  const value = given ?? byDefault;
  if (Token.isUnresolved(value) || new RegExp(allowedPattern).test(value)) return value;
  throw new Error(`${name} got "${value}"; use ${constraintDescription}`);
}
