import type { ClassicChange, PolicyToCreate } from '../change';
import type { ClassicListener, ClassicLoadBalancer } from '../estate';
import { classicPostureOf, isReadable, type Posture } from '../policy/posture';
import { ownPolicyName } from '../policy/classic-name';

/** A Classic listener's policies are a list (docs/rules.md, rule 5); only its SSL negotiation policy is ours to judge. */

const SSL_NEGOTIATION = 'SSLNegotiationPolicyType';

/** What a Classic listener's list says about TLS. */
export interface ClassicTls {
  /** The reference policy where there is one, else the policy's own name; `null` when none was found. */
  readonly from: string | null;
  /** `null` when the list cannot be understood whole. */
  readonly current: Posture | null;
  /** Whether its policy was put together by hand, and refers to none of AWS's. */
  readonly isCustom: boolean;
}

/**
 * Finds the one SSL negotiation policy of a listener.
 *
 * A listener that was created without a policy shows a predefined name that is no policy of the load balancer
 * ([CLB-create]); everything else is listed on the load balancer, and its name proves nothing ([CLB-upd]).
 */
export function readClassicTls(
  listener: ClassicListener,
  loadBalancer: ClassicLoadBalancer,
  offered: readonly Posture[],
): ClassicTls {
  const found = listener.policyNames.flatMap((name) => tlsPolicyNamed(name, loadBalancer, offered));
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) {
    return { from: found.map(({ from }) => from).join(', ') || null, current: null, isCustom: false };
  }
  return only;
}

function tlsPolicyNamed(
  name: string,
  loadBalancer: ClassicLoadBalancer,
  offered: readonly Posture[],
): readonly ClassicTls[] {
  const own = loadBalancer.policies.find((policy) => policy.name === name);
  if (own === undefined)
    return [{ from: name, current: offered.find((policy) => policy.name === name) ?? null, isCustom: false }];
  if (own.type !== SSL_NEGOTIATION) return [];
  const from = own.reference ?? own.name;
  // A custom policy may be called like a predefined one ([CLB-upd]); being called like the target is not having it.
  const contents = { ...own, name: own.reference ?? `${own.name} (custom)` };
  const listed = offered.find((policy) => policy.name === own.reference) ?? null;
  const current = isReadable(contents) ? classicPostureOf(contents) : listed;
  return [{ from, current, isCustom: own.reference === null }];
}

/** Whether a policy offers ephemeral Diffie-Hellman without curves, for which Classic has 1024-bit parameters ([CLB-dh]). */
export function offersDhe(current: Posture | null): boolean {
  return current !== null && [...current.ciphers].some((cipher) => /^(EXP-)?(DHE|EDH)-/.test(cipher));
}

/** The change of one Classic listener, or `null` where a policy with our name has other contents. */
export function classicChange(
  listener: ClassicListener,
  loadBalancer: ClassicLoadBalancer,
  target: string,
): ClassicChange | null {
  const policyName = ownPolicyName(target);
  const existing = loadBalancer.policies.find((policy) => policy.name === policyName);
  if (existing && existing.reference !== target) return null;
  return {
    kind: 'set-policies-of-listener',
    loadBalancerName: loadBalancer.name,
    port: listener.port,
    create: existing === undefined ? [{ policyName, reference: target, attributes: [] }] : [],
    policyNames: listener.policyNames.map((name) => (isTlsPolicy(name, loadBalancer) ? policyName : name)),
    before: listener.policyNames,
  };
}

/** Whether a name in a listener's list is that of a TLS policy: one that is no policy of the load balancer is predefined. */
export function isTlsPolicy(name: string, { policies }: ClassicLoadBalancer): boolean {
  const policy = policies.find((candidate) => candidate.name === name);
  return policy === undefined || policy.type === SSL_NEGOTIATION;
}

/** What the TLS policies of a listener accept, so that an undo can create them anew. */
export function contentsOf(
  { policyNames }: ClassicListener,
  { policies }: ClassicLoadBalancer,
): readonly PolicyToCreate[] {
  return policies
    .filter(({ name, type }) => type === SSL_NEGOTIATION && policyNames.includes(name))
    .map(({ name, reference, attributes }) => ({
      policyName: name,
      reference,
      attributes: reference === null ? attributes : [],
    }));
}
