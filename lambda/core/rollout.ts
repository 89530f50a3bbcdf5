/** What the gates can be told. They stand on this file, and not on one another. */

/** How changes are let out: who else sets a listener, when, in which order and how many. */
export interface RolloutSettings {
  readonly ownership: OwnershipSettings;
  readonly window: ChangeWindow | null;
  /** The last frozen day, `YYYY-MM-DD`. */
  readonly freezeUntil: string | null;
  readonly waves: WaveSettings | null;
  /** Load balancers that one run may change; `null`: no limit. */
  readonly maxChanges: number | null;
  /** Whether the logs are read before a listener is moved, and what of them holds it; `null`: they are not. */
  readonly impact: ImpactSettings | null;
}

/** What to do with the load balancers of each kind of owner. */
export interface OwnershipSettings {
  /** A controller puts its own policy back: a change would flap. */
  readonly controllerOwned: 'hold' | 'change';
  /** A stack puts its own policy back when it is next deployed. */
  readonly stackOwned: 'hold' | 'change';
  /** Tags of tools that have none of their own, for example `ManagedBy=terraform`; any value if none is said. */
  readonly ownerTags: readonly { readonly key: string; readonly value: string | null }[];
}

/** Load balancers go in waves, told apart by a tag: a later wave waits until the earlier ones are done and quiet. */
export interface WaveSettings {
  readonly tagKey: string;
  /** The tag's values, first wave first. Any other value, and none, goes last. */
  readonly order: readonly string[];
  /** How long an earlier wave has to be without a change, or an undo. */
  readonly soakHours: number;
}

/** When changes may be made: days and hours in a time zone. */
export interface ChangeWindow {
  /** 0 is Sunday. */
  readonly days: ReadonlySet<number>;
  /** Minutes after midnight; a window that ends before it starts ends on the next day. */
  readonly opens: number;
  readonly closes: number;
  readonly timeZone: string;
}

/** How the logs of load balancers are looked at before their listeners are moved, and what of it holds a move. */
export interface ImpactSettings {
  /** The window, back from the run. */
  readonly days: number;
  readonly threshold: ImpactThreshold;
  /** The workgroup of Athena that reads them; `null`: the run reads a sample itself. */
  readonly workgroup: string | null;
}

/** How many handshakes of the window a move may refuse, without being held for it. */
export type ImpactThreshold =
  | { readonly kind: 'handshakes'; readonly most: number }
  /** Of all handshakes, 0 to 1. */
  | { readonly kind: 'share'; readonly most: number };

export const DEFAULT_IMPACT_DAYS = 7;
/** Any handshake is one too many. */
export const ANY: ImpactThreshold = { kind: 'handshakes', most: 0 };

/** A controller acts by itself, so what it sets is left to it; the rest is changed. */
export const DEFAULT_OWNERSHIP: OwnershipSettings = {
  controllerOwned: 'hold',
  stackOwned: 'change',
  ownerTags: [],
};

/** Everything at once, but for what a controller owns. */
export const DEFAULT_ROLLOUT: RolloutSettings = {
  ownership: DEFAULT_OWNERSHIP,
  window: null,
  freezeUntil: null,
  waves: null,
  maxChanges: null,
  impact: null,
};
