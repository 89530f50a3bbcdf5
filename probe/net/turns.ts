import type { Clock } from '../../lambda/core/clock';

/** One socket after the other, no more than so many a second, and no more than so many at all. */
export class Turns {
  private taken = 0;
  private next = 0;

  /** @param perSecond 0: as fast as it goes */
  constructor(
    private readonly clock: Pick<Clock, 'elapsed' | 'pause'>,
    private readonly perSecond: number,
    private readonly most: number,
  ) {}

  /** How many sockets have had their turn. */
  get count(): number {
    return this.taken;
  }

  /** Waits for a turn. `false`: there are none left. */
  async take(): Promise<boolean> {
    if (this.taken >= this.most) return false;
    this.taken += 1;
    if (this.perSecond === 0) return true;
    const now = this.clock.elapsed();
    const mine = Math.max(now, this.next);
    this.next = mine + 1000 / this.perSecond;
    if (mine > now) await this.clock.pause(mine - now);
    return true;
  }
}
