import { CLASSIC_BEST, EU, full, OLD, OWN_POLICY, PLAIN, PQ, US, WEB } from '../vocabulary';
import type { Report } from '../../lambda/core/report';
import type { WantedLoadBalancer } from './emulator';

/** An account small enough to be told line by line, and large enough for more than one page of everything. */

const HTTP = { port: 80, protocol: 'HTTP' } as const;
const https = (port: number, policy: string) => ({ port, protocol: 'HTTPS' as const, policy });

/** On a page moto has at most 50 load balancers, or resources with 99 tags; the sandbox has 3. */
const FILLERS = Array.from({ length: 51 }, (_, number) => String(number).padStart(2, '0'));
const FILLER_TAGS = { ...WEB, part: 'filler' };

export const ESTATE: Readonly<Record<string, readonly WantedLoadBalancer[]>> = {
  [EU]: [
    { type: 'application', name: 'shop', tags: WEB, listeners: [HTTP, https(443, OLD)] },
    // Two secure listeners: post-quantum is not reachable in place.
    {
      type: 'application',
      name: 'api',
      tags: WEB,
      listeners: [https(443, OLD), https(8443, CLASSIC_BEST)],
    },
    {
      type: 'application',
      name: 'admin',
      tags: WEB,
      listeners: [https(443, full('TLS13-1-3-2021-06'))],
    },
    { type: 'application', name: 'images', tags: WEB, listeners: [https(443, PQ)] },
    {
      type: 'application',
      name: 'kiosk',
      tags: { ...WEB, 'tls-remediation': 'exempt until 2027-03-31: kiosks speak TLS 1.0' },
      listeners: [https(443, OLD)],
    },
    {
      type: 'network',
      name: 'edge',
      tags: WEB,
      listeners: [
        { port: 443, protocol: 'TLS', policy: OLD },
        { port: 5222, protocol: 'TCP' },
      ],
    },
    {
      type: 'classic',
      name: 'portal',
      tags: WEB,
      policies: [
        { name: 'sticky', type: 'LBCookieStickinessPolicyType' },
        { name: 'from-console', type: 'SSLNegotiationPolicyType', reference: OLD },
      ],
      // The stickiness policy stands before the TLS policy, behind it, and alone.
      listeners: [
        { port: 443, protocol: 'HTTPS', policyNames: ['sticky', 'from-console'] },
        { port: 9443, protocol: 'HTTPS', policyNames: ['from-console', 'sticky'] },
        { port: 80, protocol: 'HTTP', policyNames: ['sticky'] },
      ],
    },
    // Created without a policy: it shows the default of AWS.
    {
      type: 'classic',
      name: 'portal-old',
      tags: WEB,
      listeners: [{ port: 443, protocol: 'SSL', policyNames: [OLD] }],
    },
    // Out of scope: another value, another key, no tags.
    { type: 'application', name: 'reporting', tags: { Tier: 'internal' }, listeners: [https(443, OLD)] },
    { type: 'application', name: 'intranet', tags: { tier: 'web' }, listeners: [https(443, OLD)] },
    {
      type: 'classic',
      name: 'scratch',
      tags: {},
      listeners: [{ port: 443, protocol: 'HTTPS', policyNames: [OLD] }],
    },
    ...FILLERS.map((number): WantedLoadBalancer => ({
      type: 'application',
      name: `web-${number}`,
      tags: FILLER_TAGS,
      listeners: [],
    })),
    ...FILLERS.map((number): WantedLoadBalancer => ({
      type: 'classic',
      name: `old-web-${number}`,
      tags: FILLER_TAGS,
      listeners: [{ port: 80, protocol: 'HTTP', policyNames: [] }],
    })),
  ],
  [US]: [
    {
      type: 'application',
      name: 'us-shop',
      tags: WEB,
      listeners: [https(443, full('FS-1-2-Res-2020-10'))],
    },
  ],
};

/** How many load balancers are in scope. */
export const IN_SCOPE = Object.values(ESTATE)
  .flat()
  .filter(({ tags }) => 'Tier' in tags && tags['Tier'] === 'web').length;

/** The plan, one line a secure listener: what the report has to say of it. */
export const PLAN: readonly string[] = [
  'eu-west-1 admin application :443 HTTPS planned below-target TLS13-1-3-2021-06 -> TLS13-1-3-PQ-2025-09',
  'eu-west-1 api application :443 HTTPS planned below-target 2016-08 -> TLS13-1-2-Res-2021-06 (loses TLSv1 TLSv1.1)',
  'eu-west-1 api application :8443 HTTPS planned below-target TLS-1-2-2017-01 -> TLS13-1-2-Res-2021-06',
  'eu-west-1 edge network :443 TLS planned below-target 2016-08 -> TLS13-1-2-Res-PQ-2025-09 (loses TLSv1 TLSv1.1)',
  'eu-west-1 images application :443 HTTPS compliant meets-target TLS13-1-2-Res-PQ-2025-09',
  'eu-west-1 kiosk application :443 HTTPS exempt exempt-by-tag 2016-08 -> TLS13-1-2-Res-PQ-2025-09 (loses TLSv1 TLSv1.1)',
  'eu-west-1 portal classic :443 HTTPS planned below-target 2016-08 -> TLS-1-2-2017-01 (loses TLSv1 TLSv1.1)',
  'eu-west-1 portal classic :9443 HTTPS planned below-target 2016-08 -> TLS-1-2-2017-01 (loses TLSv1 TLSv1.1)',
  'eu-west-1 portal-old classic :443 SSL planned below-target 2016-08 -> TLS-1-2-2017-01 (loses TLSv1 TLSv1.1)',
  'eu-west-1 shop application :443 HTTPS planned below-target 2016-08 -> TLS13-1-2-Res-PQ-2025-09 (loses TLSv1 TLSv1.1)',
  'us-east-1 us-shop application :443 HTTPS planned below-target FS-1-2-Res-2020-10 -> TLS13-1-2-Res-PQ-2025-09',
];

/** What is weak outside the scope: another value, another key, no tags. */
export const OUTSIDE: Report['outside'] = {
  byValue: [
    { value: null, loadBalancers: 2 },
    { value: 'internal', loadBalancers: 1 },
  ],
  worst: (
    [
      ['intranet', 'application'],
      ['reporting', 'application'],
      ['scratch', 'classic'],
    ] as const
  ).map(([name, type]) => ({
    region: EU,
    name,
    type,
    policy: OLD,
    protocols: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
  })),
  unknownIn: [],
};

/** What AWS shows differently after the apply, as `look` shows it. All the rest stays as it was. */
export const MOVED: Readonly<Record<string, readonly string[]>> = {
  'eu-west-1 admin:443': [full('TLS13-1-3-PQ-2025-09')],
  'eu-west-1 api:443': [PLAIN],
  'eu-west-1 api:8443': [PLAIN],
  'eu-west-1 edge:443': [PQ],
  'eu-west-1 portal:443': ['sticky', OWN_POLICY],
  'eu-west-1 portal:9443': [OWN_POLICY, 'sticky'],
  'eu-west-1 portal-old:443': [OWN_POLICY],
  'eu-west-1 shop:443': [PQ],
  'us-east-1 us-shop:443': [PQ],
};
