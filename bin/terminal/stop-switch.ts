import { NO_DEADLINE, type Deadline } from '../../lambda/core/deadline';

/** `npx` passes on a Ctrl-C that the terminal has sent as well: two that close together are one. */
const SAME_CTRL_C_MS = 500;

/**
 * A run at a terminal ends when its user says so: the first Ctrl-C lets what is under way finish and be reported,
 * the second ends the process.
 */
export function stopSwitch(say: (line: string) => void): Deadline {
  let stoppedAt: number | null = null;
  const stop = (): void => {
    if (stoppedAt === null) {
      stoppedAt = performance.now();
      say(
        'stopping: nothing new starts; what is under way is finished and reported (Ctrl-C again to quit now)',
      );
    } else if (performance.now() - stoppedAt > SAME_CTRL_C_MS) {
      process.exit(130);
    }
  };
  // A time-out of a pipeline says SIGTERM where a person says Ctrl-C.
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { isPast: () => stoppedAt !== null, signal: NO_DEADLINE.signal };
}
