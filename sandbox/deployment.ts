import type { Execution, Workgroup } from './workgroups';

/** What stands around the load balancers: it is as somebody has set it, and nothing of it does anything. */

/** A stack with a function and a schedule. */
export interface Stack {
  readonly region: string;
  readonly name: string;
  /** Default: `UPDATE_COMPLETE`. */
  readonly status?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** As Lambda has the function of the output whose name ends with `FunctionName`. */
  readonly function: {
    readonly state: string;
    readonly lastUpdate: string;
    readonly roleArn: string;
    readonly environment?: Readonly<Record<string, string>>;
  };
}

/** A condition of an advanced selector, by two of its operators. */
export interface AdvancedField {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly NotEquals?: readonly string[];
}

export interface Trail {
  readonly name: string;
  readonly home: string;
  readonly isMultiRegion: boolean;
  readonly isLogging: boolean;
  readonly readWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
  /** Of a trail that has these in place of `readWriteType`: one list of conditions for each selector. */
  readonly advanced?: readonly (readonly AdvancedField[])[];
  /** What S3 said against the last delivery. */
  readonly undelivered?: string;
}

/** Who refuses a simulated call; `unanswered`: the simulation says nothing of it (INFERRED: no source has such an answer). */
export type Refusal = 'role' | 'boundary' | 'organisation' | 'unanswered';

export interface LogSettings {
  readonly access: boolean;
  /** Of an ALB. */
  readonly connection: boolean;
  /** Where both go. Default: `logs`, without a prefix. */
  readonly bucket?: string;
  readonly prefix?: string;
}

/** All of it. */
export interface Environs {
  readonly stacks: Stack[];
  readonly trails: Trail[];
  /** By the action, `elasticloadbalancing:DescribeTags`, behind `caller ` where it is refused to the caller. */
  readonly refusals: Map<string, Refusal>;
  /** By the name of the load balancer; none: no logs. */
  readonly logs: Map<string, LogSettings>;
  /** Of Athena, and what was started in them, oldest first. */
  readonly workgroups: Workgroup[];
  readonly executions: Execution[];
}
