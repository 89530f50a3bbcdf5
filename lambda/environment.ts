import {
  parseFindBy,
  parseMaxChanges,
  parseRegions,
  parseScope,
  parseTargetSetting,
  UserError,
  type Settings,
} from './settings';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the environment of the Lambda says. */
export interface LambdaSettings {
  readonly settings: Settings;
  readonly dryRun: boolean;
  /** Set when `DRY_RUN` says neither true nor false: a dry run, and people are told. */
  readonly doubt: string | null;
}

/**
 * Reads the settings of the function (design section 4).
 *
 * @throws UserError for a value that cannot be read, `DRY_RUN` apart: that one means a dry run
 */
export function readEnvironment(environment: Environment): LambdaSettings {
  const text = (name: string, otherwise: string): string => environment[name]?.trim() || otherwise;
  const list = (name: string, otherwise: string): readonly string[] =>
    text(name, otherwise)
      .split(',')
      .map((item) => item.trim());
  const maxChanges = text('MAX_CHANGES_PER_RUN', '');
  return {
    settings: {
      scope: parseScope(text('TAG_KEY', 'Tier'), list('TAG_VALUES', 'web')),
      regions: parseRegions(list('REGIONS', text('AWS_REGION', '')), 'REGIONS'),
      target: parseTargetSetting(text('TARGET_POLICY', 'recommended'), 'TARGET_POLICY'),
      maxChanges: maxChanges === '' ? null : parseMaxChanges(maxChanges, 'MAX_CHANGES_PER_RUN'),
      findBy: parseFindBy(text('FIND_BY', 'index'), 'FIND_BY'),
    },
    ...readDryRun(environment['DRY_RUN']),
  };
}

function readDryRun(value: string | undefined): Pick<LambdaSettings, 'dryRun' | 'doubt'> {
  const said = value?.trim().toLowerCase();
  if (said === 'true' || said === 'false') return { dryRun: said === 'true', doubt: null };
  const got = value === undefined ? 'is not set' : `got "${value}"`;
  return { dryRun: true, doubt: `DRY_RUN ${got}; use true or false. This was a dry run.` };
}

/** The topic that gets the digest. */
export function readTopic(environment: Environment): string {
  const topic = environment['TOPIC_ARN']?.trim() ?? '';
  if (/^arn:[^:]+:sns:[^:]+:\d+:[^:]+$/.test(topic)) return topic;
  throw new UserError(`TOPIC_ARN got "${topic}"; use the ARN of the SNS topic that gets the digest`);
}
