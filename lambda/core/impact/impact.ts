import type { ClientCounts, UnreadFile, UnreadReason } from '../evidence';
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

/** One listener, as far as logs tell. */
export interface ImpactRow extends ClientCounts {
  readonly loadBalancer: string | null;
  readonly type: LoadBalancerKind;
  readonly port: number | null;
}
