import type { Protocol } from '../clients/client';
import type { UnreadReason } from './log-file';
import type { SkipReason } from './log-line';
import type { LoadBalancerKind } from './tally';

/** What `elb-tls impact --json` prints, and all that its table and its CSV are made of. Public: fields are added, and never renamed. */
export interface Impact {
  readonly schema: 'elb-tls-impact/1';
  /** The policy that the listeners would have. */
  readonly target: string;
  /** The policy that they had while the logs were written; `null`: nobody said. */
  readonly from: string | null;
  /** Who read the logs: this program, line by line, or SQL that Athena ran. */
  readonly engine: ImpactEngine;
  /** That were opened, whatever came of it; `null`: Athena does not say. */
  readonly files: number | null;
  /** Unpacked; `null`: Athena does not say. */
  readonly bytes: number | null;
  /** What Athena read of the bucket, and asks money for; `null`: it was not asked. */
  readonly scannedBytes: number | null;
  readonly lines: number;
  /** Lines that do not count, by why. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Files that were not read to their end, by why. What was read of them counts. */
  readonly unreadFiles: Readonly<Partial<Record<UnreadReason, number>>>;
  /** The first of them by name. */
  readonly unread: readonly UnreadFile[];
  /** The share of what is there that was read and understood, by its size, with Athena by its lines; `null`: nothing is there. */
  readonly readShare: number | null;
  /** What a reader of the numbers has to know, a sentence each. */
  readonly notes: readonly string[];
  readonly loadBalancers: readonly ImpactRow[];
}

export type ImpactEngine = 'stream' | 'athena';

export interface UnreadFile {
  readonly file: string;
  readonly reason: UnreadReason;
  readonly message: string;
}

/** One listener, as far as logs tell. */
export interface ImpactRow {
  readonly loadBalancer: string | null;
  readonly type: LoadBalancerKind;
  readonly port: number | null;
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
