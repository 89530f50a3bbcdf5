/**
 * From one call on nobody is answered, as if whoever calls were killed there. What was asked meanwhile stays
 * unanswered after the thaw too: a client that gave up waiting and tries again must not come back to life.
 */
export class Freeze {
  readonly #abandoned = new Set<string>();
  #isOn = false;
  #begin: () => void = () => undefined;
  #hit = this.#next();

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Resolves when the freeze has hit; after a thaw, when the next one has. */
  get hit(): Promise<void> {
    return this.#hit;
  }

  start(): void {
    this.#isOn = true;
    this.#begin();
  }

  thaw(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#hit = this.#next();
  }

  /** Whether this call gets no answer. The SDK gives all attempts of one call the same id. */
  swallows(invocation: string): boolean {
    if (this.#isOn && invocation !== '') this.#abandoned.add(invocation);
    return this.#isOn || this.#abandoned.has(invocation);
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#begin = resolve;
    });
  }
}
