import { setTimeout } from 'node:timers/promises';
import type { Pause } from '../core/pause';
import { scaled, Turns, type Rate, type Turn } from './turns';

/** What a queue needs beside its rate. */
export interface QueueOptions {
  /** Multiplies the rate: 1 against AWS, more against an emulator. */
  readonly scale: number;
  /** How a call waits for its turn; on the real clock unless said otherwise. */
  readonly pause?: Pause;
  /** Milliseconds, by a clock that nobody sets. */
  readonly now?: () => number;
}

/** Hands out turns, first come, first served. */
export class TurnQueue {
  private readonly pause: Pause;
  private readonly now: () => number;
  private readonly turns: Turns;
  private last: Promise<unknown> = Promise.resolve();

  constructor(rate: Rate, { scale, pause = setTimeout, now = () => performance.now() }: QueueOptions) {
    this.pause = pause;
    this.now = now;
    this.turns = new Turns(scaled(rate, scale), now());
  }

  /** Waits for a turn. */
  take(): Promise<Turn> {
    const turn = this.takeAfter(this.last);
    // Who could not wait for a turn has none; those behind still get theirs.
    this.last = turn.catch(() => undefined);
    return turn;
  }

  wentThrough(turn: Turn): void {
    this.turns.wentThrough(turn, this.now());
  }

  throttled(turn: Turn): void {
    this.turns.throttled(turn, this.now());
  }

  private async takeAfter(before: Promise<unknown>): Promise<Turn> {
    await before;
    const wait = this.turns.wait(this.now());
    if (wait > 0) await this.pause(wait);
    return this.turns.take(this.now(), wait > 0);
  }
}
