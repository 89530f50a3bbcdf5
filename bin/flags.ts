import type { Aws } from '../lambda/aws/connect';
import type { RolloutSettings } from '../lambda/core/gates';
import { DEFAULT_IMPACT_DAYS } from '../lambda/core/rollout';
import { parseImpact } from '../lambda/settings/impact';
import { parseRollout, type RolloutTexts } from '../lambda/settings/rollout';
import { UserError } from '../lambda/core/user-error';
import type { Settings } from '../lambda/core/settings';
import { DEFAULT_CERTIFICATE_DAYS } from '../lambda/core/certificate-faults';
import { DEFAULT_OWNER_TAG_KEYS } from '../lambda/core/owner-tags';
import {
  parseCertificateDays,
  parseFindBy,
  parseOwnerTagKeys,
  parseRegions,
  parseScope,
  parseTargetSetting,
} from '../lambda/settings/settings';

/** The flags as they were typed, lists with commas in their parts. */
export interface Flags {
  readonly region?: readonly string[];
  readonly tag?: readonly string[];
  readonly only?: readonly string[];
  readonly target?: string;
  readonly maxChanges?: string;
  readonly find?: string;
  readonly window?: string;
  readonly freezeUntil?: string;
  readonly waveTag?: string;
  readonly waveOrder?: string;
  readonly waveSoakHours?: string;
  readonly controllerOwned?: string;
  readonly stackOwned?: string;
  readonly ownerTag?: readonly string[];
  readonly teamTag?: readonly string[];
  /** Of `plan` alone: an apply tells what it changed. */
  readonly outside?: true;
  /** Of `plan` alone, too; true where the days are left out. */
  readonly certificates?: string | true;
  /** What of the logs holds a move; true where the threshold is left out. */
  readonly impact?: string | true;
  readonly impactDays?: string;
  readonly impactWorkgroup?: string;
  readonly record?: string;
  readonly json?: true;
  readonly csv?: true;
  readonly out?: string;
}

/** The flags of `elb-tls apply`. */
export interface ApplyFlags extends Flags {
  /** Without a change there is nothing to ask: no effect on a dry run. */
  readonly verify?: true;
  readonly dryRun?: true;
  readonly yes?: true;
}

/** The flags of `elb-tls runs`. */
export interface RunsFlags extends Flags {
  readonly last?: string;
}

/** The flags of `elb-tls show`. */
export interface ShowFlags extends Flags {
  readonly commands?: true;
}

/** The flags of `elb-tls undo`. */
export interface UndoFlags extends Flags {
  readonly listener?: readonly string[];
  readonly until?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly forget?: true;
}

/** @throws UserError for a flag that cannot be read */
export async function settingsFrom(flags: Flags, aws: Pick<Aws, 'defaultRegion'>): Promise<Settings> {
  return {
    scope: scopeFrom(flags.tag ?? ['Tier=web']),
    target: parseTargetSetting(flags.target ?? 'recommended', '--target'),
    findBy: parseFindBy(flags.find ?? 'index', '--find'),
    ownerTagKeys: parseOwnerTagKeys((flags.teamTag ?? DEFAULT_OWNER_TAG_KEYS).join(','), '--team-tag'),
    regions: await regionsFrom(flags.region, aws),
    outside: flags.outside ?? false,
    certificateDays: certificateDaysFrom(flags.certificates),
    rollout: rolloutFrom(flags),
    ...(flags.only === undefined ? {} : { only: namesFrom(flags.only) }),
  };
}

function certificateDaysFrom(given: Flags['certificates']): Settings['certificateDays'] {
  if (given === undefined) return null;
  if (given === true) return DEFAULT_CERTIFICATE_DAYS;
  if (given.trim() !== '') return parseCertificateDays(given, '--certificates');
  throw new UserError('--certificates got ""; use numbers of days such as 30,14,7, or leave them out');
}

function namesFrom(only: readonly string[]): readonly string[] {
  if (!only.includes('')) return only;
  throw new UserError('--only got ""; use the name or the ARN of a load balancer, or leave it out');
}

const ROLLOUT = {
  maxChanges: '--max-changes',
  changeWindow: '--window',
  freezeUntil: '--freeze-until',
  waveTagKey: '--wave-tag',
  waveOrder: '--wave-order',
  waveSoakHours: '--wave-soak-hours',
  controllerOwned: '--controller-owned',
  stackOwned: '--stack-owned',
  ownerTags: '--owner-tag',
} as const satisfies Record<keyof RolloutTexts, string>;

/** @throws UserError for a flag that cannot be read */
export function rolloutFrom(flags: Flags): RolloutSettings {
  const texts: RolloutTexts = {
    ...flags,
    changeWindow: flags.window,
    waveTagKey: flags.waveTag,
    ownerTags: flags.ownerTag?.map(ownerTagFrom).join(','),
  };
  if (flags.waveSoakHours !== undefined && flags.waveTag === undefined)
    throw new UserError('--wave-soak-hours is set without --wave-tag; waves need both, or neither');
  return parseRollout(texts, (key) => ROLLOUT[key], impactFrom(flags));
}

const IMPACT = {
  days: '--impact-days',
  threshold: '--impact',
  workgroup: '--impact-workgroup',
} as const;

function impactFrom({ impact, impactDays, impactWorkgroup }: Flags): RolloutSettings['impact'] {
  if (impact === undefined && impactDays !== undefined)
    throw new UserError('--impact-days is set without --impact; no log is read without it');
  if (impact === undefined && impactWorkgroup !== undefined)
    throw new UserError('--impact-workgroup is set without --impact; no log is read without it');
  if (impact === undefined) return null;
  const threshold = impact === true ? 'any' : impact;
  const days = impactDays ?? String(DEFAULT_IMPACT_DAYS);
  return parseImpact({ threshold, days, workgroup: impactWorkgroup }, (key) => IMPACT[key]);
}

/** A colon in place of the = would be part of a key that no load balancer has. Keys of AWS have colons. */
function ownerTagFrom(text: string): string {
  const [, key, value] = /^(?!aws:)([^=:]+):([^=]+)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) return text;
  throw new UserError(
    `--owner-tag got "${text}"; use = between key and value: ${key}=${value} (a key with a colon needs its value too: ${text}=VALUE)`,
  );
}

/** What a plan has of its own: a flag that says otherwise would be ignored, so it is refused. Owners and waves are looked at again. */
export function refuseFlagsBesidePlan(typed: Flags): void {
  const flags = {
    '--region': typed.region,
    '--tag': typed.tag,
    '--only': typed.only,
    '--target': typed.target,
    '--find': typed.find,
    '--team-tag': typed.teamTag,
    '--impact': typed.impact,
  };
  const given = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) return;
  throw new UserError(
    `got ${given.join(', ')} with a plan file, which has its own; drop the flag, or make a new plan`,
  );
}

/** To forget has no dry run, and no end: with such a flag it would do something else than what was typed. */
export function refuseFlagsBesideForget({ forget, dryRun, until }: UndoFlags): void {
  if (!forget) return;
  if (dryRun) throw new UserError('got --dry-run with --forget, which forgets at once; drop one of the two');
  if (until !== undefined)
    throw new UserError(
      `got --until "${until}" with --forget, which ends the hold at once; drop one of the two`,
    );
}

/** What the commands say is for a shell; a report is another thing. */
export function refuseFlagsBesideCommands({ commands, json, csv, out }: ShowFlags): void {
  const beside = json ? '--json' : csv ? '--csv' : out === undefined ? null : '--out';
  if (!commands || beside === null) return;
  throw new UserError(`got ${beside} with --commands, which prints lines for a shell; drop one of the two`);
}

/**
 * The parts of a list with commas: neither a Region, a load balancer nor a number has one in it. A list with a space and no
 * quotes ends in a comma here: what follows is a word of its own, which the command would take for something else.
 *
 * @throws UserError where a comma has nothing beside it
 */
export function partsOf(list: string, flag: string): readonly string[] {
  const parts = list.split(',').map((part) => part.trim());
  if (parts.length === 1 || !parts.includes('')) return parts;
  const kept = parts.filter((part) => part !== '').join(',');
  const orJoin = parts.at(-1) === '' ? ', or write the list without a space' : '';
  throw new UserError(
    `${flag} got "${list}", where a comma has nothing beside it; drop the comma${kept && `: ${kept}`}${orJoin}`,
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
