import type { Client } from '../lambda/core/clients/client';
import { negotiate, spokenBy } from '../lambda/core/clients/negotiate';
import { CATALOGUE_POLICIES, type Shelved } from '../lambda/core/explain/catalogue';
import { remedyOf, serverOf } from '../lambda/core/explain/remedy';
import { refusedBecause, wouldHelp } from '../lambda/core/explain/sentences';
import { postureOf } from '../lambda/core/policy/posture';
import { isTold, type ClientRow, type Findings } from './report';
import { isPostQuantum } from './wire/groups';

/** Whether a client would get through to a server that was probed: with the ciphers of the protocol that the two agree on. */
export function clientRow(client: Client, found: Findings): ClientRow {
  const none = { client: client.name, protocol: null, cipher: null, postQuantum: null, remedy: null };
  const agreed = spokenBy(client).findLast((protocol) => found.protocols[protocol] !== false);
  const ciphers = agreed === undefined ? allCiphers(found) : found.ciphers?.[agreed];
  if (!isTold(found) || !Array.isArray(ciphers))
    return { ...none, connects: null, reason: 'What the server accepts could not be told.' };
  const policy = asPolicy(found, ciphers);
  const agreement = negotiate(serverOf(policy), client, null);
  if (agreement.connects) return { ...none, ...agreement, reason: null };
  const { obstacle } = agreement;
  const remedy = remedyOf({ policy, client, certificate: null, obstacle }, CATALOGUE_POLICIES);
  return { ...none, connects: false, reason: refusedBecause(obstacle), remedy: wouldHelp(remedy) };
}

function allCiphers({ ciphers }: Findings): readonly string[] {
  return [...new Set(Object.values(ciphers ?? {}).flatMap((each) => each ?? []))];
}

/** The server as a policy that nobody has named: for its own keys it shows all that it accepts. */
function asPolicy(found: Findings, ciphers: readonly string[]): Shelved {
  const protocols = Object.entries(found.protocols).flatMap(([protocol, speaks]) =>
    speaks ? [protocol] : [],
  );
  const posture = postureOf({ name: 'ELBSecurityPolicy-', protocols, ciphers });
  return {
    posture: { ...posture, name: found.host, postQuantum: (found.groups ?? []).some(isPostQuantum) },
    type: 'elbv2',
    decides: found.serverPreference !== false,
    source: 'catalogue',
    asOf: found.startedAt,
  };
}
