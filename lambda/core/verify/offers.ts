import { PROTOCOLS, type Protocol } from '../clients/client';
import type { Drops, Posture } from '../policy/posture';
import type { Offer } from './handshaker';

/** An offer, and what has to come of it once the change is there. */
export interface Expectation extends Offer {
  readonly after: 'accepted' | 'refused';
  /** What the offer is for: a whole protocol, or ciphers that the change drops from one that stays. */
  readonly of: 'protocol' | 'ciphers';
}

/** What is known of both policies of a move; `null`: its contents are not on offer. */
export interface Move {
  readonly from: Posture | null;
  readonly to: Posture | null;
  readonly drops: Drops;
}

/**
 * The handshakes that tell whether a move has happened: one for each protocol that goes, and for each that the new policy
 * has; beside these one for each protocol that stays, with nothing but the ciphers that go.
 */
export function expectationsOf({ from, to, drops }: Move): readonly Expectation[] {
  const next = [...(to?.ciphers ?? [])];
  const former = [...(from?.ciphers ?? [...drops.ciphers, ...next])];
  const stays = (protocol: Protocol): boolean => from === null || from.protocols.has(protocol);
  return PROTOCOLS.flatMap((protocol): readonly Expectation[] => {
    if (drops.protocols.includes(protocol))
      return [{ protocol, ciphers: former, after: 'refused', of: 'protocol' }];
    if (to === null || !to.protocols.has(protocol)) return [];
    const accepted = { protocol, ciphers: next, after: 'accepted', of: 'protocol' } as const;
    if (drops.ciphers.length === 0 || !stays(protocol)) return [accepted];
    return [accepted, { protocol, ciphers: drops.ciphers, after: 'refused', of: 'ciphers' }];
  });
}
