import type { Mode } from '../core/report';

/** Where a run is at work: people read the digest of the one, and the screen of the other. */
export type Place = 'function' | 'terminal';

/** Who changes an account. */
export interface Holder {
  readonly runId: string;
  readonly mode: Mode;
  readonly place: Place;
  /** When it took the lease, by its own clock: for people, nothing is decided by it. */
  readonly since: string;
  /** What tells the event that started it from all others; `null`: nothing does. */
  readonly event: string | null;
}

/** A run to be settled by the next holder. */
export interface Unsettled {
  readonly runId: string;
  readonly place: Place;
  /** Whether its report was told where its readers are. */
  readonly told: boolean;
  /** Whether the history has what it did. */
  readonly remembered: boolean;
}

/** The lease as it is stored. */
export interface LeaseRecord {
  readonly schema: 'elb-tls-lease/1';
  readonly account: string;
  /** Counts the runs that held the lease: runs are ordered by it, never by clocks of two machines. */
  readonly number: number;
  readonly holder: Holder | null;
  /** How long the holder may write, in milliseconds from when the store took this. */
  readonly forMs: number;
  /** Runs that held the lease and did not give it back in order, oldest first. */
  readonly unsettled: readonly Unsettled[];
  /** The events of the last runs that gave it back: one that is delivered again is not carried out again. */
  readonly events: readonly string[];
}
