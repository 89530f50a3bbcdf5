import type { Deadline } from '../core/deadline';
import { describeError } from '../core/errors';
import type { LoadBalancerRef } from '../core/estate';
import type { UnreadFile } from '../core/evidence';
import { isNoLog, type LogFile } from '../core/impact/log-file';
import { daysOf, endOf, isInWindow, keysOfDay, spread, type LogDestination } from '../core/impact/log-window';
import { millionths, type Reading } from '../core/impact/reading';
import type { LineCounter } from '../core/impact/tally';
import { readLogs } from './read-logs';
import { unreadReason } from './unread-reason';

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
export interface RecentReading {
  readonly reading: Reading;
  /** By size; `null`: no file is there. Days that could not be listed are missing in it. */
  readonly share: number | null;
  /** What could not be read or understood, of the window. */
  readonly faultyShare: number;
  /** When the oldest file ends, where the log begins more than a day after the window; else `null`. */
  readonly since: Date | null;
  /** As the files that were opened lie there. */
  readonly bytes: number;
}

/** More files of a day than its part of these are not kept in mind. */
const MOST_FILES = 20_000;
/** Each object keeps its reader waiting for a while. */
const FILES_AT_A_TIME = 4;
const DAY_MS = 86_400_000;

/**
 * Reads the recent log of one load balancer, as far as the budget goes: spread over the window, the newest of each day first.
 * Never throws.
 *
 * @param onFile told before each file is opened
 */
export async function readRecent(
  window: LogWindow,
  counter: LineCounter,
  budget: LogBudget,
  list: ListFiles,
  onFile: () => void = () => undefined,
): Promise<RecentReading> {
  const { files, unlisted, listedShare } = await listed(window, list);
  const chosen = withinBudget(spread(files), budget, onFile);
  const reading = await readLogs(chosen.files, counter, { concurrency: FILES_AT_A_TIME });
  if (chosen.left() > 0) reading.passedOver(chosen.left());
  for (const each of unlisted) reading.failed(0, each);
  const { share } = reading;
  return {
    reading,
    share: share === null || share * listedShare === 1 ? share : millionths(share * listedShare),
    faultyShare: unlisted.length === 0 ? reading.faultyShare : 1 - (1 - reading.faultyShare) * listedShare,
    since: sinceIn(files, window),
    bytes: chosen.spent(),
  };
}

/** When a log begins, where that is more than a day after its window does; else `null`. A day that cannot be listed counts as empty. */
export async function beginningOf(window: LogWindow, list: ListFiles): Promise<Date | null> {
  for (const day of daysOf(window.now, window.days).toReversed()) {
    const { files } = await listedOn(day, window, list, 1);
    if (files.length > 0) return sinceIn(files, window);
  }
  return null;
}

function sinceIn(files: readonly LogFile[], { now, days }: LogWindow): Date | null {
  const ends = files.flatMap((file) => endOf(file)?.getTime() ?? []);
  const first = Math.min(...ends);
  return ends.length > 0 && first > now.getTime() - (days - 1) * DAY_MS ? new Date(first) : null;
}

interface ListedWindow {
  readonly files: readonly LogFile[];
  /** Days that could not be listed. */
  readonly unlisted: readonly UnreadFile[];
  /** The share of the window that was listed, by time. */
  readonly listedShare: number;
}

async function listed(window: LogWindow, list: ListFiles): Promise<ListedWindow> {
  const days = daysOf(window.now, window.days);
  const all = await Promise.all(days.map((day) => listedOn(day, window, list, MOST_FILES / days.length)));
  return {
    files: all.flatMap(({ files }) => files),
    unlisted: all.flatMap(({ unlisted }) => unlisted ?? []),
    listedShare: all.reduce((sum, { share }) => sum + share, 0) / days.length,
  };
}

interface ListedDay {
  readonly files: readonly LogFile[];
  readonly unlisted?: UnreadFile;
  /** Of the day, by time. */
  readonly share: number;
}

async function listedOn(
  day: string,
  { destination, account, loadBalancer, days, now }: LogWindow,
  list: ListFiles,
  most: number,
): Promise<ListedDay> {
  const prefix = keysOfDay(destination, account, loadBalancer, day);
  const files: LogFile[] = [];
  try {
    for await (const file of list(destination.bucket, prefix)) {
      if (isNoLog(file.name) || !isInWindow(file, now, days)) continue;
      // S3 lists by name, which is by time: the rest of the day is left out.
      if (files.length >= most) return { files, share: shareOfDay(file, day) };
      files.push(file);
    }
    return { files, share: 1 };
  } catch (error) {
    const { code, message } = describeError(error);
    const file = `the list of s3://${destination.bucket}/${prefix}`;
    return {
      files: [],
      unlisted: { file, reason: unreadReason(error), message: `${code}: ${message}` },
      share: 0,
    };
  }
}

function shareOfDay(file: LogFile, day: string): number {
  const begun = Date.parse(`${day.replaceAll('/', '-')}T00:00:00Z`);
  const end = endOf(file)?.getTime() ?? begun + DAY_MS / 2;
  return Math.min(1, Math.max(0, (end - begun) / DAY_MS));
}

/** The files that are opened, and what is left: both are known once all have been asked for. */
function withinBudget(
  files: readonly LogFile[],
  { bytes, deadline }: LogBudget,
  onFile: () => void,
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
        onFile();
        yield file;
      }
    }
    await Promise.resolve();
  }
  return { files: chosen(), spent: () => spent, left: () => left };
}
