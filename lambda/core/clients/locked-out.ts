import type { Posture } from '../policy/posture';
import type { Client } from './client';
import { negotiate } from './negotiate';

/**
 * The clients that get through on one policy and no more on another, in the order given. Whether the listener's
 * certificate is RSA or ECDSA is not asked: who gets through with either is not locked out.
 */
export function lockedOut<C extends Client>(from: Posture, to: Posture, clients: readonly C[]): readonly C[] {
  return clients.filter((client) => getsThrough(client, from) && !getsThrough(client, to));
}

/** Whether a policy lets a client through, with a certificate of the one kind or of the other. */
export function getsThrough(client: Client, policy: Posture): boolean {
  const { postQuantum } = policy;
  const server = {
    protocols: [...policy.protocols],
    ciphers: [...policy.ciphers],
    decides: true,
    postQuantum,
  };
  return (['rsa', 'ecdsa'] as const).some((key) => negotiate(server, client, key).connects);
}
