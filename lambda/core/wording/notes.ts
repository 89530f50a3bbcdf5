import type { LoadBalancerRef } from '../estate';
import { EXEMPTION_TAG, type Exemption, type ReadableExemption } from '../exemption';
import type { Outcome } from '../reasons';
import { count, sentence } from './sentence';

/** The notes of a report: what is to be known beside a decision. */

export function pqNeedsRecreation(): string {
  return 'Post-quantum there needs recreated listeners: docs/rules.md.';
}

export function pqBindsTheAlb(): string {
  return 'New HTTPS listeners there then need a PQ or FIPS policy.';
}

export function noFipsOnClassic(): string {
  return 'Classic load balancers have no FIPS policy: the target there is the strictest policy that they have.';
}

export function dheOnClassic(): string {
  return (
    'Its policy offers DHE ciphers, for which Classic load balancers use 1024-bit parameters: offer ECDHE ' +
    'in their place.'
  );
}

/** What an exemption tag means for a listener it does not (or no longer) keep from changing. */
export function exemptionNotes(exemption: Exemption, outcome: Outcome): readonly string[] {
  if (outcome === 'planned' || exemption.kind === 'none' || exemption.kind === 'ended') return [];
  if (exemption.kind === 'exempt') return ['Its exemption tag has no effect: there is nothing to change.'];
  return [`Its tag ${EXEMPTION_TAG} is not valid ("${exemption.value}") and would hold a change.`];
}

/** @param days until its last day, today being 0; `null` where it has none */
export function exemptionNotice(
  { region, name }: LoadBalancerRef,
  { until, why }: ReadableExemption,
  days: number | null,
): string {
  const ends =
    days === null
      ? 'has no end date'
      : days < 0
        ? `ended on ${until}`
        : `ends on ${until}, ${days === 0 ? 'today' : `in ${count(days, 'day')}`}`;
  return sentence(`Exemption of ${name} (${region}) ${ends}${why === null ? '' : `: ${why}`}`);
}
