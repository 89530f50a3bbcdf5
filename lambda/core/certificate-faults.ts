import type { StepId } from './step-table';

const OLD_FILE = 'See whether the old file was uploaded in place of the new one.';

/**
 * The closed set of what can be wrong with a certificate; docs/certificates.md prints this table, with
 * certificate-meanings.ts. What has a step needs somebody soon: clients are refused, or will be. The others are told
 * behind all that, and counted by nobody.
 */
export const CERTIFICATE_FAULTS = {
  expired: {
    title: 'replace the certificates that have expired',
    next: 'Put a new certificate on the listener, and find out why nobody renewed this one.',
    uploaded: OLD_FILE,
    step: 'replace-certificate',
  },
  'not-yet-valid': {
    title: 'wait with the certificates that are not valid yet',
    next: 'Leave what the listener had on it until then, or have one issued that is valid now.',
    step: 'replace-certificate',
  },
  revoked: {
    title: 'replace the certificates that are revoked',
    next: 'Put a new certificate, with a new key, on the listener.',
    step: 'replace-certificate',
  },
  'not-issued': {
    title: 'replace the certificates that ACM did not issue',
    next: 'Request or import a new certificate, and put it on the listener.',
    step: 'replace-certificate',
  },
  'renewal-failed': {
    title: 'mend the renewal of these certificates',
    next: 'Mend what ACM names, mostly the DNS record that validates the name; else request a new certificate.',
    step: 'renew-certificate',
  },
  expiring: {
    title: 'renew the certificates that expire soon',
    next: 'Renew it, or see why ACM does not: it begins 60 days before the end, where it can.',
    uploaded: OLD_FILE,
    step: 'replace-certificate',
  },
  'renewal-waits': {
    title: 'validate the names of these certificates',
    next: 'Put the DNS record of the validation back, or answer the mail of ACM.',
    step: 'renew-certificate',
  },
  'key-not-served': {
    title: 'give these listeners a key that their policy serves',
    next: 'Put a certificate with another kind of key beside it or in its place before the policy moves.',
    step: 'replace-certificate',
  },
  'chain-incomplete': {
    title: 'import these certificates again, with their chain',
    next: 'Import it again with its chain: the certificate of each issuer, the root may be left out.',
    step: 'complete-chain',
  },
  'self-signed': {
    title: 'replace the certificates that have signed themselves',
    next: 'Put a certificate of a CA that your clients trust on the listener.',
    step: 'replace-certificate',
  },
  'weak-key': {
    title: 'replace the certificates with a short RSA key',
    next: 'Put a certificate with RSA 2048 or an EC key on the listener.',
    step: 'replace-certificate',
  },
  'weak-signature': {
    title: 'replace the certificates signed with SHA-1 or MD5',
    next: 'Have it issued again with SHA-256, and put that on the listener.',
    step: 'replace-certificate',
  },
  'no-name': {
    title: 'replace the certificates without a name',
    next: 'Have one issued that has the hosts as subject alternative names.',
    step: 'replace-certificate',
  },
  'name-without-rule': {
    title: 'names without a host rule',
    next: 'Take the certificate off the listener, or add the rule that is missing.',
    step: null,
  },
  'wide-wildcard': {
    title: 'wildcards that are too wide',
    next: 'Have a certificate issued for your own domain.',
    step: null,
  },
  unused: {
    title: 'certificates that no load balancer has',
    next: 'See that nothing else has it, in another Region for example, and delete it.',
    step: null,
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

interface FaultRow {
  /** What stands above its certificates. */
  readonly title: string;
  /** What to do about it, for people. */
  readonly next: string;
  /** The same of one that was uploaded a moment ago, where that is something else. */
  readonly uploaded?: string;
  /** Under which next step the digest has it; `null`: behind them. */
  readonly step: StepId | null;
}

/** Days before its end from which a certificate is told, where nobody said otherwise. */
export const DEFAULT_CERTIFICATE_DAYS: readonly number[] = [30, 14, 7];

/** Public: docs and subscribers know them. */
export type CertificateFaultId = keyof typeof CERTIFICATE_FAULTS;

/** Most urgent first. */
export const CERTIFICATE_FAULT_IDS: readonly CertificateFaultId[] =
  Object.keys(CERTIFICATE_FAULTS).filter(isFaultId);

function isFaultId(id: string): id is CertificateFaultId {
  return Object.hasOwn(CERTIFICATE_FAULTS, id);
}
