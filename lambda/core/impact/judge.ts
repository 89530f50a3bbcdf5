import { PROTOCOLS, type Protocol } from '../clients/client';
import { protocolsOf } from '../clients/suite-names';
import type { PolicyType, Shelved } from '../explain/catalogue';
import { weaknessesOf } from '../policy/cipher';
import type { Posture } from '../policy/posture';
import { cipherSpelled } from './spelling';

/**
 * Whether a policy would refuse a handshake that a log shows. A log says what was agreed on, and not what the client
 * could have used instead: the protocol and the cipher that were used are held against the policy.
 *
 * - `accepted`: it accepts both.
 * - `refused`: it does not, and the client has nothing that it would accept.
 * - `uncertain`: it does not, but the client may have something else to offer. It counts as refused all the same.
 */
export type Verdict = 'accepted' | 'refused' | 'uncertain';

/** What the handshakes of one type of load balancer are held against. */
export interface Policies {
  /** Of the load balancers that wrote the log. */
  readonly type: PolicyType;
  readonly target: Shelved;
  /** The policy that the listener had while the log was written; `null`: not known. */
  readonly from: Shelved | null;
}

export function verdictOn(protocol: Protocol, cipher: string, policies: Policies): Verdict {
  const { target, from } = policies;
  if (accepts(target, protocol, cipher)) return 'accepted';
  const used = { protocol, cipher };
  return mayGoUp(used, policies) || mayGoDown(used, target) || mayChooseAnother(used, target, from)
    ? 'uncertain'
    : 'refused';
}

/** Whether a policy accepts this protocol with this cipher: else it is not the one that the listener had. */
export function accepts({ posture }: Shelved, protocol: Protocol, cipher: string): boolean {
  return posture.protocols.has(protocol) && ciphersOf(posture).includes(cipher);
}

interface Used {
  readonly protocol: Protocol;
  readonly cipher: string;
}

/**
 * Whether the client may speak a higher version that the target has. The version is agreed on first, the highest that both
 * have: who ended up with a lower one than the listener had speaks no higher one.
 */
function mayGoUp({ protocol, cipher }: Used, { type, target, from }: Policies): boolean {
  const higher = PROTOCOLS.slice(PROTOCOLS.indexOf(protocol) + 1);
  if (!higher.some((each) => target.posture.protocols.has(each))) return false;
  // Every policy of ALB and NLB has TLS 1.2 or TLS 1.3, whichever the listener had; old ones of Classic end with TLS 1.0.
  if (from === null) return type === 'classic' || protocol === 'TLSv1.2';
  if (higher.some((each) => from.posture.protocols.has(each))) return false;
  // Who speaks TLS 1.3 has forward secret, authenticated ciphers in TLS 1.2 too (a test holds all known clients to that).
  const order = ciphersOf(from.posture);
  const modern = order.filter(
    (each) => protocolsOf(each).includes('TLSv1.2') && weaknessesOf(each).length === 0,
  );
  return modern.length === 0 || mayHave(modern, cipher, from);
}

/** Whether the target has only lower versions, which the client may speak too. */
function mayGoDown({ protocol }: Used, { posture }: Shelved): boolean {
  const lower = PROTOCOLS.slice(0, PROTOCOLS.indexOf(protocol));
  return !posture.protocols.has(protocol) && lower.some((each) => posture.protocols.has(each));
}

/** Whether the client may have a cipher of the target's, in the version that it used. */
function mayChooseAnother({ protocol, cipher }: Used, { posture }: Shelved, from: Shelved | null): boolean {
  if (!posture.protocols.has(protocol)) return false;
  const usable = ciphersOf(posture).filter((each) => protocolsOf(each).includes(protocol));
  return usable.length > 0 && mayHave(usable, cipher, from);
}

/**
 * Whether a client that came to use one cipher may have one of these. Where the listener's order decided, it has none of those
 * that stand before the one that was used.
 */
function mayHave(ciphers: readonly string[], used: string, from: Shelved | null): boolean {
  if (from === null || !from.decides) return true;
  const order = ciphersOf(from.posture);
  const before = new Set(order.slice(0, Math.max(0, order.indexOf(used))));
  return ciphers.some((each) => !before.has(each));
}

const SPELLED = new WeakMap<Posture, readonly string[]>();

/** In the policy's order, each by the name that it has here: some suites have two. */
function ciphersOf(posture: Posture): readonly string[] {
  const known = SPELLED.get(posture);
  if (known !== undefined) return known;
  const spelled = [...posture.ciphers].map(cipherSpelled);
  SPELLED.set(posture, spelled);
  return spelled;
}
