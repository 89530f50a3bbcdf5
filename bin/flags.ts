import type { Aws } from '../lambda/aws/connect';
import {
  parseFindBy,
  parseMaxChanges,
  parseRegions,
  parseScope,
  parseTargetSetting,
  UserError,
  type Settings,
} from '../lambda/settings';

/** The flags as they were typed. */
export interface Flags {
  readonly region?: readonly string[];
  readonly tag?: readonly string[];
  readonly target?: string;
  readonly maxChanges?: string;
  readonly find?: string;
  readonly json?: true;
  readonly out?: string;
}

/** @throws UserError for a flag that cannot be read */
export async function settingsFrom(flags: Flags, aws: Pick<Aws, 'defaultRegion'>): Promise<Settings> {
  return {
    scope: scopeFrom(flags.tag ?? ['Tier=web']),
    target: parseTargetSetting(flags.target ?? 'recommended', '--target'),
    findBy: parseFindBy(flags.find ?? 'index', '--find'),
    regions: await regionsFrom(flags.region, aws),
    maxChanges: maxChangesFrom(flags),
  };
}

export function maxChangesFrom({ maxChanges }: Flags): number | null {
  return maxChanges === undefined ? null : parseMaxChanges(maxChanges, '--max-changes');
}

/** A plan has its own scope, Regions and target: a flag that says otherwise would be ignored, so it is refused. */
export function refuseFlagsBesidePlan({ region, tag, target, find }: Flags): void {
  const flags = { '--region': region, '--tag': tag, '--target': target, '--find': find };
  const given = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) return;
  throw new UserError(
    `got ${given.join(', ')} with a plan file, which has its own; drop the flag, or make a new plan`,
  );
}

async function regionsFrom(
  names: Flags['region'],
  aws: Pick<Aws, 'defaultRegion'>,
): Promise<Settings['regions']> {
  if (names !== undefined) return parseRegions(names, '--region');
  const configured = await aws.defaultRegion();
  if (configured !== null) return parseRegions([configured], 'AWS_REGION');
  throw new UserError('no Region is set; use --region eu-west-1 (or all), or set AWS_REGION');
}

function scopeFrom(tags: readonly string[]): Settings['scope'] {
  const pairs = tags.map((tag) => {
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(tag) ?? [];
    if (key !== undefined && value !== undefined) return { key, value };
    throw new UserError(`--tag got "${tag}"; use Key=value, for example --tag Tier=web`);
  });
  const keys = [...new Set(pairs.map(({ key }) => key))];
  if (keys.length > 1) {
    throw new UserError(
      `--tag got the keys ${keys.join(', ')}; all --tag have one key, repeat it for more values`,
    );
  }
  return parseScope(
    keys[0] ?? '',
    pairs.map(({ value }) => value),
  );
}
