import type { ReadError } from '../../core/estate';
import type { Digest } from './digest';
import { ascii } from '../text';

/** Tells operations that a run ended without a report. */
export function failureNotice({ code, message }: ReadError): Digest {
  return {
    subject: '[elb-tls] the run failed and has no report',
    body: `${code}: ${ascii(message)}\n\nThe log of the function has the details. The next run starts over.\n`,
  };
}
