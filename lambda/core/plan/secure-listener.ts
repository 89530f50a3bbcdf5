import { classicChange, readClassicTls } from './classic';
import type { Change } from '../change';
import { isSecure, type LoadBalancer } from '../estate';
import type { Posture } from '../policy/posture';

/** A secure listener, made alike for all types of load balancer. */
export interface SecureListener {
  /** The listener's ARN; on Classic the load balancer's ARN, `#` and the port. */
  readonly id: string;
  readonly port: number;
  readonly protocol: string;
  /** What its policy is called in a report; `null` when none was shown. */
  readonly from: string | null;
  /** `null` when nobody can tell what its policy accepts. */
  readonly current: Posture | null;
  /** Classic alone has policies that are put together by hand. */
  readonly isCustom: boolean;
  /** The change that would give it a target; `null` where a policy with our name is in the way. */
  readonly changeTo: (target: string) => Change | null;
}

/** The secure listeners of a load balancer; `offered` are the policies on offer for its type. */
export function secureListeners(
  loadBalancer: LoadBalancer,
  offered: readonly Posture[],
): readonly SecureListener[] {
  if (loadBalancer.type === 'classic') {
    return loadBalancer.listeners.filter(isSecure).map((listener) => ({
      id: `${loadBalancer.arn}#${listener.port}`,
      port: listener.port,
      protocol: listener.protocol,
      ...readClassicTls(listener, loadBalancer, offered),
      changeTo: (target) => classicChange(listener, loadBalancer, target),
    }));
  }
  return loadBalancer.listeners.filter(isSecure).map(({ arn, port, protocol, policy }) => ({
    id: arn,
    port,
    protocol,
    from: policy,
    current: offered.find(({ name }) => name === policy) ?? null,
    isCustom: false,
    changeTo: (target) => ({ kind: 'modify-listener', listenerArn: arn, policy: target }),
  }));
}
