import type { LoadBalancer } from '../estate';
import type { PolicyType, Shelved } from '../explain/catalogue';
import type { Posture } from '../policy/posture';
import type { Policies } from './judge';

const ORDER = 'Server-Defined-Cipher-Order';

/** What the handshakes of a listener are held against. @param asOf when AWS said what its policies accept: ISO 8601 */
export function policiesFor(
  { port, current }: { readonly port: number; readonly current: Posture | null },
  to: Posture,
  loadBalancer: LoadBalancer,
  asOf: string,
): Policies {
  const type: PolicyType = loadBalancer.type === 'classic' ? 'classic' : 'elbv2';
  const shelved = (posture: Posture, decides: boolean): Shelved => ({
    posture,
    type,
    decides,
    source: 'aws',
    asOf,
  });
  return {
    type,
    target: shelved(to, true),
    from: current === null ? null : shelved(current, decidesOn(port, loadBalancer)),
  };
}

/** Whether the load balancer's order of ciphers decides: always on ALB and NLB, by its policy on Classic. */
function decidesOn(port: number, loadBalancer: LoadBalancer): boolean {
  if (loadBalancer.type !== 'classic') return true;
  const names = loadBalancer.listeners.find((listener) => listener.port === port)?.policyNames ?? [];
  const own = loadBalancer.policies.filter(({ name }) => names.includes(name));
  return own.some(({ attributes }) => attributes.includes(ORDER));
}
