import type { LoadBalancerRef } from '../estate';
import { EXEMPTION_TAG, type Exemption, type ReadableExemption } from '../exemption';
import type { Outcome } from '../reasons';
import { count, sentence } from './sentence';

/** The notes of a report: what is to be known beside a decision. */

export function pqNeedsRecreation(): string {
  return (
    'To reach post-quantum on this ALB, delete all secure listeners but one, change that one, then recreate the ' +
    'others: AWS does not allow plain and post-quantum policies side by side.'
  );
}

export function pqBindsTheAlb(): string {
  return (
    'After this change, new HTTPS listeners on this ALB need a post-quantum or FIPS policy; AWS rejects the API ' +
    'default (ELBSecurityPolicy-2016-08).'
  );
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

/** How the note on an exemption that is over begins. */
export const EXEMPTION_ENDED = 'Its exemption ended on';

/** What an exemption tag means for a listener it does not (or no longer) keep from changing. */
export function exemptionNotes(exemption: Exemption, outcome: Outcome): readonly string[] {
  if (exemption.kind === 'ended') return [`${EXEMPTION_ENDED} ${exemption.until}.`];
  if (outcome === 'planned' || exemption.kind === 'none') return [];
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
