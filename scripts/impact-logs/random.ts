/** The same numbers for the same seed, everywhere (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, and not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** From 0 up to, and not including, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One of them, each as often as its share says. */
  pick<T extends { readonly share: number }>(all: readonly T[]): T {
    const whole = all.reduce((sum, { share }) => sum + share, 0);
    let left = this.next() * whole;
    const found = all.find(({ share }) => (left -= share) < 0) ?? all.at(-1);
    if (found === undefined) throw new Error('there is nothing to pick from');
    return found;
  }
}
