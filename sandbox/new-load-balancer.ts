import { createPolicy, predefinedOnLoadBalancer } from './classic-policies';
import { arnOf, dnsNameOf, hexadecimal } from './names';
import {
  type ClassicLoadBalancer,
  type ClassicPolicy,
  type Listener,
  type RegionState,
  type Scheme,
  SECURE_PROTOCOLS,
  type V2LoadBalancer,
} from './state';
import type { Tags } from './values';

/** What the API gives a listener for which nobody chose a policy. */
const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';

export interface NewV2LoadBalancer {
  readonly type: V2LoadBalancer['type'];
  readonly name: string;
  /** Default: internet-facing. A Gateway Load Balancer has none, whatever is given. */
  readonly scheme?: Scheme;
  readonly tags?: Tags;
  readonly listeners?: readonly {
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS' | 'UDP' | 'TCP_UDP' | 'QUIC' | 'TCP_QUIC' | 'GENEVE';
    /** Any name, offered or not. Default on HTTPS and TLS: that of the API. */
    readonly policy?: string;
  }[];
}

export interface NewClassicLoadBalancer {
  readonly type: 'classic';
  readonly name: string;
  /** Default: internet-facing. */
  readonly scheme?: Scheme;
  readonly tags?: Tags;
  readonly listeners?: readonly {
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'SSL';
    /** Of `policies`, or predefined names, which AWS then put there itself. Default on HTTPS and SSL: that of the API. */
    readonly policyNames?: readonly string[];
  }[];
  readonly policies?: readonly {
    readonly name: string;
    readonly type: string;
    /** The predefined policy it was made from. */
    readonly reference?: string;
    /** Or its attributes, those that are true; on other types all that it has. */
    readonly attributes?: Readonly<Record<string, string>>;
  }[];
}

/** A load balancer to be added to an estate. */
export type NewLoadBalancer = NewV2LoadBalancer | NewClassicLoadBalancer;

const ARN_PARTS = { application: 'app', network: 'net', gateway: 'gwy' } as const;

/** Refuses two listeners on one port: on AWS that is DuplicateListener. */
function checkPorts({ name, listeners = [] }: NewLoadBalancer): void {
  const ports = listeners.map((listener) => listener.port);
  if (new Set(ports).size === ports.length) return;
  throw new Error(`a load balancer has one listener on a port, '${name}' got ${ports.join(', ')}`);
}

/** An Application, Network or Gateway Load Balancer as it is stored. */
export function buildV2(state: RegionState, wanted: NewV2LoadBalancer): V2LoadBalancer {
  checkPorts(wanted);
  const { type, name, tags = {} } = wanted;
  const serial = state.nextSerial();
  const path = `${ARN_PARTS[type]}/${name}/${hexadecimal(serial)}`;
  const listeners = (wanted.listeners ?? []).map(({ port, protocol, policy }): Listener => {
    const secure = SECURE_PROTOCOLS.has(protocol);
    if (policy !== undefined && !secure) {
      throw new Error(
        `a ${protocol} listener has no policy, got '${policy}' on port ${port} of '${wanted.name}'`,
      );
    }
    const arn = arnOf(state, `listener/${path}/${hexadecimal(port)}`);
    return { arn, port, protocol, policy: secure ? (policy ?? DEFAULT_POLICY) : undefined };
  });
  const scheme = type === 'gateway' ? undefined : (wanted.scheme ?? 'internet-facing');
  const dnsName = dnsNameOf(state, { type, name, scheme, serial });
  return { arn: arnOf(state, `loadbalancer/${path}`), name, type, scheme, dnsName, serial, tags, listeners };
}

/** A Classic Load Balancer as it is stored. */
export function buildClassic(state: RegionState, wanted: NewClassicLoadBalancer): ClassicLoadBalancer {
  checkPorts(wanted);
  const { type, name, tags = {}, scheme = 'internet-facing' } = wanted;
  const listeners = (wanted.listeners ?? []).map(({ port, protocol, policyNames }) => ({
    port,
    protocol,
    policyNames: policyNames ?? (SECURE_PROTOCOLS.has(protocol) ? [DEFAULT_POLICY] : []),
  }));
  const own = (wanted.policies ?? []).map((policy) => newPolicy(state, policy));
  const missing = new Set(listeners.flatMap((listener) => listener.policyNames));
  for (const policy of own) missing.delete(policy.name);
  const policies = [...own, ...[...missing].map((each) => predefinedOnLoadBalancer(state.catalogue, each))];
  const serial = state.nextSerial();
  return {
    arn: arnOf(state, `loadbalancer/${name}`),
    name,
    type,
    scheme,
    dnsName: dnsNameOf(state, { type, name, scheme, serial }),
    serial,
    tags,
    listeners,
    policies: new Map(policies.map((policy) => [policy.name, policy])),
  };
}

/** A policy to be made on a Classic load balancer. */
export type NewClassicPolicy = NonNullable<NewClassicLoadBalancer['policies']>[number];

/** A policy of a Classic load balancer as it is stored. */
export function newPolicy(
  state: RegionState,
  { name, type, reference, attributes = {} }: NewClassicPolicy,
): ClassicPolicy {
  const given = Object.entries(attributes);
  const all = reference === undefined ? given : [['Reference-Security-Policy', reference] as const, ...given];
  return createPolicy(state.catalogue, { name, type, attributes: all });
}
