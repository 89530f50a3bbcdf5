import { UserError } from '../core/user-error';
import type { Settings } from '../core/settings';
import type { ConsolePlaces } from '../core/links';
import { DEFAULT_OWNER_TAG_KEYS } from '../core/owner-tags';
import {
  parseCertificateDays,
  parseFindBy,
  parseOwnerTagKeys,
  parseRegions,
  parseScope,
  parseTargetSetting,
} from './settings';

import { DEFAULT_WATCH_RULE, type WatchSettings } from '../core/watch';
import { alarmHints } from './alarm-hints';
import { impactFrom } from './impact';
import { readDigest, type DigestSettings } from './digest';
import { parseRollout, type RolloutTexts } from './rollout';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment of the Lambda says. */
export interface LambdaSettings {
  readonly settings: Settings;
  readonly dryRun: boolean;
  /** Why it is a dry run though nobody said so: `DRY_RUN` is neither true nor false, or there is no record. */
  readonly notes: readonly string[];
  /** What to set otherwise, though the run does what it should. */
  readonly hints: readonly string[];
  /** The bucket that the runs are recorded in; `undefined` where there is none. */
  readonly recordBucket: string | undefined;
  readonly digest: DigestSettings;
}

/**
 * Reads the settings of the function.
 *
 * @throws UserError for a value that cannot be read, `DRY_RUN` apart: that one means a dry run
 */
export function readEnvironment(environment: Environment): LambdaSettings {
  const text = (name: string, otherwise: string): string => environment[name]?.trim() || otherwise;
  const list = (name: string, otherwise: string): readonly string[] =>
    text(name, otherwise)
      .split(',')
      .map((item) => item.trim());
  const recordBucket = environment['RECORD_BUCKET']?.trim() || undefined;
  return {
    settings: {
      scope: parseScope(text('TAG_KEY', 'Tier'), list('TAG_VALUES', 'web')),
      regions: parseRegions(list('REGIONS', text('AWS_REGION', '')), 'REGIONS'),
      target: parseTargetSetting(text('TARGET_POLICY', 'recommended'), 'TARGET_POLICY'),
      findBy: parseFindBy(text('FIND_BY', 'index'), 'FIND_BY'),
      // Empty says something here: no owners are to be shown.
      ownerTagKeys: parseOwnerTagKeys(
        environment['OWNER_TAG_KEYS']?.trim() ?? DEFAULT_OWNER_TAG_KEYS.join(','),
        'OWNER_TAG_KEYS',
      ),
      // It costs calls, and changes nothing: on only where it says so.
      outside: text('OUTSIDE', 'false').toLowerCase() === 'true',
      // Empty: certificates are not looked at, which costs calls and takes rights.
      certificateDays: parseCertificateDays(text('CERT_DAYS', ''), 'CERT_DAYS'),
      rollout: parseRollout(
        rolloutTexts(environment),
        (key) => ROLLOUT[key],
        // Empty: no log is read, which takes time and rights.
        impactFrom(text('IMPACT', ''), 'IMPACT'),
      ),
    },
    ...unlessUnrecorded(readDryRun(environment['DRY_RUN']), recordBucket),
    hints: alarmHints(text('SCHEDULE', ''), Number(text('ALARM_HOURS', '0'))),
    recordBucket,
    digest: readDigest(environment),
  };
}

const ROLLOUT = {
  maxChanges: 'MAX_CHANGES',
  changeWindow: 'CHANGE_WINDOW',
  freezeUntil: 'FREEZE_UNTIL',
  waveTagKey: 'WAVE_TAG_KEY',
  waveOrder: 'WAVE_ORDER',
  waveSoakHours: 'WAVE_SOAK',
  controllerOwned: 'CONTROLLER_OWNED',
  stackOwned: 'STACK_OWNED',
  ownerTags: 'OWNER_TAGS',
} as const satisfies Record<keyof RolloutTexts, string>;

/** A parameter of the stack that is not set is an empty variable. */
function rolloutTexts(environment: Environment): RolloutTexts {
  return Object.fromEntries(
    Object.entries(ROLLOUT).map(([key, name]) => [key, environment[name]?.trim() || undefined]),
  );
}

/** How the changes of a run are watched afterwards. */
export interface WatchEnvironment extends WatchSettings {
  /** How long after a run; 0: not at all. */
  readonly minutes: number;
  /** The role that EventBridge Scheduler calls the function with; empty where there is none. */
  readonly roleArn: string;
  /** The queue for calls that EventBridge Scheduler cannot make; empty where there is none. */
  readonly deadLetterArn: string;
}

/**
 * One variable has all three numbers, `30 3 50`: Lambda's variables have little room ([LAM-env]). `AUTO_UNDO` is on only where it
 * says true.
 *
 * @throws UserError for a number that cannot be read, or a threshold of less than one failure
 */
export function readWatch(environment: Environment): WatchEnvironment {
  const said = environment['WATCH']?.trim().split(/\s+/) ?? [];
  const number = (index: number, what: string, otherwise: number, least: 0 | 1): number => {
    const text = said[index] || String(otherwise);
    if (/^\d{1,6}(\.\d+)?$/.test(text) && Number(text) >= least) return Number(text);
    throw new UserError(`WATCH got "${text}" for its ${what}; use a number, ${least} or more`);
  };
  return {
    minutes: number(0, 'minutes', 0, 0),
    roleArn: roleArnIn(environment, 'WATCH_ROLE'),
    deadLetterArn: deadLetterArnIn(environment),
    autoUndo: environment['AUTO_UNDO']?.trim().toLowerCase() === 'true',
    // Under 1, a load balancer on which nothing fails would have got clearly worse, and be undone.
    rule: {
      factor: number(1, 'factor', DEFAULT_WATCH_RULE.factor, 1),
      floor: number(2, 'floor', DEFAULT_WATCH_RULE.floor, 1),
    },
  };
}

/** Where people can look at what the function does. Lambda sets these itself; its dashboard has the name of the function. */
export function readConsole(environment: Environment): ConsolePlaces {
  const named = (name: string): string | undefined => environment[name]?.trim() || undefined;
  return {
    region: named('AWS_REGION'),
    dashboard: named('AWS_LAMBDA_FUNCTION_NAME'),
    logGroup: named('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStream: named('AWS_LAMBDA_LOG_STREAM_NAME'),
  };
}

/** How the first run has the function called again. */
export function readComeBack(environment: Environment): {
  readonly roleArn: string;
  readonly deadLetterArn: string;
} {
  return {
    roleArn: roleArnIn(environment, 'FIRST_RUN_ROLE'),
    deadLetterArn: deadLetterArnIn(environment),
  };
}

/** The roles share what their ARNs begin with: Lambda takes 4,096 bytes of variables ([LAM-env]). Empty where there is none. */
function roleArnIn(environment: Environment, name: 'WATCH_ROLE' | 'FIRST_RUN_ROLE'): string {
  const role = environment[name]?.trim() ?? '';
  const prefix = environment['ROLE_PREFIX']?.trim() ?? '';
  return role === '' ? '' : `${prefix.replace(/\/?$/, '/')}${role}`;
}

/** The queue is in the account of the roles, and in the function's Region: its name says enough. Empty where there is none. */
function deadLetterArnIn(environment: Environment): string {
  const name = environment['WATCH_DLQ']?.trim() ?? '';
  const [, partition, account] =
    /^arn:([^:]+):iam::(\d+):/.exec(environment['ROLE_PREFIX']?.trim() ?? '') ?? [];
  const region = environment['AWS_REGION']?.trim();
  return name === '' || partition === undefined ? '' : `arn:${partition}:sqs:${region}:${account}:${name}`;
}

type Dryness = Pick<LambdaSettings, 'dryRun' | 'notes'>;

function readDryRun(value: string | undefined): Dryness {
  const said = value?.trim().toLowerCase();
  if (said === 'true' || said === 'false') return { dryRun: said === 'true', notes: [] };
  const got = value === undefined ? 'is not set' : `got "${value}"`;
  return { dryRun: true, notes: [`DRY_RUN ${got}; use true or false. This was a dry run.`] };
}

/** No record, no change: without the bucket nothing would be known of a change, and no other run be kept out. */
function unlessUnrecorded(said: Dryness, recordBucket: string | undefined): Dryness {
  if (said.dryRun || recordBucket !== undefined) return said;
  const why = 'RECORD_BUCKET is not set, and no change is made without a record';
  return { dryRun: true, notes: [`${why}; set it to the stack's output RecordBucket. This was a dry run.`] };
}

/** Whether handshakes are made before and after each change. They cost time, and change nothing: on only where it says so. */
export function readVerify(environment: Environment): boolean {
  return environment['VERIFY']?.trim().toLowerCase() === 'true';
}

/** The topic that gets the digest. */
export function readTopic(environment: Environment): string {
  const topic = environment['TOPIC_ARN']?.trim() ?? '';
  if (/^arn:[^:]+:sns:[^:]+:\d+:[^:]+$/.test(topic)) return topic;
  throw new UserError(`TOPIC_ARN got "${topic}"; use the ARN of the SNS topic that gets the digest`);
}
