import { CfnCondition, Fn, Token, Tokenization } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SERVICE } from './metrics';
import { setting } from './parameters';
import { longestPauseHours } from './pause';
import type { TlsRemediatorProps } from './remediator';

/** The props with everything said, lists and numbers as the text that the function reads. */
export interface Settings {
  readonly applying: boolean | CfnCondition;
  readonly tagKey: string;
  readonly tagValues: string;
  readonly regions: string;
  readonly targetPolicy: string;
  readonly maxChangesPerRun: string;
  readonly schedule: ScheduleExpression;
  readonly alarmAfterHours: number;
}

/** Room for a flexible start, a slow run and CloudWatch's own delay. */
const PAUSE_MARGIN_HOURS = 4;

/** @throws when a value is none that the parameter of this name would take; tokens are not looked into */
export function settingsOf(props: TlsRemediatorProps): Settings {
  const schedule = props.schedule ?? ScheduleExpression.expression(setting('ScheduleExpression', undefined));
  setting('ScheduleExpression', schedule.expressionString);
  return {
    applying: props.applying ?? false,
    tagKey: setting('TagKey', props.tagKey),
    tagValues: setting('TagValues', listed(props.tagValues)),
    regions: setting('Regions', listed(props.regions)),
    targetPolicy: setting('TargetPolicy', props.targetPolicy),
    maxChangesPerRun: setting('MaxChangesPerRun', numeral(props.maxChangesPerRun)),
    schedule,
    alarmAfterHours: alarmAfter(props.alarmAfterHours, schedule.expressionString),
  };
}

/** The contract with lambda/environment.ts. */
export function environmentOf(settings: Settings, topic: ITopic): Record<string, string> {
  const { applying } = settings;
  return {
    DRY_RUN:
      applying instanceof CfnCondition
        ? Fn.conditionIf(applying.logicalId, 'false', 'true').toString()
        : String(!applying),
    TAG_KEY: settings.tagKey,
    TAG_VALUES: settings.tagValues,
    REGIONS: settings.regions,
    TARGET_POLICY: settings.targetPolicy,
    MAX_CHANGES_PER_RUN: settings.maxChangesPerRun,
    TOPIC_ARN: topic.topicArn,
    POWERTOOLS_SERVICE_NAME: SERVICE,
  };
}

function listed(values: readonly string[] | undefined): string | undefined {
  if (values === undefined || values.length === 0) return undefined;
  // A list that is one token (of a parameter of type CommaDelimitedList) cannot be joined here.
  return Token.isUnresolved(values) ? Fn.join(',', [...values]) : values.join(',');
}

function numeral(value: number | undefined): string | undefined {
  return value === undefined ? undefined : Tokenization.stringifyNumber(value);
}

/** @throws when the schedule's pauses cannot be read from its expression or are too long, and nobody said the hours */
function alarmAfter(hours: number | undefined, expression: string): number {
  if (hours !== undefined) {
    setting('AlarmAfterHours', numeral(hours));
    return hours;
  }
  const pause = Token.isUnresolved(expression) ? null : longestPauseHours(expression);
  const derived = pause === null ? null : pause + PAUSE_MARGIN_HOURS;
  if (derived !== null && derived <= MOST_HOURS) return derived;
  const why =
    derived === null ? 'cannot be read from it' : `is ${pause} hours, and an alarm looks back 168 at most`;
  throw new Error(`the longest pause of ${expression} ${why}; set alarmAfterHours (2 to 168)`);
}

/** [CW] PutMetricAlarm: periods of an hour and more, a week altogether. */
const MOST_HOURS = 168;
