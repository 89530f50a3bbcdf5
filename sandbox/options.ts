import { type Catalogue, candidates, defaultCatalogue } from './catalogue';
import { RegionState } from './state';
import type { Rate } from './buckets';
import type { RegionStatus, AccountState } from './account-state';

export interface SandboxOptions {
  /** Default: 111122223333. */
  readonly account?: string;
  /** What the account is called, `acme-prod`. Default: nothing, which on AWS no account is. */
  readonly accountName?: string;
  /** The enabled Regions. Default: eu-west-1 and us-east-1. */
  readonly regions?: readonly string[];
  /** The state of further Regions, or other states for the enabled ones; ListRegions shows it. */
  readonly regionStatus?: Readonly<Record<string, RegionStatus>>;
  /** The most items on a page, whatever the caller asks for. Default: 3, so that paging always happens. */
  readonly pageSize?: number;
  /** How long every answer takes. Default: 0. */
  readonly latencyMs?: number;
  /** AWS's token buckets, multiplied by a scale. Default: off. */
  readonly buckets?: false | BucketOptions;
  /** What a Region offers, made from what all offer. */
  readonly catalogue?: (region: string, catalogue: Catalogue) => Catalogue;
  /** The Regions that also offer the unconfirmed CNSA2 policies. Default: none. */
  readonly candidateRegions?: readonly string[];
  /** The most policies on one Classic Load Balancer. Default: 98. */
  readonly policyLimit?: number;
  /** Milliseconds, for the token buckets. Default: the real time. */
  readonly now?: () => number;
  /** 127.0.0.1 (default), ::1 or localhost. */
  readonly host?: string;
}

export interface BucketOptions {
  readonly scale: number;
  /** The bucket of non-mutating load balancing calls. Default: that of the table on AWS's page. */
  readonly elbReads?: Rate;
}

/** The account that the options describe, with nothing in it. */
export function newAccountState(options: SandboxOptions): AccountState {
  const {
    account = '111122223333',
    accountName,
    regions = ['eu-west-1', 'us-east-1'],
    pageSize = 3,
    policyLimit = 98,
  } = options;
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    throw new Error(`pageSize has to be a whole number above 0, got ${pageSize}`);
  }
  checkRegions(regions, options.regionStatus ?? {});
  const enabled = regions.map((name): [string, RegionStatus] => [name, 'ENABLED_BY_DEFAULT']);
  return {
    account,
    accountName,
    pageSize,
    policyLimit,
    regions: new Map(
      regions.map((name) => [name, new RegionState(name, account, catalogueOf(name, options))]),
    ),
    regionStatus: new Map([...enabled, ...Object.entries(options.regionStatus ?? {})]),
    topics: new Map(),
    messages: [],
    objects: new Map(),
    schedules: [],
    serverCertificates: new Map(),
    environs: {
      stacks: [],
      trails: [],
      refusals: new Map(),
      logs: new Map(),
      workgroups: [],
      executions: [],
    },
  };
}

/** A Region that ListRegions calls enabled has to answer, and one it calls disabled must not. */
function checkRegions(regions: readonly string[], statuses: Readonly<Record<string, RegionStatus>>): void {
  if (regions.length === 0) throw new Error('a sandbox has at least one region, got none');
  for (const [name, status] of Object.entries(statuses)) {
    const enabled = status === 'ENABLED' || status === 'ENABLED_BY_DEFAULT';
    if (enabled === regions.includes(name)) continue;
    throw new Error(
      `region '${name}' is ${status}, so it has to be ${enabled ? 'one' : 'none'} of ${regions.join(', ')}`,
    );
  }
}

function catalogueOf(region: string, { catalogue, candidateRegions = [] }: SandboxOptions): Catalogue {
  const { policies, classic } = defaultCatalogue;
  const all = {
    policies: candidateRegions.includes(region) ? [...policies, ...candidates] : policies,
    classic,
  };
  return catalogue?.(region, all) ?? all;
}
