import type { Difference } from './difference';
import { classicDifferences } from './differences-classic';
import { elbv2Differences } from './differences-elbv2';
import { otherDifferences } from './differences-others';

/**
 * What moto does unlike AWS, as far as it matters to this tool, each with a probe that shows it. When a probe no
 * longer does, the suite fails: moto has changed, and what is said here, in repairs.ts or in the scenario with it.
 */
export const DIFFERENCES: readonly Difference[] = [
  ...elbv2Differences,
  ...classicDifferences,
  ...otherDifferences,
];
