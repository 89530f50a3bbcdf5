import type { ClientCounts, SeenClients } from '../evidence';
import type { Impact } from './impact';

/** How much of a window was read. */
export interface ReadWindow extends Pick<SeenClients, 'days' | 'readShare' | 'unread'> {
  /** What its log has a line for. */
  readonly log: ClientCounts['log'];
}

/**
 * What an impact says of one listener.
 *
 * @param loadBalancer its id in the log, and what it is; lines of others are noise
 */
export function evidenceIn(
  { loadBalancers }: Pick<Impact, 'loadBalancers'>,
  { loadBalancer, port }: { readonly loadBalancer: string; readonly port: number },
  { log, ...window }: ReadWindow,
): SeenClients {
  // Who breaks most comes first; a log in which some lines tell the port and some do not is judged by the worse.
  const row =
    loadBalancers.find(
      (each) => each.loadBalancer === loadBalancer && (each.port === port || each.port === null),
    ) ?? null;
  if (row === null) return { status: 'read', ...window, ofAllListeners: false, ...nothingSeen(log) };
  const { loadBalancer: _id, type: _type, port: told, ...seen } = row;
  return { status: 'read', ...window, ofAllListeners: told === null, ...seen };
}

function nothingSeen(log: ClientCounts['log']): ClientCounts {
  return {
    log,
    handshakes: 0,
    refused: 0,
    uncertain: 0,
    protocols: {},
    ciphers: {},
    failed: 0,
    plain: 0,
    addresses: 0,
    addressesRefused: 0,
    topRefused: [],
    refusedWith: [],
    postQuantum: null,
    keyExchangeTold: 0,
  };
}
