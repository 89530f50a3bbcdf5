import PARTITIONS from './partitions.json';

/** A part of AWS with accounts, ARNs and a domain of its own. */
export interface Partition {
  /** What stands behind `arn:`. */
  readonly id: string;
  readonly dnsSuffix: string;
}

/** Whether this is a Region that the AWS SDK knows: an account may have it. */
export function isKnownRegion(name: string): boolean {
  return PARTITIONS.some(({ regions }) => regions.includes(name));
}

/** All of these, of all partitions. */
export function knownRegions(): readonly string[] {
  return PARTITIONS.flatMap(({ regions }) => regions);
}

/** The partition of a Region; for a name of no known form, the commercial one, as the SDK does. */
export function partitionOf(region: string): Partition {
  const found =
    PARTITIONS.find(({ regions }) => regions.includes(region)) ??
    PARTITIONS.find(({ regionRegex }) => new RegExp(regionRegex).test(region));
  return found ?? { id: 'aws', dnsSuffix: 'amazonaws.com' };
}
