import { sentence } from './sentence';

/** The sentences on the target and the scope of a run. */

/** British English has no comma before its "and". */
const LIST = new Intl.ListFormat('en-GB');

/** `a, b and c`. */
export function list(items: readonly string[]): string {
  return LIST.format(items);
}

/** Of a target that somebody named; `null` where it lacks nothing. */
export function notModern(name: string, shortcomings: readonly string[]): string | null {
  if (shortcomings.length === 0) return null;
  return `The target ${name} is not a policy that a run would choose by itself: it ${list(shortcomings)}.`;
}

/** Of load balancers that a run was to keep to, and that are not in scope: for an error. */
export function noneIsNamed(names: readonly string[]): string {
  return `no load balancer in scope has the name or ARN ${names.join(', ')}`;
}

/** The same as a note. */
export function notInScope(names: readonly string[]): string {
  return sentence(noneIsNamed(names));
}

/** Most values that one sentence names. */
const MOST_VALUES = 10;

const EXACT = 'Case counts.';

/** Where no load balancer is in scope, because none has the key. `hint` is what else may have been meant. */
export function noneHasKey(tagKey: string, hint: string): string {
  return `No load balancer has a tag with the key ${tagKey}${hint || '.'} ${EXACT}`;
}

/** Where no load balancer is in scope: which values of the tag there are, by the tag index. */
export function otherValues(tagKey: string, values: readonly string[]): string {
  const tags = [...new Set(values)].toSorted().map((value) => `${tagKey}=${value}`);
  const more = tags.length > MOST_VALUES ? ['others'] : [];
  return `Load balancers have other values of this tag: ${list([...tags.slice(0, MOST_VALUES), ...more])}. ${EXACT}`;
}
