import type { Posture } from '../policy/posture';
import { PROTOCOLS, type Protocol } from './client';
import LOCKOUTS from './lockouts.json';

/** What the function knows of known clients: made from known.json by scripts/known-clients.ts, a test holds it to that. */
export interface Lockouts {
  readonly asOf: string;
  /** The suites that a certificate of AWS's serves, by the first protocol that they can be agreed on with. */
  readonly suites: Readonly<Record<'TLSv1.3' | 'TLSv1.2' | 'TLSv1' | 'SSLv3', readonly string[]>>;
  /** What clients offer: lowest and highest protocol as a digit each (SSLv3 is 0), then in hex a bit for each suite. */
  readonly offers: readonly string[];
  /** Offers by name, most common first. */
  readonly clients: Readonly<Record<string, number>>;
}

const { suites, offers, clients }: Lockouts = LOCKOUTS;
const BITS = new Map(
  [...suites['TLSv1.3'], ...suites['TLSv1.2'], ...suites.TLSv1, ...suites.SSLv3].map(
    (suite, bit) => [suite, 1n << BigInt(bit)] as const,
  ),
);
const [SSL, TLS] = [maskOf(suites.SSLv3), maskOf([...suites.SSLv3, ...suites.TLSv1])];

/** By protocol, as in PROTOCOLS, the suites that can be agreed on with it. */
const USABLE: readonly bigint[] = [SSL, TLS, TLS, TLS | maskOf(suites['TLSv1.2']), maskOf(suites['TLSv1.3'])];

interface Offer {
  readonly lowest: number;
  readonly highest: number;
  readonly mask: bigint;
}

const OFFERS: readonly Offer[] = offers.map((offer) => ({
  lowest: Number(offer.slice(0, 1)),
  highest: Number(offer.slice(1, 2)),
  mask: BigInt(`0x${offer.slice(2)}`),
}));

/**
 * The known clients that get through on one policy and no more on another, by name, most common first. The version is
 * agreed on first, then a common suite; whether the certificate is RSA or ECDSA is not asked: either will do.
 */
export function lockedOutNames(from: Posture, to: Posture): readonly string[] {
  const [before, after] = [admittedBy(from), admittedBy(to)];
  return Object.entries(clients).flatMap(([name, offer]) =>
    before[offer] === true && after[offer] === false ? [name] : [],
  );
}

/**
 * Of those, the ones that come to a protocol on the first policy, and that offer a suite: who may have made a handshake that a
 * log shows.
 */
export function lockedOutWith(
  from: Posture,
  to: Posture,
  { protocol, cipher }: { readonly protocol: Protocol; readonly cipher: string },
): readonly string[] {
  const bit = BITS.get(cipher) ?? 0n;
  const version = PROTOCOLS.indexOf(protocol);
  const spoken = spokenBy(from);
  return lockedOutNames(from, to).filter((name) => {
    const offer = OFFERS[clients[name] ?? -1];
    return (
      offer !== undefined && spoken.lastIndexOf(true, offer.highest) === version && (offer.mask & bit) !== 0n
    );
  });
}

function spokenBy({ protocols }: Posture): readonly boolean[] {
  return PROTOCOLS.map((protocol) => protocols.has(protocol));
}

/** By offer, whether a policy lets it through. A run asks of the same few policies again and again. */
const ADMITTED = new WeakMap<Posture, readonly boolean[]>();

function admittedBy(policy: Posture): readonly boolean[] {
  const known = ADMITTED.get(policy);
  if (known !== undefined) return known;
  const mask = maskOf([...policy.ciphers]);
  const spoken = spokenBy(policy);
  const admitted = OFFERS.map((offer) => {
    const agreed = spoken.lastIndexOf(true, offer.highest);
    return agreed >= offer.lowest && (offer.mask & mask & (USABLE[agreed] ?? 0n)) !== 0n;
  });
  ADMITTED.set(policy, admitted);
  return admitted;
}

function maskOf(names: readonly string[]): bigint {
  return names.reduce((mask, name) => mask | (BITS.get(name) ?? 0n), 0n);
}
