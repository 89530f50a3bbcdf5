/** Names of policies on Classic load balancers: AWS's, and ours. */

const PREDEFINED_PREFIX = 'ELBSecurityPolicy-';
const OWN_PREFIX = 'elb-tls-';

/** Whether a name is one that only AWS gives ([CLB-upd]): `ELBSecurityPolicy-2016-08`, and the older `ELBSample-`. */
export function isPredefinedName(name: string): boolean {
  return /^ELB(SecurityPolicy|Sample)-/.test(name);
}

/** The name that our policy for a target has on every load balancer: fixed, so a thousand runs leave one. */
export function ownPolicyName(target: string): string {
  const short = target.startsWith(PREDEFINED_PREFIX) ? target.slice(PREDEFINED_PREFIX.length) : target;
  return OWN_PREFIX + short;
}
