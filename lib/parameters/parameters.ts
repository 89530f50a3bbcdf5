import { Token } from 'aws-cdk-lib';
import type { ParameterDefinition } from './definition';
import { CERTIFICATES } from './certificates';
import { DIGEST } from './digest';
import { HOUSE_RULES } from './house-rules';
import { asciiTag, atMost, KEY, OPERATOR, REGION, scopeTag, TIMEZONE } from './patterns';
import { IMPACT } from './impact';
import { ROLLOUT } from './rollout';
import { SCHEDULE_PATTERN } from './schedule-pattern';
import { TIME_ZONES } from './time-zones';

/** The form that a platform engineer fills in. Names, defaults and order are public API. */

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
    allowedPattern: '^(recommended|classical|tls13|fips|ELB(SecurityPolicy|Sample)-[A-Za-z0-9-]{1,80})$',
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
    allowedPattern: atMost(128, scopeTag(128)),
    label: 'Tag key',
    group: 'Which load balancers',
    description: 'The tag that marks the web tier. Must match exactly, in upper and lower case too.',
    constraintDescription:
      '1 to 128 letters (Latin ones up to U+00FF, accents among them), digits, spaces (not at an end) or + - = . _ : / @',
  },
  TagValues: {
    default: 'web',
    allowedPattern: atMost(300, `${scopeTag(256)}(,${scopeTag(256)}){0,19}`),
    label: 'Tag values',
    group: 'Which load balancers',
    description:
      'The values that are in scope, separated by commas. Must match exactly, in upper and lower case too.',
    constraintDescription:
      '1 to 20 values of letters (Latin ones up to U+00FF, accents among them), digits, spaces (not at an end) or + - = . _ : / @, separated by commas alone; together at most 300 characters',
  },
  Regions: {
    default: '',
    allowedPattern: atMost(400, `(all|(${REGION}(,${REGION})*)?)`),
    label: 'Regions',
    group: 'Which load balancers',
    description:
      'Regions to look at, separated by commas. Empty: the Region of this stack. all: every Region enabled in the account.',
    constraintDescription:
      'empty, all, or Region codes such as eu-west-1,us-east-1; together at most 400 characters, which is about 30 Regions: for more, use all',
  },
  OutsideScope: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Tell what is weak without the tag',
    group: 'Which load balancers',
    description:
      'true: count the load balancers without the tag that accept less than TLS 1.2, and name the ten worst; they are never touched. It reads all load balancers.',
    constraintDescription: 'true or false',
  },
  ...CERTIFICATES,
  EventMode: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Look at what was touched at once',
    group: 'When it runs',
    description:
      'true: also sweep a load balancer within a minute of a call that makes or changes its listeners, or tags it into scope. It needs a CloudTrail trail with management events; other Regions need docs/events.md.',
    constraintDescription: 'true or false',
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
    allowedValues: TIME_ZONES,
    label: 'Time zone',
    group: 'When it runs',
    description: 'Time zone of the schedule, by its IANA name.',
    constraintDescription: 'UTC, or an IANA time zone by its area and city, such as Europe/Berlin',
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
  ...IMPACT,
  ...ROLLOUT,
  OwnerTagKeys: {
    default: 'Owner,Team',
    allowedPattern: `^(?=.{0,48}$)(${asciiTag(48)}(,${asciiTag(48)}){0,9})?$`,
    label: 'Tags that say whose a load balancer is',
    group: 'Notifications',
    description:
      'Keys of tags, separated by commas. The digest shows their values behind the load balancer; they decide nothing. Owner tags are another thing. Empty: none.',
    constraintDescription:
      'empty, or up to 10 keys of ASCII letters, digits, spaces (not at an end) or + - = . _ : / @, separated by commas alone; together at most 48 characters',
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
  ...DIGEST,
  ...HOUSE_RULES,
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
  ExistingRecordBucket: {
    default: '',
    allowedPattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
    label: 'Bucket of records that is there already',
    group: 'What is kept',
    description:
      'The record bucket that an earlier stack left, in this account and Region: what was undone stays known. Its policy has to let the new function write: docs/deploy.md. Empty: the stack makes one.',
    constraintDescription: 'empty, or the name of a bucket (not its ARN)',
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
