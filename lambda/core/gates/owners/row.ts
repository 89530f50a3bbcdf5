import type { LoadBalancerType } from '../../estate';

/**
 * One owner of listeners: by which tags it is known, whether it acts by itself, and where its own policy is set. What else is
 * known of it, and from where, is in documented.ts.
 *
 * `name` and `fix` are templates: `{to}`, `{port}` and `{protocol}` are the listener's, `{KEY}` is the value of a tag,
 * `{KEY|words}` has words for where it is missing, `{, KEY}` puts a comma before it, and `{prefix*}` is what stands behind
 * the prefix in the tag's key.
 */
export type OwnerRow = SettingOwner | PermittingOwner;

interface Known {
  readonly name: string;
  /**
   * Its tags, all of which have to be there: `KEY`, `KEY=value` or `prefix*`, by exact key and value. A value may be a
   * template.
   */
  readonly tags: readonly string[];
}

/** It sets the policy: a controller acts by itself, a stack when somebody runs it. */
export interface SettingOwner extends Known {
  readonly kind: 'controller' | 'stack';
  /** What to do at the source, so that the policy stays. */
  readonly fix: Readonly<Record<LoadBalancerType, string>>;
}

/** It lets listeners be changed directly, and keeps the change. */
export interface PermittingOwner extends Known {
  readonly kind: 'direct';
}

/** A fix that is the same for all types of load balancer. */
export function everywhere(fix: string): SettingOwner['fix'] {
  return { application: fix, network: fix, classic: fix };
}
