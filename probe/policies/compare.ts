import { PROTOCOLS, type Protocol } from '../../lambda/core/clients/client';
import { protocolsOf } from '../../lambda/core/clients/suites';
import type { Comparison, Difference, Findings } from '../report';
import { isPostQuantum } from '../wire/groups';
import { needsKey } from '../wire/suites';

/** A policy of the catalogue, as far as a handshake can show it. */
export interface KnownPolicy {
  readonly name: string;
  /** `elbv2` for ALB and NLB, `classic`, or both. */
  readonly types: readonly string[];
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
  readonly postQuantum: boolean;
}

/** The hybrids of AWS's post-quantum policies ([ALB-sp]). */
const POLICY_GROUPS = ['X25519MLKEM768', 'SecP256r1MLKEM768', 'SecP384r1MLKEM1024'];

/**
 * Compares what a server showed with what a policy says, protocol by protocol. A policy counts ciphers for all keys, a
 * server shows those for its own: the others are not missed. A protocol that could not be told is not compared.
 */
export function compare(policy: KnownPolicy, found: Findings): Comparison {
  const told = PROTOCOLS.filter((protocol) => found.protocols[protocol] !== null);
  const spoken = told.filter((protocol) => found.protocols[protocol] === true);
  const wanted = told.filter((protocol) => policy.protocols.includes(protocol));
  const groups = groupDifferences(policy, found);
  return {
    missing: {
      protocols: wanted.filter((protocol) => !spoken.includes(protocol)),
      ciphers: missingCiphers(policy, found, wanted),
      groups: groups.missing,
    },
    extra: {
      protocols: spoken.filter((protocol) => !wanted.includes(protocol)),
      ciphers: shownIn(found, spoken).filter((cipher) => !policy.ciphers.includes(cipher)),
      groups: groups.extra,
    },
  };
}

/** How many things differ. */
export function distanceOf({ missing, extra }: Comparison): number {
  return sizeOf(missing) + sizeOf(extra);
}

function sizeOf({ protocols, ciphers, groups }: Difference): number {
  return protocols.length + ciphers.length + Math.min(1, groups.length);
}

/** A cipher is missed in every protocol that both have and that can carry it, or where no such protocol is left. */
function missingCiphers(
  policy: KnownPolicy,
  found: Findings,
  wanted: readonly Protocol[],
): readonly string[] {
  const keys = keysShown(found);
  return policy.ciphers.filter((cipher) => {
    if (!keys.has(needsKey(cipher) ?? 'none')) return false;
    const carriers = wanted.filter((protocol) => protocolsOf(cipher).includes(protocol));
    const shared = carriers.filter((protocol) => found.protocols[protocol] === true);
    if (shared.length === 0) return carriers.length > 0;
    return shared.some((protocol) => found.ciphers?.[protocol]?.includes(cipher) === false);
  });
}

const SIGNS: Readonly<Record<string, string>> = {
  RSA: 'RSA',
  EC: 'ECDSA',
  Ed25519: 'ECDSA',
  Ed448: 'ECDSA',
  DSA: 'DSS',
};

/** The kinds of key that the server has shown, by its certificates or by the ciphers that it chose. */
function keysShown(found: Findings): ReadonlySet<string> {
  const leaves = (found.certificates ?? []).filter(({ leaf }) => leaf);
  const bySuite = shownIn(found, PROTOCOLS).flatMap((cipher) => needsKey(cipher) ?? []);
  return new Set(['any', ...leaves.flatMap(({ key }) => SIGNS[key.type] ?? []), ...bySuite]);
}

function shownIn({ ciphers }: Findings, protocols: readonly Protocol[]): readonly string[] {
  return [...new Set(protocols.flatMap((protocol) => ciphers?.[protocol] ?? []))];
}

/** Post-quantum groups came with TLS 1.3: without it on both sides there is nothing to compare. */
function groupDifferences(
  policy: KnownPolicy,
  { protocols, groups }: Findings,
): { readonly missing: readonly string[]; readonly extra: readonly string[] } {
  const none = { missing: [], extra: [] };
  if (groups === null || protocols['TLSv1.3'] !== true || !policy.protocols.includes('TLSv1.3')) return none;
  const shown = groups.filter(isPostQuantum);
  if (policy.postQuantum) return shown.length === 0 ? { ...none, missing: POLICY_GROUPS } : none;
  return { ...none, extra: shown };
}
