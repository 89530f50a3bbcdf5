import {
  emptyHistory,
  forget,
  lastTouched,
  remember,
  driftOf,
  undoneOn,
  type History,
} from '../../lambda/core/history';
import type { Entry } from '../../lambda/core/report';
import { full } from './catalogue';
import { alb, decide, NOW } from './estate';

const OLD = full('2016-08');
const NEW = full('TLS13-1-2-Res-PQ-2025-09');
const PLANNED = decide(alb([OLD])).entry;
const CHANGED: Entry = { ...PLANNED, outcome: 'changed' };
const REVERTED: Entry = {
  ...PLANNED,
  from: NEW,
  to: OLD,
  outcome: 'reverted',
  reason: 'undone-by-request',
};
const { id } = PLANNED;
const EMPTY = emptyHistory('111122223333');
const AFTER_CHANGE = remember(EMPTY, 'run-1', '2026-11-20T06:00:00Z', [CHANGED]);
const AFTER_UNDO = remember(AFTER_CHANGE, 'run-2', '2026-11-21T06:00:00Z', [REVERTED]);

function undoneUntil(until: string): History {
  return remember(AFTER_CHANGE, 'run-2', '2026-11-21T06:00:00Z', [REVERTED], until);
}

describe('remember', () => {
  it('keeps what a run changed', () => {
    expect(AFTER_CHANGE.listeners).toEqual({
      [id]: { changed: { runId: 'run-1', at: '2026-11-20T06:00:00Z', from: OLD, to: NEW }, undone: null },
    });
  });

  it('keeps that it was undone, with the run that had changed it', () => {
    expect(AFTER_UNDO.listeners[id]).toMatchObject({
      changed: { runId: 'run-1' },
      undone: { runId: 'run-1', at: '2026-11-21T06:00:00Z', until: null },
    });
  });

  it('keeps the run of the undo where that change is not remembered', () => {
    expect(remember(EMPTY, 'run-2', NOW.toISOString(), [REVERTED]).listeners[id]?.undone?.runId).toBe(
      'run-2',
    );
  });

  it.each(['planned', 'held', 'failed', 'compliant', 'exempt'] as const)(
    'keeps nothing of what is %s',
    (outcome) => {
      expect(remember(EMPTY, 'run-1', NOW.toISOString(), [{ ...PLANNED, outcome }])).toEqual(EMPTY);
    },
  );

  it('starts afresh with the next change', () => {
    const again = remember(AFTER_UNDO, 'run-3', NOW.toISOString(), [CHANGED]);

    expect(again.listeners[id]).toMatchObject({ changed: { runId: 'run-3' }, undone: null });
  });
});

describe('undoneOn', () => {
  it.each<[string, History, string, boolean]>([
    ['nothing is remembered', EMPTY, '2026-11-22T06:00:00Z', false],
    ['it was only changed', AFTER_CHANGE, '2026-11-22T06:00:00Z', false],
    ['it was undone', AFTER_UNDO, '2036-11-22T06:00:00Z', true],
    ['it was undone until a day to come', undoneUntil('2027-01-31'), '2026-11-22T06:00:00Z', true],
    ['on that day', undoneUntil('2027-01-31'), '2027-01-31T23:59:59.999Z', true],
    ['after that day', undoneUntil('2027-01-31'), '2027-02-01T00:00:00Z', false],
    ['somebody has cleared it', forget(AFTER_UNDO, [id]), '2026-11-22T06:00:00Z', false],
  ])('where %s', (_, history, now, expected) => {
    expect(undoneOn(history, id, new Date(now)) !== null).toBe(expected);
  });
});

describe('driftOf', () => {
  it.each<[string, History, string | null, boolean]>([
    ['nothing is remembered', EMPTY, OLD, false],
    ['it has what was set', AFTER_CHANGE, NEW, false],
    ['it has what it had before', AFTER_CHANGE, OLD, true],
    ['it has a third policy', AFTER_CHANGE, full('2015-05'), true],
    ['it shows none', AFTER_CHANGE, null, true],
    ['it was undone', AFTER_UNDO, OLD, false],
    // Its day has passed: that it has its former policy is our own doing.
    ['it was undone for a while', undoneUntil('2026-11-21'), OLD, false],
    ['somebody has cleared it', forget(AFTER_CHANGE, [id]), OLD, false],
  ])('where %s: %#', (_, history, from, expected) => {
    expect(driftOf(history, { ...PLANNED, from }) !== null).toBe(expected);
  });
});

describe('lastTouched', () => {
  it.each<[string, History, string | null]>([
    ['never', EMPTY, null],
    ['at its change', AFTER_CHANGE, '2026-11-20T06:00:00Z'],
    ['at its undo', AFTER_UNDO, '2026-11-21T06:00:00Z'],
  ])('%s', (_, history, at) => {
    expect(lastTouched(history, id)).toBe(at === null ? 0 : Date.parse(at));
  });
});

describe('forget', () => {
  it('forgets these listeners and no others', () => {
    const other = { ...CHANGED, id: 'other' };
    const both = remember(AFTER_CHANGE, 'run-1', NOW.toISOString(), [other]);

    expect(Object.keys(forget(both, [id, 'unknown']).listeners)).toEqual(['other']);
  });
});
