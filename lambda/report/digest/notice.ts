import type { ReadError } from '../../core/estate';
import type { Digest } from './digest';
import { ascii, barred, HEAD, oneLine, wrapText } from '../text';

/** Tells operations that a run ended without a report. */
export function failureNotice({ code, message }: ReadError): Digest {
  return {
    subject: '[elb-tls] the run failed and has no report',
    body: `${wrapText(ascii(`${code}: ${message}`), barred(2)).join('\n')}\n\nThe log of the function has the details. The next run starts over.\n`,
  };
}

/** Tells operations that a watch could not look at all: what it was to look at, and how it is asked to try again. */
export function notWatchedNotice(runId: string, why: string): Digest {
  const paragraphs = [
    `The watch of run ${runId} could not look: ${why}`,
    'Whether clients fail since the changes of that run is not known, and nothing was undone. The run itself, and the runs to come, are not touched by this.',
    'Mend what is named above: a file of the record has older versions in its bucket. Then invoke the function with:',
  ];
  return {
    subject: ascii(`[elb-tls] run ${runId} is not watched`).slice(0, 99),
    body: `${paragraphs.map((text) => wrapText(text, HEAD).join('\n')).join('\n\n')}\n\n    ${oneLine(JSON.stringify({ watch: runId }))}\n`,
  };
}
