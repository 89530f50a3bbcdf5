import type { RolloutSettings } from './rollout';
import type { TargetSetting } from './policy/target';
import type { Scope } from './scope';

/** What a run is asked to do, checked. Both doors (the Lambda's environment, the command line) end here. */
export interface Settings {
  readonly scope: Scope;
  /** `all`: the Regions enabled in the account. */
  readonly regions: readonly string[] | 'all';
  readonly target: TargetSetting;
  /** These load balancers of the scope and no others, by name or ARN; without it, all of them. */
  readonly only?: readonly string[];
  /** Each of these has to be in scope, or nothing is changed: a name that is mistyped is not passed over. */
  readonly mustFind?: boolean;
  readonly findBy: FindBy;
  /** The tags whose values the report shows beside a load balancer: whose it is. They decide nothing. */
  readonly ownerTagKeys: readonly string[];
  /** Whether to tell what is weak outside the scope: it is never touched. */
  readonly outside: boolean;
  /** From so many days before its end a certificate is told; `null`: certificates are not looked at. */
  readonly certificateDays: readonly number[] | null;
  /** Who else sets a listener, when changes may be made, in which order and how many. */
  readonly rollout: RolloutSettings;
}

/**
 * How load balancers are found: through the tag index, or by listing all of them and reading their tags; `named`: those of
 * `only`, which are ARNs then, by themselves. The index is behind what was made a minute ago.
 */
export type FindBy = 'index' | 'scan' | 'named';
