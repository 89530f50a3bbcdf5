import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFile } from '../lambda/core/impact/log-file';

/** So much at once, into the same memory each time. */
const PART = 1024 * 1024;

/**
 * The files of a folder and of those in it, by name within each; or the one file that is named. What is no regular file
 * (a pipe) is read as it comes.
 *
 * @throws where the place itself is not there or cannot be listed; what lies below is told by its own `open`
 */
export async function* logFiles(path: string): AsyncIterable<LogFile> {
  const found = await stat(path);
  if (!found.isDirectory()) {
    yield fileAt(path, found.isFile() ? found.size : 0);
    return;
  }
  yield* filesIn(path, await readdir(path, { withFileTypes: true }));
}

async function* filesIn(folder: string, entries: readonly Dirent[]): AsyncIterable<LogFile> {
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* below(path);
    else if (entry.isFile() || entry.isSymbolicLink()) yield await linked(path);
  }
}

async function* below(path: string): AsyncIterable<LogFile> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    yield* filesIn(path, entries);
  } catch (error) {
    yield unreadable(path, error);
  }
}

async function linked(path: string): Promise<LogFile> {
  try {
    return fileAt(path, (await stat(path)).size);
  } catch (error) {
    return unreadable(path, error);
  }
}

function unreadable(name: string, error: unknown): LogFile {
  return { name, size: 0, open: () => failing(error) };
}

async function* failing(error: unknown): AsyncIterable<Uint8Array> {
  yield* [];
  throw error;
}

function fileAt(name: string, size: number): LogFile {
  return { name, size, open: () => partsOf(name, size) };
}

async function* partsOf(path: string, size: number): AsyncIterable<Uint8Array> {
  const file = await open(path);
  try {
    const part = Buffer.allocUnsafeSlow(size === 0 ? PART : Math.min(PART, size));
    for (;;) {
      const { bytesRead } = await file.read(part, 0, part.length, null);
      if (bytesRead === 0) return;
      yield part.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
