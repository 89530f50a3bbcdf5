import type { Entry, Report } from '../core/report';
import { oneLine, wrapText, type Indent, type Page } from './text';

type Run = Pick<Report, 'runId' | 'record'>;

/** The command line that undoes one change of a run; without a listener, all of them. */
export function undoCommand({ runId, record }: Run, listener?: Pick<Entry, 'id'>): string {
  const which = listener === undefined ? [] : ['--listener', listener.id];
  return recorded(['elb-tls', 'undo', runId, ...which].map(quoted).join(' '), record);
}

/** A sentence that may end with a command: that gets a line of its own, however long, so that it can be pasted. */
export function sentenceLines(
  text: string,
  { record }: Pick<Run, 'record'>,
  indent: Indent,
  page?: Page,
): readonly string[] {
  const [sentence = '', command] = oneLine(text).split(/(?<=: )(?=elb-tls undo )/, 2);
  const lines = wrapText(sentence, indent, page);
  return command === undefined ? lines : [...lines, ' '.repeat(indent.rest) + recorded(command, record)];
}

function recorded(command: string, record: string | undefined): string {
  return oneLine(record === undefined ? command : `${command} --record ${quoted(record)}`);
}

/** A word as a shell takes it: pasted, it is this one word and nothing else. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./#-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
