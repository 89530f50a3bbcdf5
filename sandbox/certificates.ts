import { X509Certificate } from 'node:crypto';

/** A certificate in ACM. Who adds it says what AWS says of it beside what it says of itself. */
export interface NewAcmCertificate {
  /** One certificate, and the chain that came with it. */
  readonly pem: string;
  readonly chain?: string;
  /** Default: IMPORTED. */
  readonly type?: 'AMAZON_ISSUED' | 'IMPORTED' | 'PRIVATE';
  /** Default: ISSUED. */
  readonly status?: string;
  readonly revocationReason?: string;
  readonly failureReason?: string;
  readonly renewal?: { readonly status: string; readonly reason?: string };
  /** Node does not say it. Default: SHA256WITHRSA. */
  readonly signatureAlgorithm?: string;
}

export interface AcmCertificate extends NewAcmCertificate {
  readonly arn: string;
}

/** A server certificate in IAM, which has them for all Regions. */
export interface NewServerCertificate {
  readonly name: string;
  /** Default: `/`. */
  readonly path?: string;
  readonly pem: string;
  readonly chain?: string;
}

export interface ServerCertificate extends NewServerCertificate {
  readonly arn: string;
  readonly path: string;
}

/** What both services read from a certificate. */
export interface ReadPem {
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** As ACM spells it: `RSA_2048`, `EC_prime256v1`. */
  readonly keyAlgorithm: string;
}

export function readPem(pem: string): ReadPem {
  const certificate = new X509Certificate(pem);
  const { asymmetricKeyType, asymmetricKeyDetails: details = {} } = certificate.publicKey;
  const names = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,]+)/g)].map(([, name = '']) => name);
  const commonName = /^CN=(.*)$/m.exec(certificate.subject)?.[1];
  return {
    subject: certificate.subject.split('\n').join(','),
    issuer: certificate.issuer.split('\n').join(','),
    names: names.length > 0 || commonName === undefined ? names : [commonName],
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    keyAlgorithm:
      asymmetricKeyType === 'rsa'
        ? `RSA_${details.modulusLength}`
        : `EC_${details.namedCurve ?? asymmetricKeyType}`,
  };
}
