import type { UnreadFile, UnreadReason } from '../evidence';
import type { Impact, ImpactEngine } from './impact';
import type { ReadCounts } from './log-text';

/** Unread files that are named; the others are counted. */
const MOST_NAMED = 20;

/** What became of the logs, whoever read them. */
export interface WhatWasRead {
  readonly engine: ImpactEngine;
  readonly files: Impact['files'];
  readonly counts: Pick<Impact, 'bytes' | 'lines'> & Pick<ReadCounts, 'skipped'>;
  readonly scannedBytes: Impact['scannedBytes'];
  readonly unreadFiles: ReadonlyMap<UnreadReason, number>;
  readonly unread: Impact['unread'];
  readonly share: Impact['readShare'];
  /** Sentences for whoever reads the numbers. */
  readonly notes: Impact['notes'];
}

/** What became of the files. */
export class Reading implements WhatWasRead {
  readonly engine = 'stream';
  readonly scannedBytes = null;
  readonly notes = [];
  readonly counts: ReadCounts = { bytes: 0, lines: 0, skipped: new Map() };
  readonly unreadFiles = new Map<UnreadReason, number>();
  readonly #unread: UnreadFile[] = [];
  #files = 0;
  /** Sizes of all files as they lie there, and of what was read and understood. */
  #stored = 0;
  #understood = 0;
  /** Sizes of what could not be read or understood. */
  #faulty = 0;
  /** Whether files were left out, because there was no room for them in the budget. */
  #isSampled = false;

  get files(): number {
    return this.#files;
  }

  get unread(): readonly UnreadFile[] {
    return this.#unread;
  }

  /** Whole millionths, and never 1 where anything is missing. */
  get share(): number | null {
    const isWhole = !this.#isSampled && this.unreadFiles.size === 0 && this.counts.skipped.size === 0;
    if (isWhole) return this.counts.lines === 0 ? null : 1;
    if (this.#stored === 0) return 0;
    return millionths(this.#understood / this.#stored);
  }

  /**
   * A file that was read to its end.
   *
   * @param size as it lies there
   * @param bytes of it, unpacked, and how many of them are in lines that do not count
   */
  read(size: number, bytes: number, skippedBytes: number): void {
    this.#files += 1;
    this.#stored += size;
    const skipped = bytes === 0 ? 0 : Math.min(1, skippedBytes / bytes);
    this.#understood += size * (1 - skipped);
    this.#faulty += size * skipped;
  }

  /** Files that were not opened, by their size together: nothing is wrong with them. */
  passedOver(size: number): void {
    this.#isSampled = true;
    this.#stored += size;
  }

  /** The share of what is there that could not be read or understood: what was passed over is not in it. */
  get faultyShare(): number {
    return this.#stored === 0 ? 0 : Math.min(1, this.#faulty / this.#stored);
  }

  /** A file that was not, or not to its end: how much is missing nobody knows, so none of it is in the share. */
  failed(size: number, unread: UnreadFile): void {
    this.#files += 1;
    this.#stored += size;
    this.#faulty += size;
    this.unreadFiles.set(unread.reason, (this.unreadFiles.get(unread.reason) ?? 0) + 1);
    if (this.#unread.length < MOST_NAMED) this.#unread.push(unread);
  }
}

/** Whole millionths of a share that is neither nothing nor all: at least one, and not all. */
export function millionths(share: number): number {
  if (share <= 0) return 0;
  return Math.min(999_999, Math.max(1, Math.floor(share * 1e6))) / 1e6;
}
