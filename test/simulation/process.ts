import { setMaxListeners } from 'node:events';
import { SECOND, type Time } from './clock';
import type { Seen } from './seen';

/** What a program was started for, as far as the observer has to know. */
export interface Purpose {
  readonly kind: 'sweep' | 'saved-plan' | 'undo' | 'watch' | 'forget';
  /** The function of the account, or somebody's terminal. */
  readonly where: 'function' | 'terminal';
  readonly isDry: boolean;
  /** The event that started it: two deliveries of one event have one number. */
  readonly event: number;
  /** The run that an undo or a watch is of. */
  readonly run?: string;
  /** What a saved plan says that each of its listeners has. */
  readonly expects?: ReadonlyMap<string, string | null>;
  /** Its event cannot be understood: whatever it does, it must not change anything. */
  readonly isNonsense?: boolean;
  /** An undo of some of what its run changed. */
  readonly isPartial?: boolean;
}

/** How a program ended. `null`: it has not. */
export type End = 'returned' | 'failed' | 'killed' | 'timed-out' | null;

/** One program that runs: it has a clock of its own, and it can be killed. */
export class Process {
  readonly startedAt: number;
  /** What it has read of each load balancer, and when: the observer's notes, which the product never sees. */
  readonly seen = new Map<string, Seen>();
  /** The runs whose record it wrote to first. */
  readonly runs: string[] = [];
  end: End = null;
  endedAt: number | null = null;
  /** What it said or threw in the end. */
  answer: unknown = null;
  error: unknown = null;
  calls = 0;
  faults = 0;
  /** The targets of its writes that AWS did not answer, or answered and did not do. */
  readonly unanswered: string[] = [];
  /** What it has asked the metrics for, and has no number of. */
  readonly unmeasured = new Set<string>();
  /** The last time one of its calls took longer than a call should. */
  slowAt = Number.NEGATIVE_INFINITY;
  /** Its last call, and what went wrong with it. */
  last: { readonly target: string; readonly fault: string | null } = { target: '', fault: null };
  /** Dies at this call. */
  killAt: number | null = null;
  /** Its machine sleeps from this call on, for so long. */
  sleepAt: number | null = null;
  sleepMs = 0;
  private wakesAt = 0;
  private slept = 0;
  /** Whether it tried to tell somebody. */
  hasTold = false;

  constructor(
    readonly id: number,
    readonly purpose: Purpose,
    private readonly time: Time,
    /** How far its clock is from the true time. */
    readonly offset: number,
    /** Where it keeps its record. */
    readonly place: string,
  ) {
    this.startedAt = time.now;
  }

  get name(): string {
    const { where, kind, run, isDry } = this.purpose;
    return `${where} #${this.id} (${isDry ? 'dry ' : ''}${kind}${run === undefined ? '' : ` of ${run}`})`;
  }

  get isAlive(): boolean {
    return this.end === null || this.end === 'returned' || this.end === 'failed';
  }

  /** Its own clock, which may be wrong. */
  readonly clock = {
    now: (): Date => new Date(this.time.now + this.offset),
    elapsed: (): number => this.time.now - this.startedAt - this.slept,
    pause: (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        this.time.after(milliseconds, () => this.whenAwake(resolve));
      }),
    alarm: (milliseconds: number): AbortSignal => this.alarm(milliseconds),
  };

  /** Aborts after so long, unless it is dead. */
  alarm(milliseconds: number): AbortSignal {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    this.time.after(Math.max(0, milliseconds), () => this.whenAwake(() => controller.abort()));
    return controller.signal;
  }

  /** Its machine goes to sleep, and its monotonic clock with it. */
  fallAsleep(): void {
    this.wakesAt = this.time.now + this.sleepMs;
    this.slept += this.sleepMs;
    this.slowAt = this.wakesAt;
  }

  /** Goes on with something, unless it is dead, and not before it wakes up. */
  whenAwake(goOn: () => void): void {
    if (!this.isAlive) return;
    if (this.time.now >= this.wakesAt) goOn();
    else this.time.at(this.wakesAt, () => this.whenAwake(goOn));
  }

  finish(end: Exclude<End, null>): void {
    if (this.end !== null) return;
    this.end = end;
    this.endedAt = this.time.now;
  }

  /** Whether each of its calls since then came back as fast as calls should. */
  wasFastSince(moment: number): boolean {
    return this.slowAt < moment - SLOW;
  }
}

/** A call that takes longer than this is slow. */
export const SLOW = 3 * SECOND;
