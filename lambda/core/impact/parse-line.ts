import { BACKSLASH, COLON, DASH, isNone, numberAt, QUOTE, SPACE, textAt } from './bytes';
import type { LogFormat, LogLine, Part, SkipReason } from './log-line';
import { isCut } from './spelling';

/**
 * The four formats ([ALB-log] [ALB-conn] [NLB-log] [CLB-log]). Fields are parted by one space; new ones are added behind
 * the last, so what stands there is never asked. Nothing here throws, whatever the bytes are.
 */

/** More than the fields that any format has before its first quote. */
const MOST_FIELDS = 24;
/** Of a connection log, counted from 0: whether the handshake succeeded. */
const STATUS = 10;
const TLS_TYPES = ['https', 'h2', 'grpcs', 'wss'];
const TYPES = ['http', 'ws', 'tls', ...TLS_TYPES];
/** What the name of a protocol begins with, in either spelling. */
const FAMILIES = ['TLS', 'tls', 'SSL', 'ssl'];
const LONGEST_CIPHER = 64;
const LONGEST_METHOD = 40;

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

  readonly #starts = new Int32Array(MOST_FIELDS);
  readonly #ends = new Int32Array(MOST_FIELDS);
  #bytes: Uint8Array = this.line.bytes;
  #end = 0;
  /** Whether a line break follows. Without one the last field may be half of one. */
  #isWhole = true;

  /**
   * @param isWhole whether the line ended with a line break
   * @returns `null` where the line was understood and `line` says what it says; else why not
   */
  parse(bytes: Uint8Array, start: number, end: number, isWhole: boolean): SkipReason | null {
    const { line } = this;
    line.bytes = bytes;
    this.#bytes = bytes;
    this.#end = end;
    this.#isWhole = isWhole;
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
    const after = this.#fields(start, 0, 3);
    if (!this.#readTime(0)) return after < 0 ? 'cut-line' : 'unknown-format';
    if (after < 0) return 'cut-line';
    return this.#number(2) >= 0 ? this.#connection(after) : this.#classic(after);
  }

  /** A line that begins with a type: `tls` of an NLB, any other word of an ALB. New types of ALB come now and then. */
  #typed(start: number): SkipReason | null {
    const after = this.#fields(start, 0, 3);
    if (after < 0) return TYPES.some((type) => this.#is(0, type)) ? 'cut-line' : 'unknown-format';
    if (this.#is(0, 'tls')) return this.#network(after);
    if (!this.#readTime(1) || !this.#startsWith(2, 'app/')) return 'unknown-format';
    return this.#application(after);
  }

  /** time, client address, client port, listener port, protocol, cipher, latency, "subject", validity, serial, status, trace id, key exchange, elb, its address */
  #connection(after: number): SkipReason | null {
    const { line } = this;
    let at = this.#fields(after, 3, 7);
    if (at < 0) return 'cut-line';
    // A subject may have blanks in it.
    at = this.#bytes[at] === QUOTE ? this.#pastQuote(at + 1, true) : this.#fields(at, 7, 8);
    if (at < 0) return 'cut-line';
    this.#put(line.address, 1);
    line.client.start = line.address.start;
    line.client.end = this.#ends[2] ?? 0;
    line.port = this.#number(3);
    if (line.port < 0) return 'unknown-format';
    if (this.#fields(at, 8, 11) < 0 && !this.#endsIn(STATUS)) return 'cut-line';
    // These came later; the documented examples end with the trace id.
    const told = this.#fieldsBehind(STATUS, 15);
    // Half a line break short, the name of a load balancer may be half a name.
    if (!this.#isWhole && (told === 13 || told === 14)) return 'cut-line';
    if (told > 12) this.#put(line.keyExchange, 12);
    if (told > 13) this.#put(line.loadBalancer, 13);
    const hasFailed = this.#startsWith(STATUS, 'Failed');
    if (!hasFailed && !this.#is(STATUS, 'Success') && !this.#isNone(STATUS)) return 'unknown-format';
    return this.#judge('alb-connection', 5, hasFailed);
  }

  /** type, time, elb, client, target, three times, two statuses, two sizes, "request", "user agent", cipher, protocol, ... */
  #application(after: number): SkipReason | null {
    const at = this.#fields(after, 3, 12);
    if (at < 0) return 'cut-line';
    this.#put(this.line.loadBalancer, 2);
    if (!this.#readClient(3)) return 'unknown-format';
    return this.#request(at, 'alb-access', 12);
  }

  /** time, elb, client, backend, three times, two statuses, two sizes, "request", "user agent", cipher, protocol */
  #classic(after: number): SkipReason | null {
    if (!this.#readClient(2)) return 'unknown-format';
    const at = this.#fields(after, 3, 11);
    if (at < 0) return 'cut-line';
    this.#put(this.line.loadBalancer, 1);
    return this.#request(at, 'classic', 11);
  }

  /** `"request" "user agent" cipher protocol`, which the access logs of ALB and Classic have in common. */
  #request(at: number, format: 'alb-access' | 'classic', cipher: number): SkipReason | null {
    if (this.#bytes[at] !== QUOTE) return 'unknown-format';
    // Whether quotes inside are escaped no page says: where that reading comes to nothing, the other one is tried.
    const reason = this.#agent(at, cipher, true);
    if (reason !== null && this.#agent(at, cipher, false) !== null) return reason;
    const isPlain = this.#isNone(cipher) && this.#isNone(cipher + 1);
    if (isPlain && format === 'alb-access' && TLS_TYPES.some((type) => this.#is(0, type)))
      return 'tls-untold';
    // On Classic a listener with TLS says `-` where the negotiation did not succeed ([CLB-log]).
    const hasFailed = isPlain && format === 'classic' && this.#isHttps(at + 1);
    return this.#judge(format, cipher, hasFailed);
  }

  /** Past the request and the user agent, to cipher and protocol. A quote counts as the last one where these two stand behind it. */
  #agent(request: number, cipher: number, isEscaped: boolean): SkipReason | null {
    const start = this.#pastQuote(request + 1, isEscaped);
    if (start < 0) return 'cut-line';
    if (this.#bytes[start] !== QUOTE) return 'unknown-format';
    this.line.port = this.#urlPort(request + 1, start - 2);
    let reason: SkipReason = 'cut-line';
    for (let at = this.#pastQuote(start + 1, isEscaped); at > 0; at = this.#pastQuote(at, isEscaped)) {
      if (this.#fields(at, cipher, cipher + 2) < 0 && !this.#endsIn(cipher + 1)) continue;
      if (this.#isSuite(cipher)) {
        this.line.userAgent.start = start + 1;
        this.line.userAgent.end = at - 2;
        return null;
      }
      reason = 'unknown-format';
    }
    return reason;
  }

  /** type, version, time, elb, listener, client, destination, ..., cipher (the 15th), protocol, key exchange, domain, ... */
  #network(after: number): SkipReason | null {
    const { line } = this;
    if (!this.#readTime(2)) return 'unknown-format';
    if (this.#fields(after, 3, 18) < 0) return 'cut-line';
    this.#put(line.loadBalancer, 3);
    if (!this.#readClient(5)) return 'unknown-format';
    line.port = this.#number(6, this.#lastColon(6) + 1);
    this.#put(line.keyExchange, 16);
    // `-` and `-`: the negotiation did not complete ([NLB-log]).
    const hasFailed = this.#isNone(14) && this.#isNone(15);
    if (!hasFailed && !this.#isSuite(14)) return 'unknown-format';
    return this.#judge('nlb', 14, hasFailed, 15);
  }

  /** What cipher and protocol come to. */
  #judge(format: LogFormat, cipher: number, hasFailed: boolean, protocol?: number): SkipReason | null {
    const { line } = this;
    // A connection log has the protocol first, all others the cipher.
    const second = protocol ?? (format === 'alb-connection' ? cipher - 1 : cipher + 1);
    line.format = format;
    this.#put(line.cipher, cipher);
    this.#put(line.protocol, second);
    const hasCipher = !this.#isNone(cipher);
    const hasProtocol = !this.#isNone(second);
    if (hasFailed) line.kind = 'failed';
    else if (!hasCipher && !hasProtocol) line.kind = 'plain';
    else if (hasCipher && hasProtocol) line.kind = 'handshake';
    else return 'tls-untold';
    return null;
  }

  /** How many fields the line has, where the last search for some came to its end. */
  #counted = 0;

  /**
   * Finds the fields `first` up to `last`, which end with a blank each.
   *
   * @returns where the next one begins; -1 where the line ends before, and then `#counted` says how many there are
   */
  #fields(from: number, first: number, last: number): number {
    const bytes = this.#bytes;
    const end = this.#end;
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
  #fieldsBehind(field: number, most: number): number {
    const end = this.#ends[field] ?? 0;
    if (end >= this.#end) return field + 1;
    return this.#fields(end + 1, field + 1, most) < 0 ? this.#counted : most;
  }

  /** Whether the line ends with this field, and with all of it as far as one can tell. */
  #endsIn(field: number): boolean {
    const [start, end] = [this.#starts[field] ?? 0, this.#ends[field] ?? 0];
    if (this.#counted !== field + 1 || end !== this.#end || end <= start) return false;
    return this.#isWhole || !isCut(textAt(this.#bytes, start, end));
  }

  /** Past the next quote that a blank follows, and past that; -1 where the line has none. An escaped quote is none. */
  #pastQuote(from: number, isEscaped: boolean): number {
    const bytes = this.#bytes;
    const last = this.#end - 1;
    for (let at = from; at < last; at += 1) {
      const byte = bytes[at];
      if (byte === BACKSLASH && isEscaped) at += 1;
      else if (byte === QUOTE && bytes[at + 1] === SPACE) return at + 2;
    }
    return -1;
  }

  /** Whether these two fields can be a cipher and a protocol, or say that there are none. */
  #isSuite(cipher: number): boolean {
    if (this.#isNone(cipher) || this.#isNone(cipher + 1)) return true;
    const bytes = this.#bytes;
    const start = this.#starts[cipher] ?? 0;
    const end = this.#ends[cipher] ?? 0;
    if (end - start < 3 || end - start > LONGEST_CIPHER) return false;
    for (let at = start; at < end; at += 1) if (!isOfCipher(bytes[at] ?? 0)) return false;
    for (const word of FAMILIES) if (this.#startsWith(cipher + 1, word)) return true;
    return false;
  }

  /** The port in `GET https://host:443/path HTTP/1.1`; -1 where there is none. */
  #urlPort(start: number, end: number): number {
    const from = this.#hostStart(start, end);
    if (from < 0) return -1;
    let colon = -1;
    for (let at = from; at < end; at += 1) {
      const byte = this.#bytes[at];
      if (byte === COLON) colon = at;
      // A path, a query, a blank; `-` ends the URL of a request that could not be read.
      else if (byte === 0x2f || byte === 0x3f || byte === SPACE || (byte === DASH && colon > 0))
        return colon < 0 ? -1 : numberAt(this.#bytes, colon + 1, at);
    }
    return -1;
  }

  /** Behind `://` of a request; -1 where it has none. */
  #hostStart(start: number, end: number): number {
    const bytes = this.#bytes;
    // A method and a scheme are short.
    const last = Math.min(end - 2, start + LONGEST_METHOD);
    for (let at = start; at < last; at += 1)
      if (bytes[at] === COLON && bytes[at + 1] === 0x2f && bytes[at + 2] === 0x2f) return at + 3;
    return -1;
  }

  #isHttps(start: number): boolean {
    const host = this.#hostStart(start, this.#end);
    return host > 0 && textAt(this.#bytes, host - 8, host - 3) === 'https';
  }

  #put(part: Part, field: number): void {
    part.start = this.#starts[field] ?? 0;
    part.end = this.#ends[field] ?? 0;
  }

  /** `192.0.2.1:2817`, `[2001:db8::1]:2817`, and without the brackets too: which of the two AWS writes, no page says. */
  #readClient(field: number): boolean {
    const { client, address } = this.line;
    this.#put(client, field);
    const colon = this.#lastColon(field);
    if (colon <= client.start) return false;
    const isBracketed = this.#bytes[client.start] === 0x5b;
    address.start = client.start + (isBracketed ? 1 : 0);
    address.end = colon - (isBracketed ? 1 : 0);
    return numberAt(this.#bytes, colon + 1, client.end) >= 0;
  }

  #lastColon(field: number): number {
    const start = this.#starts[field] ?? 0;
    let at = (this.#ends[field] ?? 0) - 1;
    while (at >= start && this.#bytes[at] !== COLON) at -= 1;
    return at;
  }

  /** `2018-07-02T22:23`, whatever follows. */
  #readTime(field: number): boolean {
    const bytes = this.#bytes;
    const at = this.#starts[field] ?? 0;
    if ((this.#ends[field] ?? 0) - at < 16 || bytes[at + 4] !== DASH || bytes[at + 10] !== 0x54) return false;
    const year = numberAt(bytes, at, at + 4);
    const month = numberAt(bytes, at + 5, at + 7);
    const day = numberAt(bytes, at + 8, at + 10);
    const hour = numberAt(bytes, at + 11, at + 13);
    const minute = numberAt(bytes, at + 14, at + 16);
    if (Math.min(year, month, day, hour, minute) < 0) return false;
    this.line.window = ((year * 13 + month) * 32 + day) * 144 + hour * 6 + Math.floor(minute / 10);
    return true;
  }

  #number(field: number, start = this.#starts[field] ?? 0): number {
    return numberAt(this.#bytes, start, this.#ends[field] ?? 0);
  }

  #isNone(field: number): boolean {
    return isNone(this.#bytes, this.#starts[field] ?? 0, this.#ends[field] ?? 0);
  }

  #is(field: number, word: string): boolean {
    const length = (this.#ends[field] ?? 0) - (this.#starts[field] ?? 0);
    return length === word.length && this.#startsWith(field, word);
  }

  #startsWith(field: number, word: string): boolean {
    const start = this.#starts[field] ?? 0;
    if ((this.#ends[field] ?? 0) - start < word.length) return false;
    for (let at = 0; at < word.length; at += 1)
      if (this.#bytes[start + at] !== word.charCodeAt(at)) return false;
    return true;
  }
}

function none(): Part {
  return { start: 0, end: 0 };
}

function clear(part: Part): void {
  part.start = 0;
  part.end = 0;
}

/** Letters, digits, `-` and `_`. */
function isOfCipher(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === DASH || byte === 0x5f
  );
}
