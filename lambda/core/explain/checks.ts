import { protocolsUnderTls12 } from '../policy/named';
import type { Shelved } from './catalogue';

/** Whether a check that somebody has in place passes with a policy: most of them compare names, and each has names of its own. */
export interface CheckResult {
  readonly check: string;
  /** `null`: what the check takes is not published to the last word. */
  readonly passes: boolean | null;
  /** The day of what is known of it. */
  readonly asOf: string;
}

/** A check as its makers describe it; docs/explain.md names the sources. */
interface Check {
  readonly check: string;
  readonly asOf: string;
  readonly type: Shelved['type'];
  readonly passes: (policy: Shelved) => boolean | null;
}

const PREFIX = 'ELBSecurityPolicy-';

const takes =
  (...names: readonly string[]) =>
  ({ posture }: Shelved): boolean =>
    names.some((name) => PREFIX + name === posture.name);

/** Post-quantum, TLS 1.2 and newer. */
const POST_QUANTUM: readonly string[] = [
  'TLS13-1-2-PQ-2025-09',
  'TLS13-1-2-Res-PQ-2025-09',
  'TLS13-1-2-Ext1-PQ-2025-09',
  'TLS13-1-2-Ext2-PQ-2025-09',
  'TLS13-1-3-PQ-2025-09',
  'TLS13-1-2-FIPS-PQ-2025-09',
  'TLS13-1-2-Res-FIPS-PQ-2025-09',
  'TLS13-1-2-Ext0-FIPS-PQ-2025-09',
  'TLS13-1-2-Ext1-FIPS-PQ-2025-09',
  'TLS13-1-2-Ext2-FIPS-PQ-2025-09',
  'TLS13-1-3-FIPS-PQ-2025-09',
];

const CLASSIC_BEST = 'TLS-1-2-2017-01';

/** In the order in which they are shown. */
export const CHECKS: readonly Check[] = [
  {
    check: 'security-hub/ELB.17',
    asOf: '2026-11-22',
    type: 'elbv2',
    passes: takes(
      'TLS13-1-3-2021-06',
      'TLS13-1-3-FIPS-2023-04',
      'TLS13-1-2-Res-2021-06',
      'TLS13-1-2-Res-FIPS-2023-04',
      'TLS13-1-2-Res-PQ-2025-09',
      'TLS13-1-3-PQ-2025-09',
      'TLS13-1-2-Res-FIPS-PQ-2025-09',
      'TLS13-1-3-FIPS-PQ-2025-09',
    ),
  },
  {
    check: 'prowler/elbv2_insecure_ssl_ciphers',
    asOf: '2026-08-21',
    type: 'elbv2',
    passes: takes(
      'TLS-1-2-2017-01',
      'TLS-1-2-Ext-2018-06',
      'FS-1-2-2019-08',
      'FS-1-2-Res-2019-08',
      'FS-1-2-Res-2020-10',
      'TLS13-1-2-2021-06',
      'TLS13-1-3-2021-06',
      'TLS13-1-2-Res-2021-06',
      'TLS13-1-2-Ext1-2021-06',
      'TLS13-1-2-Ext2-2021-06',
      ...POST_QUANTUM,
    ),
  },
  {
    check: 'prowler/elbv2_listener_pqc_tls_enabled',
    asOf: '2026-08-21',
    type: 'elbv2',
    passes: takes(...POST_QUANTUM),
  },
  // "Load Balancers should use the latest security policy".
  { check: 'datadog/vn4-vpi-u7q', asOf: '2026-11-27', type: 'elbv2', passes: takes(...POST_QUANTUM) },
  { check: 'security-hub/ELB.8', asOf: '2026-11-22', type: 'classic', passes: takes(CLASSIC_BEST) },
  {
    check: 'prowler/elb_insecure_ssl_ciphers',
    asOf: '2026-08-21',
    type: 'classic',
    passes: takes(CLASSIC_BEST),
  },
  {
    // "Classic Load Balancer listener should use a secure configuration": a custom policy may pass, and its list is not published.
    check: 'datadog/31q-rfg-uiu',
    asOf: '2026-11-27',
    type: 'classic',
    passes: (policy) =>
      takes(CLASSIC_BEST)(policy) || (protocolsUnderTls12(policy.posture).length > 0 ? false : null),
  },
];

/** The checks that look at load balancers of the policy's type. */
export function checksOf(policy: Shelved): readonly CheckResult[] {
  return CHECKS.filter(({ type }) => type === policy.type).map(({ check, passes, asOf }) => ({
    check,
    passes: passes(policy),
    asOf,
  }));
}
