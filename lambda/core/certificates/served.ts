import { authenticationOf } from '../clients/suite-names';
import type { Posture } from '../policy/posture';
import type { Certificate } from '../certificate';

/** What suites call the kinds of keys that load balancers take ([ALB-https]: no Ed25519). */
const NEEDS: Readonly<Record<string, string>> = { RSA: 'RSA', EC: 'ECDSA' };

/** Who cannot be served with a key under a policy; `null`: everybody can, or nobody can tell. */
export function unserved(key: Certificate['key'], posture: Posture): 'everybody' | 'TLS 1.2' | null {
  if (key === null || key.type === 'unknown') return null;
  const needed = new Set<string>([...posture.ciphers].map(authenticationOf));
  const isServedAsEver = needed.has(NEEDS[key.type] ?? 'none');
  const isServedInTls13 = key.type in NEEDS && posture.protocols.has('TLSv1.3') && needed.has('any');
  if (!isServedInTls13) return isServedAsEver ? null : 'everybody';
  const isOlderSpoken = [...posture.protocols].some((protocol) => protocol !== 'TLSv1.3');
  return isOlderSpoken && !isServedAsEver ? 'TLS 1.2' : null;
}
