import { loadBalancerNamed } from './log-file';
import type { SkipReason } from './log-line';
import { LineParser } from './parse-line';
import { LineSplitter } from './split-lines';
import type { LineCounter } from './tally';

/** What all files came to, while they are read. */
export interface ReadCounts {
  /** Unpacked. */
  bytes: number;
  lines: number;
  readonly skipped: Map<SkipReason, number>;
}

/** The lines of one file, on their way into the counts: parts in, nothing out. */
export class LogText {
  /** Unpacked bytes so far, and those of lines that were not counted. */
  bytes = 0;
  skippedBytes = 0;
  readonly #tally: LineCounter;
  readonly #counts: ReadCounts;
  readonly #named: Uint8Array | null;
  readonly #parser = new LineParser();
  readonly #lines = new LineSplitter(
    (bytes, start, end, isWhole) => this.#onLine(bytes, start, end, isWhole),
    (length) => {
      this.#counts.lines += 1;
      this.#skip('long-line', length);
    },
  );

  constructor(name: string, tally: LineCounter, counts: ReadCounts) {
    const named = loadBalancerNamed(name);
    this.#tally = tally;
    this.#counts = counts;
    this.#named = named === null ? null : new TextEncoder().encode(named);
  }

  add(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.#counts.bytes += bytes.length;
    this.#lines.add(bytes);
  }

  end(): void {
    this.#lines.end();
  }

  #onLine(bytes: Uint8Array, start: number, end: number, isWhole: boolean): void {
    this.#counts.lines += 1;
    const { line } = this.#parser;
    const reason = this.#parser.parse(bytes, start, end, isWhole) ?? this.#tally.add(line, this.#named);
    if (reason !== null) this.#skip(reason, end - start + 1);
  }

  #skip(reason: SkipReason, length: number): void {
    const { skipped } = this.#counts;
    skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    this.skippedBytes += length;
  }
}
