import type { HostRules } from '../certificate';

/**
 * The names of a certificate that meet none of the host rules of a listener; none where the listener has no such rules, or
 * a rule takes any host.
 *
 * The names of a default certificate are for whoever meets no rule, too: where the default action goes to targets, nothing
 * is said of them.
 */
export function namesWithoutRule(
  names: readonly string[],
  { hosts, forwardsOthers }: HostRules,
  isDefault: boolean,
): readonly string[] {
  if (hosts === null || hosts.length === 0 || (isDefault && forwardsOthers)) return [];
  return names.filter((name) => isHostName(name) && !hosts.some((host) => canMeet(name, host)));
}

/** Not an address: rules ask for names. */
function isHostName(name: string): boolean {
  return /[a-z]/i.test(name) && !name.includes(':');
}

/**
 * Whether there is a host that a name of a certificate covers and a host rule takes. `*` in a certificate is one label; in
 * a rule it is any characters, none and dots too, and `?` is one ([SDK2] HostHeaderConditionConfig).
 */
export function canMeet(name: string, host: string): boolean {
  const [covered, taken] = [name.toLowerCase(), host.toLowerCase()];
  const wildcard = covered.startsWith('*.');
  const label = covered.indexOf('.');
  const met = new Map<string, boolean>();
  const isMet = (at: number, of: number): boolean => {
    const key = `${at} ${of}`;
    const known = met.get(key);
    if (known !== undefined) return known;
    met.set(key, false);
    const found = step(at, of);
    met.set(key, found);
    return found;
  };
  const step = (at: number, of: number): boolean => {
    if (of === taken.length) return at === covered.length;
    const isLabel = wildcard && at < label;
    const asked = taken[of];
    if (asked === '*') return isMet(at, of + 1) || (at < covered.length && isMet(at + 1, of));
    if (at === covered.length) return false;
    const fits = asked === '?' || (isLabel ? asked !== '.' : asked === covered[at]);
    if (!fits) return false;
    // A label goes on as long as it likes.
    return isMet(at + 1, of + 1) || (isLabel && isMet(at, of + 1));
  };
  return isMet(0, 0);
}
