import type { Certificate } from '../certificate';
import type { CertificateFaultId } from '../certificate-faults';
import { count } from '../wording/sentence';
import { minuteOf } from '../wording/time';
import { wideWildcards } from './wildcard';

/** A fault and its sentence: the certificate is its subject, and not named. */
export interface Finding {
  readonly fault: CertificateFaultId;
  readonly detail: string;
  readonly within?: number;
}

const DAY_MS = 86_400_000;

/** NIST SP 800-131A and the CA/Browser Forum alike: RSA keys have 2048 bits at least. */
const LEAST_RSA_BITS = 2048;

/** In `sha1WithRSAEncryption`, `ecdsa-with-SHA1` and ACM's `SHA1WITHRSA`, and not in SHA-256. */
const WEAK_HASH = /MD[245]|SHA-?1/i;

/**
 * What is wrong with a certificate wherever it is.
 *
 * @param days from so many days before its end it is told
 */
export function judge(certificate: Certificate, now: Date, days: readonly number[]): readonly Finding[] {
  return [
    ...ofState(certificate),
    ...ofTime(certificate, now, days),
    ...ofRenewal(certificate),
    ...ofContents(certificate),
  ];
}

/** Whole days to the end, under 0 behind it; `null` where it has none. */
export function daysLeft({ notAfter }: Pick<Certificate, 'notAfter'>, now: Date): number | null {
  return notAfter === null ? null : Math.floor((Date.parse(notAfter) - now.getTime()) / DAY_MS);
}

function ofState({ status, statusReason }: Certificate): readonly Finding[] {
  const why = statusReason === null ? '' : ` (${statusReason})`;
  if (status === 'REVOKED') return [{ fault: 'revoked', detail: `is revoked${why}` }];
  if (status === null || status === 'ISSUED' || status === 'EXPIRED') return [];
  return [{ fault: 'not-issued', detail: `is ${status} in ACM${why}` }];
}

function ofTime(certificate: Certificate, now: Date, days: readonly number[]): readonly Finding[] {
  const { notBefore, notAfter, status } = certificate;
  const milliseconds = notAfter === null ? Infinity : Date.parse(notAfter) - now.getTime();
  const on = `on ${notAfter?.slice(0, 10)}`;
  if (milliseconds < 0) return [{ fault: 'expired', detail: `has expired ${on}` }];
  if (status === 'EXPIRED') return [{ fault: 'expired', detail: 'has expired, as ACM says' }];
  if (notBefore !== null && Date.parse(notBefore) > now.getTime())
    return [{ fault: 'not-yet-valid', detail: `is not valid before ${minuteOf(notBefore)} UTC` }];
  const within = days.toSorted((a, b) => a - b).find((each) => milliseconds <= each * DAY_MS);
  if (within === undefined) return [];
  const left = Math.floor(milliseconds / DAY_MS);
  const when = left === 0 ? 'within a day' : `in ${count(left, 'day')}`;
  return [{ fault: 'expiring', detail: `expires ${when}, ${on}`, within }];
}

function ofRenewal({ renewal }: Certificate): readonly Finding[] {
  const reason = renewal?.reason ?? null;
  const why = reason === null ? '' : ` (${reason})`;
  if (renewal?.status === 'FAILED')
    return [{ fault: 'renewal-failed', detail: `could not be renewed${why}` }];
  if (renewal?.status !== 'PENDING_VALIDATION') return [];
  return [{ fault: 'renewal-waits', detail: `cannot be renewed until a name is validated${why}` }];
}

function ofContents(certificate: Certificate): readonly Finding[] {
  const { key, signature, isSelfSigned, missingIssuer, names, isImported } = certificate;
  const wide = wideWildcards(names);
  const isShort = key?.type === 'RSA' && key.bits !== null && key.bits < LEAST_RSA_BITS;
  const found: readonly (Finding | null)[] = [
    missingIssuer === null
      ? null
      : { fault: 'chain-incomplete', detail: `has no issuer in its chain, which was ${missingIssuer}` },
    isSelfSigned === true ? { fault: 'self-signed', detail: 'has signed itself' } : null,
    isShort ? { fault: 'weak-key', detail: `has an RSA key of ${key.bits} bits` } : null,
    signature !== null && WEAK_HASH.test(signature)
      ? { fault: 'weak-signature', detail: `is signed with ${signature}` }
      : null,
    // ACM issues none without a name, and may leave its names out where it did not come to that.
    isImported && names.length === 0 ? { fault: 'no-name', detail: 'names no host' } : null,
    wide.length === 0 ? null : { fault: 'wide-wildcard', detail: `is for ${wide.join(' ')}` },
  ];
  return found.filter((each) => each !== null);
}
