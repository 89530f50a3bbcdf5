import { isQuiet, isTimeForProof, type DigestWhen } from '../core/delivery/due';
import type { Report } from '../core/report';
import type { RunContext } from './context';

/**
 * Whether a sweep sends its digest. Silence has to mean that all is well: where the record did not take or give something,
 * nobody can tell, and the digest is sent. A report that says so (`mend-record`) is not quiet; what is read here comes
 * behind the report.
 */
export async function isDigestDue(
  report: Report,
  when: DigestWhen,
  { records, clock }: Pick<RunContext, 'records' | 'clock'>,
): Promise<boolean> {
  if (when === 'always' || !isQuiet(report)) return true;
  const history = await records.history(report.account);
  return history === null || isTimeForProof(history.digestSentAt, clock.now());
}
