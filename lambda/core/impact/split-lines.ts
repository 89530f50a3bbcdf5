/** Told of each line: where it lies, and whether a line break ended it. */
export type OnLine = (bytes: Uint8Array, start: number, end: number, isWhole: boolean) => void;

/** Longer than any line that a load balancer writes: a request has 64 K of headers at most, of which a line has few. */
export const LONGEST_LINE = 128 * 1024;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Parts of a file in, lines out. A line that goes on in the next part is kept, and no more of it than the longest has. */
export class LineSplitter {
  readonly #onLine: OnLine;
  readonly #onLong: (bytes: number) => void;
  #kept: Uint8Array = new Uint8Array();
  #length = 0;
  /** How much of a line that is too long has gone by; 0: it is not. */
  #passed = 0;

  constructor(onLine: OnLine, onLong: (bytes: number) => void) {
    this.#onLine = onLine;
    this.#onLong = onLong;
  }

  add(bytes: Uint8Array): void {
    let at = this.#length > 0 || this.#passed > 0 ? this.#finish(bytes) : 0;
    while (at < bytes.length) {
      const end = bytes.indexOf(LINE_FEED, at);
      if (end < 0) break;
      this.#tell(bytes, at, end, true);
      at = end + 1;
    }
    if (at < bytes.length) this.#keep(bytes, at, bytes.length);
  }

  /** The file has ended. */
  end(): void {
    if (this.#passed > 0) this.#onLong(this.#passed);
    else if (this.#length > 0) this.#tell(this.#kept, 0, this.#length, false);
    this.#length = 0;
    this.#passed = 0;
  }

  /** The rest of the line that is kept, and where the next one begins. */
  #finish(bytes: Uint8Array): number {
    const end = bytes.indexOf(LINE_FEED);
    this.#keep(bytes, 0, end < 0 ? bytes.length : end);
    if (end < 0) return bytes.length;
    if (this.#passed > 0) this.#onLong(this.#passed + 1);
    else this.#tell(this.#kept, 0, this.#length, true);
    this.#length = 0;
    this.#passed = 0;
    return end + 1;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (this.#passed > 0 || this.#length + length > LONGEST_LINE) {
      this.#passed += this.#length + length;
      this.#length = 0;
      return;
    }
    if (this.#length + length > this.#kept.length) this.#grow(this.#length + length);
    this.#kept.set(bytes.subarray(start, end), this.#length);
    this.#length += length;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.min(LONGEST_LINE, Math.max(4096, 2 * length)));
    larger.set(this.#kept.subarray(0, this.#length));
    this.#kept = larger;
  }

  #tell(bytes: Uint8Array, start: number, end: number, isWhole: boolean): void {
    if (end - start > LONGEST_LINE) return this.#onLong(end - start + 1);
    const last = isWhole && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    if (last > start) this.#onLine(bytes, start, last, isWhole);
  }
}
