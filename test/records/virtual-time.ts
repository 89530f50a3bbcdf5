import type { Clock } from '../../lambda/core/clock';

/** True time, which a test moves on by hand, and the machines that see it each in its own way. */
export interface VirtualTime {
  /** Milliseconds of true time. */
  now(): number;
  advance(milliseconds: number): void;
  machine(options?: MachineOptions): Machine;
}

export interface MachineOptions {
  /** How much its wall clock is ahead, in milliseconds. */
  readonly ahead?: number;
}

export interface Machine extends Clock {
  /** Its wall clock is set, by so many milliseconds from where it is. */
  setWall(byMs: number): void;
  /** It slept: true time has gone on, its monotonic clock has not. */
  sleep(milliseconds: number): void;
}

const EPOCH = Date.parse('2026-11-22T06:00:00Z');

export function virtualTime(): VirtualTime {
  let time = 0;
  const alarms = new Set<{ readonly at: number; readonly ring: () => void }>();
  const advance = (milliseconds: number): void => {
    time += milliseconds;
    for (const alarm of alarms) {
      if (alarm.at > time) continue;
      alarms.delete(alarm);
      alarm.ring();
    }
  };
  return {
    now: () => time,
    advance,
    machine: ({ ahead = 0 } = {}) => {
      let wall = ahead;
      let slept = 0;
      return {
        now: () => new Date(EPOCH + time + wall),
        elapsed: () => time - slept,
        // Nothing else runs while it waits.
        pause: async (milliseconds) => {
          advance(milliseconds);
        },
        alarm: (milliseconds) => {
          const alarm = new AbortController();
          if (milliseconds <= 0) alarm.abort();
          else alarms.add({ at: time + milliseconds, ring: () => alarm.abort() });
          return alarm.signal;
        },
        setWall: (byMs) => {
          wall += byMs;
        },
        sleep: (milliseconds) => {
          slept += milliseconds;
          advance(milliseconds);
        },
      };
    },
  };
}
