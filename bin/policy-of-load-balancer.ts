import { isSecure, type ClassicPolicy, type LoadBalancer } from '../lambda/core/estate';
import { CATALOGUE_POLICIES, type Shelved } from '../lambda/core/explain/catalogue';
import { secureListeners } from '../lambda/core/plan/secure-listener';
import { classicPostureOf, isReadable, type Posture } from '../lambda/core/policy/posture';
import { UserError } from '../lambda/core/user-error';
import { policyTypeOf } from './explain-flags';

/** The policy of a load balancer that was read: on Classic it may be there and nowhere else. */

const SERVER_ORDER = 'Server-Defined-Cipher-Order';

/** What is asked of a load balancer. */
export interface AskedOfIt {
  /** A policy by its name; `null`: that of the listener. */
  readonly policy: string | null;
  readonly port: number;
  /** What AWS offers. */
  readonly policies: readonly Shelved[];
  /** When it was asked. */
  readonly asOf: string;
}

/**
 * The policy that was named, of those on the load balancer; without a name, that of the listener.
 *
 * @returns `null` where it is no policy of that load balancer alone, and may be one of AWS's
 * @throws UserError where there is no such listener (64), or nobody says what its policy accepts (1)
 */
export function ownPolicy(loadBalancer: LoadBalancer, asked: AskedOfIt): Shelved | null {
  if (asked.policy === null) return policyOfListener(loadBalancer, asked);
  if (loadBalancer.type !== 'classic') return null;
  const own = loadBalancer.policies.find(({ name }) => name === asked.policy);
  return own === undefined || !isReadable(own) ? null : onItself(classicPostureOf(own), [own], asked);
}

function policyOfListener(loadBalancer: LoadBalancer, asked: AskedOfIt): Shelved {
  const { name, type } = loadBalancer;
  const { port, policies } = asked;
  const shelf = [...policies, ...CATALOGUE_POLICIES].filter((each) => each.type === policyTypeOf(type));
  const listeners = secureListeners(
    loadBalancer,
    shelf.map(({ posture }) => posture),
  );
  const listener = listeners.find((each) => each.port === port);
  if (listener === undefined)
    throw new UserError(
      `--port got "${port}", where ${name} has no secure listener; it has ${portsOf(loadBalancer)}`,
    );
  const { current, from } = listener;
  if (current === null)
    throw new UserError(
      `what ${from ?? 'the policy'} of ${name} :${port} accepts is not known: neither AWS nor the catalogue has its contents`,
      1,
    );
  const listed = shelf.find(({ posture }) => posture === current);
  if (listed !== undefined) return listed;
  const posture = { ...current, name: from ?? current.name };
  return onItself(posture, policiesAt(loadBalancer, port), asked);
}

/** The policies of a listener that stand on its load balancer: on Classic alone. */
function policiesAt(loadBalancer: LoadBalancer, port: number): readonly ClassicPolicy[] {
  if (loadBalancer.type !== 'classic') return [];
  const names = loadBalancer.listeners.find((each) => each.port === port)?.policyNames ?? [];
  return loadBalancer.policies.filter(({ name }) => names.includes(name));
}

/** A policy that stands on a Classic load balancer, which says by an attribute whether its order decides. */
function onItself(posture: Posture, own: readonly ClassicPolicy[], { asOf }: AskedOfIt): Shelved {
  const decides = own.some(({ attributes }) => attributes.includes(SERVER_ORDER));
  return { posture, type: 'classic', decides, source: 'aws', asOf };
}

function portsOf({ listeners }: LoadBalancer): string {
  const ports = listeners.filter(isSecure).map(({ port }) => port);
  return ports.length === 0 ? 'none at all' : ports.join(', ');
}
