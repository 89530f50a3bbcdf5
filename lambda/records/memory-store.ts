import { ConflictError, type RecordStore, type Stored } from '../core/record-store';

/** Keeps records for as long as the process lives: for a run that has no other place. */
export function memoryStore(now: () => number = () => performance.now()): RecordStore {
  const kept = new Map<string, Omit<Stored, 'readAt'>>();
  let versions = 0;
  return {
    place: null,
    get: async (key) => {
      const stored = kept.get(key);
      return stored === undefined ? null : { ...stored, readAt: now() };
    },
    put: async (key, text, only) => {
      if (only !== undefined && (kept.get(key)?.version ?? null) !== only.version)
        throw new ConflictError(key);
      versions += 1;
      const version = String(versions);
      kept.set(key, { text, version, writtenAt: now() });
      return { version, revision: null };
    },
    list: async (prefix) => {
      const below = [...kept.keys()].filter((key) => key.startsWith(prefix));
      return [
        ...new Set(below.map((key) => prefix + /^[^/]*\/?/.exec(key.slice(prefix.length))?.[0])),
      ].toSorted();
    },
  };
}
