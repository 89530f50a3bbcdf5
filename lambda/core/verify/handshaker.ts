import type { Protocol } from '../clients/client';

/** The port through which a run makes handshakes; the probe has the one that does (probe/handshaker.ts). */

/** One hello: this protocol and no other, with these ciphers by their OpenSSL names. */
export interface Offer {
  readonly protocol: Protocol;
  readonly ciphers: readonly string[];
}

/** What a server said to one offer. */
export type Reply =
  /** It would go on, with this cipher. */
  | { readonly kind: 'accepted'; readonly cipher: string }
  | { readonly kind: 'refused' }
  /** Without a word: how some servers refuse, and how others say nothing at all. */
  | { readonly kind: 'hung-up' }
  /** Not asked: none of the ciphers is one of this protocol. */
  | { readonly kind: 'unplayed' }
  /** Nobody knows; a clause says why. */
  | { readonly kind: 'untold'; readonly why: string };

/** Where a listener is reached. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/**
 * Makes the offers one after another, each on a connection of its own, and answers them in their order. A host that has
 * said nothing to one is not asked the rest. It ends by itself, and may throw.
 */
export type Handshaker = (at: Listening, offers: readonly Offer[]) => Promise<readonly Reply[]>;
