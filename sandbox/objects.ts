import { createHash } from 'node:crypto';

/** An object as S3 holds it; its contents are text. */
export interface StoredObject {
  readonly key: string;
  readonly body: string;
  /** In double quotes, as S3 gives it. */
  readonly etag: string;
  readonly contentType: string;
  readonly lastModified: Date;
}

/** A bucket, as its owner sees it: no faults and no conditions. */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>();

  constructor(
    readonly name: string,
    readonly region: string,
  ) {
    if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return;
    throw new Error(`a bucket's name has 3 to 63 lower case letters, digits, dots and dashes, got '${name}'`);
  }

  /** All keys, in the order in which S3 lists them. */
  keys(): readonly string[] {
    return [...this.#objects.keys()].toSorted(byBytes);
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** The contents of an object that has to be there. */
  text(key: string): string {
    const found = this.#objects.get(key);
    if (found !== undefined) return found.body;
    throw new Error(`no object '${key}' in bucket ${this.name}, it has ${this.keys().join(', ') || 'none'}`);
  }

  put(key: string, body: string, contentType = 'application/octet-stream'): void {
    const etag = etagOf(body);
    this.#objects.set(key, { key, body, etag, contentType, lastModified: new Date() });
  }

  delete(key: string): void {
    this.#objects.delete(key);
  }
}

/** What S3 gives an object that was put in one piece and is not encrypted with a key of KMS. */
export function etagOf(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** S3 lists keys in the order of their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
