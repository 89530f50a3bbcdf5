import type { Decision } from './condition';

/** Groups of what the remediator can be told. Every value may be a CloudFormation token. */

/** In which order, when, and beside whom changes are made. */
export interface RolloutProps {
  /** Listeners that a Kubernetes controller sets: `hold` or `change`. Default: `hold`. */
  readonly controllerOwned?: string;
  /** Listeners that CloudFormation, Elastic Beanstalk or another owner sets: `hold` or `change`. Default: `change`. */
  readonly stackOwned?: string;
  /** Tags that say that another tool sets the listeners: `ManagedBy=terraform`, or a key alone. Default: none. */
  readonly ownerTags?: readonly string[];
  /** Default: no waves. */
  readonly waves?: WaveProps;
  /** `MON-THU 09:00-16:00 Europe/Berlin`. Default: always open. */
  readonly changeWindow?: string;
  /** The last day (`YYYY-MM-DD`, UTC) on which every change is held. Default: no freeze. */
  readonly freezeUntil?: string;
}

export interface WaveProps {
  /** The tag that says which wave a load balancer is in. */
  readonly tagKey: string;
  /** The values of that tag, first wave first; any other goes last. */
  readonly order: readonly string[];
  /** How long a wave has to be quiet before the next one starts. Default: 24. */
  readonly soakHours?: number;
}

/** Whether clients fail after a change. */
export interface WatchProps {
  /** How long after a run with changes it looks; 0: never. Default: 30. */
  readonly minutes?: number;
  /** Puts back what got clearly worse, with a role that may set older policies. Default: false, it tells. */
  readonly autoUndo?: Decision;
  /** Worse is so many times the failed handshakes from before. Default: 3. */
  readonly factor?: number;
  /** And at least so many. Default: 50. */
  readonly floor?: number;
}

/** What is kept of each run. */
export interface RecordProps {
  /** Default: 400. */
  readonly days?: number;
  /** Of the bucket, which a new logical id would replace by an empty one. Default: the CDK's, from its path. */
  readonly logicalId?: string;
}
