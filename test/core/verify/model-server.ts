import type { Protocol } from '../../../lambda/core/clients/client';
import { authenticationOf, protocolsOf } from '../../../lambda/core/clients/suite-names';
import type { Posture } from '../../../lambda/core/policy/posture';
import type { Offer, Reply } from '../../../lambda/core/verify/handshaker';

/** A load balancer of a model: its policy, and the kinds of key that its certificates have. */
export interface ModelServer {
  readonly policy: Pick<Posture, 'protocols' | 'ciphers'>;
  readonly keys: readonly string[];
}

/** What it plays in a protocol, in the order of its policy. */
export function playedIn({ policy, keys }: ModelServer, protocol: Protocol): readonly string[] {
  if (!policy.protocols.has(protocol)) return [];
  return [...policy.ciphers].filter((cipher) => {
    const key = authenticationOf(cipher);
    return protocolsOf(cipher).includes(protocol) && (key === 'any' || keys.includes(key));
  });
}

export function replyOf(server: ModelServer, { protocol, ciphers }: Offer): Reply {
  if (!ciphers.some((cipher) => protocolsOf(cipher).includes(protocol))) return { kind: 'unplayed' };
  const cipher = playedIn(server, protocol).find((each) => ciphers.includes(each));
  return cipher === undefined ? { kind: 'refused' } : { kind: 'accepted', cipher };
}
