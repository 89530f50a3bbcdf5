import type { Protocol } from '../clients/client';
import type { Weakness } from '../policy/cipher';
import type { Family } from '../policy/policy';
import type { CheckResult } from './checks';

/** What `elb-tls explain --json` prints, and all that its text is made of. Public: fields are added, and never renamed. */
export interface Explanation {
  readonly schema: 'elb-tls-explain/1';
  readonly policy: string;
  /** ALB and NLB (`elbv2`) or Classic. */
  readonly type: 'elbv2' | 'classic';
  readonly source: 'aws' | 'catalogue';
  /** The day of the catalogue, or when AWS was asked. */
  readonly asOf: string;
  readonly family: Family;
  readonly postQuantum: boolean;
  readonly protocols: readonly string[];
  /** Whether the order of the ciphers is the load balancer's own; else the client's decides. */
  readonly serverOrder: boolean;
  readonly ciphers: readonly ExplainedCipher[];
  /** The policy that AWS uses towards the targets when a listener has this one; `null`: not known. */
  readonly targets: string | null;
  readonly checks: readonly CheckResult[];
  /** There where another policy was named. */
  readonly against?: Comparison;
  /** The clients that were asked about, in that order; then the known ones that the move locks out, most common first. */
  readonly clients: readonly ExplainedClient[];
}

export interface ExplainedCipher {
  readonly name: string;
  readonly keyExchange: string;
  readonly weaknesses: readonly Weakness[];
}

export interface Contents {
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
}

/** The move from the policy to another. */
export interface Comparison {
  readonly policy: string;
  readonly source: 'aws' | 'catalogue';
  readonly asOf: string;
  /** What the other accepts, and this one does not. */
  readonly gains: Contents;
  readonly loses: Contents;
  /** A sentence for each thing that the move would weaken (docs/rules.md, rule 3). */
  readonly weakens: readonly string[];
  /** Whether both can stand on one ALB; `null`: not known, or Classic. */
  readonly sameAlb: boolean | null;
}

/** Whether a client gets through, and with what. */
export interface ExplainedClient {
  readonly client: string;
  /** The policy that it was held against: the other one where two were named. */
  readonly policy: string;
  readonly connects: boolean;
  readonly protocol: Protocol | null;
  readonly cipher: string | null;
  /** Whether its key exchange is post-quantum; `null`: not known, or no handshake. */
  readonly postQuantum: boolean | null;
  readonly reason: string | null;
  readonly remedy: string | null;
  /** Whether it is there because somebody asked, or because the move locks it out. */
  readonly asked: boolean;
}
