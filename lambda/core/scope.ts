import type { Tags } from './estate';

/** The web tier: the load balancers that carry this tag with one of these values. */
export interface Scope {
  readonly tagKey: string;
  readonly tagValues: readonly string[];
}

/** Whether tags that were read put a load balancer in scope. Exact and case-sensitive, key and value. */
export function isInScope(tags: Tags, scope: Scope): boolean {
  const value = Object.hasOwn(tags, scope.tagKey) ? tags[scope.tagKey] : undefined;
  return value !== undefined && scope.tagValues.includes(value);
}

/** Whether a load balancer is among those that somebody named: by its name, of any type, or its ARN. */
export function isNamed(
  { name, arn }: { readonly name: string; readonly arn: string },
  only: readonly string[],
): boolean {
  return only.includes(name) || only.includes(arn);
}
