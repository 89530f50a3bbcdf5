import { readName } from './policy';

/**
 * The groups in which policies can stand side by side on one ALB ([ALB-upd] "Update the security policy" of the
 * ALB guide). PQ, FIPS and FIPS-PQ mix with each other, plain with none of them. How RFC 9151 and unknown families mix is
 * not known.
 */
export type AlbGroup = 'plain' | 'pq-or-fips' | 'unknown';

/** The group of a policy, by its name: a listener's policy has one even where the Region does not list it. */
export function albGroupOf(policyName: string | null): AlbGroup {
  if (policyName === null) return 'unknown';
  const { family, postQuantum } = readName(policyName);
  if (family === 'fips' || (family === 'standard' && postQuantum)) return 'pq-or-fips';
  return family === 'standard' ? 'plain' : 'unknown';
}

/** Whether all these policies can stand side by side on one ALB, as far as is known. */
export function canStandTogether(policyNames: readonly (string | null)[]): boolean {
  if (policyNames.length < 2) return true;
  const groups = new Set(policyNames.map(albGroupOf));
  return groups.size === 1 && !groups.has('unknown');
}
