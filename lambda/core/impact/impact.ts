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
  /** That were opened, whatever came of it. */
  readonly files: number;
  /** Unpacked. */
  readonly bytes: number;
  readonly lines: number;
  /** Lines that do not count, by why. */
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Files that were not read to their end, by why. What was read of them counts. */
  readonly unreadFiles: Readonly<Partial<Record<UnreadReason, number>>>;
  /** The first of them by name. */
  readonly unread: readonly UnreadFile[];
  /** The share of what is there, by its size, that was read and understood; `null`: nothing is there. */
  readonly readShare: number | null;
  /** What a reader of the numbers has to know, a sentence each. */
  readonly notes: readonly string[];
  readonly loadBalancers: readonly ImpactRow[];
}

/** One listener, as far as logs tell. */
export interface ImpactRow extends ClientCounts {
  readonly loadBalancer: string | null;
  readonly type: LoadBalancerKind;
  readonly port: number | null;
}
