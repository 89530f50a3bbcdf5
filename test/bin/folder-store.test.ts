import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { folderStore } from '../../bin/folder-store';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'elb-tls-folder-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('a folder', () => {
  it.each(['.half', '1.json.2764510873'])('shows nothing of the half-written file %s', async (name) => {
    const store = folderStore(folder);
    await store.put('runs/a/changes/1.json', '[]');
    await writeFile(join(folder, 'runs/a/changes', name), '[{');
    expect(await store.list('runs/a/changes/')).toEqual(['runs/a/changes/1.json']);
  });

  it('is not stopped by the lock of a killed run', async () => {
    const lock = join(folder, 'history/.1.json.lock');
    await mkdir(lock, { recursive: true });
    await utimes(lock, 0, 0);
    await folderStore(folder).put('history/1.json', '{}', { version: null });
    expect(await readdir(join(folder, 'history'))).toEqual(['1.json']);
  });

  it('waits for a lock that is held', async () => {
    const lock = join(folder, 'history/.1.json.lock');
    await mkdir(lock, { recursive: true });
    const done: string[] = [];
    const writing = folderStore(folder)
      .put('history/1.json', '{}', { version: null })
      .then(() => done.push('written'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    done.push('released');
    rmSync(lock, { recursive: true });
    await writing;
    expect(done).toEqual(['released', 'written']);
  });

  it.each([undefined, { version: null }])('leaves no other files behind (over %j)', async (only) => {
    await folderStore(folder).put('history/1.json', '{}', only);
    expect(await readdir(join(folder, 'history'))).toEqual(['1.json']);
  });

  it('loses nothing where commands write at once', async () => {
    await build({
      stdin: { contents: COUNT_TO_TEN, resolveDir: join(__dirname, '../..'), loader: 'ts' },
      outfile: join(folder, 'count.js'),
      bundle: true,
      platform: 'node',
    });
    const commands = [1, 2, 3].map(() => fork(join(folder, 'count.js'), [join(folder, 'record')]));
    const ended = await Promise.all(commands.map((command) => once(command, 'exit')));
    expect(ended.map(([status]) => status)).toEqual([0, 0, 0]);
    expect(await folderStore(join(folder, 'record')).get('count.json')).toMatchObject({ text: '30' });
  });
});

/** A command that adds ten to a number, one after another. */
const COUNT_TO_TEN = `
  import { folderStore } from './bin/folder-store';
  import { ConflictError } from './lambda/core/record-store';
  const store = folderStore(process.argv[2]);
  async function add() {
    const stored = await store.get('count.json');
    try {
      const text = String(Number(stored?.text ?? 0) + 1);
      await store.put('count.json', text, { version: stored?.version ?? null });
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      await add();
    }
  }
  (async () => { for (let times = 0; times < 10; times += 1) await add(); })();
`;
