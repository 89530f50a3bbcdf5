/** Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const LOOK_EVERY_MS = 500;

/**
 * Aborted when this process is told to end, or when who started it is gone: `npm` passes on no SIGHUP, and nothing when it
 * is killed. A signal more does not cut short what ends.
 */
export function toldToEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => ending.abort(new Error(`told to end by ${signal}`)));
  const startedBy = process.ppid;
  setInterval(() => {
    if (process.ppid !== startedBy) ending.abort(new Error('who started it is gone'));
  }, LOOK_EVERY_MS).unref();
  return ending.signal;
}
