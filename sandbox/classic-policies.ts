import { type Attributes, type Catalogue, attributeNames } from './catalogue';
import { AwsError } from './errors';
import type { ClassicPolicy } from './state';

/** The attribute that says which predefined policy a policy was made from. */
const REFERENCE = 'Reference-Security-Policy';

/** The type of the policies this tool is about. */
export const SSL_NEGOTIATION = 'SSLNegotiationPolicyType';

export const POLICY_TYPES: ReadonlySet<string> = new Set([
  SSL_NEGOTIATION,
  'LBCookieStickinessPolicyType',
  'AppCookieStickinessPolicyType',
  'ProxyProtocolPolicyType',
  'PublicKeyPolicyType',
  'BackendServerAuthenticationPolicyType',
]);

/** Prefixes that a custom policy's name must not have. */
const RESERVED = ['ELBSecurityPolicy-', 'ELBSample-'] as const;

/** The policy with its attributes as AWS shows them afterwards; an error where AWS would refuse it. */
export function createPolicy(catalogue: Catalogue, policy: ClassicPolicy): ClassicPolicy {
  if (!POLICY_TYPES.has(policy.type)) {
    const allowed = [...POLICY_TYPES].join(', ');
    throw new AwsError('PolicyTypeNotFound', `no policy type '${policy.type}', allowed are ${allowed}`);
  }
  if (RESERVED.some((prefix) => policy.name.startsWith(prefix))) {
    throw refused(`the policy name '${policy.name}' starts with a reserved prefix: ${RESERVED.join(', ')}`);
  }
  if (!/^[A-Za-z0-9-]+$/.test(policy.name)) {
    throw refused(`the policy name '${policy.name}' may have alphanumeric characters and dashes only`);
  }
  if (policy.type !== SSL_NEGOTIATION) return policy;
  return { ...policy, attributes: expand(catalogue, policy.attributes) };
}

/** A policy that AWS put on a load balancer itself: it has the name of the predefined one. */
export function predefinedOnLoadBalancer(catalogue: Catalogue, name: string): ClassicPolicy {
  return { name, type: SSL_NEGOTIATION, attributes: expand(catalogue, [[REFERENCE, name]]) };
}

/** The reference first, then all protocols, options and ciphers, each true or false: as recorded. */
function expand(catalogue: Catalogue, attributes: Attributes): Attributes {
  const given = new Map(attributes);
  const reference = given.get(REFERENCE);
  if (reference === undefined) return spellOut(given);
  if (given.size > 1) throw refused(`${REFERENCE} cannot be given together with other attributes`);
  const predefined = catalogue.classic.find((policy) => policy.name === reference);
  if (predefined === undefined) throw refused(`there is no predefined policy '${reference}' to refer to`);
  return [[REFERENCE, reference], ...predefined.attributes];
}

function spellOut(given: ReadonlyMap<string, string>): Attributes {
  const unknown = [...given.keys()].filter((name) => !attributeNames.includes(name));
  if (unknown.length > 0)
    throw refused(`SSL negotiation policies have no attribute '${unknown.join("', '")}'`);
  return attributeNames.map((name) => [name, given.get(name) ?? 'false'] as const);
}

function refused(message: string): AwsError {
  return new AwsError('InvalidConfigurationRequest', message, 409);
}
