/** What nearly every policy of AWS begins with: said once, and left out of the names. */
export const PREFIX = 'ELBSecurityPolicy-';

/** A policy's name without the common prefix. */
export function shortName(policy: string): string {
  return policy.startsWith(PREFIX) && policy !== PREFIX ? policy.slice(PREFIX.length) : policy;
}
