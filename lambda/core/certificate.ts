import type { LoadBalancerRef, ReadError } from './estate';
import type { CertificateFaultId } from './certificate-faults';

/** A server certificate as ACM or IAM keeps it, in our own words. `null` is what they do not say. */
export interface Certificate extends CertificateBody {
  readonly arn: string;
  readonly source: 'acm' | 'iam';
  /** Whether somebody brought it: then the certificate itself says more than ACM does. */
  readonly isImported: boolean;
  /** ACM's word for its state, `ISSUED` where all is well. */
  readonly status: string | null;
  /** ACM's reason for that, `KEY_COMPROMISE` of a revoked one. */
  readonly statusReason: string | null;
  /** How ACM gets on with renewing it: `FAILED`, and why. */
  readonly renewal: { readonly status: string; readonly reason: string | null } | null;
}

/** What a certificate says of itself, and its chain of it. */
export interface CertificateBody {
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string | null;
  /** ISO 8601. */
  readonly notAfter: string | null;
  /** `RSA`, `EC`, `Ed25519`, ...; `bits` is null where nobody here knows how long such a key is. */
  readonly key: { readonly type: string; readonly bits: number | null } | null;
  /** The algorithm that it is signed with, as OpenSSL or ACM call it. */
  readonly signature: string | null;
  readonly isSelfSigned: boolean | null;
  /** Who issued it, where its chain does not have the issuer; `null`: it has, or was not looked at. */
  readonly missingIssuer: string | null;
}

/** A server certificate as IAM lists it. */
export interface ServerCertificate {
  readonly arn: string;
  readonly name: string;
  /** `/`; those of CloudFront are under `/cloudfront/`. */
  readonly path: string;
  /** ISO 8601. */
  readonly notAfter: string | null;
}

/** A certificate as a listener has it. */
export interface ListenerCertificate {
  readonly arn: string;
  /** Who names no host, or another one, gets this one. */
  readonly isDefault: boolean;
}

/** The hosts that the rules of a listener ask for. */
export interface HostRules {
  /** With `*` and `?`; `null` where a rule takes any host, or nobody can tell which. Empty: there are no rules. */
  readonly hosts: readonly string[] | null;
  /** Whether what meets no rule goes to targets. */
  readonly forwardsOthers: boolean;
}

/** Where a certificate is. */
export interface CertificatePlace {
  readonly region: string;
  readonly loadBalancer: Omit<LoadBalancerRef, 'region'>;
  readonly port: number;
  readonly isDefault: boolean;
}

/** One thing that is wrong with one certificate, wherever it is so. */
export interface CertificateFault {
  readonly fault: CertificateFaultId;
  /** Its ARN. */
  readonly certificate: string;
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notAfter: string | null;
  /** Whole days; under 0 once it has expired. */
  readonly daysLeft: number | null;
  /** Of one that expires soon: the smallest of the days of the setting that it is within. */
  readonly within?: number;
  /** One sentence for people. */
  readonly detail: string;
  /** Empty for one that no load balancer has. */
  readonly on: readonly CertificatePlace[];
}

/** What could not be read, so that nobody knows whether it is well. */
export interface UnreadCertificate {
  /** Its ARN; `null` where it is not known either. */
  readonly certificate: string | null;
  /** The call, as IAM names it: `acm:DescribeCertificate`. */
  readonly action: string;
  readonly error: ReadError;
  readonly on: readonly CertificatePlace[];
}

/** The certificates of the secure listeners in scope. None is ever changed. */
export interface CertificatesReport {
  /** Days before the end from which a certificate is told, the most first. */
  readonly days: readonly number[];
  /** How many different ones were looked at. */
  readonly read: number;
  readonly faults: readonly CertificateFault[];
  readonly unread: readonly UnreadCertificate[];
}

/**
 * Who keeps the certificate of an ARN, and by which name; `null`: neither ACM nor IAM.
 * `arn:aws:acm:R:A:certificate/ID`, `arn:aws:iam::A:server-certificate/PATH/NAME`.
 */
export function keeperOf(arn: string): { readonly source: 'acm' | 'iam'; readonly name: string } | null {
  const [, source, name = ''] =
    /^arn:[^:]+:(acm|iam):[^:]*:\d*:(?:certificate|server-certificate)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return source === 'acm' || source === 'iam' ? { source, name } : null;
}
