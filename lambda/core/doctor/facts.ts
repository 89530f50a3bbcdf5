import type { LoadBalancerType, Offer, ReadError } from '../estate';
import type { TargetSetting } from '../policy/target';
import type { Scope } from '../scope';

/** What `elb-tls doctor` was told, and by whom: nothing here is judged. */

/** An answer, or why there is none: what could not be read is neither fine nor wrong. */
export type Known<T> = { readonly is: T } | { readonly unread: ReadError };

/** A stack of this tool, by its outputs and parameters. */
export interface Deployment {
  readonly region: string;
  readonly stack: string;
  /** As CloudFormation has it, `UPDATE_COMPLETE`. */
  readonly status: string;
  readonly functionName: string;
  readonly topicArn: string;
  readonly scheduleName: string;
  readonly recordBucket: string;
  readonly version: string;
  /** Of the stack; where the function could be asked, what it is set to, under the same names: a stack of one's own has none. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A stack of this tool that never came to be, or has not yet: by its parameters, since it has no outputs. */
export interface UnmadeStack {
  readonly region: string;
  readonly stack: string;
  /** As CloudFormation has it, `ROLLBACK_COMPLETE`. */
  readonly status: string;
}

/** As Lambda has it. */
export interface FunctionState {
  readonly state: string;
  readonly lastUpdate: string;
  readonly roleArn: string;
  /** Its variables: what its runs are set to. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What the record says of itself. */
export interface RecordState {
  /** As `--record` takes it. */
  readonly place: string;
  /** The newest run, by its name, where a function is deployed the newest of its own; `null`: none was recorded. */
  readonly lastRun: Known<string | null>;
  /** Runs that hold the lease, or never gave it back. */
  readonly open: readonly { readonly runId: string; readonly isUnderWay: boolean }[];
}

export interface Trail {
  readonly name: string;
  /** Its own Region; `null`: all Regions. */
  readonly onlyIn: string | null;
  /** One trail may be read where another one may not: that of the organisation belongs to another account. */
  readonly state: Known<TrailState>;
}

export interface TrailState {
  readonly isLogging: boolean;
  /** What S3 said against its last delivery; `null`: nothing. */
  readonly undelivered: string | null;
  /** Whether it logs writing management events, those of elasticloadbalancing among them. */
  readonly logsWrites: boolean;
}

/** What a simulation says of one call that the function makes. */
export interface Right {
  readonly action: string;
  readonly region: string;
  readonly isAllowed: boolean;
  /** Whether a policy of the organisation refuses it; `null`: the simulation says nothing of an organisation. */
  readonly isRefusedByOrganisation: boolean | null;
  readonly isRefusedByBoundary: boolean;
}

/** Who asks, at a terminal. */
export interface Caller {
  /** As STS says it. */
  readonly arn: string;
  /** The calls of plan, apply and undo. */
  readonly rights: Known<readonly Right[]>;
}

/** The code of the error where IAM simulates no such caller: the root user, a federated one. */
export const NOT_SIMULATED = 'NotSimulated';

export interface LogDelivery {
  readonly name: string;
  readonly type: LoadBalancerType;
  /** Which logs go to S3. An ALB may have both; connection logs show failed handshakes too. */
  readonly access: boolean;
  readonly connection: boolean;
}

/** How the tag index and the load balancers' own tags differ. */
export interface IndexState {
  /** In scope by both. */
  readonly agreed: number;
  /** In scope by their own tags, and not in the index: a run does not find them. */
  readonly missing: readonly string[];
  /** In the index, and not in scope by their own tags, or gone. */
  readonly stale: readonly string[];
}

export interface RegionFacts {
  readonly region: string;
  readonly index: Known<IndexState>;
  readonly logs: Known<readonly LogDelivery[]>;
  readonly trails: Known<readonly Trail[]>;
  readonly offers: readonly { readonly type: LoadBalancerType; readonly offer: Offer }[];
}

/** What it is judged by, beside what was found. */
export interface Wanted {
  readonly scope: Scope;
  readonly target: TargetSetting;
}

export interface Facts {
  /** When it was asked, ISO 8601. */
  readonly at: string;
  readonly account: string;
  /** The Regions that were asked for a stack. */
  readonly stackRegions: readonly string[];
  readonly deployments: Known<readonly Deployment[]>;
  readonly unmade: readonly UnmadeStack[];
  readonly caller: Known<Caller>;
  readonly record: Known<RecordState>;
  /** Of the one deployment; `null` where there is none, or several. */
  readonly deployed: {
    readonly deployment: Deployment;
    readonly function: Known<FunctionState>;
    /** `ENABLED` or `DISABLED`. */
    readonly schedule: Known<string>;
    readonly subscribers: Known<number>;
    readonly rights: Known<readonly Right[]>;
  } | null;
  readonly regions: readonly RegionFacts[];
}
