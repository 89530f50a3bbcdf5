import type { Tags } from './estate';
import type { Entry } from './report';

/** The keys that say in most accounts whose a load balancer is. */
export const DEFAULT_OWNER_TAG_KEYS: readonly string[] = ['Owner', 'Team'];

/** The entry with those of the tags that say whose its load balancer is; keys match exactly, in upper and lower case too. */
export function withOwnerTags(entry: Entry, tags: Tags | null, keys: readonly string[]): Entry {
  const its = keys.flatMap((key) => {
    const value = tags !== null && Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value === undefined ? [] : [[key, value] as const];
  });
  if (its.length === 0) return entry;
  return { ...entry, loadBalancer: { ...entry.loadBalancer, ownerTags: Object.fromEntries(its) } };
}
