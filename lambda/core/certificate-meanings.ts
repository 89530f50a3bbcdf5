import type { CertificateFaultId } from './certificate-faults';

/** When each fault is said, for docs/certificates.md: apart from the table, so that the function does not carry it. */
export const CERTIFICATE_MEANINGS: Readonly<Record<CertificateFaultId, string>> = {
  expired: 'it is no longer valid: clients refuse it',
  'not-yet-valid': 'its first day is to come: clients refuse it until then',
  revoked: 'ACM says that it is revoked',
  'not-issued':
    'ACM says that it is neither issued nor expired: FAILED, INACTIVE, VALIDATION_TIMED_OUT or alike',
  'renewal-failed': 'ACM says that it could not renew it',
  expiring: 'it ends within the days of the setting (30, 14, 7)',
  'renewal-waits': 'ACM waits for somebody to validate a name before it can renew it',
  'key-not-served': 'the policy that the listener has, or is to get, has no cipher for such a key',
  'chain-incomplete':
    'neither its chain nor a known root has its issuer: clients that do not guess it refuse it',
  'self-signed': 'it has signed itself, so nothing tells clients that it is yours',
  'weak-key': 'its RSA key has less than 2048 bits',
  'weak-signature': 'it is signed with SHA-1 or MD5, which clients of today refuse',
  'no-name': 'it names no host, so clients cannot tell whose it is and refuse it',
  'name-without-rule': 'a name of it meets none of the host rules of the listener',
  'wide-wildcard': 'its wildcard covers a whole public suffix, as *.com or *.co.uk do',
  unused: 'it is in IAM, and no load balancer that was looked at has it',
};
