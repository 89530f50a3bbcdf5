/** The sentences on the target and the scope of a run. */

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(items);
}

/** Of a target that somebody named; `null` where it lacks nothing. */
export function notModern(name: string, shortcomings: readonly string[]): string | null {
  if (shortcomings.length === 0) return null;
  return `The target ${name} is not a policy that a run would choose by itself: it ${list(shortcomings)}.`;
}

/** Of load balancers that a run was to keep to, and that are not in scope. */
export function notInScope(names: readonly string[]): string {
  return `No load balancer in scope has the name or ARN ${names.join(', ')}.`;
}

/** Most values that one sentence names. */
const MOST_VALUES = 10;

/** Where no load balancer is in scope: which values of the tag there are, by the tag index. */
export function otherValues(tagKey: string, values: readonly string[]): string {
  if (values.length === 0)
    return `No load balancer has a tag with the key ${tagKey}. Keys and values are exact: case counts.`;
  const times = new Map<string, number>();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  const byUse = [...times].toSorted(([, one], [, other]) => other - one);
  const named = byUse.slice(0, MOST_VALUES).map(([value, number]) => `${tagKey}=${value} (${number})`);
  const more = byUse.length > MOST_VALUES ? [`${byUse.length - MOST_VALUES} other values`] : [];
  return `Load balancers have other values of this tag: ${list([...named, ...more])}. Keys and values are exact: case counts.`;
}
