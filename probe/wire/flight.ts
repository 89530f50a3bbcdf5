import { MalformedError } from './malformed';
import { Reader } from './reader';
import { readServerHello, type ServerHello } from './server-hello';

/** What has been read of a server's first flight so far. */
export interface Flight {
  readonly hello: ServerHello | null;
  /** The chain as it was sent, leaf first (TLS 1.2 and older; TLS 1.3 encrypts it). */
  readonly certificates: readonly Uint8Array[] | null;
  /** The curve that ServerKeyExchange names, where it names one. */
  readonly curve: number | null;
  /** An alert that ends it: a fatal one, or close_notify. */
  readonly alert: number | null;
  /** Nothing that is wanted can follow. */
  readonly isComplete: boolean;
}

const RECORD = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;
const MESSAGE = {
  helloRequest: 0,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  serverHelloDone: 14,
} as const;

const TLS13 = 0x0304;
const NAMED_CURVE = 3;
const WARNING = 1;
const FATAL = 2;

/** A record of TLS 1.2 may have 2^14 + 2048 bytes (RFC 5246, 6.2.3), and the whole flight no more than this. */
const LONGEST_RECORD = 16_384 + 2048;
const LONGEST_FLIGHT = 1_048_576;
/** Warnings say nothing about the answer; a server that sends nothing else is none. */
const MOST_WARNINGS = 8;

/**
 * Reads a server's first flight piece by piece, however the bytes were cut into packets and records (RFC 5246, 6.2.1:
 * a message may span records, and a record hold several messages).
 */
export class FlightReader {
  private records = new Pieces();
  private handshake = new Pieces();
  private read = 0;
  private warnings = 0;
  private state: Flight = { hello: null, certificates: null, curve: null, alert: null, isComplete: false };

  get flight(): Flight {
    return this.state;
  }

  /** Takes what came. Bytes behind the end of the flight are not looked at. @throws MalformedError */
  push(bytes: Uint8Array): Flight {
    this.read += bytes.length;
    if (this.read > LONGEST_FLIGHT)
      throw new MalformedError(`the answer is longer than ${LONGEST_FLIGHT} bytes`);
    this.records.add(bytes);
    while (!this.state.isComplete && this.readRecord());
    return this.state;
  }

  private readRecord(): boolean {
    const header = this.records.peek(5);
    if (header === null) return refuseOtherLanguage(this.records.peek(1));
    const reader = new Reader(header, 'the record');
    const [type, major, length] = [reader.uint8(), reader.uint8(), (reader.uint8(), reader.uint16())];
    refuseOtherLanguage(header);
    if (major !== 3) throw new MalformedError(`no TLS: a record of version ${major}`);
    if (length > LONGEST_RECORD) throw new MalformedError(`a record of ${length} bytes`);
    const body = this.records.take(5 + length)?.subarray(5);
    if (body === undefined) return false;
    this.readBody(type, body);
    return true;
  }

  private readBody(type: number, body: Uint8Array): void {
    if (type === RECORD.alert) this.readAlert(body);
    else if (type === RECORD.handshake) this.readMessages(body);
    else throw new MalformedError(`a record of type ${type} before the handshake was done`);
  }

  private readAlert(body: Uint8Array): void {
    const reader = new Reader(body, 'the alert');
    const [level, description] = [reader.uint8(), reader.uint8()];
    if (level !== WARNING && level !== FATAL) throw new MalformedError(`an alert of level ${level}`);
    // close_notify is a warning, and nothing follows it.
    if (level === WARNING && description !== 0) {
      this.warnings += 1;
      if (this.warnings > MOST_WARNINGS) throw new MalformedError('nothing but warnings');
      return;
    }
    this.state = { ...this.state, alert: description, isComplete: true };
  }

  private readMessages(body: Uint8Array): void {
    if (body.length === 0) throw new MalformedError('an empty handshake record');
    this.handshake.add(body);
    while (!this.state.isComplete) {
      const header = this.handshake.peek(4);
      if (header === null) return;
      const reader = new Reader(header, 'the message');
      const [type, length] = [reader.uint8(), reader.uint24()];
      if (length > LONGEST_FLIGHT) throw new MalformedError(`a message of ${length} bytes`);
      const message = this.handshake.take(4 + length)?.subarray(4);
      if (message === undefined) return;
      this.state = next(this.state, type, message);
    }
  }
}

/** What a message adds. The hello comes first, and nothing is there twice. */
function next(flight: Flight, type: number, body: Uint8Array): Flight {
  if (type === MESSAGE.helloRequest) return flight;
  if (flight.hello === null) {
    if (type !== MESSAGE.serverHello)
      throw new MalformedError(`a message of type ${type} before the ServerHello`);
    const hello = readServerHello(body);
    return { ...flight, hello, isComplete: hello.version >= TLS13 };
  }
  switch (type) {
    case MESSAGE.serverHello:
      throw new MalformedError('a second ServerHello');
    case MESSAGE.certificate:
      if (flight.certificates !== null) throw new MalformedError('a second Certificate');
      return { ...flight, certificates: certificatesIn(body) };
    case MESSAGE.serverKeyExchange:
      return { ...flight, curve: curveIn(body) };
    case MESSAGE.serverHelloDone:
      return { ...flight, isComplete: true };
    default:
      // CertificateStatus, CertificateRequest and what may come: of no use here.
      return flight;
  }
}

/** RFC 5246, 7.4.2. Whether a certificate can be read is another question. */
function certificatesIn(body: Uint8Array): readonly Uint8Array[] {
  const list = new Reader(new Reader(body, 'the Certificate message').vector(3), 'the list of certificates');
  const found: Uint8Array[] = [];
  while (list.left > 0) found.push(list.vector(3));
  return found;
}

/** RFC 8422, 5.4. In a suite without ECDHE these bytes mean something else: whoever asks knows the suite. */
function curveIn(body: Uint8Array): number | null {
  if (body.length < 3) return null;
  const reader = new Reader(body, 'ServerKeyExchange');
  return reader.uint8() === NAMED_CURVE ? reader.uint16() : null;
}

/** HTTP, SSH, SMTP and the like show themselves in the first byte: no use to wait for five. */
function refuseOtherLanguage(start: Uint8Array | null): false {
  const [type] = start ?? [];
  if (type === undefined || (type >= RECORD.changeCipherSpec && type <= RECORD.applicationData)) return false;
  throw new MalformedError(
    `no TLS: the answer begins with ${JSON.stringify(Buffer.from(start ?? []).toString('latin1'))}`,
  );
}

/** Bytes that came in pieces, joined when they are wanted: a byte at a time must not cost the square of their number. */
class Pieces {
  private pieces: Uint8Array[] = [];
  private length = 0;

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pieces.push(bytes);
    this.length += bytes.length;
  }

  peek(length: number): Uint8Array | null {
    return this.length < length ? null : this.first(length).subarray(0, length);
  }

  take(length: number): Uint8Array | null {
    if (this.length < length) return null;
    const first = this.first(length);
    this.pieces[0] = first.subarray(length);
    this.length -= length;
    return first.subarray(0, length);
  }

  /** The first piece; joined with the others where it is shorter than this. */
  private first(length: number): Uint8Array {
    const [first] = this.pieces;
    if (first !== undefined && first.length >= length) return first;
    const all = Buffer.concat(this.pieces);
    this.pieces = [all];
    return all;
  }
}
