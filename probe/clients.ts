import type { Client } from '../lambda/core/clients/client';
import { negotiate, spokenBy, type Obstacle } from '../lambda/core/clients/negotiate';
import { list } from '../lambda/core/wording/target';
import { isTold, type ClientRow, type Findings } from './report';
import { isPostQuantum } from './wire/groups';

/** Whether a client would get through to a server that was probed: by the ciphers of the protocol that the two agree on. */
export function clientRow(client: Client, found: Findings): ClientRow {
  const row = {
    client: client.name,
    connects: null,
    protocol: null,
    cipher: null,
    reason: null,
    remedy: null,
  };
  const spoken = Object.entries(found.protocols).flatMap(([protocol, speaks]) => (speaks ? [protocol] : []));
  const agreed = spokenBy(client).findLast((protocol) => found.protocols[protocol] !== false);
  const ciphers = agreed === undefined ? [] : (found.ciphers?.[agreed] ?? null);
  if (!isTold(found) || ciphers === null)
    return { ...row, reason: `${agreed ?? 'the server'}: what the server accepts could not be told` };
  const server = {
    protocols: spoken,
    ciphers,
    decides: found.serverPreference !== false,
    postQuantum: (found.groups ?? []).some(isPostQuantum),
  };
  const agreement = negotiate(server, client, null);
  if (agreement.connects)
    return { ...row, connects: true, protocol: agreement.protocol, cipher: agreement.cipher };
  return { ...row, connects: false, ...refusal(agreement.obstacle, ciphers) };
}

/** The server has shown suites for its own keys alone: a client cannot fail on its certificate without failing on these. */
function refusal(obstacle: Obstacle, ciphers: readonly string[]): Pick<ClientRow, 'reason' | 'remedy'> {
  if (obstacle.kind === 'protocol') {
    const [lowest] = obstacle.server;
    return {
      reason: `it speaks ${list(obstacle.client)}, and the server ${list(obstacle.server)}`,
      remedy: lowest === undefined ? null : `let the client speak ${lowest}`,
    };
  }
  const [first] = ciphers;
  return {
    reason: `it has no cipher in common with the server in ${obstacle.protocol}`,
    remedy: first === undefined ? null : `let the client offer ${first}`,
  };
}
