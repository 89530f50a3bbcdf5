/** What stands around the load balancers: it is as somebody has set it, and nothing of it does anything. */

/** A stack with a function and a schedule. */
export interface Stack {
  readonly region: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** As Lambda has the function of the output `FunctionName`. */
  readonly function: { readonly state: string; readonly lastUpdate: string; readonly roleArn: string };
}

export interface Trail {
  readonly name: string;
  readonly home: string;
  readonly isMultiRegion: boolean;
  readonly isLogging: boolean;
  readonly readWriteType: 'All' | 'ReadOnly' | 'WriteOnly';
}

/** Who refuses a simulated call. */
export type Refusal = 'role' | 'boundary' | 'organisation';

export interface LogSettings {
  readonly access: boolean;
  /** Of an ALB. */
  readonly connection: boolean;
}

/** All of it. */
export interface Environs {
  readonly stacks: Stack[];
  readonly trails: Trail[];
  /** By the action, `elasticloadbalancing:DescribeTags`. */
  readonly refusals: Map<string, Refusal>;
  /** By the name of the load balancer; none: no logs. */
  readonly logs: Map<string, LogSettings>;
}
