import { PROTOCOLS, type Client, type Protocol } from '../clients/client';
import { negotiate, type CertificateKey, type Obstacle, type Server } from '../clients/negotiate';
import { authenticationOf, protocolsOf } from '../clients/suites';
import { readName } from '../policy/policy';
import { dropsOf, weakenings, type Posture } from '../policy/posture';
import type { Shelved } from './catalogue';

/** The smallest change on either side that lets a client through. */
export interface Remedy {
  readonly client: {
    /** The protocol that it has to learn; `null`: it speaks one. */
    readonly protocol: Protocol | null;
    /** Suites, of which it has to offer one; empty: it offers one. With more than one, the certificate decides. */
    readonly ciphers: readonly string[];
  };
  /** The kind of certificate that the listener could have beside its own; `null`: that is not what is missing. */
  readonly certificate: 'RSA' | 'ECDSA' | null;
  /** The nearest policy that lets it in, and what that weakens; `null`: none of those known does. */
  readonly policy: { readonly name: string; readonly weakens: readonly string[] } | null;
}

/** What a refused client meets. */
export interface Refusal {
  readonly policy: Shelved;
  readonly client: Client;
  readonly certificate: CertificateKey;
  readonly obstacle: Obstacle;
}

export function serverOf({ posture, decides }: Shelved): Server {
  const { protocols, ciphers, postQuantum } = posture;
  return { protocols: [...protocols], ciphers: [...ciphers], decides, postQuantum };
}

/** @param offered the policies that the listener could have instead */
export function remedyOf(refusal: Refusal, offered: readonly Shelved[]): Remedy {
  return {
    client: changeOfClient(refusal),
    certificate: certificateFor(refusal.obstacle),
    policy: nearestPolicy(refusal, offered),
  };
}

function changeOfClient({ policy, client, certificate, obstacle }: Refusal): Remedy['client'] {
  const server = serverOf(policy);
  if (obstacle.kind !== 'protocol')
    return { protocol: null, ciphers: firstFor(server, obstacle.protocol, certificate) };
  const protocol = nearestProtocol(obstacle);
  if (protocol === null) return { protocol, ciphers: [] };
  const taught = negotiate(server, { ...client, lowest: protocol, highest: protocol }, certificate);
  return { protocol, ciphers: taught.connects ? [] : firstFor(server, protocol, certificate) };
}

/** The server's protocol that is the fewest steps away from what the client speaks. */
function nearestProtocol({ client, server }: Extract<Obstacle, { kind: 'protocol' }>): Protocol | null {
  const highest = PROTOCOLS.findLastIndex((each) => client.includes(each));
  const spoken = PROTOCOLS.filter((each) => server.includes(each));
  return spoken.find((each) => PROTOCOLS.indexOf(each) > highest) ?? spoken.at(-1) ?? null;
}

/** The first suite of the server at a version; the first for each kind of certificate, where it is not known which there is. */
function firstFor(server: Server, protocol: Protocol, certificate: CertificateKey): readonly string[] {
  const usable = server.ciphers.filter((cipher) => protocolsOf(cipher).includes(protocol));
  const kinds = ['any', ...(certificate === null ? ['RSA', 'ECDSA'] : [certificate.toUpperCase()])];
  const firsts = kinds.flatMap((kind) => usable.find((cipher) => authenticationOf(cipher) === kind) ?? []);
  return firsts.length > 0 ? firsts : usable.slice(0, 1);
}

function certificateFor(obstacle: Obstacle): Remedy['certificate'] {
  if (obstacle.kind !== 'certificate') return null;
  const needed = new Set(obstacle.ciphers.map(authenticationOf));
  return (['ECDSA', 'RSA'] as const).find((kind) => needed.has(kind)) ?? null;
}

/**
 * Of the policies that let the client in: one of the same family and as post-quantum, since an ALB may have others of its kind;
 * then the one that weakens least, takes least from others, adds least, and is newest.
 */
function nearestPolicy(
  { policy, client, certificate }: Refusal,
  offered: readonly Shelved[],
): Remedy['policy'] {
  const candidates = offered
    .filter((each) => each.type === policy.type && isForAll(each, policy))
    .filter((each) => negotiate(serverOf(each), client, certificate).connects)
    .map(({ posture }) => ({ posture, weakens: weakenings(policy.posture, posture) }));
  const scores: readonly ((candidate: (typeof candidates)[number]) => number)[] = [
    ({ posture }) => Number(!isOfItsKind(posture, policy.posture)),
    ({ weakens }) => weakens.length,
    ({ posture }) => dropsOf(policy.posture, posture).protocols.length,
    ({ posture }) => dropsOf(posture, policy.posture).protocols.length,
    ({ posture }) => dropsOf(posture, policy.posture).ciphers.length,
    ({ posture }) => dropsOf(policy.posture, posture).ciphers.length,
    ({ posture }) => -Number((readName(posture.name).date ?? '0').replace('-', '')),
  ];
  const [nearest] = candidates.toSorted(
    (a, b) => scores.map((score) => score(a) - score(b)).find((difference) => difference !== 0) ?? 0,
  );
  return nearest === undefined ? null : { name: nearest.posture.name, weakens: nearest.weakens };
}

/** RFC 9151 and families that nobody here knows are advice for nobody who has none of them (docs/rules.md, rule 2). */
function isForAll({ posture }: Shelved, policy: Shelved): boolean {
  return !['rfc9151', 'other'].includes(posture.family) || posture.family === policy.posture.family;
}

function isOfItsKind(a: Posture, b: Posture): boolean {
  return a.family === b.family && a.postQuantum === b.postQuantum;
}
