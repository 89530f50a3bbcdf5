import { Aws, CfnCondition, Fn, Token, Tokenization } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { choose, type Decision } from './condition';
import { SERVICE } from './monitoring/metrics';
import { setting, type ParameterName } from './parameters/parameters';
import { isTimeZone } from './parameters/time-zones';
import type { RoleTexts } from './permissions/every-role';
import { longestPauseHours } from '../lambda/core/schedule-pause';
import type { ImpactProps, RolloutProps, TlsRemediatorProps, WatchProps } from './props';

/** The props with everything said, lists and numbers as the text that the function reads. */
export interface Settings {
  readonly applying: Decision;
  readonly tagKey: string;
  readonly tagValues: string;
  readonly regions: string;
  readonly targetPolicy: string;
  readonly maxChangesPerRun: string;
  readonly ownerTagKeys: string;
  readonly outsideScope: Decision;
  readonly certificates: Decision;
  readonly certificateDays: string;
  readonly impact: ImpactTexts;
  readonly rollout: RolloutTexts;
  readonly verifyHandshake: Decision;
  readonly watch: WatchTexts;
  readonly recordDays: number;
  /** Empty: one is made. */
  readonly existingRecordBucket: string;
  readonly operatorRoleArns: string;
  readonly recordKeyArn: string;
  readonly digestWhen: string;
  readonly digestFormat: string;
  readonly architecture: string;
  readonly roles: RoleTexts;
  readonly schedule: ScheduleExpression;
  readonly eventMode: Decision;
  readonly alarmAfterHours: number;
}

export interface RolloutTexts {
  readonly controllerOwned: string;
  readonly stackOwned: string;
  readonly ownerTags: string;
  readonly waveTagKey: string;
  readonly waveOrder: string;
  readonly waveSoakHours: string;
  readonly changeWindow: string;
  readonly freezeUntil: string;
}

/** Whether logs are read before a change, how far back, and what of them holds it. */
export interface ImpactTexts {
  readonly isOn: Decision;
  readonly days: string;
  readonly threshold: string;
  readonly athena: AthenaTexts;
}

/** Whether Athena reads them; the bucket of its results is empty where Athena keeps these itself. */
export interface AthenaTexts {
  readonly isOn: Decision;
  readonly workgroup: string;
  readonly resultsBucket: string;
}

export interface WatchTexts {
  readonly minutes: string;
  readonly autoUndo: Decision;
  readonly factor: string;
  readonly floor: string;
}

/** Room for a flexible start, a slow run and CloudWatch's own delay. */
const PAUSE_MARGIN_HOURS = 4;

/** @throws when a value is none that the parameter of this name would take; tokens are not looked into */
export function settingsOf(props: TlsRemediatorProps): Settings {
  const schedule = props.schedule ?? ScheduleExpression.expression(setting('ScheduleExpression', undefined));
  setting('ScheduleExpression', schedule.expressionString);
  requireTimeZone('ScheduleTimezone', schedule.timeZone?.timezoneName ?? 'UTC');
  return {
    applying: props.applying ?? false,
    tagKey: setting('TagKey', props.tagKey),
    tagValues: setting('TagValues', saidList(props.tagValues)),
    regions: setting('Regions', listed(props.regions)),
    targetPolicy: setting('TargetPolicy', props.targetPolicy),
    maxChangesPerRun: setting('MaxChangesPerRun', numeral(props.maxChangesPerRun)),
    outsideScope: props.outsideScope ?? false,
    certificates: props.certificates ?? false,
    certificateDays: setting('CertificateDays', props.certificateDays),
    ownerTagKeys: setting('OwnerTagKeys', saidList(props.ownerTagKeys)),
    impact: impactOf(props.impact ?? {}),
    rollout: rolloutOf(props.rollout ?? {}),
    verifyHandshake: props.verifyHandshake ?? false,
    watch: watchOf(props.watch ?? {}),
    recordDays: daysOf(props.records?.days),
    existingRecordBucket: setting('ExistingRecordBucket', props.records?.existingBucketName),
    operatorRoleArns: setting('OperatorRoleArns', listed(props.records?.operatorRoleArns)),
    recordKeyArn: setting('RecordKeyArn', props.records?.keyArn),
    digestWhen: setting('DigestWhen', props.digestWhen),
    digestFormat: setting('DigestFormat', props.digestFormat),
    architecture: setting('Architecture', props.architecture),
    roles: {
      permissionsBoundaryArn: setting('PermissionsBoundaryArn', props.permissionsBoundaryArn),
      rolePath: setting('RolePath', props.rolePath),
    },
    schedule,
    eventMode: props.eventMode ?? false,
    alarmAfterHours: alarmAfter(props.alarmAfterHours, schedule.expressionString),
  };
}

/** What the function needs to know besides its settings. */
export interface Around {
  readonly topic: ITopic;
  readonly recordBucket: string;
  /** The name of the role that watches are called with; empty where nothing is watched. */
  readonly watchRole: string;
  /** The name of the role that a first run that waits is called with. */
  readonly firstRunRole: string;
  /** The name of the queue for calls that EventBridge Scheduler could not make. */
  readonly missedStarts: string;
}

/** The contract with lambda/settings/environment.ts. Names are short: all variables together have 4,096 bytes ([LAM-env]). */
export function environmentOf(settings: Settings, around: Around): Record<string, string> {
  const { applying, rollout, watch } = settings;
  return {
    DRY_RUN: choose(applying, 'false', 'true'),
    TAG_KEY: settings.tagKey,
    TAG_VALUES: settings.tagValues,
    REGIONS: settings.regions,
    TARGET_POLICY: settings.targetPolicy,
    MAX_CHANGES: settings.maxChangesPerRun,
    OUTSIDE: choose(settings.outsideScope, 'true', 'false'),
    IMPACT: impactText(settings.impact),
    CERT_DAYS: choose(settings.certificates, settings.certificateDays, ''),
    OWNER_TAG_KEYS: settings.ownerTagKeys,
    CONTROLLER_OWNED: rollout.controllerOwned,
    STACK_OWNED: rollout.stackOwned,
    OWNER_TAGS: rollout.ownerTags,
    WAVE_TAG_KEY: rollout.waveTagKey,
    WAVE_ORDER: rollout.waveOrder,
    WAVE_SOAK: rollout.waveSoakHours,
    CHANGE_WINDOW: rollout.changeWindow,
    FREEZE_UNTIL: rollout.freezeUntil,
    VERIFY: choose(settings.verifyHandshake, 'true', 'false'),
    WATCH: `${watch.minutes} ${watch.factor} ${watch.floor}`,
    WATCH_ROLE: around.watchRole,
    WATCH_DLQ: around.missedStarts,
    FIRST_RUN_ROLE: around.firstRunRole,
    ROLE_PREFIX: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${settings.roles.rolePath}`,
    SCHEDULE: settings.schedule.expressionString,
    ALARM_HOURS: Tokenization.stringifyNumber(settings.alarmAfterHours),
    AUTO_UNDO: choose(watch.autoUndo, 'true', 'false'),
    RECORD_BUCKET: around.recordBucket,
    DIGEST_WHEN: settings.digestWhen,
    DIGEST_FORMAT: settings.digestFormat,
    TOPIC_ARN: around.topic.topicArn,
    SERVICE,
  };
}

function impactText({ isOn, days, threshold, athena }: ImpactTexts): string {
  return choose(isOn, `${days} ${threshold}${choose(athena.isOn, ` ${athena.workgroup}`, '')}`, '');
}

/** Whether the settings ask for a watch. */
export function isWatching(scope: Construct, { watch }: Settings): Decision {
  if (!Token.isUnresolved(watch.minutes)) return watch.minutes !== '0';
  return new CfnCondition(scope, 'HasWatch', {
    expression: Fn.conditionNot(Fn.conditionEquals(watch.minutes, '0')),
  });
}

function rolloutOf({ waves, ...props }: RolloutProps): RolloutTexts {
  const texts = {
    controllerOwned: setting('ControllerOwned', props.controllerOwned),
    stackOwned: setting('StackOwned', props.stackOwned),
    ownerTags: setting('OwnerTags', listed(props.ownerTags)),
    waveTagKey: setting('WaveTagKey', waves?.tagKey),
    waveOrder: setting('WaveOrder', listed(waves?.order)),
    waveSoakHours: setting('WaveSoakHours', numeral(waves?.soakHours)),
    changeWindow: setting('ChangeWindow', props.changeWindow),
    freezeUntil: setting('FreezeUntil', props.freezeUntil),
  };
  if (texts.changeWindow !== '') requireTimeZone('ChangeWindow', texts.changeWindow.split(' ').at(-1) ?? '');
  // A token is not empty here, whatever it stands for: the stack has a rule for its parameters.
  if ((texts.waveTagKey === '') !== (texts.waveOrder === ''))
    throw new Error('waves need a tagKey and an order, or neither');
  return texts;
}

function impactOf({ analysis = false, days, threshold, athena }: ImpactProps): ImpactTexts {
  const workgroup = setting('ImpactWorkgroup', athena?.workgroup);
  const isOn = athena === undefined ? false : (athena.enabled ?? true);
  if (isOn === true && workgroup === '')
    throw new Error('impact.athena needs a workgroup: name one of this account and Region');
  return {
    athena: { isOn, workgroup, resultsBucket: setting('ImpactResults', athena?.resultsBucketName) },
    isOn: analysis,
    days: setting('ImpactDays', numeral(days)),
    threshold: setting('ImpactThreshold', threshold),
  };
}

function watchOf({ minutes, autoUndo = false, factor, floor }: WatchProps): WatchTexts {
  const texts = {
    minutes: setting('WatchMinutes', numeral(minutes)),
    factor: setting('WatchFactor', numeral(factor)),
    floor: setting('WatchFloor', numeral(floor)),
  };
  if (autoUndo === true && texts.minutes === '0')
    throw new Error('autoUndo needs a watch: set minutes to more than 0, or leave autoUndo out');
  return { ...texts, autoUndo };
}

/** A number, because CloudFormation wants one in the bucket's lifecycle. */
function daysOf(given: number | undefined): number {
  const text = setting('RecordDays', numeral(given));
  return given ?? Number(text);
}

/** What looks like a time zone and is none passes the patterns: Scheduler would refuse it half-way, the function each morning. */
function requireTimeZone(name: ParameterName, timeZone: string): void {
  if (Token.isUnresolved(timeZone) || isTimeZone(timeZone)) return;
  throw new Error(
    `${name} got the time zone "${timeZone}", and there is none of this name; use UTC or an IANA time zone such as Europe/Berlin`,
  );
}

/** A list that has a default: an empty one is another thing than none. */
function saidList(values: readonly string[] | undefined): string | undefined {
  return values?.length === 0 ? '' : listed(values);
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
