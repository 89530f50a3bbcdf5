import { MalformedError } from './malformed';

/** Reads the presentation language of TLS (RFC 8446, 3) from bytes that a stranger sent: no read leaves them. */
export class Reader {
  private at = 0;

  /** @param what what the bytes are, for the error: `ServerHello` */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  uint8(): number {
    return this.number(1);
  }

  uint16(): number {
    return this.number(2);
  }

  uint24(): number {
    return this.number(3);
  }

  take(length: number): Uint8Array {
    if (length > this.left)
      throw new MalformedError(`${this.what} is cut off: ${length} bytes announced, ${this.left} there`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** A vector whose length stands before it in so many bytes. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.take(this.number(lengthBytes));
  }

  private number(size: 1 | 2 | 3): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }
}
