import type { Action, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HostRules } from '../core/certificate';

/** What the rules of a listener say of hosts. Each listener has a default rule, which has no conditions. */
export function hostRulesFrom(rules: readonly Rule[]): HostRules {
  const hosts = rules.filter(({ IsDefault }) => !IsDefault).map(hostsOf);
  const known = hosts.filter((each) => each !== null);
  return {
    hosts: known.length < hosts.length ? null : known.flat(),
    forwardsOthers: rules.some(({ IsDefault, Actions = [] }) => IsDefault && Actions.some(isForward)),
  };
}

/**
 * The hosts that a rule asks for; `null`: it takes any, or says it by a regular expression, which nobody here reads. Older
 * rules have the values in a field of their own ([SDK2] RuleCondition).
 */
function hostsOf({ Conditions = [] }: Rule): readonly string[] | null {
  const host = Conditions.find(({ Field }) => Field === 'host-header');
  if (host === undefined) return null;
  const { Values = [], RegexValues = [], HostHeaderConfig: config } = host;
  if (RegexValues.length > 0 || (config?.RegexValues ?? []).length > 0) return null;
  return [...new Set([...Values, ...(config?.Values ?? [])])];
}

function isForward({ Type }: Action): boolean {
  return Type === 'forward';
}
