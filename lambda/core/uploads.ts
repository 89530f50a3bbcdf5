import type { CertificateFault, UnreadCertificate } from './certificate';
import type { Upload } from './wake/wake';

/** What is wrong with certificates that somebody has just uploaded to IAM; published as JSON Schema in uploads.schema.json. */
export interface UploadsReport {
  readonly schema: 'elb-tls-uploads/1';
  /** The release of this tool that made it. */
  readonly version: string;
  readonly runId: string;
  readonly account: string;
  readonly accountName?: string;
  /** When the look at them began, ISO 8601. */
  readonly at: string;
  /** Days before its end from which a certificate is told. */
  readonly days: readonly number[];
  /** Who uploaded what. A certificate that was deleted by then is not among them. */
  readonly uploads: readonly Upload[];
  /** Most urgent first; each is on no listener as far as anybody looked. */
  readonly faults: readonly CertificateFault[];
  readonly unread: readonly UnreadCertificate[];
  /** Where the record is, as `--record` takes it. */
  readonly record?: string;
}

/** Whether somebody has to do something: of what was made a minute ago every fault can still be mended, the small ones too. */
export function needsSomebody({ faults, unread }: UploadsReport): boolean {
  return faults.length + unread.length > 0;
}

/** Where the record of a look at uploads is: it is no run, and stands beside them. */
export const uploadsKey = (runId: string): string => `uploads/${runId}.json`;
