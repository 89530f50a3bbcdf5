/** Time as a run sees it: a parameter, so that a test or a simulation can turn it. */
export interface Clock {
  /** The wall clock of this machine. It may be wrong, and it may jump: never compared with another machine's. */
  now(): Date;
  /** Milliseconds of this process that never run backwards. */
  elapsed(): number;
  pause(milliseconds: number): Promise<void>;
  /** A signal that aborts after so many milliseconds. */
  alarm(milliseconds: number): AbortSignal;
}
