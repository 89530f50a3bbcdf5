import type { CertificateFault } from '../../../lambda/core/certificate';
import type { UploadsReport } from '../../../lambda/core/uploads';
import type { Upload } from '../../../lambda/core/wake/wake';
import { uploadsDigest } from '../../../lambda/report/digest/uploads';
import { ACCOUNT, proseOf } from '../../vocabulary';
import { many } from '../../helpers';
import { golden } from '../golden';

const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT}:server-certificate/${name}`;

function anUploadOf(name: string, patch: Partial<Upload> = {}): Upload {
  return {
    certificate: arnOf(name),
    region: 'us-east-1',
    call: 'UploadServerCertificate',
    at: '2026-11-22T05:59:00.000Z',
    times: 1,
    by: `arn:aws:sts::${ACCOUNT}:assumed-role/Dev/ann`,
    from: '198.51.100.7',
    userAgent: 'aws-cli/2.31.13 md/awscrt#0.27.6',
    ...patch,
  };
}

function aFault(name: string, patch: Partial<CertificateFault>): CertificateFault {
  return {
    fault: 'weak-key',
    certificate: arnOf(name),
    names: ['shop.example.com', 'www.example.com'],
    notAfter: '2027-06-10T06:00:00.000Z',
    daysLeft: 200,
    detail: 'has an RSA key of 1024 bits',
    on: [],
    ...patch,
  };
}

function found(patch: Partial<UploadsReport>): UploadsReport {
  return {
    schema: 'elb-tls-uploads/1',
    version: '0.1.0',
    runId: '20261122T060000Z-3f9c',
    account: ACCOUNT,
    at: '2026-11-22T06:00:07.000Z',
    days: [30, 14, 7],
    uploads: [anUploadOf('shop-2026')],
    faults: [],
    unread: [],
    ...patch,
  };
}

const DENIED = {
  certificate: arnOf('till-2026'),
  action: 'iam:GetServerCertificate',
  error: { code: 'AccessDenied', message: 'not authorized' },
  on: [],
};

const WEAK = found({
  accountName: 'acme-prod',
  uploads: [
    anUploadOf('shop-2026'),
    anUploadOf('fine-2026', { by: 'arn:bob' }),
    anUploadOf('till-2026', { times: 3 }),
  ],
  faults: [
    aFault('shop-2026', { fault: 'expired', detail: 'has expired on 2026-11-20' }),
    aFault('shop-2026', {}),
  ],
  unread: [DENIED],
});

it.each<[string, UploadsReport]>([
  ['uploads-told.txt', WEAK],
  ['uploads-fine.txt', found({})],
])('%s as people read it', (file, report) => {
  const { subject, body } = uploadsDigest(report);
  const text = `Subject: ${subject}\n\n${body}`;
  expect(text).toBe(golden(file, text));
});

describe('its subject', () => {
  it.each<[Partial<UploadsReport>, string]>([
    [{}, 'nothing needs you, uploaded certificate shop-2026'],
    [{ faults: [aFault('shop-2026', {})] }, '1 needs you, uploaded certificate shop-2026, weak-key'],
    [
      { uploads: [anUploadOf('a'), anUploadOf('b')], faults: [aFault('a', {}), aFault('b', {})] },
      '2 need you, 2 uploaded certificates, weak-key',
    ],
  ])('says %j', (patch, expected) => {
    expect(uploadsDigest(found(patch)).subject).toBe(`[elb-tls] ${ACCOUNT}: ${expected}`);
  });
});

it('says what to do of an upload, and not of a listener', () => {
  const old = aFault('shop-2026', { fault: 'expired', detail: 'has expired on 2026-11-20' });
  const text = proseOf(uploadsDigest(found({ faults: [old] })).body);
  expect(text).toContain('It has expired on 2026-11-20. See whether the old file was uploaded');
});

it('fits into a message, however many there are, and says what it leaves out', () => {
  const names = many(2_000, (index) => `certificate-${index}`);
  const { body } = uploadsDigest(
    found({ uploads: names.map((name) => anUploadOf(name)), faults: names.map((name) => aFault(name, {})) }),
  );
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(131_072);
  expect(body).toMatch(/None shown|the rest is only in the record/);
});
