/** How many keys are remembered, unless somebody says otherwise: more connections than most have in ten minutes. */
const PLACES = 1 << 19;
/** A key may stand in as many places. */
const WAYS = 8;

/**
 * Remembers which keys were met lately, in memory that does not grow: access logs have a line a request, and a connection
 * counts once in ten minutes. Where there is no room the key that was met longest ago is forgotten.
 */
export class Recent {
  readonly #keys: Float64Array;
  readonly #metAt: Uint32Array;
  readonly #windows: Uint32Array;
  readonly #mask: number;
  #clock = 0;
  /** How many keys were forgotten while their ten minutes were still the ones at hand: these may count twice. */
  forgotten = 0;

  /** @param places a power of two, 16 bytes each */
  constructor(places = PLACES) {
    // Written once, so that all of it is taken at the beginning and none later.
    this.#keys = new Float64Array(places).fill(0);
    this.#metAt = new Uint32Array(places).fill(0);
    this.#windows = new Uint32Array(places).fill(0);
    this.#mask = places / WAYS - 1;
  }

  /**
   * Whether a key is new.
   *
   * @param key a whole number from 1 to 2^53, which the ten minutes are part of
   * @param place 32 bits of the key that say where it stands
   */
  isNew(key: number, place: number, window: number): boolean {
    this.#clock = (this.#clock + 1) >>> 0;
    const first = (place & this.#mask) * WAYS;
    let oldest = first;
    for (let at = first; at < first + WAYS; at += 1) {
      if (this.#keys[at] === key) {
        this.#metAt[at] = this.#clock;
        return false;
      }
      if ((this.#metAt[at] ?? 0) < (this.#metAt[oldest] ?? 0)) oldest = at;
    }
    if (this.#keys[oldest] !== 0 && this.#windows[oldest] === window) this.forgotten += 1;
    this.#keys[oldest] = key;
    this.#metAt[oldest] = this.#clock;
    this.#windows[oldest] = window;
    return true;
  }
}
