import { keeperOf, type Certificate, type UnreadCertificate } from '../core/certificate';
import { unreadOf, type CertificateUse } from '../core/certificates/build';
import { ask } from './ask';
import type { CertificateRun } from './certificate-run';
import type { RunContext } from './context';

/** A certificate as far as it could be read. */
export interface ReadCertificate {
  readonly certificate: Certificate | null;
  readonly unread: readonly UnreadCertificate[];
}

/** One certificate, wherever it is kept: one call, and for what was imported into ACM a second one. */
export async function readCertificate(
  arn: string,
  uses: readonly CertificateUse[],
  run: CertificateRun,
): Promise<ReadCertificate> {
  void run.held?.lease.mayWrite();
  const on = uses.map(({ place }) => place);
  const region = on[0]?.region ?? '';
  const keeper = keeperOf(arn);
  if (keeper?.source === 'acm') return fromAcm(arn, on, run);
  if (keeper?.source === 'iam') return readServerCertificate(arn, { region, name: keeper.name }, run, on);
  // Classic goes on naming a certificate that was deleted, in words that are no ARN.
  const error = { code: 'NoSuchCertificate', message: 'that is no certificate of ACM or IAM' };
  return failed(arn, 'elasticloadbalancing:DescribeLoadBalancers', error, on);
}

type On = UnreadCertificate['on'];

async function fromAcm(arn: string, on: On, run: CertificateRun): Promise<ReadCertificate> {
  const { certificates } = run.aws;
  const described = await ask('acm:DescribeCertificate', () => certificates.acm(arn), run);
  if (described.status === 'gone') return { certificate: null, unread: [] };
  if (described.status === 'failed') return failed(arn, described.action, described.error, on);
  if (!described.value.isImported) return { certificate: described.value, unread: [] };
  const body = await ask('acm:GetCertificate', () => certificates.acmBody(arn), run);
  if (body.status === 'read') return { certificate: { ...described.value, ...body.value }, unread: [] };
  const left = body.status === 'failed' ? [unreadOf(body.action, body.error, on, arn)] : [];
  return { certificate: described.value, unread: left };
}

/** One certificate of IAM. @param at its name, and any Region of its partition */
export async function readServerCertificate(
  arn: string,
  { region, name }: { readonly region: string; readonly name: string },
  run: Pick<RunContext, 'aws' | 'deadline'>,
  on: On = [],
): Promise<ReadCertificate> {
  const { certificates } = run.aws;
  const body = await ask('iam:GetServerCertificate', () => certificates.iamBody(region, name), run);
  if (body.status === 'gone') return { certificate: null, unread: [] };
  if (body.status === 'failed') return failed(arn, body.action, body.error, on);
  const unsaid = { isImported: true, status: null, statusReason: null, renewal: null };
  return { certificate: { arn, source: 'iam', ...unsaid, ...body.value }, unread: [] };
}

function failed(arn: string, action: string, error: UnreadCertificate['error'], on: On): ReadCertificate {
  return { certificate: null, unread: [unreadOf(action, error, on, arn)] };
}
