import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConflictError, type RecordStore } from '../lambda/core/record-store';

/** Where records are kept unless somebody says otherwise: the folder for state of the XDG base directories. */
export function defaultFolder(): string {
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'elb-tls');
}

/** Records in a folder: at a terminal the record is one. Names with a dot in front are not part of it. */
export function folderStore(folder: string): RecordStore {
  const get: RecordStore['get'] = async (key) => {
    const text = await unlessMissing(readFile(join(folder, key), 'utf8'));
    return text === null ? null : { text, version: createHash('sha256').update(text).digest('hex') };
  };
  return {
    place: folder,
    get,

    put: async (key, text, only) => {
      const path = join(folder, key);
      await mkdir(dirname(path), { recursive: true });
      if (only === undefined) return write(path, text);
      await alone(path, async () => {
        if (((await get(key))?.version ?? null) !== only.version) throw new ConflictError(key);
        await write(path, text);
      });
    },

    list: async (prefix) => {
      const found = (await unlessMissing(readdir(join(folder, prefix), { withFileTypes: true }))) ?? [];
      return found
        .filter(({ name }) => !name.startsWith('.'))
        .map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`)
        .toSorted();
    },
  };
}

/** A run that is killed leaves the old file or the new one, never half of one. */
async function write(path: string, text: string): Promise<void> {
  const half = join(dirname(path), `.${randomUUID()}`);
  await writeFile(half, text);
  await rename(half, path);
}

/** What is held takes milliseconds: older than this, it was left by a run that was killed. */
const LEFT_BEHIND_MS = 5_000;

/** Does some work while no other command does any on the same file. */
async function alone(path: string, work: () => Promise<void>): Promise<void> {
  const held = join(dirname(path), `.${basename(path)}.held`);
  for (;;) {
    try {
      await mkdir(held);
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      const since = await unlessMissing(stat(held));
      if (since !== null && Date.now() - since.mtimeMs > LEFT_BEHIND_MS) await rm(held, { recursive: true });
      else await sleep(10);
    }
  }
  try {
    await work();
  } finally {
    await rm(held, { recursive: true, force: true });
  }
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
