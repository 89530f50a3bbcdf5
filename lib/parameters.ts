import { CfnParameter, type CfnParameterProps, type Stack } from 'aws-cdk-lib';
import { SCHEDULE_PATTERN } from './schedule-pattern';

/** The form that a platform engineer fills in. Names, defaults and order are public API. */

/** One parameter of the stack: what CloudFormation checks, and how the console shows it. */
export interface ParameterDefinition extends CfnParameterProps {
  readonly label: string;
  readonly group: string;
  readonly description: string;
  /** CloudFormation's own message only repeats the pattern: this says it in words. */
  readonly constraintDescription: string;
}

const BOOLEAN = { allowedValues: ['true', 'false'], constraintDescription: 'true or false' };

/** A Region's code; what AWS has not opened yet is refused by the function, at run time. */
const REGION = '[a-z]{2}(-[a-z]+)+-[0-9]+';

/** What AWS allows in a tag of a load balancer: letters, digits, spaces and these. */
const TAG = '[A-Za-z0-9 +=._:/@-]';

export const PARAMETERS = {
  DryRun: {
    ...BOOLEAN,
    default: 'true',
    label: 'Dry run',
    group: 'What it does',
    description: 'true: report what would change, with a role that cannot write. false: make the changes.',
  },
  TargetPolicy: {
    default: 'recommended',
    allowedPattern: '^(recommended|classical|tls13|ELB(SecurityPolicy|Sample)-[A-Za-z0-9-]+)$',
    label: 'Target policy',
    group: 'What it does',
    description:
      'recommended: the newest policy AWS recommends. classical: the same without moving to post-quantum. tls13: TLS 1.3 alone. Or the name of a policy.',
    constraintDescription:
      'recommended, classical, tls13 or a name that begins with ELBSecurityPolicy- or ELBSample-',
  },
  MaxChangesPerRun: {
    type: 'Number',
    default: 25,
    minValue: 0,
    maxValue: 10_000,
    label: 'Most load balancers changed in a run',
    group: 'What it does',
    description: 'The rest waits for the next run. A load balancer is never split.',
    constraintDescription: 'a whole number from 0 to 10000',
  },
  TagKey: {
    default: 'Tier',
    allowedPattern: `^${TAG}{1,128}$`,
    label: 'Tag key',
    group: 'Which load balancers',
    description: 'The tag that marks the web tier. Exact, case-sensitive.',
    constraintDescription: '1 to 128 letters, digits, spaces or + - = . _ : / @',
  },
  TagValues: {
    default: 'web',
    allowedPattern: `^${TAG}{1,256}(,${TAG}{1,256}){0,19}$`,
    label: 'Tag values',
    group: 'Which load balancers',
    description: 'The values of the tag that are in scope, separated by commas. Exact, case-sensitive.',
    constraintDescription:
      '1 to 20 values of letters, digits, spaces or + - = . _ : / @, separated by commas',
  },
  Regions: {
    default: '',
    allowedPattern: `^(all|(${REGION}(,${REGION})*)?)$`,
    label: 'Regions',
    group: 'Which load balancers',
    description:
      'Separated by commas. Empty: the Region of this stack. all: every Region enabled in the account.',
    constraintDescription: 'empty, all, or Region codes such as eu-west-1,us-east-1',
  },
  ScheduleExpression: {
    default: 'cron(0 6 ? * MON-FRI *)',
    allowedPattern: SCHEDULE_PATTERN,
    label: 'Schedule',
    group: 'When it runs',
    description:
      'Of EventBridge Scheduler: cron(minutes hours day month weekday year) or rate(n hours|days).',
    constraintDescription: 'for example cron(0 6 ? * MON-FRI *), with ? for day or weekday, or rate(1 day)',
  },
  ScheduleTimezone: {
    default: 'UTC',
    allowedPattern: '^(UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+\\-]+){1,2})$',
    label: 'Time zone',
    group: 'When it runs',
    description: 'Of the schedule: an IANA name.',
    constraintDescription: 'an IANA time zone such as UTC or Europe/Berlin',
  },
  AlarmAfterHours: {
    type: 'Number',
    default: 76,
    minValue: 2,
    maxValue: 168,
    label: 'Alarm when it did not run for (hours)',
    group: 'When it runs',
    description:
      'The longest pause of the schedule plus four hours; 76 fits every working morning (Friday to Monday). README has a table.',
    constraintDescription: 'a whole number from 2 to 168 (CloudWatch looks back a week at most)',
  },
  NotificationEmail: {
    default: '',
    allowedPattern: '^([^@\\s]+@[^@\\s]+\\.[^@\\s]+)?$',
    label: 'E-mail address',
    group: 'Who is told',
    description: 'Gets the digest and the alarms. Empty: nobody is subscribed.',
    constraintDescription: 'empty, or an e-mail address',
  },
  ExistingTopicArn: {
    default: '',
    allowedPattern: '^(arn:[a-z0-9-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256})?$',
    label: 'Existing SNS topic',
    group: 'Who is told',
    description: 'The ARN of a topic of yours in this Region. Empty: the stack makes one.',
    constraintDescription: 'empty, or the ARN of an SNS topic (not FIFO)',
  },
  ExistingKeyArn: {
    default: '',
    allowedPattern: '^(arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-z0-9-]+)?$',
    label: 'Existing KMS key',
    group: 'Who is told',
    description:
      'The ARN of the key that encrypts the topic; its policy has to let cloudwatch.amazonaws.com use it. Empty: the stack makes one.',
    constraintDescription: 'empty, or the ARN of a KMS key (not an alias)',
  },
} as const satisfies Record<string, ParameterDefinition>;

export type ParameterName = keyof typeof PARAMETERS;

export type Parameters = Readonly<Record<ParameterName, CfnParameter>>;

/** Adds all parameters to a stack, under exactly these logical ids, and groups them for the console. */
export function addParameters(stack: Stack): Parameters {
  const entries = Object.entries<ParameterDefinition>(PARAMETERS);
  const parameters = entries.map(([name, { label: _label, group: _group, ...props }]) => {
    const parameter = new CfnParameter(stack, name, { type: 'String', ...props });
    parameter.overrideLogicalId(name);
    return [name, parameter] as const;
  });
  const groups = [...new Set(entries.map(([, { group }]) => group))];
  stack.addMetadata('AWS::CloudFormation::Interface', {
    ParameterGroups: groups.map((group) => ({
      Label: { default: group },
      Parameters: entries.filter(([, definition]) => definition.group === group).map(([name]) => name),
    })),
    ParameterLabels: Object.fromEntries(entries.map(([name, { label }]) => [name, { default: label }])),
  });
  return Object.fromEntries(parameters) as Parameters;
}
