import type { Protocol } from '../lambda/core/clients/client';
import type { Certificate } from './certificates/describe';

/** What a probe found: `elb-tls probe --json`, published as probe.schema.json. What could not be told is null. */
export interface ProbeReport {
  readonly schema: 'elb-tls-probe/1';
  readonly host: string;
  readonly port: number;
  /** The name that was asked for; null for an address without --sni. */
  readonly sni: string | null;
  /** The one of its addresses that answered. */
  readonly address: string | null;
  readonly startedAt: string;
  /** Sockets, whether or not they connected. */
  readonly connections: number;
  readonly protocols: Readonly<Record<Protocol, boolean | null>>;
  /** By protocol, of those that are spoken; in the server's order where it has one. */
  readonly ciphers: Readonly<Partial<Record<Protocol, readonly string[] | null>>> | null;
  readonly serverPreference: boolean | null;
  readonly groups: readonly string[] | null;
  readonly alpn: readonly string[] | null;
  readonly certificates: readonly Certificate[] | null;
  readonly policies: readonly PolicyMatch[] | null;
  /** With --policy. */
  readonly behavesAs?: Behaviour;
  /** With --client: one row each, in the order given. */
  readonly clients?: readonly ClientRow[];
  /** One sentence for each thing that could not be told. */
  readonly problems: readonly string[];
}

/** What was found of the server itself, before it is compared with anything. */
export type Findings = Omit<ProbeReport, 'policies' | 'behavesAs' | 'clients'>;

/** One side of a comparison. */
export interface Difference {
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
  /** Post-quantum groups; any one of them makes a server post-quantum. */
  readonly groups: readonly string[];
}

/** How a server differs from a policy. */
export interface Comparison {
  /** What the policy has and the server did not show. */
  readonly missing: Difference;
  /** What the server showed and the policy has not. */
  readonly extra: Difference;
}

export interface PolicyMatch extends Comparison {
  readonly name: string;
  readonly match: 'exact' | 'nearest';
  /** What can have it: `elbv2` (ALB and NLB), `classic`. */
  readonly types: readonly string[];
}

/** Whether a server behaves as a policy says. */
export interface Behaviour extends Comparison {
  readonly policy: string;
  /** null: it shows no difference, and not all could be told. */
  readonly matches: boolean | null;
}

/** Whether a client gets through, as elb-tls explain says it too. */
export interface ClientRow {
  readonly client: string;
  /** null: the server could not be told. */
  readonly connects: boolean | null;
  readonly protocol: string | null;
  readonly cipher: string | null;
  /** Whether its key exchange is post-quantum; null: not known, or no handshake. */
  readonly postQuantum: boolean | null;
  readonly reason: string | null;
  /** The smallest change on either side that would help. */
  readonly remedy: string | null;
}

/** Whether anything of the server could be told. */
export function isTold({ protocols }: Pick<ProbeReport, 'protocols'>): boolean {
  return Object.values(protocols).some((speaks) => speaks !== null);
}
