import type { ReadError } from '../../core/estate';
import type { Digest } from './digest';
import { escaped } from '../escaped';
import { ascii, barred, HEAD, wrapText } from '../text';

/** Tells operations that a run ended without a report. */
export function failureNotice({ code, message }: ReadError): Digest {
  return {
    subject: '[elb-tls] the run failed and has no report',
    body: `${wrapText(ascii(`${code}: ${message}`), barred(2)).join('\n')}\n\nThe log of the function has the details. The next run starts over.\n`,
  };
}

/** Tells operations that a watch could not look at all: what it was to look at, and how it is asked to try again. */
export function notWatchedNotice(event: Readonly<{ watch: string; report?: string }>, why: string): Digest {
  const withoutVersion = ' Without "report" it looks at the record as it is now, and undoes nothing.';
  return toBeSentAgain(`run ${event.watch} is not watched`, event, [
    `The watch of run ${event.watch} could not look: ${why}`,
    'Whether clients fail since the changes of that run is not known, and nothing was undone. The run itself, and the runs to come, are not touched by this.',
    `Mend what is named above: a file of the record has older versions in its bucket. Then invoke the function with the event below.${event.report === undefined ? '' : withoutVersion}`,
  ]);
}

/** Tells operations that an undo that an event asked for was not begun, and how it is asked for again. */
export function notUndoneNotice(event: Readonly<{ undo: string }>, why: string): Digest {
  return toBeSentAgain(`run ${event.undo} was not undone`, event, [
    `Run ${event.undo} was not undone: ${why}. Nothing was changed.`,
    'Send the event again when that run has ended, or six minutes later if it was cut off:',
  ]);
}

function toBeSentAgain(what: string, event: unknown, paragraphs: readonly string[]): Digest {
  const text = paragraphs.map((each) => wrapText(each, HEAD).join('\n')).join('\n\n');
  return {
    subject: ascii(`[elb-tls] ${what}`).slice(0, 99),
    // Whole, however long: it is to be sent again.
    body: `${text}\n\n    ${escaped(JSON.stringify(event))}\n`,
  };
}
