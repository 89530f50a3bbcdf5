import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../core/clock';

/** The clocks of this machine. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  pause: (milliseconds) => setTimeout(milliseconds),
  alarm: (milliseconds) => {
    // Does not keep the process alive.
    const signal = AbortSignal.timeout(Math.max(0, Math.ceil(milliseconds)));
    // Many calls wait for it at once, and Node.js takes more than ten for a leak.
    setMaxListeners(0, signal);
    return signal;
  },
};
