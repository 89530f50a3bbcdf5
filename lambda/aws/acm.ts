import {
  ACMClient,
  DescribeCertificateCommand,
  GetCertificateCommand,
  type ACMClientConfig,
} from '@aws-sdk/client-acm';
import type { Certificate, CertificateBody } from '../core/certificate';
import { bodyFrom } from './certificate-body';

export function acmClient(config: ACMClientConfig): ACMClient {
  return new ACMClient(config);
}

/** What ACM says of a certificate. Of an imported one the certificate itself says more: `acmBody`. */
export async function describeCertificate(client: ACMClient, arn: string): Promise<Certificate> {
  const { Certificate: detail = {} } = await client.send(
    new DescribeCertificateCommand({ CertificateArn: arn }),
  );
  const { DomainName, SubjectAlternativeNames, RenewalSummary: renewal } = detail;
  const names = SubjectAlternativeNames ?? (DomainName === undefined ? [] : [DomainName]);
  return {
    arn,
    source: 'acm',
    isImported: detail.Type === 'IMPORTED',
    names,
    notBefore: detail.NotBefore?.toISOString() ?? null,
    notAfter: detail.NotAfter?.toISOString() ?? null,
    key: keyFrom(detail.KeyAlgorithm),
    signature: detail.SignatureAlgorithm ?? null,
    // ACM brings the chain of what it issues, from a CA of its own or of yours.
    isSelfSigned: null,
    missingIssuer: null,
    status: detail.Status ?? null,
    statusReason: detail.RevocationReason ?? detail.FailureReason ?? null,
    renewal:
      renewal?.RenewalStatus === undefined
        ? null
        : { status: renewal.RenewalStatus, reason: renewal.RenewalStatusReason ?? null },
  };
}

/** The certificate and its chain, as they were imported. @throws for text that is no certificate */
export async function acmBody(client: ACMClient, arn: string): Promise<CertificateBody> {
  const answer = await client.send(new GetCertificateCommand({ CertificateArn: arn }));
  return bodyFrom(answer.Certificate, answer.CertificateChain);
}

/** `RSA_2048`, `EC_secp384r1`; the console and older answers have a hyphen for the first ([ACM-key]). */
function keyFrom(algorithm: string | undefined): Certificate['key'] {
  const [, type, size] = /^(RSA|EC)[_-]\D*(\d+)/.exec(algorithm ?? '') ?? [];
  return type === undefined ? null : { type, bits: Number(size) };
}
