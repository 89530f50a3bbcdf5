/** Where records are kept: a bucket, or a folder at a terminal. Keys have slashes. */
export interface RecordStore {
  /** As a command line takes it: `s3://BUCKET` or a folder; `null` when nothing outlives the run. */
  readonly place: string | null;
  /**
   * `null` when there is no such key, or no such revision of it.
   *
   * @param revision the text of that one write, whatever was written over it since; without it, the last one
   */
  get(key: string, revision?: string): Promise<Stored | null>;
  /**
   * Answers what was written.
   *
   * @param only write only over this version (`null`: only where nothing is yet)
   * @throws ConflictError when another run has written in between
   */
  put(key: string, text: string, only?: { readonly version: string | null }): Promise<Written>;
  /** What is right below a prefix; folders end with a slash. */
  list(prefix: string): Promise<readonly string[]>;
}

export interface Written {
  /** What a conditional write compares. */
  readonly version: string;
  /** By it this very write is read again; `null` where the store keeps no older ones. */
  readonly revision: string | null;
}

export interface Stored {
  readonly text: string;
  readonly version: string;
  /** When it was written, by the store's clock (milliseconds). */
  readonly writtenAt: number;
  /** When it was read, by the same clock: how old it is does not depend on the clock of any machine that reads it. */
  readonly readAt: number;
}

/** Another run has written a key in between. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  constructor(key: string) {
    super(`${key} was written by another run at the same time`);
  }
}
