import { remember } from '../../lambda/core/history';
import type { Entry } from '../../lambda/core/report';
import { ConflictError, type RecordStore, type Written } from '../../lambda/core/record-store';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { forgetUndone } from '../../lambda/runs/forget';
import { recordWatch } from '../../lambda/runs/record-watch';
import { virtualTime } from '../records/virtual-time';
import { anEntry, aReport } from '../report/fixtures';
import { ACCOUNT, connectTo, failure, start, stopAll } from '../helpers';

/** What an undo holds is cleared by the history alone. */

afterEach(stopAll);

const CHANGED: Entry = anEntry({ outcome: 'changed', changedAt: '2026-11-20T06:00:00Z' });
const REVERTED: Entry = { ...CHANGED, outcome: 'reverted', reason: 'undone-by-request' };

/** What a history keeps of a listener that was cleared after the fourth run. */
const CLEARED = { changed: null, undone: null, cleared: 4 };

/** A store whose next write of a history comes to something else once it is armed: it says that somebody was faster. */
function conflicting(): {
  readonly store: RecordStore;
  readonly arm: (instead: (write: Write) => Promise<unknown>) => void;
} {
  const memory = memoryStore();
  let next: ((write: Write) => Promise<unknown>) | null = null;
  const store: RecordStore = {
    ...memory,
    put: async (key, text, only) => {
      const write = () => memory.put(key, text, only);
      if (next === null || !key.startsWith('history/')) return write();
      const instead = next;
      next = null;
      await instead(write);
      throw new ConflictError(key);
    },
  };
  return { store, arm: (instead) => void (next = instead) };
}

type Write = () => Promise<Written>;

/** A change, its undo, the next change and its undo: runs 1 to 4. None of them has a record any more. */
async function undoneTwice(store: RecordStore = memoryStore()): Promise<Records> {
  const records = new Records(store, virtualTime().machine());
  for (const [index, entry] of [CHANGED, REVERTED, CHANGED, REVERTED].entries()) {
    const run = { runId: `run-${index + 1}`, number: index + 1, entries: [entry] };
    await records.update(ACCOUNT, (history) => remember(history, run));
  }
  return records;
}

describe('forgetUndone', () => {
  it.each(['run-3', 'run-4'])('clears what %s has to do with, although its record is gone', async (runId) => {
    const records = await undoneTwice();
    const aws = connectTo(await start());
    expect(await forgetUndone([{ runId, listeners: null }], { aws, records })).toEqual([CHANGED.id]);
    expect((await records.history(ACCOUNT))?.listeners).toEqual({ [CHANGED.id]: CLEARED });
  });

  it.each(['run-1', 'run-2', 'run-9'])('of %s does not clear a newer undo, and says so', async (runId) => {
    const records = await undoneTwice();
    const aws = connectTo(await start());
    const error = await failure(forgetUndone([{ runId, listeners: null }], { aws, records }));
    expect(error.message).toContain(`no listener is left alone because of run ${runId}`);
    expect(Object.keys((await records.history(ACCOUNT))?.listeners ?? {})).toEqual([CHANGED.id]);
  });

  it('has forgotten what it wrote, though the answer to that was lost', async () => {
    const { store, arm } = conflicting();
    const records = await undoneTwice(store);
    const aws = connectTo(await start());
    arm((write) => write());
    expect(await forgetUndone([{ runId: 'run-4', listeners: null }], { aws, records })).toEqual([CHANGED.id]);
    expect((await records.history(ACCOUNT))?.listeners).toEqual({ [CHANGED.id]: CLEARED });
  });

  it('has not forgotten what a run that was faster has changed', async () => {
    const { store, arm } = conflicting();
    const records = await undoneTwice(store);
    const aws = connectTo(await start());
    const run = { runId: 'run-5', number: 5, entries: [CHANGED] };
    arm(() => records.update(ACCOUNT, (history) => remember(history, run)));
    const error = await failure(forgetUndone([{ runId: 'run-4', listeners: null }], { aws, records }));
    expect(error.message).toContain('no listener is left alone because of run run-4');
  });
});

describe('recordWatch', () => {
  it('leaves word once, though the answer to it was lost', async () => {
    const { store, arm } = conflicting();
    const records = new Records(store, virtualTime().machine());
    const found = {
      run: aReport({ runId: 'run-1', listeners: [CHANGED] }),
      watchedAt: '2026-11-22T06:30:00.000Z',
      loadBalancers: [],
      worse: [],
      changedSince: [CHANGED],
      gone: [],
      unreadable: [],
      undone: null,
      notUndone: null,
    };
    arm((write) => write());
    await recordWatch(found, { records });
    await recordWatch({ ...found, watchedAt: '2026-11-22T07:30:00.000Z' }, { records });
    const { watched = [] } = (await records.history(ACCOUNT)) ?? {};
    expect(watched.map(({ runId, at }) => `${runId} ${at}`)).toEqual([
      'run-1 2026-11-22T06:30:00.000Z',
      'run-1 2026-11-22T07:30:00.000Z',
    ]);
  });
});
