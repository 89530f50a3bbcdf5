import { ALB_TYPES, readAlbAccess } from './formats/alb-access';
import { readAlbConnection } from './formats/alb-connection';
import { readClassic } from './formats/classic';
import { Fields } from './formats/fields';
import { NLB_TYPE, readNlb } from './formats/nlb';
import type { LogLine, Part, SkipReason } from './log-line';

/**
 * Tells which of the four formats a line is in ([ALB-log] [ALB-conn] [NLB-log] [CLB-log]), and has it read. New fields are added
 * behind the last, so what stands there is never asked. Nothing here throws, whatever the bytes are.
 */

const TYPES = [NLB_TYPE, ...ALB_TYPES];

/** Reads lines, one at a time, into the one `line` that it has. */
export class LineParser {
  readonly line: LogLine = {
    bytes: new Uint8Array(),
    format: 'alb-access',
    kind: 'plain',
    loadBalancer: none(),
    address: none(),
    client: none(),
    protocol: none(),
    cipher: none(),
    keyExchange: none(),
    userAgent: none(),
    port: -1,
    window: 0,
  };

  readonly #fields = new Fields();

  /**
   * @param isWhole whether the line ended with a line break
   * @returns `null` where the line was understood and `line` says what it says; else why not
   */
  parse(bytes: Uint8Array, start: number, end: number, isWhole: boolean): SkipReason | null {
    const { line } = this;
    line.bytes = bytes;
    this.#fields.bytes = bytes;
    this.#fields.end = end;
    this.#fields.isWhole = isWhole;
    clear(line.loadBalancer);
    clear(line.keyExchange);
    clear(line.userAgent);
    line.port = -1;
    const first = bytes[start] ?? 0;
    if (first >= 0x30 && first <= 0x39) return this.#dated(start);
    if (first >= 0x61 && first <= 0x7a) return this.#typed(start);
    return 'unknown-format';
  }

  /** A line that begins with the time: a connection log of an ALB, or the access log of a Classic one. */
  #dated(start: number): SkipReason | null {
    const fields = this.#fields;
    const after = fields.find(start, 0, 3);
    this.line.window = fields.window(0);
    if (this.line.window < 0) return after < 0 ? 'cut-line' : 'unknown-format';
    if (after < 0) return 'cut-line';
    return fields.number(2) >= 0
      ? readAlbConnection(fields, this.line, after)
      : readClassic(fields, this.line, after);
  }

  /** A line that begins with a type: `tls` of an NLB, any other word of an ALB. */
  #typed(start: number): SkipReason | null {
    const fields = this.#fields;
    const after = fields.find(start, 0, 3);
    if (after < 0) return TYPES.some((type) => fields.is(0, type)) ? 'cut-line' : 'unknown-format';
    if (fields.is(0, NLB_TYPE)) return readNlb(fields, this.line, after);
    return readAlbAccess(fields, this.line, after);
  }
}

function none(): Part {
  return { start: 0, end: 0 };
}

function clear(part: Part): void {
  part.start = 0;
  part.end = 0;
}
