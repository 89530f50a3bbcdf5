import type { Handshaker } from '../../lambda/core/verify/handshaker';
import type { Clock } from '../../lambda/core/clock';
import type { handshaker } from '../../probe/handshaker';
import type { Place } from '../../probe/net/line';
import type { AddedLoadBalancer, Sandbox } from '../../sandbox';
import { present } from '../helpers';

/**
 * The handshakes of a run, sent to the TLS endpoints of the sandbox. For
 * `jest.mock('.../probe/handshaker', () => jest.requireActual('.../routed').routed())`.
 */

const endpoints = new Map<string, Place>();
const looked: string[] = [];

/** Who was looked at since it was last asked, as `NAME:PORT`. */
export function looks(): readonly string[] {
  return looked.splice(0);
}

/** Leads the names of these load balancers to their own endpoints; `to`: to that of another one. */
export async function lead(
  sandbox: Sandbox,
  loadBalancer: AddedLoadBalancer,
  to: AddedLoadBalancer = loadBalancer,
): Promise<void> {
  for (const { port } of loadBalancer.listeners.filter((each) => each.port !== 80)) {
    const endpoint = await sandbox.tlsEndpoint(present(to.dnsName), port);
    endpoints.set(`${present(loadBalancer.dnsName)}:${port}`, endpoint);
  }
}

/** The module of the probe, with a route. A name to which nothing leads is one that AWS does not have. */
export function routed(): { readonly handshaker: (parts: { readonly clock: Clock }) => Handshaker } {
  const actual = jest.requireActual<{ readonly handshaker: typeof handshaker }>('../../probe/handshaker');
  return {
    handshaker: ({ clock }) =>
      actual.handshaker({
        // A change that does not show yet costs no time.
        clock: { ...clock, pause: async () => undefined },
        route: ({ host, port }) => {
          looked.push(`${host.split('-')[0]}:${port}`);
          return endpoints.get(`${host}:${port}`) ?? { host: '127.0.0.1', port: 1 };
        },
      }),
  };
}
