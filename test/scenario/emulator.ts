/** What the scenario needs of something that plays AWS: nothing here says which one it is. */
export interface Emulator {
  readonly name: string;
  /** Where the tool and the SDK clients go. */
  readonly endpoint: string;
  readonly account: string;
  /** Makes a load balancer, in whatever way this emulator has. */
  add(region: string, loadBalancer: WantedLoadBalancer): Promise<void>;
  /** Makes the topic of the digest, with an inbox behind it; answers its ARN. */
  addTopic(): Promise<string>;
  /** The messages that reached the inbox since it was last asked. */
  inbox(): Promise<readonly Message[]>;
  /** Every call since `forgetCalls`, oldest first. */
  calls(): readonly Call[];
  forgetCalls(): void;
  /** What it said lately: printed beside a step that fails. */
  log(): string;
  stop(): Promise<void>;
}

export interface Call {
  readonly service: string;
  readonly action: string;
  /** Asks for a later page of a listing. */
  readonly continued: boolean;
}

export interface Message {
  readonly subject: string | undefined;
  readonly body: string;
}

export type WantedLoadBalancer = WantedV2 | WantedClassic;

export interface WantedV2 {
  readonly type: 'application' | 'network';
  readonly name: string;
  readonly tags: Tags;
  readonly listeners: readonly {
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'TLS';
    /** On HTTPS and TLS alone. */
    readonly policy?: string;
  }[];
}

export interface WantedClassic {
  readonly type: 'classic';
  readonly name: string;
  readonly tags: Tags;
  readonly policies?: readonly WantedPolicy[];
  readonly listeners: readonly {
    readonly port: number;
    readonly protocol: 'HTTP' | 'HTTPS' | 'TCP' | 'SSL';
    /** Of `policies`, in this order; on a secure listener also the predefined name that AWS gives by default. */
    readonly policyNames: readonly string[];
  }[];
}

/** A policy on a Classic load balancer. */
export interface WantedPolicy {
  readonly name: string;
  readonly type: 'LBCookieStickinessPolicyType' | 'SSLNegotiationPolicyType';
  /** The predefined policy that an SSL negotiation policy is made from. */
  readonly reference?: string;
}

type Tags = Readonly<Record<string, string>>;
