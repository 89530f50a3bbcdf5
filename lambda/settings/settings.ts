import { isKnownRegion, knownRegions } from '../core/regions';
import type { FindBy } from '../core/settings';
import { UserError } from '../core/user-error';
import type { Scope } from '../core/scope';
import { parseTarget, type TargetSetting } from '../core/policy/target';

/** Most values of a key that GetResources filters by ([TAG]). */
const MOST_TAG_VALUES = 20;

export function parseScope(tagKey: string, tagValues: readonly string[]): Scope {
  if (tagKey === '')
    throw new UserError('the tag key is empty; name the key that marks the web tier, for example Tier');
  if (tagValues.length === 0 || tagValues.includes('')) {
    throw new UserError(`the tag ${tagKey} has an empty value; name at least one, for example ${tagKey}=web`);
  }
  if (tagValues.length > MOST_TAG_VALUES) {
    const advice = 'use fewer, or one value for all of them';
    throw new UserError(
      `got ${tagValues.length} tag values; AWS takes at most ${MOST_TAG_VALUES}; ${advice}`,
    );
  }
  return { tagKey, tagValues: [...new Set(tagValues)] };
}

/** @param source the setting's name where the user wrote it, for the message */
export function parseRegions(names: readonly string[], source: string): readonly string[] | 'all' {
  if (names.includes('all')) {
    if (names.length === 1) return 'all';
    throw new UserError(`${source} got ${names.join(', ')}; "all" stands alone: drop it, or drop the others`);
  }
  const unknown = names.find((name) => !isKnownRegion(name));
  if (unknown !== undefined) {
    const advice = "use a Region's code such as eu-west-1, or all";
    throw new UserError(`${source} got unknown Region "${unknown}"; ${advice}`, 64, {
      got: unknown,
      known: ['all', ...knownRegions()],
    });
  }
  return [...new Set(names)];
}

export function parseTargetSetting(text: string, source: string): TargetSetting {
  const target = parseTarget(text);
  if (target) return target;
  const allowed =
    'recommended, classical, tls13, fips, or the name of a policy such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
  throw new UserError(`${source} got "${text}"; use ${allowed}`, 64, {
    got: text,
    known: ['recommended', 'classical', 'tls13', 'fips'],
  });
}

export function parseMaxChanges(text: string, source: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UserError(`${source} got "${text}"; use a whole number of load balancers, 0 or more`);
}

/** None, where the text is empty: then no owners are shown. */
export function parseOwnerTagKeys(text: string, source: string): readonly string[] {
  if (text === '') return [];
  const keys = text.split(',').map((key) => key.trim());
  if (!keys.includes('')) return [...new Set(keys)];
  throw new UserError(`${source} got "${text}"; use keys of tags, separated by commas: Owner,Team`);
}

export function parseFindBy(text: string, source: string): FindBy {
  if (text === 'index' || text === 'scan') return text;
  throw new UserError(`${source} got "${text}"; use index (the tag index) or scan (list all load balancers)`);
}

/** Most numbers of days that a setting names, and the largest: of longer lists the variables of Lambda have no room. */
const MOST_DAYS = 3;
const MOST_DAY = 99;

/** The days before its end from which a certificate is told, the most first; `null` where the text is empty. */
export function parseCertificateDays(text: string, source: string): readonly number[] | null {
  if (text === '') return null;
  const days = [...new Set(text.split(',').map((each) => (/^\s*\d{1,2}\s*$/.test(each) ? Number(each) : 0)))];
  if (days.length <= MOST_DAYS && days.every((day) => day >= 1 && day <= MOST_DAY))
    return days.toSorted((a, b) => b - a);
  throw new UserError(
    `${source} got "${text}"; use 1 to ${MOST_DAYS} numbers of days from 1 to ${MOST_DAY}, separated by commas: 30,14,7`,
  );
}
