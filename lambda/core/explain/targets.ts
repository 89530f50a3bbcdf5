import type { Shelved } from './catalogue';

/**
 * The policy that the load balancer uses towards its targets when a listener has this one ([ALB-sp] [NLB-sp], backend
 * connections). Nobody chooses it, and all listeners count: the first line of this table that any of them fits.
 *
 * @returns `null` where it is not known: Classic has a list of its own ([CLB-sp]), and a family without a name has none
 */
export function policyTowardsTargets({ posture, type }: Shelved): string | null {
  if (type === 'classic') return null;
  const { family, postQuantum, protocols } = posture;
  if (family === 'rfc9151') return 'ELBSecurityPolicy-TLS13-1-2-RFC9151-INTEROP4-FIPS-2023-07';
  if (family === 'fips')
    return postQuantum
      ? 'ELBSecurityPolicy-TLS13-1-0-FIPS-PQ-2025-09'
      : 'ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04';
  if (family !== 'standard') return null;
  if (postQuantum) return 'ELBSecurityPolicy-TLS13-1-0-PQ-2025-09';
  return protocols.has('TLSv1.3') ? 'ELBSecurityPolicy-TLS13-1-0-2021-06' : 'ELBSecurityPolicy-2016-08';
}
