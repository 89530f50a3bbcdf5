import { SSL_NEGOTIATION } from '../classic-policies';
import { type ClassicLoadBalancer, type LoadBalancer, type RegionState, SECURE_PROTOCOLS } from '../state';

/** What clients of a listener can agree on, as its policy has it now. */
export interface Terms {
  /** `TLSv1.2`, as AWS spells them. */
  readonly protocols: readonly string[];
  /** By OpenSSL's names, the one that AWS likes best first. */
  readonly ciphers: readonly string[];
  /** Whether that order decides, or the client's. */
  readonly serverDecides: boolean;
}

/** The load balancer that clients find by this name, in whatever Region. Case does not count in DNS. */
export function findByDnsName(regions: Iterable<RegionState>, dnsName: string): Front | undefined {
  const wanted = dnsName.toLowerCase();
  for (const region of regions) {
    for (const store of [region.v2, region.classic]) {
      for (const loadBalancer of store.values()) {
        if (loadBalancer.dnsName?.toLowerCase() === wanted) return { region, loadBalancer };
      }
    }
  }
  return undefined;
}

/** A load balancer and the Region that says what its policies mean. */
export interface Front {
  readonly region: RegionState;
  readonly loadBalancer: LoadBalancer;
}

/** The ports on which it ends TLS. */
export function securePorts({ loadBalancer: { listeners } }: Front): readonly number[] {
  return listeners.filter(({ protocol }) => SECURE_PROTOCOLS.has(protocol)).map(({ port }) => port);
}

/** Undefined where there is no secure listener, or nobody knows what its policy has. */
export function termsOf({ region, loadBalancer }: Front, port: number): Terms | undefined {
  if (loadBalancer.type === 'classic') return classicTerms(loadBalancer, port);
  const policy = loadBalancer.listeners.find((listener) => listener.port === port)?.policy;
  const offered = region.catalogue.policies.find(({ name }) => name === policy);
  return offered && { protocols: offered.protocols, ciphers: offered.ciphers, serverDecides: true };
}

const PROTOCOL = 'Protocol-';
const SERVER_DECIDES = 'Server-Defined-Cipher-Order';

function classicTerms({ listeners, policies }: ClassicLoadBalancer, port: number): Terms | undefined {
  const names = listeners.find((listener) => listener.port === port)?.policyNames ?? [];
  const policy = names
    .flatMap((name) => policies.get(name) ?? [])
    .find(({ type }) => type === SSL_NEGOTIATION);
  if (policy === undefined) return undefined;
  const on = policy.attributes.filter(([, value]) => value === 'true').map(([name]) => name);
  return {
    protocols: on.filter((name) => name.startsWith(PROTOCOL)).map((name) => name.slice(PROTOCOL.length)),
    ciphers: on.filter((name) => !name.startsWith(PROTOCOL) && name !== SERVER_DECIDES),
    serverDecides: on.includes(SERVER_DECIDES),
  };
}
