import type { Impact, ImpactRow, UnreadFile } from './impact';
import type { LoadBalancerKind } from './tally';

/** What the logs of a load balancer say of one of its listeners, before it is moved. Public: part of a report. */
export type Evidence = SeenClients | NoLog | UnreadLog;

/** Its logs were read, whole or in part. */
export interface SeenClients extends Omit<ImpactRow, 'loadBalancer' | 'type' | 'port'> {
  readonly status: 'read';
  /** The window, back from the run. */
  readonly days: number;
  /** The share of the window that was read and understood, by size; `null`: nothing was written in it. */
  readonly readShare: number | null;
  /** Whether the log does not tell its listeners apart: these are the handshakes of all of them. */
  readonly ofAllListeners: boolean;
  /** The first files that could not be read to their end. */
  readonly unread: readonly UnreadFile[];
}

/** It writes no log to S3: nobody knows who uses it. */
export interface NoLog {
  readonly status: 'no-log';
}

/** It writes logs, and the run could read none of them. */
export interface UnreadLog {
  readonly status: 'unread';
  /** One clause for people. */
  readonly why: string;
}

/** How much of a window was read. */
export interface ReadWindow extends Pick<SeenClients, 'days' | 'readShare' | 'unread'> {
  /** What its log has a line for. */
  readonly log: ImpactRow['log'];
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
  const its = loadBalancers.filter(
    (row) => row.loadBalancer === loadBalancer && (row.port === port || row.port === null),
  );
  // Who breaks most comes first; a log in which some lines tell the port and some do not is judged by the worse.
  const row = its[0] ?? null;
  const { loadBalancer: _id, type: _type, port: told, ...seen } = row ?? nothingSeen(log);
  return { status: 'read', ...window, ofAllListeners: row !== null && told === null, ...seen };
}

function nothingSeen(log: ImpactRow['log']): ImpactRow {
  return {
    loadBalancer: null,
    type: 'application' satisfies LoadBalancerKind,
    port: null,
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
