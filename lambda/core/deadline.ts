/** When a run has to end: no new change starts, and no retry, once it is past. */
export interface Deadline {
  /** @param inMs milliseconds from now; whether it will be past by then */
  isPast(inMs?: number): boolean;
}

/** For work that nobody has to stop. */
export const NO_DEADLINE: Deadline = { isPast: () => false };

/** A moment on the clock. */
export function until(stopAt: Date, now: () => Date): Deadline {
  return { isPast: (inMs = 0) => now().getTime() + inMs >= stopAt.getTime() };
}
