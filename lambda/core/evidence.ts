import type { Protocol } from './clients/client';

/** What the logs of a load balancer say of one of its listeners, before it is moved. Public: part of a report. */
export type Evidence = SeenClients | NoLog | UnreadLog;

/** Its logs were read, whole or in part. */
export interface SeenClients extends ClientCounts {
  readonly status: 'read';
  /** The window, back from the run. */
  readonly days: number;
  /** The share of the window that was read and understood, by size; `null`: nothing was written in it. */
  readonly readShare: number | null;
  /** The share that could not be read or understood, for another reason than time and bytes. */
  readonly faultyShare: number;
  /** When the oldest file of the window ends (ISO 8601), where that is more than a day after the window begins: the log does. */
  readonly since: string | null;
  /** Whether the log does not tell its listeners apart: these are the handshakes of all of them. */
  readonly ofAllListeners: boolean;
  /** Lines that do not count, and files and days that could not be read to their end, by why. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly unreadFiles: Readonly<Record<string, number>>;
  /** The first of them by name. */
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

/** What a log shows of the clients of one listener. */
export interface ClientCounts {
  /** Whether the log has a line a connection, or a line a request. */
  readonly log: 'connections' | 'requests';
  readonly handshakes: number;
  /** Of these, those whose protocol and cipher the target does not accept. */
  readonly refused: number;
  /** Of the refused ones, those whose client may have something else that the target accepts. */
  readonly uncertain: number;
  readonly protocols: Readonly<Partial<Record<Protocol, number>>>;
  readonly ciphers: Readonly<Record<string, number>>;
  readonly failed: number;
  readonly plain: number;
  /** `null`: more than are counted one by one. */
  readonly addresses: number | null;
  readonly addressesRefused: number | null;
  readonly topRefused: readonly TopRefused[];
  /** What the refused ones used, most first. */
  readonly refusedWith: readonly RefusedSuite[];
  /** `null`: no line tells the key exchange. */
  readonly postQuantum: number | null;
  /** Handshakes whose key exchange is told: `postQuantum` is of these. */
  readonly keyExchangeTold: number;
}

export interface TopRefused {
  readonly address: string;
  readonly handshakes: number;
  readonly userAgents: readonly string[];
}

export interface RefusedSuite {
  readonly protocol: Protocol;
  readonly cipher: string;
  readonly handshakes: number;
  /** Whether a client that used it may have something else that the target accepts. */
  readonly uncertain: boolean;
  /** Known clients that would use it and be refused, most common first. */
  readonly clients: readonly string[];
}

export interface UnreadFile {
  readonly file: string;
  readonly reason: UnreadReason;
  readonly message: string;
}

/** Why a file could not be read to its end: a closed set, in the words of the report. */
export const UNREAD_REASONS = [
  'denied',
  'key-denied',
  'gone',
  'archived',
  'cut-off',
  'damaged',
  'out-of-time',
  'unreadable',
] as const;

export type UnreadReason = (typeof UNREAD_REASONS)[number];
