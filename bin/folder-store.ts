import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import { ConflictError, type RecordStore } from '../lambda/core/record-store';

/** Where records are kept unless a user says otherwise: the folder for state of the XDG base directories. */
export function defaultFolder(): string {
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'elb-tls');
}

/** Locks have a dot in front; what a killed process had half written ends in a dot and a number. */
const NOT_OF_THE_RECORD = /^\.|\.\d+$/;

/** Records in a folder: at a terminal the record is one. */
export function folderStore(folder: string): RecordStore {
  const get: RecordStore['get'] = async (key) => {
    const text = await unlessMissing(readFile(join(folder, key), 'utf8'));
    if (text === null) return null;
    const { mtimeMs } = await stat(join(folder, key));
    return { text, version: versionOf(text), writtenAt: mtimeMs, readAt: await timeIn(folder) };
  };
  return {
    place: folder,
    get,

    put: async (key, text, only) => {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      if (only === undefined) await writeFileAtomic(path, text);
      else {
        await alone(path, key, async () => {
          if (((await get(key))?.version ?? null) !== only.version) throw new ConflictError(key);
          await writeFileAtomic(path, text);
        });
      }
      return { version: versionOf(text), revision: null };
    },

    list: async (prefix) => {
      const found = (await unlessMissing(readdir(join(folder, prefix), { withFileTypes: true }))) ?? [];
      return found
        .filter(({ name }) => !NOT_OF_THE_RECORD.test(name))
        .map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
        .toSorted();
    },
  };
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What time it is where the folder is: that need not be the clock of this machine. */
async function timeIn(folder: string): Promise<number> {
  const clock = join(folder, '.clock');
  await writeFile(clock, '');
  return (await stat(clock)).mtimeMs;
}

/** A process that is killed leaves a lock behind: after so long without a sign of life, it holds no longer. */
const LEFT_BEHIND_MS = 5_000;

/** Longer than a lock that was left behind holds. What is done under a lock takes milliseconds. */
const RETRIES = { retries: 500, factor: 1, minTimeout: 20, maxTimeout: 20, randomize: true };

/** Does some work while no other command does any on the same file. @throws ConflictError where the lock was lost */
async function alone(path: string, key: string, work: () => Promise<void>): Promise<void> {
  let isLost = false;
  const unlock = await lock(path, {
    // The file may not be there yet.
    realpath: false,
    lockfilePath: join(dirname(path), `.${basename(path)}.lock`),
    stale: LEFT_BEHIND_MS,
    retries: RETRIES,
    onCompromised: () => {
      isLost = true;
    },
  });
  try {
    await work();
  } finally {
    if (!isLost) await unlock();
  }
  if (isLost) throw new ConflictError(key);
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
