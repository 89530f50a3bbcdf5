import type { LoadBalancerType } from '../../estate';

/**
 * One owner of listeners: by which tags it is known, whether it takes a change back, and where its own policy is set.
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
  /** Whether, by whom and how often a listener is set back, for people. */
  readonly setsBack: string;
  /** Where its tags, its ways and the place of the fix are documented: rows of docs/sources.md. */
  readonly sources: readonly string[];
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
