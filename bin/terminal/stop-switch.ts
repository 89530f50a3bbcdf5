import { NO_DEADLINE, type Deadline } from '../../lambda/core/deadline';
import { STATUS } from '../exit-status';

/** `npx` passes on a Ctrl-C that the terminal has sent as well: two that close together are one. */
const SAME_CTRL_C_MS = 500;

/** A time-out of a pipeline says SIGTERM where a person says Ctrl-C. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

let current: (() => void) | null = null;

function onStop(stop: () => void): void {
  for (const signal of SIGNALS) {
    if (current !== null) process.off(signal, current);
    process.on(signal, stop);
  }
  current = stop;
}

/** While nothing can be changed there is nothing to finish: a Ctrl-C ends the process, in one sentence. */
export function stopAtOnce(say: (line: string) => void): void {
  onStop(() => {
    say('stopped; nothing was changed');
    process.exit(STATUS.stopped);
  });
}

/**
 * A run that changes something ends when its user says so: the first Ctrl-C lets what is under way finish and be
 * reported, the second ends the process, and says what there is to know of a run without a report.
 */
export function stopSwitch(say: (line: string) => void, whatIsLeft: () => string): Deadline {
  let stoppedAt: number | null = null;
  onStop(() => {
    if (stoppedAt === null) {
      stoppedAt = performance.now();
      say(
        'stopping: nothing new starts; what is under way is finished and reported (Ctrl-C again to quit now)',
      );
    } else if (performance.now() - stoppedAt > SAME_CTRL_C_MS) {
      say(whatIsLeft());
      process.exit(STATUS.stopped);
    }
  });
  return { isPast: () => stoppedAt !== null, signal: NO_DEADLINE.signal };
}

/**
 * For work elsewhere that costs money while it runs: the first Ctrl-C aborts the signal, and whoever waits for it has that work
 * stopped; the second ends the process.
 */
export function stopInOrder(say: (line: string) => void, stopping: string): AbortSignal {
  const controller = new AbortController();
  let stoppedAt: number | null = null;
  onStop(() => {
    if (stoppedAt === null) {
      stoppedAt = performance.now();
      say(stopping);
      controller.abort();
    } else if (performance.now() - stoppedAt > SAME_CTRL_C_MS) process.exit(STATUS.stopped);
  });
  return controller.signal;
}
