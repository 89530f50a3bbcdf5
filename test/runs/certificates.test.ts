import type { CertificateFaultId } from '../../lambda/core/certificate-faults';
import type { CertificatesReport } from '../../lambda/core/certificate';
import type { Fault, NewAcmCertificate, NewV2LoadBalancer, Sandbox } from '../../sandbox';
import { Authority, EC_KEY, type Made, type Wanted } from '../certificates';
import { expectValidReport } from '../report/schema';
import { apply, callsOf, EU, NOW, OLD, plan, present, run, start, stopAll, WEB } from '../helpers';

/** Certificates: what is wrong with one made by OpenSSL is found by its own name, and nothing on a good one. */

afterEach(stopAll);

const authority = new Authority();
afterAll(() => authority.clear());

const DAYS = { certificateDays: [30, 14, 7] };

function inDays(days: number): Date {
  return new Date(NOW.getTime() + days * 86_400_000);
}

type Listener = Partial<NonNullable<NewV2LoadBalancer['listeners']>[number]>;

/** An account with one ALB on whose listener one certificate of ACM is. */
async function withOne(
  { pem }: Made,
  more: Partial<NewAcmCertificate> = {},
  listener: Listener = {},
): Promise<Sandbox> {
  const sandbox = await start();
  const region = sandbox.region(EU);
  const arn = region.addCertificate({ chain: authority.intermediate.pem, ...more, pem });
  const https = { port: 443, protocol: 'HTTPS', policy: OLD, ...listener, certificates: [arn] } as const;
  region.addLoadBalancer({ type: 'application', name: 'shop', tags: WEB, listeners: [https] });
  return sandbox;
}

async function look(sandbox: Sandbox): Promise<CertificatesReport> {
  const report = await plan(sandbox, DAYS);
  expectValidReport(report);
  return present(report.certificates);
}

const named = ({ faults }: CertificatesReport): readonly CertificateFaultId[] =>
  faults.map(({ fault }) => fault);

const issued = (wanted: Partial<Wanted> = {}): Made => authority.issue({ until: inDays(200), ...wanted });

describe('none on a good one:', () => {
  it.each<[string, () => Made, Partial<NewAcmCertificate>?, Listener?]>([
    ['RSA 2048, imported with its chain', () => issued()],
    ['an EC key', () => issued({ key: EC_KEY })],
    ['RSA 4096, SHA-384', () => issued({ key: ['rsa:4096'], hash: 'sha384' })],
    ['31 days before its end', () => issued({ until: inDays(31) })],
    ['issued by ACM, renewed', () => issued(), { type: 'AMAZON_ISSUED', renewal: { status: 'SUCCESS' } }],
    [
      'issued by ACM, renewal under way',
      () => issued(),
      { type: 'AMAZON_ISSUED', renewal: { status: 'PENDING_AUTO_RENEWAL' } },
    ],
    ['issued by ACM, whose chain ACM brings', () => issued(), { type: 'AMAZON_ISSUED', chain: '' }],
    ['a wildcard of a domain of your own', () => issued({ names: ['*.example.com'] })],
    ['a name that a host rule asks for', () => issued(), {}, { rules: [{ hosts: ['shop.example.com'] }] }],
    [
      'its root in the chain too',
      () => issued(),
      { chain: `${authority.intermediate.pem}${authority.root.pem}` },
    ],
    [
      'its chain the wrong way round',
      () => issued(),
      { chain: `${authority.root.pem}${authority.intermediate.pem}` },
    ],
  ])('%s', async (_, make, ...[more, listener]) => {
    const found = await look(await withOne(make(), more, listener));
    expect(found).toEqual({ days: [30, 14, 7], read: 1, faults: [], unread: [] });
  });
});

describe('each by its own name:', () => {
  it.each<[CertificateFaultId, string, () => Made, string, Partial<NewAcmCertificate>?, Listener?]>([
    ['expired', 'yesterday', () => issued({ until: inDays(-1) }), 'has expired on 2026-11-21'],
    [
      'not-yet-valid',
      'from tomorrow on',
      () => issued({ from: inDays(1) }),
      'is not valid before 2026-11-23 06:00 UTC',
    ],
    ['no-name', 'an organisation alone', () => issued({ names: [] }), 'names no host'],
    ['expiring', 'in 30 days', () => issued({ until: inDays(30) }), 'expires in 30 days, on 2026-12-22'],
    ['expiring', 'in 6 days', () => issued({ until: inDays(6) }), 'expires in 6 days, on 2026-11-28'],
    [
      'expiring',
      'in an hour',
      () => issued({ until: inDays(1 / 24) }),
      'expires within a day, on 2026-11-22',
    ],
    [
      'revoked',
      'as ACM says',
      () => issued(),
      'is revoked (KEY_COMPROMISE)',
      { type: 'AMAZON_ISSUED', status: 'REVOKED', revocationReason: 'KEY_COMPROMISE' },
    ],
    [
      'not-issued',
      'as ACM says',
      () => issued(),
      'is INACTIVE in ACM',
      { type: 'AMAZON_ISSUED', status: 'INACTIVE' },
    ],
    [
      'renewal-failed',
      'as ACM says',
      () => issued(),
      'could not be renewed (CAA_ERROR)',
      { type: 'AMAZON_ISSUED', renewal: { status: 'FAILED', reason: 'CAA_ERROR' } },
    ],
    [
      'renewal-waits',
      'as ACM says',
      () => issued(),
      'cannot be renewed until a name is validated',
      { type: 'AMAZON_ISSUED', renewal: { status: 'PENDING_VALIDATION' } },
    ],
    ['weak-key', 'RSA 1024', () => issued({ key: ['rsa:1024'] }), 'has an RSA key of 1024 bits'],
    ['weak-signature', 'SHA-1', () => issued({ hash: 'sha1' }), 'is signed with sha1WithRSAEncryption'],
    ['weak-signature', 'MD5', () => issued({ hash: 'md5' }), 'is signed with md5WithRSAEncryption'],
    [
      'self-signed',
      'imported without a chain',
      () => authority.selfSigned(3650),
      'has signed itself',
      { chain: '' },
    ],
    [
      'chain-incomplete',
      'no chain',
      () => issued(),
      'has no issuer in its chain, which was CN=Test Intermediate',
      { chain: '' },
    ],
    [
      'chain-incomplete',
      'the root alone',
      () => issued(),
      'has no issuer in its chain, which was CN=Test Intermediate',
      { chain: authority.root.pem },
    ],
    [
      'name-without-rule',
      'another host',
      () => issued({ names: ['old.example.com'] }),
      'names old.example.com, which meets no host rule there',
      {},
      { rules: [{ hosts: ['shop.example.com'] }], defaultAction: 'fixed-response' },
    ],
    ['wide-wildcard', '*.co.uk', () => issued({ names: ['*.co.uk'] }), 'is for *.co.uk'],
    [
      'key-not-served',
      'Ed25519',
      () => issued({ key: ['ed25519'] }),
      'has a key (Ed25519 256) that TLS13-1-2-Res-PQ-2025-09 cannot serve anybody with',
    ],
  ])('%s: %s', async (fault, _, make, detail, ...[more, listener]) => {
    const sandbox = await withOne(make(), more, listener);
    const found = await look(sandbox);
    expect(named(found)).toEqual([fault]);
    expect(found.faults).toMatchObject([
      {
        detail,
        certificate: 'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000001',
        on: [{ region: EU, loadBalancer: { name: 'shop', type: 'application' }, port: 443, isDefault: true }],
      },
    ]);
    expect(found.unread).toEqual([]);
    expect(sandbox.mutations()).toEqual([]);
  });
});

it('says how near its end one is, by the days of the setting', async () => {
  const sandbox = await start();
  const region = sandbox.region(EU);
  for (const days of [30, 14.5, 14, 8, 7, 0.5]) {
    const arn = region.addCertificate({ ...issued({ until: inDays(days) }), type: 'AMAZON_ISSUED' });
    const https = { port: 443, protocol: 'HTTPS', certificates: [arn] } as const;
    region.addLoadBalancer({ type: 'application', name: `in-${days}`, tags: WEB, listeners: [https] });
  }
  const { faults } = await look(sandbox);
  expect(faults.map(({ on, daysLeft, within }) => [on[0]?.loadBalancer.name, daysLeft, within])).toEqual([
    ['in-0.5', 0, 7],
    ['in-7', 7, 7],
    ['in-8', 8, 14],
    ['in-14', 14, 14],
    ['in-14.5', 14, 30],
    ['in-30', 30, 30],
  ]);
});

describe('what is on a listener', () => {
  it('is looked at once, wherever it is: one call for each ARN', async () => {
    const sandbox = await start({ pageSize: 2 });
    const region = sandbox.region(EU);
    const arns = ['a', 'b', 'c', 'd'].map((name) =>
      region.addCertificate({
        ...issued({ names: [`${name}.example.com`], until: inDays(5) }),
        type: 'AMAZON_ISSUED',
      }),
    );
    const [first = ''] = arns;
    for (const [type, protocol] of [
      ['application', 'HTTPS'],
      ['network', 'TLS'],
    ] as const) {
      // The default one is in the list once more, as on AWS.
      const listeners = [443, 8443].map((port) => ({ port, protocol, certificates: [...arns, first] }));
      region.addLoadBalancer({ type, name: type, tags: WEB, listeners });
    }
    region.addLoadBalancer({
      type: 'classic',
      name: 'old',
      tags: WEB,
      listeners: [
        { port: 443, protocol: 'HTTPS', certificate: first },
        { port: 80, protocol: 'HTTP' },
      ],
    });
    sandbox.forgetCalls();
    const { read, faults } = await look(sandbox);
    expect(read).toBe(4);
    expect(faults).toHaveLength(4);
    const shown = faults.map(({ names, on }) => [
      names.join(),
      on
        .map(({ loadBalancer: { name }, port, isDefault }) => `${name}:${port}${isDefault ? '*' : ''}`)
        .join(' '),
    ]);
    expect(shown).toEqual([
      ['a.example.com', 'application:443* application:8443* network:443* network:8443* old:443*'],
      ...['b', 'c', 'd'].map((name) => [
        `${name}.example.com`,
        'application:443 application:8443 network:443 network:8443',
      ]),
    ]);
    const asked = (action: string) => callsOf(sandbox, action).length;
    expect(asked('DescribeCertificate')).toBe(4);
    // Three pages of two for each listener.
    expect(asked('DescribeListenerCertificates')).toBe(12);
    expect(asked('GetCertificate') + asked('GetServerCertificate')).toBe(0);
    expect(asked('DescribeRules')).toBe(2);
    expect(asked('ListServerCertificates')).toBe(1);
  });

  it('may be kept in IAM, under a path', async () => {
    const sandbox = await start();
    const arn = sandbox.addServerCertificate({
      name: 'shop-2026',
      path: '/team/shop/',
      chain: authority.intermediate.pem,
      ...issued({ key: ['rsa:1024'] }),
    });
    sandbox.region(EU).addLoadBalancer({
      type: 'network',
      name: 'feed',
      tags: WEB,
      listeners: [{ port: 443, protocol: 'TLS', certificates: [arn] }],
    });
    const { faults, unread } = await look(sandbox);
    expect(faults).toMatchObject([{ fault: 'weak-key', certificate: arn, names: ['shop.example.com'] }]);
    expect(unread).toEqual([]);
  });

  it('is judged by the policy that the listener has or is to get', async () => {
    const sandbox = await start();
    const region = sandbox.region(EU);
    const ec = region.addCertificate({ ...issued({ key: EC_KEY }), chain: authority.intermediate.pem });
    const own = { name: 'own', type: 'SSLNegotiationPolicyType' };
    const old = ['Protocol-TLSv1', 'Protocol-TLSv1.2', 'AES128-SHA', 'AES128-GCM-SHA256', 'DES-CBC3-SHA'];
    const rsaOnly = { ...own, attributes: Object.fromEntries(old.map((name) => [name, 'true'])) };
    const listeners = [{ port: 443, protocol: 'HTTPS', policyNames: ['own'], certificate: ec }] as const;
    const exempt = { ...WEB, 'tls-remediation': 'exempt' };
    // One is moved to a policy with ECDSA; the other one keeps what it has.
    for (const [name, tags] of [
      ['moved', WEB],
      ['kept', exempt],
    ] as const)
      region.addLoadBalancer({ type: 'classic', name, tags, policies: [rsaOnly], listeners });
    const { faults } = await look(sandbox);
    expect(
      faults.map(({ fault, detail, on }) => [fault, detail, on.map((place) => place.loadBalancer.name)]),
    ).toEqual([
      ['key-not-served', 'has a key (EC 256) that own (custom) cannot serve anybody with', ['kept']],
    ]);
  });

  it('is left out where --only names others', async () => {
    const sandbox = await withOne(issued({ until: inDays(-3) }));
    const report = await plan(sandbox, { ...DAYS, only: ['another'] });
    expect(report.certificates).toMatchObject({ read: 0, faults: [] });
  });
});

describe('host rules', () => {
  const both = { names: ['shop.example.com', 'old.example.com'] };
  const rule = { hosts: ['shop.example.com'] };

  it.each<[string, Listener, readonly string[]]>([
    ['none at all', {}, []],
    [
      'one for one of two names, others refused',
      { rules: [rule], defaultAction: 'fixed-response' },
      ['old.example.com'],
    ],
    ['the default action goes to targets', { rules: [rule], defaultAction: 'forward' }, []],
    [
      'a rule by path alone takes any host',
      { rules: [rule, { paths: ['/health'] }], defaultAction: 'redirect' },
      [],
    ],
    [
      'a regular expression, which nobody reads',
      { rules: [rule, { hostRegexes: ['^old'] }], defaultAction: 'redirect' },
      [],
    ],
    ['wildcards take both', { rules: [{ hosts: ['*.EXAMPLE.com'] }], defaultAction: 'redirect' }, []],
  ])('%s', async (_, listener, names) => {
    const found = await look(await withOne(issued(both), {}, listener));
    expect(found.faults.map(({ detail }) => detail)).toEqual(
      names.map((name) => `names ${name}, which meets no host rule there`),
    );
  });

  it('a further certificate is left over, wherever the default action goes', async () => {
    const sandbox = await start();
    const region = sandbox.region(EU);
    const [own, left] = ['shop.example.com', 'old.example.com'].map((name) =>
      region.addCertificate({ ...issued({ names: [name] }), type: 'AMAZON_ISSUED' }),
    );
    const listeners = [
      { port: 443, protocol: 'HTTPS', certificates: [present(own), present(left)], rules: [rule] },
    ] as const;
    region.addLoadBalancer({ type: 'application', name: 'shop', tags: WEB, listeners });
    const { faults } = await look(sandbox);
    expect(faults).toMatchObject([{ fault: 'name-without-rule', certificate: left }]);
  });
});

const serverArn = (name: string): string => `arn:aws:iam::111122223333:server-certificate/${name}`;

const https = (...names: readonly string[]) =>
  [{ port: 443, protocol: 'HTTPS', certificates: names.map(serverArn) }] as const;

/** Server certificates: in scope, beside it twice, on Classic, of CloudFront, and one that nobody has. */
async function leftOver(): Promise<Sandbox> {
  const sandbox = await start({ pageSize: 2 });
  for (const [name, path] of [
    ['scope', '/'],
    ['other', '/'],
    ['list', '/'],
    ['old', '/'],
    ['cdn', '/cloudfront/'],
    ['left', '/'],
  ] as const)
    sandbox.addServerCertificate({ name, path, chain: authority.intermediate.pem, ...issued() });
  const region = sandbox.region(EU);
  region.addLoadBalancer({ type: 'application', name: 'shop', tags: WEB, listeners: https('scope') });
  region.addLoadBalancer({
    type: 'application',
    name: 'tools',
    tags: {},
    listeners: https('other', 'list'),
  });
  const listeners = [{ port: 443, protocol: 'SSL', certificate: serverArn('old') }] as const;
  region.addLoadBalancer({ type: 'classic', name: 'older', tags: {}, listeners });
  return sandbox;
}

describe('certificates of IAM that no load balancer has', () => {
  it('are told; those of load balancers out of scope, and of CloudFront, are not', async () => {
    const { faults, unread } = await look(await leftOver());
    expect(faults).toMatchObject([
      { fault: 'unused', names: ['left'], on: [], detail: 'is on no load balancer in eu-west-1' },
    ]);
    expect(unread).toEqual([]);
  });

  it('are not called unused where a load balancer could not be asked', async () => {
    const sandbox = await leftOver();
    sandbox.fault({ action: 'DescribeListenerCertificates', resource: 'tools', kind: 'deny' });
    const { faults, unread } = await look(sandbox);
    expect(faults).toEqual([]);
    expect(unread).toMatchObject([
      { certificate: null, action: 'elasticloadbalancing:DescribeListenerCertificates', on: [] },
    ]);
  });

  it('cost no call beyond one listing where none is left over', async () => {
    const sandbox = await withOne(issued());
    sandbox.forgetCalls();
    await look(sandbox);
    expect(callsOf(sandbox, 'DescribeLoadBalancers')).toEqual([]);
    expect(callsOf(sandbox, 'ListServerCertificates')).toHaveLength(1);
  });
});

describe('what cannot be read is named, and fails no run:', () => {
  it.each<[string, Fault, string]>([
    ['acm:DescribeCertificate', { action: 'DescribeCertificate', kind: 'deny' }, 'AccessDenied'],
    ['acm:GetCertificate', { action: 'GetCertificate', kind: 'deny' }, 'AccessDenied'],
    ['iam:ListServerCertificates', { action: 'ListServerCertificates', kind: 'deny' }, 'AccessDenied'],
    [
      'elasticloadbalancing:DescribeListenerCertificates',
      { action: 'DescribeListenerCertificates', kind: 'deny' },
      'AccessDenied',
    ],
    [
      'elasticloadbalancing:DescribeRules',
      { action: 'DescribeRules', kind: 'server-error' },
      'InternalFailure',
    ],
    [
      'acm:DescribeCertificate',
      { action: 'DescribeCertificate', kind: 'error', code: 'ResourceNotFoundException' },
      'ResourceNotFound',
    ],
  ])('%s', async (action, fault, code) => {
    const sandbox = await withOne(issued());
    sandbox.fault(fault);
    const report = await plan(sandbox, DAYS);
    const [first, ...others] = present(report.certificates).unread;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ action, error: { code } });
    expect(report.steps.find(({ id }) => id === 'read-certificate')?.items.join()).toContain(
      `${code} on ${action}`,
    );
    expect(report.totals).toMatchObject({ failed: 0, planned: 1 });
    expectValidReport(report);
  });

  it('a certificate that Classic names and nobody has', async () => {
    const sandbox = await start();
    const listeners = [{ port: 443, protocol: 'HTTPS', certificate: 'Invalid-Certificate' }] as const;
    sandbox.region(EU).addLoadBalancer({ type: 'classic', name: 'old', tags: WEB, listeners });
    const { unread } = await look(sandbox);
    expect(unread).toMatchObject([
      { certificate: 'Invalid-Certificate', error: { code: 'NoSuchCertificate' }, on: [{ port: 443 }] },
    ]);
  });

  it('time that is up leaves what was read, and the changes before it are made', async () => {
    const sandbox = await withOne(issued());
    const late = new AbortController();
    sandbox.fault({ action: 'DescribeListenerCertificates', kind: 'freeze' });
    void sandbox.frozen.then(() => late.abort());
    const deadline = { isPast: () => late.signal.aborted, signal: late.signal };
    const report = await run(sandbox, 'apply', { settings: DAYS, deadline });
    expect(report.totals.changed).toBe(1);
    expect(report.certificates?.unread.map(({ error }) => error.code)).toContain('OutOfTime');
  });
});

it('costs no call while it is off, and the report has no word of it', async () => {
  const sandbox = await withOne(issued({ until: inDays(-1) }));
  sandbox.forgetCalls();
  const report = await plan(sandbox);
  expect(report).not.toHaveProperty('certificates');
  expect(sandbox.calls.filter(({ service }) => service === 'acm' || service === 'iam')).toEqual([]);
  expect(callsOf(sandbox, 'DescribeListenerCertificates')).toEqual([]);
});

it('changes nothing else, in the report or in the account', async () => {
  const [silent, telling] = [
    await withOne(issued({ until: inDays(2) })),
    await withOne(issued({ until: inDays(2) })),
  ];
  const expected = await apply(silent);
  const { certificates, ...told } = await apply(telling, DAYS);
  expect(certificates?.faults).toHaveLength(1);
  expect(told.steps.filter(({ id }) => id !== 'replace-certificate')).toEqual(expected.steps);
  expect({ ...told, steps: [] }).toEqual({ ...expected, steps: [] });
  expect(telling.mutations().map(({ action }) => action)).toEqual(
    silent.mutations().map(({ action }) => action),
  );
});
