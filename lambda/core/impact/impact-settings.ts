/** How the logs of load balancers are looked at before their listeners are moved, and what of it holds a move. */
export interface ImpactSettings {
  /** The window, back from the run. */
  readonly days: number;
  readonly threshold: ImpactThreshold;
}

/** How many handshakes of the window a move may refuse, without being held for it. */
export type ImpactThreshold =
  | { readonly kind: 'handshakes'; readonly most: number }
  /** Of all handshakes, 0 to 1. */
  | { readonly kind: 'share'; readonly most: number };

export const DEFAULT_IMPACT_DAYS = 7;
/** Any handshake is one too many. */
export const ANY: ImpactThreshold = { kind: 'handshakes', most: 0 };
