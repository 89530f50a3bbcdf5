import type { Obstacle } from '../clients/negotiate';
import { authenticationOf } from '../clients/suites';
import { protocolName, protocolNames } from '../wording/protocols';
import { list } from '../wording/target';
import type { Remedy } from './remedy';

/** The sentences on a client that does not get through. */

/** Why: the one thing that keeps it out. */
export function refusedBecause(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'protocol':
      return `It speaks ${protocolNames(obstacle.client)}, and the policy ${protocolNames(obstacle.server)}.`;
    case 'cipher':
      return `At ${protocolName(obstacle.protocol)}, the highest that both speak, it offers no cipher that the policy has.`;
    case 'certificate': {
      const kinds = list([...new Set(obstacle.ciphers.map(authenticationOf))]);
      return `The ciphers that both have at ${protocolName(obstacle.protocol)} need another certificate (${kinds}) than this one.`;
    }
  }
}

/** What would help, on the client's side and on this one. */
export function wouldHelp({ client, certificate, policy }: Remedy): string {
  const learns = [
    client.protocol === null ? '' : protocolName(client.protocol),
    client.ciphers.length === 0 ? '' : LIST.format(client.ciphers),
  ].filter(Boolean);
  const other =
    certificate === null ? '' : ` or give the listener a certificate of the kind ${certificate} too;`;
  const here =
    policy === null
      ? 'no policy of AWS for this type of load balancer lets it in.'
      : `here, the nearest policy that lets it in is ${policy.name}, ${costOf(policy.weakens)}.`;
  const there =
    learns.length === 0
      ? 'The policy has no cipher for that version;'
      : `Let the client offer ${learns.join(' with ')};`;
  return `${there}${other} ${here}`;
}

const LIST = new Intl.ListFormat('en-GB', { type: 'disjunction' });

function costOf(weakens: readonly string[]): string {
  return weakens.length === 0 ? 'which weakens nothing' : `which ${list(weakens)}`;
}
