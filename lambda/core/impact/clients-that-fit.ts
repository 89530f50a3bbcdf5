import { PROTOCOLS, type Client, type Protocol } from '../clients/client';
import { getsThrough } from '../clients/locked-out';
import { negotiate } from '../clients/negotiate';
import { serverOf } from '../explain/remedy';
import type { Fitting } from './impact-of';
import type { Policies } from './judge';
import type { SeenSuite } from './suites-seen';
import { cipherSpelled } from './spelling';

/** As many are named for a protocol and cipher. */
const MOST = 5;

/**
 * Names those of these clients that would use a protocol and cipher, and that the target refuses. Where the policy of the
 * listener is known, those that come to it there. Else those whose highest protocol it is and that have the cipher; with TLS 1.2
 * that fits nearly all, so none is named.
 */
export function fittingOf(known: readonly Client[]): Fitting {
  return (suite, policies) => clientsThatFit(suite, policies, known);
}

function clientsThatFit(
  { protocol, cipher }: Pick<SeenSuite, 'protocol' | 'cipher'>,
  { target, from }: Policies,
  known: readonly Client[],
): readonly string[] {
  if (from === null && !isTelling(protocol)) return [];
  const fits = (client: Client): boolean => {
    if (from === null)
      return (
        client.highest === protocol &&
        client.ciphers.map(cipherSpelled).includes(cipher) &&
        !getsThrough(client, target.posture)
      );
    // The listener keeps its certificate.
    return (['rsa', 'ecdsa'] as const).some((key) => {
      const agreed = negotiate(serverOf(from), client, key);
      const isIt = agreed.connects && agreed.protocol === protocol && cipherSpelled(agreed.cipher) === cipher;
      return isIt && !negotiate(serverOf(target), client, key).connects;
    });
  };
  return known
    .filter(fits)
    .slice(0, MOST)
    .map(({ name }) => name);
}

function isTelling(protocol: Protocol): boolean {
  return PROTOCOLS.indexOf(protocol) < PROTOCOLS.indexOf('TLSv1.2');
}
