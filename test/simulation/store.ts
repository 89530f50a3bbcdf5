import { SECOND, type Time } from './clock';
import type { Process } from './process';
import { ConflictError, type RecordStore, type Stored, type Written } from './product';
import type { Call } from './weather';
import type { Wire } from './wire';

/** Where records are kept: a bucket that everybody shares, or a folder of one terminal. */
export class Store {
  private readonly objects = new Map<string, Omit<Stored, 'readAt'>>();
  private versions = 0;
  /** Every write there was: the bucket is versioned. */
  private readonly revisions = new Map<string, Omit<Stored, 'readAt'>>();
  /** Told of each write as it happens. */
  onPut: (process: Process, key: string, text: string) => void = () => undefined;

  constructor(
    private readonly time: Time,
    private readonly wire: Wire,
    readonly place: string,
    /** How far the store's clock is from the true time. */
    private readonly offset: number,
  ) {}

  /** The true time, for the observer. */
  get now(): number {
    return this.time.now;
  }

  /** For the observer. */
  read(key: string): string | null {
    return this.objects.get(key)?.text ?? null;
  }

  keys(prefix: string): readonly string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).toSorted();
  }

  seenBy(process: Process): RecordStore {
    const isBucket = this.place.startsWith('s3:');
    const send = <T>(action: string, target: string, effect: () => T): Promise<T> => {
      const call: Call = {
        service: 's3',
        action,
        target,
        region: 'eu-west-1',
        isWrite: action === 'PutObject',
      };
      return isBucket ? this.wire.send(process, call, effect) : this.onDisk(process, effect);
    };
    return {
      place: this.place,
      get: (key, revision) => send('GetObject', key, () => this.get(key, revision)),
      put: (key, text, only) => send('PutObject', key, () => this.put(process, key, text, only)),
      list: (prefix) => send('ListObjectsV2', prefix, () => this.list(prefix)),
    };
  }

  /** A folder answers at once, and always. */
  private async onDisk<T>(process: Process, effect: () => T): Promise<T> {
    await this.time.sleep(1);
    return process.isAlive ? effect() : new Promise(() => undefined);
  }

  private get(key: string, revision?: string): Stored | null {
    const kept = revision === undefined ? this.objects.get(key) : this.revisions.get(`${key} ${revision}`);
    return kept === undefined ? null : { ...kept, readAt: this.clock() };
  }

  private put(
    process: Process,
    key: string,
    text: string,
    only?: { readonly version: string | null },
  ): Written {
    if (only !== undefined && (this.objects.get(key)?.version ?? null) !== only.version) {
      throw new ConflictError(key);
    }
    this.versions += 1;
    const version = `"${this.versions}"`;
    const written = { text, version, writtenAt: this.clock() };
    this.objects.set(key, written);
    this.onPut(process, key, text);
    if (!this.place.startsWith('s3:')) return { version, revision: null };
    const revision = `r${this.versions}`;
    this.revisions.set(`${key} ${revision}`, written);
    return { version, revision };
  }

  private list(prefix: string): readonly string[] {
    const below = [...this.objects.keys()].filter((key) => key.startsWith(prefix));
    const names = below.map((key) => prefix + (/^[^/]*\/?/.exec(key.slice(prefix.length))?.[0] ?? ''));
    return [...new Set(names)].toSorted();
  }

  private clock(): number {
    return Math.floor((this.time.now + this.offset) / SECOND) * SECOND;
  }
}
