import { PROTOCOLS } from '../clients/client';
import type { ClientCounts, RefusedSuite, SeenClients, TopRefused } from '../evidence';
import type { Impact } from './impact';

/** How much of a window was read. */
export interface ReadWindow extends Pick<
  SeenClients,
  'days' | 'readShare' | 'faultyShare' | 'since' | 'skipped' | 'unreadFiles' | 'unread'
> {
  /** What its log has a line for. */
  readonly log: ClientCounts['log'];
}

/** A listener, and all that its load balancer listens on. */
export interface ListenerInLogs {
  /** As the logs name its load balancer. */
  readonly loadBalancer: string;
  readonly port: number;
  readonly ports: ReadonlySet<number>;
}

/**
 * What an impact says of one listener: its own handshakes, and those on a port that no listener of its load balancer has, which
 * may be its own too. Where they are too many without the others, the others do not thin them out.
 *
 * @param isTooMany whether so many would hold the listener
 */
export function evidenceIn(
  { loadBalancers }: Pick<Impact, 'loadBalancers'>,
  { loadBalancer, port, ports }: ListenerInLogs,
  { log, ...window }: ReadWindow,
  isTooMany: (seen: SeenClients) => boolean,
): SeenClients {
  const its = loadBalancers.filter((row) => row.loadBalancer === loadBalancer);
  const own = its.filter((row) => row.port === port);
  const shared = its.filter((row) => row.port === null || !ports.has(row.port));
  const seen = (counts: readonly ClientCounts[], ofAllListeners: boolean): SeenClients => ({
    status: 'read',
    ...window,
    ofAllListeners,
    ...together(log, counts),
  });
  const all = seen(
    [...own, ...shared],
    shared.some(({ handshakes }) => handshakes > 0),
  );
  const candidates = [all, seen(own, false), seen(shared, true)];
  return candidates.find(isTooMany) ?? all;
}

/** As many are kept of each list: a report has many listeners. */
const MOST = 10;
const MOST_CIPHERS = 30;

/** Counts of several rows as one. Addresses that are in more than one count in each. */
function together(log: ClientCounts['log'], rows: readonly ClientCounts[]): ClientCounts {
  const sum = (of: (row: ClientCounts) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const maybe = (of: (row: ClientCounts) => number | null): number | null =>
    rows.some((row) => of(row) === null) ? null : sum((row) => of(row) ?? 0);
  const told = rows.filter(({ postQuantum }) => postQuantum !== null);
  return {
    log: rows[0]?.log ?? log,
    handshakes: sum(({ handshakes }) => handshakes),
    refused: sum(({ refused }) => refused),
    uncertain: sum(({ uncertain }) => uncertain),
    protocols: Object.fromEntries(
      PROTOCOLS.map((name) => [name, sum(({ protocols }) => protocols[name] ?? 0)] as const).filter(
        ([, handshakes]) => handshakes > 0,
      ),
    ),
    ciphers: mostOf(rows.flatMap(({ ciphers }) => Object.entries(ciphers))),
    failed: sum(({ failed }) => failed),
    plain: sum(({ plain }) => plain),
    addresses: maybe(({ addresses }) => addresses),
    addressesRefused: maybe(({ addressesRefused }) => addressesRefused),
    topRefused: loudest(
      rows.flatMap(({ topRefused }) => topRefused),
      ({ address }) => address,
      (one, other): TopRefused => ({
        ...one,
        userAgents: [...new Set([...one.userAgents, ...other.userAgents])],
      }),
    ),
    refusedWith: loudest(
      rows.flatMap(({ refusedWith }) => refusedWith),
      ({ protocol, cipher }) => `${protocol} ${cipher}`,
      (one, other): RefusedSuite => ({ ...one, clients: [...new Set([...one.clients, ...other.clients])] }),
    ),
    postQuantum: told.length === 0 ? null : sum(({ postQuantum }) => postQuantum ?? 0),
    keyExchangeTold: sum(({ keyExchangeTold }) => keyExchangeTold),
  };
}

function mostOf(
  counted: readonly (readonly [name: string, handshakes: number])[],
): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [name, handshakes] of counted) sums.set(name, (sums.get(name) ?? 0) + handshakes);
  const sorted = [...sums].toSorted(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1));
  return Object.fromEntries(sorted.slice(0, MOST_CIPHERS));
}

/** The most handshakes first, each name once. */
function loudest<T extends { readonly handshakes: number }>(
  all: readonly T[],
  keyOf: (each: T) => string,
  joined: (one: T, other: T) => T,
): readonly T[] {
  const byKey = new Map<string, T>();
  for (const each of all) {
    const known = byKey.get(keyOf(each));
    const handshakes = (known?.handshakes ?? 0) + each.handshakes;
    byKey.set(keyOf(each), { ...(known === undefined ? each : joined(known, each)), handshakes });
  }
  return [...byKey.values()].toSorted((a, b) => b.handshakes - a.handshakes).slice(0, MOST);
}
