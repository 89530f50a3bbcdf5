import { COLON, DASH, isNone, numberAt, SPACE, textAt } from '../bytes';
import type { Part } from '../log-line';
import { isCut } from '../spelling';

/** More than the fields that any format has before its first quote. */
const MOST_FIELDS = 24;

/**
 * Where the fields of one line lie. Fields are parted by one space and counted from 0; a format finds those that it asks for
 * first, in order. One object serves all lines. Nothing here throws, whatever the bytes are.
 */
export class Fields {
  bytes: Uint8Array = new Uint8Array();
  /** Of the line, up to but not including. */
  end = 0;
  /** Whether a line break follows. Without one the last field may be half of one. */
  isWhole = true;
  readonly #starts = new Int32Array(MOST_FIELDS);
  readonly #ends = new Int32Array(MOST_FIELDS);
  /** How many fields the line has, where the last search for some came to its end. */
  #counted = 0;

  /**
   * Finds the fields `first` up to `last`, which end with a blank each.
   *
   * @returns where the next one begins; -1 where the line ends before
   */
  find(from: number, first: number, last: number): number {
    const { bytes, end } = this;
    let at = from;
    for (let field = first; field < last; field += 1) {
      this.#starts[field] = at;
      while (at < end && bytes[at] !== SPACE) at += 1;
      this.#ends[field] = at;
      if (at >= end) {
        this.#counted = at > (this.#starts[field] ?? 0) ? field + 1 : field;
        return -1;
      }
      at += 1;
    }
    return at;
  }

  /** How many fields the line has, looked for behind this one up to `most`. */
  countBehind(field: number, most: number): number {
    const end = this.endOf(field);
    if (end >= this.end) return field + 1;
    return this.find(end + 1, field + 1, most) < 0 ? this.#counted : most;
  }

  /** Whether the line ends with this field, and with all of it as far as one can tell. */
  isLast(field: number): boolean {
    const [start, end] = [this.startOf(field), this.endOf(field)];
    if (this.#counted !== field + 1 || end !== this.end || end <= start) return false;
    return this.isWhole || !isCut(textAt(this.bytes, start, end));
  }

  startOf(field: number): number {
    return this.#starts[field] ?? 0;
  }

  endOf(field: number): number {
    return this.#ends[field] ?? 0;
  }

  put(part: Part, field: number): void {
    part.start = this.startOf(field);
    part.end = this.endOf(field);
  }

  lastColon(field: number): number {
    const start = this.startOf(field);
    let at = this.endOf(field) - 1;
    while (at >= start && this.bytes[at] !== COLON) at -= 1;
    return at;
  }

  /** The ten minutes that `2018-07-02T22:23` is in, whatever follows, as a number of their own; -1 where it is no time. */
  window(field: number): number {
    const { bytes } = this;
    const at = this.startOf(field);
    if (this.endOf(field) - at < 16 || bytes[at + 4] !== DASH || bytes[at + 10] !== 0x54) return -1;
    const year = numberAt(bytes, at, at + 4);
    const month = numberAt(bytes, at + 5, at + 7);
    const day = numberAt(bytes, at + 8, at + 10);
    const hour = numberAt(bytes, at + 11, at + 13);
    const minute = numberAt(bytes, at + 14, at + 16);
    if (Math.min(year, month, day, hour, minute) < 0) return -1;
    return ((year * 13 + month) * 32 + day) * 144 + hour * 6 + Math.floor(minute / 10);
  }

  number(field: number, start = this.startOf(field)): number {
    return numberAt(this.bytes, start, this.endOf(field));
  }

  isNone(field: number): boolean {
    return isNone(this.bytes, this.startOf(field), this.endOf(field));
  }

  is(field: number, word: string): boolean {
    return this.endOf(field) - this.startOf(field) === word.length && this.startsWith(field, word);
  }

  startsWith(field: number, word: string): boolean {
    const start = this.startOf(field);
    if (this.endOf(field) - start < word.length) return false;
    for (let at = 0; at < word.length; at += 1)
      if (this.bytes[start + at] !== word.charCodeAt(at)) return false;
    return true;
  }
}
