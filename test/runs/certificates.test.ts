import type { CertificateFaultId } from '../../lambda/core/certificate-faults';
import type { CertificatesReport } from '../../lambda/core/certificate';
import type { NewAcmCertificate, NewV2LoadBalancer, Sandbox } from '../../sandbox';
import { Authority, EC_KEY, type Made, type Wanted } from '../certificates';
import { expectValidReport } from '../report/schema';
import { EU, NOW, OLD, plan, present, start, stopAll, WEB } from '../helpers';

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
    ['expiring', 'in 30 days', () => issued({ until: inDays(30) }), 'expires in 30 days, on 2026-12-22'],
    ['expiring', 'in 6 days', () => issued({ until: inDays(6) }), 'expires in 6 days, on 2026-11-28'],
    [
      'expiring',
      'in an hour',
      () => issued({ until: inDays(1 / 24) }),
      'expires today or tomorrow, on 2026-11-22',
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
