import { createHash, randomBytes } from 'node:crypto';

/** An object as S3 holds it. Its contents are text, or bytes as a text of one letter each. */
export interface StoredObject {
  readonly key: string;
  readonly body: string;
  readonly encoding: 'utf8' | 'latin1';
  /** In double quotes, as S3 gives it. */
  readonly etag: string;
  readonly contentType: string;
  readonly lastModified: Date;
  /** Opaque; `null` in a bucket that keeps no versions. */
  readonly versionId: string | null;
}

/** A bucket, as its owner sees it: no faults and no conditions. */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>();
  readonly #versions = new Map<string, StoredObject>();
  #isVersioned = false;

  constructor(
    readonly name: string,
    readonly region: string,
  ) {
    if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return;
    throw new Error(`a bucket's name has 3 to 63 lower case letters, digits, dots and dashes, got '${name}'`);
  }

  /** From now on every write is a version that stays, as with versioning enabled. */
  keepVersions(): this {
    this.#isVersioned = true;
    return this;
  }

  /** One version of an object, the last one or not. */
  version(key: string, versionId: string): StoredObject | undefined {
    const found = this.#versions.get(versionId);
    return found?.key === key ? found : undefined;
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

  /** The id of a version that is about to be put; `null` where none are kept. */
  newVersion(): string | null {
    return this.#isVersioned ? randomBytes(24).toString('base64url') : null;
  }

  put(
    key: string,
    body: string,
    contentType = 'application/octet-stream',
    versionId: string | null = this.newVersion(),
  ): void {
    const lastModified = new Date();
    this.#keep({ key, body, encoding: 'utf8', etag: etagOf(body), contentType, lastModified, versionId });
  }

  /** Contents that are no text, which no call of the tool's puts: what others write into a bucket. */
  putBytes(key: string, bytes: Uint8Array): void {
    const body = Buffer.from(bytes).toString('latin1');
    const about = { etag: etagOf(bytes), contentType: 'application/octet-stream', lastModified: new Date() };
    this.#keep({ key, body, encoding: 'latin1', ...about, versionId: this.newVersion() });
  }

  #keep(object: StoredObject): void {
    this.#objects.set(object.key, object);
    if (object.versionId !== null) this.#versions.set(object.versionId, object);
  }

  /** Where versions are kept, those that there are stay. */
  delete(key: string): void {
    this.#objects.delete(key);
  }
}

/** What S3 gives an object that was put in one piece and is not encrypted with a key of KMS. */
export function etagOf(body: string | Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

/** S3 lists keys in the order of their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
