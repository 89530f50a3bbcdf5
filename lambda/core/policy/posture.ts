import { weaknessesOf, type Weakness } from './cipher';
import { readName, type Family, type Policy } from './policy';

/** What a policy accepts: the thing that is judged. A name is only how it is found. */
export interface Posture {
  readonly name: string;
  readonly family: Family;
  readonly postQuantum: boolean;
  readonly protocols: ReadonlySet<string>;
  readonly ciphers: ReadonlySet<string>;
  readonly weaknesses: ReadonlySet<Weakness>;
}

/** Oldest first. A protocol that is not here is unknown, and unknown is never an improvement. */
const PROTOCOLS: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The posture of an ALB or NLB policy. Family and post-quantum are told by its name alone. */
export function postureOf(policy: Policy): Posture {
  const { family, postQuantum } = readName(policy.name);
  return { ...contentsOf(policy), family, postQuantum };
}

/** The posture of a Classic policy. Families play no part on Classic: there, everything is `custom`. */
export function classicPostureOf(policy: Policy): Posture {
  return { ...contentsOf(policy), family: 'custom', postQuantum: false };
}

function contentsOf(policy: Policy): Omit<Posture, 'family' | 'postQuantum'> {
  return {
    name: policy.name,
    protocols: new Set(policy.protocols),
    ciphers: new Set(policy.ciphers),
    weaknesses: new Set(policy.ciphers.flatMap(weaknessesOf)),
  };
}

/** Whether AWS said enough of this policy to judge it. One without protocols or ciphers is as good as not listed. */
export function isReadable(policy: Policy): boolean {
  return policy.protocols.length > 0 && policy.ciphers.length > 0;
}

/** Where the lowest known protocol stands, oldest = 0. A posture with none we know stands above them all. */
export function lowestProtocol(posture: Posture): number {
  const ranks = PROTOCOLS.flatMap((protocol, rank) => (posture.protocols.has(protocol) ? [rank] : []));
  return ranks[0] ?? PROTOCOLS.length;
}

/** Whether a known protocol under TLS 1.2 is accepted. */
export function acceptsUnderTls12(posture: Posture): boolean {
  return lowestProtocol(posture) < PROTOCOLS.indexOf('TLSv1.2');
}

/** The protocols that are accepted, oldest first. */
export function protocolsOf({ protocols }: Posture): readonly string[] {
  return [...protocols].toSorted(byAge);
}

/**
 * TLS 1.3 on offer, nothing under TLS 1.2, every cipher forward secret and authenticated: what AWS recommends
 * today, said by properties. A protocol nobody here knows disqualifies.
 */
export function isModern(posture: Posture): boolean {
  const onlyModern = [...posture.protocols].every(
    (protocol) => protocol === 'TLSv1.2' || protocol === 'TLSv1.3',
  );
  return posture.protocols.has('TLSv1.3') && onlyModern && posture.weaknesses.size === 0;
}

/**
 * What a move from `a` to `b` would weaken, a clause each ("accepts CBC"); empty when it weakens nothing.
 *
 * @param isFipsWanted whether the setting asks for FIPS; then leaving `standard` for it weakens nothing
 */
export function weakenings(a: Posture, b: Posture, isFipsWanted = false): readonly string[] {
  const accepted = [
    ...[...b.protocols].filter((protocol) => !PROTOCOLS.includes(protocol) && !a.protocols.has(protocol)),
    ...(lowestProtocol(b) < lowestProtocol(a)
      ? PROTOCOLS.slice(lowestProtocol(b), lowestProtocol(b) + 1)
      : []),
    ...[...b.weaknesses].filter((weakness) => !a.weaknesses.has(weakness)),
  ];
  return [
    ...accepted.map((what) =>
      what === 'no forward secrecy' ? 'has ciphers without forward secrecy' : `accepts ${what}`,
    ),
    ...(keepsFamily(a, b, isFipsWanted) ? [] : [`is of family ${b.family}, not ${a.family}`]),
    ...(a.postQuantum && !b.postQuantum ? ['gives up post-quantum'] : []),
  ];
}

/** Whether a move stays in its family, or goes from `standard` to `fips` where that is wanted: never back. */
export function keepsFamily(a: Posture, b: Posture, isFipsWanted: boolean): boolean {
  return a.family === b.family || (isFipsWanted && a.family === 'standard' && b.family === 'fips');
}

/** Whether `a` is at least as strict as `b`: going from `b` to `a` would weaken nothing. */
export function isAtLeastAsStrict(a: Posture, b: Posture): boolean {
  return weakenings(b, a).length === 0;
}

/** Whether two policies accept the same, whatever they are called. */
export function samePosture(a: Posture, b: Posture): boolean {
  return (
    a.family === b.family &&
    a.postQuantum === b.postQuantum &&
    sameMembers(a.protocols, b.protocols) &&
    sameMembers(a.ciphers, b.ciphers)
  );
}

/** Whether `b` is `a` under a newer name: the same words and the same posture, a later date. */
export function isNewerEdition(a: Posture, b: Posture): boolean {
  const [older, newer] = [readName(a.name), readName(b.name)];
  return older.stem === newer.stem && (newer.date ?? '') > (older.date ?? '') && samePosture(a, b);
}

/** What clients lose by a move: part of the report's public form. */
export interface Drops {
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
}

export const NO_DROPS: Drops = { protocols: [], ciphers: [] };

/** What `a` accepts and `b` does not. */
export function dropsOf(a: Posture, b: Posture): Drops {
  return {
    protocols: [...a.protocols].filter((protocol) => !b.protocols.has(protocol)).toSorted(byAge),
    ciphers: [...a.ciphers].filter((cipher) => !b.ciphers.has(cipher)),
  };
}

/** Oldest protocol first: AWS's own order is not the same everywhere. */
function byAge(a: string, b: string): number {
  return PROTOCOLS.indexOf(a) - PROTOCOLS.indexOf(b);
}

/** How many members of `some` are in `all`. */
export function countKept(some: ReadonlySet<string>, all: ReadonlySet<string>): number {
  return [...some].filter((member) => all.has(member)).length;
}

function sameMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && countKept(a, b) === a.size;
}
