import { remember } from '../../lambda/core/history';
import type { Entry } from '../../lambda/core/report';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { forgetUndone } from '../../lambda/runs/forget';
import { virtualTime } from '../records/virtual-time';
import { anEntry } from '../report/fixtures';
import { ACCOUNT, connectTo, failure, start, stopAll } from '../helpers';

/** What an undo holds is cleared by the history alone. */

afterEach(stopAll);

const CHANGED: Entry = anEntry({ outcome: 'changed', changedAt: '2026-11-20T06:00:00Z' });
const REVERTED: Entry = { ...CHANGED, outcome: 'reverted', reason: 'undone-by-request' };

/** A change, its undo, the next change and its undo: runs 1 to 4. None of them has a record any more. */
async function undoneTwice(): Promise<Records> {
  const records = new Records(memoryStore(), virtualTime().machine());
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
    expect(await forgetUndone(runId, null, { aws, records })).toEqual([CHANGED.id]);
    expect((await records.history(ACCOUNT))?.listeners).toEqual({});
  });

  it.each(['run-1', 'run-2', 'run-9'])('of %s does not clear a newer undo, and says so', async (runId) => {
    const records = await undoneTwice();
    const aws = connectTo(await start());
    const error = await failure(forgetUndone(runId, null, { aws, records }));
    expect(error.message).toContain(`run ${runId} is not the last that the history knows of any listener`);
    expect(Object.keys((await records.history(ACCOUNT))?.listeners ?? {})).toEqual([CHANGED.id]);
  });
});
