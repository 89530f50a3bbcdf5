import type { NewLoadBalancer } from '../sandbox';

/** An account as one meets it: web tier and others, old and new, in two Regions. */

const WEB = { Tier: 'web', Environment: 'prod' };
const STAGING = { Tier: 'web', Environment: 'staging' };
const OLD = 'ELBSecurityPolicy-2016-08';
const STICKY = { name: 'sticky', type: 'LBCookieStickinessPolicyType' };

const https = (policy: string, port = 443) => ({ port, protocol: 'HTTPS' as const, policy });
const tls = (policy: string, port = 443) => ({ port, protocol: 'TLS' as const, policy });
const HTTP = { port: 80, protocol: 'HTTP' } as const;

const alb = (
  name: string,
  tags: Readonly<Record<string, string>>,
  ...listeners: ReturnType<typeof https>[]
) => ({ type: 'application' as const, name, tags, listeners: [HTTP, ...listeners] });

/** The load balancer that answers AccessDenied (the demo asks for that fault). */
export const DENIED = 'partner-gateway';

export const DEMO_ESTATE: Readonly<Record<string, readonly NewLoadBalancer[]>> = {
  'eu-west-1': [
    alb('shop-public', WEB, https(OLD)),
    alb('shop-checkout', WEB, https('ELBSecurityPolicy-TLS13-1-2-2021-06')),
    alb('staging-search', STAGING, https(OLD)),
    // Several secure listeners on one ALB: post-quantum is not reachable in place.
    alb('shop-api', WEB, https(OLD), https('ELBSecurityPolicy-TLS-1-2-2017-01', 8443)),
    alb('staging-admin', STAGING, https('ELBSecurityPolicy-TLS13-1-3-2021-06')),
    alb('shop-images', WEB, https('ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09')),
    alb('payments', WEB, https('ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04')),
    alb('payments-cnsa', WEB, https('ELBSecurityPolicy-TLS13-1-2-RFC9151-FIPS-2023-07')),
    alb(
      'legacy-kiosk',
      { ...WEB, 'tls-remediation': 'exempt until 2027-03-31: kiosks speak TLS 1.0' },
      https(OLD),
    ),
    alb('legacy-fax', { ...WEB, 'tls-remediation': 'exempt until 2026-06-30: fax gateway' }, https(OLD)),
    alb('legacy-pos', { ...WEB, 'tls-remediation': 'exempt till march' }, https(OLD)),
    alb(
      'k8s-shop-ingress',
      { ...WEB, 'elbv2.k8s.aws/cluster': 'prod', 'ingress.k8s.aws/stack': 'shop/web' },
      https(OLD),
    ),
    alb(DENIED, WEB, https(OLD)),
    { type: 'application', name: 'shop-redirect', tags: WEB, listeners: [HTTP] },
    { type: 'network', name: 'edge', tags: WEB, listeners: [tls(OLD), { port: 5222, protocol: 'TCP' }] },
    {
      type: 'classic',
      name: 'portal',
      tags: WEB,
      policies: [STICKY],
      listeners: [
        { port: 443, protocol: 'HTTPS', policyNames: [OLD, 'sticky'] },
        { port: 80, protocol: 'HTTP', policyNames: [] },
      ],
    },
    {
      type: 'classic',
      name: 'portal-strict',
      tags: WEB,
      policies: [
        {
          name: 'only-gcm',
          type: 'SSLNegotiationPolicyType',
          attributes: { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' },
        },
      ],
      listeners: [{ port: 443, protocol: 'HTTPS', policyNames: ['only-gcm'] }],
    },
    alb('reporting', { Tier: 'internal' }, https(OLD)),
    alb('batch-api', { Tier: 'batch' }, https(OLD)),
    alb('scratch', {}, https(OLD)),
    { type: 'network', name: 'database', tags: { Tier: 'data' }, listeners: [tls(OLD, 5432)] },
  ],
  'us-east-1': [
    alb('us-shop-public', WEB, https(OLD)),
    alb('us-shop-api', WEB, https('ELBSecurityPolicy-TLS13-1-2-Res-2021-06'), https(OLD, 8443)),
    alb('us-payments', WEB, https('ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09')),
    { type: 'network', name: 'us-edge', tags: WEB, listeners: [tls('ELBSecurityPolicy-TLS13-1-2-2021-06')] },
    {
      type: 'classic',
      name: 'us-portal',
      tags: WEB,
      policies: [
        { name: 'from-console', type: 'SSLNegotiationPolicyType', reference: 'ELBSecurityPolicy-2015-05' },
      ],
      listeners: [
        { port: 443, protocol: 'HTTPS', policyNames: ['from-console'] },
        { port: 8443, protocol: 'SSL', policyNames: ['from-console'] },
      ],
    },
    alb('us-reporting', { Tier: 'internal' }, https(OLD)),
    alb('us-intranet', { tier: 'web' }, https(OLD)),
    alb('us-scratch', {}, https(OLD)),
  ],
};
