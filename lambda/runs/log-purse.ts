import { deadlineIn, type Deadline } from '../core/deadline';
import type { Clock } from '../core/clock';
import type { LogBudget } from '../logs/recent-logs';

/** What one run spends on logs: bytes as they lie in S3 (gzip unpacks to ten times as much), and time. */
export interface Allowance {
  readonly bytes: number;
  readonly milliseconds: number;
  /** How many live on it at a time. */
  readonly atOnce: number;
}

/** What has to be left of the time of a run once the logs are read: for what else decides. */
const KEPT_MS = 15_000;

/** What is left to spend, and how many have to live on it: each has the same part of what those before it have left. */
export class Purse {
  #bytes: number;
  #left: number;
  readonly #atOnce: number;
  readonly #end: number;
  readonly #clock: Clock;
  readonly #all: Deadline;

  /** @param all when the run itself has to be through */
  constructor(howMany: number, { bytes, milliseconds, atOnce }: Allowance, clock: Clock, all: Deadline) {
    this.#bytes = bytes;
    this.#left = howMany;
    this.#atOnce = atOnce;
    this.#end = clock.elapsed() + milliseconds;
    this.#clock = clock;
    this.#all = all;
  }

  /** The part of the next one. What it does not spend is to be given back. */
  take(): LogBudget {
    const left = Math.max(1, this.#left);
    const milliseconds = Math.max(0, this.#end - this.#clock.elapsed());
    const own = deadlineIn((milliseconds * Math.min(this.#atOnce, left)) / left, this.#clock);
    const bytes = Math.max(0, this.#bytes) / left;
    this.#bytes -= bytes;
    this.#left -= 1;
    return { bytes, deadline: firstOf(own, this.#all) };
  }

  /** What was not spent; less than nothing where a first file was larger than its part. */
  giveBack(bytes: number): void {
    this.#bytes += bytes;
  }
}

/**
 * So many milliseconds, and less where the run has to be through before. What runs elsewhere is stopped by a signal alone, so the time
 * that is kept has to be known before: to a second.
 */
export function deadlineWithin(all: Deadline, most: number, clock: Clock): Deadline {
  let milliseconds = most;
  while (milliseconds > 0 && all.isPast(milliseconds + KEPT_MS)) milliseconds -= 1_000;
  return firstOf(deadlineIn(Math.max(0, milliseconds), clock), all);
}

function firstOf(own: Deadline, all: Deadline): Deadline {
  return {
    isPast: (inMs = 0) => own.isPast(inMs) || all.isPast(inMs + KEPT_MS),
    signal: AbortSignal.any([own.signal, all.signal]),
  };
}
