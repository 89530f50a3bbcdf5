import { describeError } from '../core/errors';
import { isNoLog, type LogFile } from '../core/impact/log-file';
import { LogText } from '../core/impact/log-text';
import { Reading } from '../core/impact/reading';
import type { LineCounter } from '../core/impact/tally';
import { unpacked } from './unpacked';
import { unreadReason } from './unread-reason';

/** How files are read. */
export interface ReadOptions {
  /** So many at a time: one where they lie at hand, more where each answer takes a while. */
  readonly concurrency: number;
  /** Told of how far it is, after each part of a file. */
  readonly onPart?: (reading: Reading) => void;
}

/**
 * Reads files into a tally, each part as it comes: what it takes of memory does not depend on how much there is. A file that
 * cannot be read to its end is named in the result, and what was read of it counts.
 *
 * @throws what keeps the files from being listed, where none was read before
 */
export async function readLogs(
  files: AsyncIterable<LogFile>,
  tally: LineCounter,
  { concurrency, onPart = () => undefined }: ReadOptions,
): Promise<Reading> {
  const reading = new Reading();
  const source = files[Symbol.asyncIterator]();
  const work = async (): Promise<void> => {
    for (let next = await source.next(); next.done !== true; next = await source.next()) {
      if (isNoLog(next.value.name)) continue;
      await readFile(next.value, tally, reading, onPart);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, work));
  for (const end of ends) if (end.status === 'rejected') missList(end.reason, reading);
  return reading;
}

/** The list of files broke off: how many more there are nobody knows. */
function missList(error: unknown, reading: Reading): void {
  if (reading.files === 0) throw error;
  const { code, message } = describeError(error);
  reading.failed(0, { file: 'the list of files', reason: 'unreadable', message: `${code}: ${message}` });
}

async function readFile(
  file: LogFile,
  tally: LineCounter,
  reading: Reading,
  onPart: (reading: Reading) => void,
): Promise<void> {
  const text = new LogText(file.name, tally, reading.counts);
  try {
    for await (const part of unpacked(file.open())) {
      text.add(part);
      onPart(reading);
    }
    text.end();
    reading.read(file.size, text.bytes, text.skippedBytes);
  } catch (error) {
    // The line that was cut off is one of those that do not count.
    text.end();
    const { code, message } = describeError(error);
    reading.failed(file.size, {
      file: file.name,
      reason: unreadReason(error),
      message: `${code}: ${message}`,
    });
  }
}
