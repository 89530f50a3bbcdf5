import type { Clock } from './clock';

/** When work has to end: nothing new starts once it is past, and what hangs is given up. */
export interface Deadline {
  /** @param inMs milliseconds from now; whether it will be past by then */
  isPast(inMs?: number): boolean;
  /** Aborts when it is past. */
  readonly signal: AbortSignal;
}

/** For work that nobody has to stop. */
export const NO_DEADLINE: Deadline = { isPast: () => false, signal: new AbortController().signal };

/** When the parts of a run end, beside its work as a whole. */
export interface Ends {
  /** No load balancer is looked for or read after it. */
  readonly reading: Deadline;
  /** What else decides on changes is not asked for after it: policies on offer, tags, creation times. */
  readonly looking: Deadline;
  /** What was begun is read back until then. */
  readonly recording: Deadline;
}

/** For a run whose parts nobody has to stop. */
export const NO_ENDS: Ends = { reading: NO_DEADLINE, looking: NO_DEADLINE, recording: NO_DEADLINE };

/** So many milliseconds from now, by the clock of the process that no one can set. */
export function deadlineIn(milliseconds: number, clock: Clock): Deadline {
  const end = clock.elapsed() + milliseconds;
  return { isPast: (inMs = 0) => clock.elapsed() + inMs >= end, signal: clock.alarm(milliseconds) };
}

/** There was no time left to wait for an answer. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTime';
  constructor() {
    super('no time was left to wait for an answer');
  }
}

/** One call got no answer in the time that such a call has; the run has time left. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswer';
}

/** The answer of some work, unless the signal comes first. @throws OutOfTimeError, or the error that `late` makes */
export async function beforeAbort<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  late: () => Error = () => new OutOfTimeError(),
): Promise<T> {
  if (signal.aborted) throw late();
  // It never comes, and many would wait for it: Node.js takes more than ten for a leak.
  if (signal === NO_DEADLINE.signal) return work();
  // So that a signal that outlives the work keeps nothing of it.
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      reject(late());
    };
    signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    settled.abort();
  }
}
