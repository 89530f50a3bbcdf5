import type { Deadline } from '../core/deadline';
import { describeError } from '../core/errors';
import type { LoadBalancerRef, ReadError } from '../core/estate';
import { isNoLog, type LogFile } from '../core/impact/log-file';
import { daysOf, isInWindow, keysOfDay, spread, type LogDestination } from '../core/impact/log-window';
import type { Reading } from '../core/impact/reading';
import type { LineCounter } from '../core/impact/tally';
import { readLogs } from './read-logs';

/** Where files of one day are listed. */
export type ListFiles = (bucket: string, prefix: string) => AsyncIterable<LogFile>;

/** What may be spent on the log of one load balancer. The first file is read whatever its size. */
export interface LogBudget {
  /** As the files lie there. */
  readonly bytes: number;
  readonly deadline: Deadline;
}

/** A window of one log, back from now. */
export interface LogWindow {
  readonly destination: LogDestination;
  readonly account: string;
  readonly loadBalancer: LoadBalancerRef;
  readonly days: number;
  readonly now: Date;
}

/** What was read of a window. */
export interface RecentReading extends Pick<Reading, 'unread'> {
  readonly reading: Reading;
  /** By size; `null`: no file is there. Days that could not be listed are missing in it. */
  readonly share: number | null;
  /** As the files that were opened lie there. */
  readonly bytes: number;
  /** Why nothing could be listed; `null`: something could, or nothing is there. */
  readonly error: ReadError | null;
}

/** More files of a window than this are not kept in mind: days behind it count as not read. */
const MOST_FILES = 50_000;
/** Each object keeps its reader waiting for a while. */
const FILES_AT_A_TIME = 4;

/**
 * Reads the recent log of one load balancer, as far as the budget goes: spread over the window, the newest of each day first.
 * Never throws.
 */
export async function readRecent(
  window: LogWindow,
  counter: LineCounter,
  budget: LogBudget,
  list: ListFiles,
): Promise<RecentReading> {
  const { files, listedDays, error } = await listed(window, list);
  const chosen = withinBudget(spread(files), budget);
  const reading = await readLogs(chosen.files, counter, { concurrency: FILES_AT_A_TIME });
  if (chosen.left() > 0) reading.passedOver(chosen.left());
  const share = reading.share === null ? null : Math.floor(reading.share * listedDays * 1e6) / 1e6;
  return {
    reading,
    unread: reading.unread,
    share: share === null && listedDays < 1 ? 0 : share,
    bytes: chosen.spent(),
    error: files.length === 0 ? error : null,
  };
}

interface ListedWindow {
  readonly files: readonly LogFile[];
  /** The share of the days that were listed to their end. */
  readonly listedDays: number;
  readonly error: ReadError | null;
}

async function listed(
  { destination, account, loadBalancer, days, now }: LogWindow,
  list: ListFiles,
): Promise<ListedWindow> {
  const files: LogFile[] = [];
  const all = daysOf(now, days);
  const ends = await Promise.all(
    all.map(async (day) => {
      if (files.length >= MOST_FILES) return 'left';
      try {
        const prefix = keysOfDay(destination, account, loadBalancer, day);
        for await (const file of list(destination.bucket, prefix)) {
          if (files.length >= MOST_FILES) return 'left';
          if (!isNoLog(file.name) && isInWindow(file, now, days)) files.push(file);
        }
        return 'listed';
      } catch (error) {
        return describeError(error);
      }
    }),
  );
  return {
    files,
    listedDays: ends.filter((end) => end === 'listed').length / all.length,
    error: ends.find((end) => typeof end === 'object') ?? null,
  };
}

/** The files that are opened, and what is left: both are known once all have been asked for. */
function withinBudget(
  files: readonly LogFile[],
  { bytes, deadline }: LogBudget,
): {
  readonly files: AsyncIterable<LogFile>;
  readonly spent: () => number;
  readonly left: () => number;
} {
  let spent = 0;
  let left = 0;
  async function* chosen(): AsyncIterable<LogFile> {
    let isOver = false;
    for (const file of files) {
      // A large file is not passed over for a small one behind it: what is read stands for what is not.
      isOver ||= deadline.isPast() || (spent > 0 && spent + file.size > bytes);
      if (isOver) left += file.size;
      else {
        spent += file.size;
        yield file;
      }
    }
    await Promise.resolve();
  }
  return { files: chosen(), spent: () => spent, left: () => left };
}
