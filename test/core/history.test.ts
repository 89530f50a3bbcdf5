import {
  emptyHistory,
  forget,
  isCleared,
  lastRunOf,
  lastTouched,
  lostChange,
  mayHaveBeenRepeated,
  pastOf,
  prune,
  remember,
  undoneOn,
  type History,
} from '../../lambda/core/history';
import { loadBalancerArnOf } from '../../lambda/core/listener-id';
import type { Entry } from '../../lambda/core/report';
import { full } from './catalogue';
import { present } from '../helpers';
import { alb, classic, decide, madeFrom, nlb, NOW, stickiness } from './estate';

const OLD = full('2016-08');
const NEW = full('TLS13-1-2-Res-PQ-2025-09');
const PLANNED = decide(alb([OLD])).entry;
const CHANGED: Entry = { ...PLANNED, outcome: 'changed', changedAt: '2026-11-20T06:00:00Z' };
const REVERTED: Entry = {
  ...PLANNED,
  from: NEW,
  to: OLD,
  outcome: 'reverted',
  reason: 'undone-by-request',
  changedAt: '2026-11-21T06:00:00Z',
};
const { id } = PLANNED;
const EMPTY = emptyHistory('111122223333');
const AFTER_CHANGE = remember(EMPTY, { runId: 'run-1', number: 1, entries: [CHANGED] });
const AFTER_UNDO = remember(AFTER_CHANGE, { runId: 'run-2', number: 2, entries: [REVERTED] });

function undoneUntil(until: string): History {
  return remember(AFTER_CHANGE, { runId: 'run-2', number: 2, entries: [REVERTED], undoneUntil: until });
}

describe('remember', () => {
  it('keeps what a run changed', () => {
    expect(AFTER_CHANGE.listeners).toEqual({
      [id]: {
        changed: { runId: 'run-1', number: 1, at: '2026-11-20T06:00:00Z', from: OLD, to: NEW },
        undone: null,
      },
    });
  });

  it('keeps that it was undone, with the run that had changed it and the undo', () => {
    expect(AFTER_UNDO.listeners[id]).toMatchObject({
      changed: { runId: 'run-1' },
      undone: { runId: 'run-1', by: 'run-2', number: 2, at: '2026-11-21T06:00:00Z', until: null },
    });
  });

  it('keeps the run of the undo where that change is not remembered', () => {
    const history = remember(EMPTY, { runId: 'run-2', number: 2, entries: [REVERTED] });
    expect(history.listeners[id]?.undone).toMatchObject({ runId: 'run-2', by: 'run-2' });
  });

  it.each(['planned', 'held', 'failed', 'compliant', 'exempt'] as const)(
    'keeps nothing of what is %s',
    (outcome) => {
      const entries = [{ ...PLANNED, outcome, wave: 'dev' }];
      expect(remember(EMPTY, { runId: 'run-1', number: 1, entries })).toEqual(EMPTY);
    },
  );

  it('starts afresh with the next change', () => {
    const again = remember(AFTER_UNDO, { runId: 'run-3', number: 3, entries: [CHANGED] });
    expect(again.listeners[id]).toMatchObject({ changed: { runId: 'run-3' }, undone: null });
  });

  it('orders runs by their numbers, whatever their clocks said', () => {
    const yesterday = { ...CHANGED, changedAt: '2026-11-19T06:00:00Z' };
    const next = remember(AFTER_CHANGE, { runId: 'run-2', number: 2, entries: [yesterday] });
    expect(next.listeners[id]?.changed?.runId).toBe('run-2');
    expect(remember(next, { runId: 'run-1', number: 1, entries: [CHANGED] })).toEqual(next);
  });

  it('does not let a change that was settled late wipe the mark of an undo', () => {
    expect(remember(AFTER_UNDO, { runId: 'run-1', number: 1, entries: [CHANGED] })).toEqual(AFTER_UNDO);
  });

  it('keeps for each wave when it was last changed, and by which run', () => {
    const other = { ...CHANGED, id: 'other', changedAt: '2026-11-20T07:00:00Z' };
    const history = remember(EMPTY, {
      runId: 'run-1',
      number: 1,
      entries: [
        { ...CHANGED, wave: 'dev' },
        { ...other, wave: 'dev' },
        { ...other, id: 'third' },
      ],
    });
    expect(history.waves).toEqual({ dev: { runId: 'run-1', number: 1, at: '2026-11-20T07:00:00Z' } });
  });
});

describe('a Classic load balancer that was created anew under its name', () => {
  const CLASSIC = decide(classic([['console']], [madeFrom(OLD, 'console')])).entry;
  const createdOn = (created?: string): Entry => ({
    ...CLASSIC,
    outcome: 'changed',
    changedAt: '2026-11-20T06:00:00Z',
    loadBalancer: { ...CLASSIC.loadBalancer, ...(created === undefined ? {} : { created }) },
  });
  const FIRST = '2020-01-01T00:00:00.000Z';
  const SECOND = '2026-11-21T00:00:00.000Z';

  it.each<[string | undefined, string | undefined, boolean]>([
    [FIRST, FIRST, true],
    [FIRST, SECOND, false],
    // An old record does not say when it was created.
    [undefined, SECOND, true],
    [FIRST, undefined, true],
  ])('remembered as of %s, now of %s: its past counts, %s', (then, now, counts) => {
    const history = remember(EMPTY, { runId: 'run-1', number: 1, entries: [createdOn(then)] });
    const entry = { ...createdOn(now), from: OLD };
    expect(lostChange(history, entry) !== null).toBe(counts);
    expect(lastTouched(history, entry) > 0).toBe(counts);
    expect(lastRunOf(history, entry) !== null).toBe(counts);
  });

  it('was not undone, when its predecessor was', () => {
    const undone = { ...createdOn(FIRST), outcome: 'reverted' } as const;
    const history = remember(EMPTY, { runId: 'run-2', number: 2, entries: [undone] });
    expect(undoneOn(history, createdOn(FIRST), NOW)).not.toBeNull();
    expect(undoneOn(history, createdOn(SECOND), NOW)).toBeNull();
    expect(pastOf(history, createdOn(SECOND))).toEqual({ changed: null, undone: null });
  });

  it('takes the place of its predecessor with its first change', () => {
    const first = remember(EMPTY, { runId: 'run-1', number: 1, entries: [createdOn(FIRST)] });
    const second = remember(first, { runId: 'run-2', number: 2, entries: [createdOn(SECOND)] });
    expect(second.listeners[CLASSIC.id]).toMatchObject({ created: SECOND, changed: { runId: 'run-2' } });
  });

  it('(23) keeps its own past where a run that changed its predecessor is settled late', () => {
    const second = remember(EMPTY, { runId: 'run-2', number: 2, entries: [createdOn(SECOND)] });
    const late = remember(second, { runId: 'run-1', number: 1, entries: [createdOn(FIRST)] });
    expect(late.listeners).toEqual(second.listeners);
  });
});

describe('a change that nobody could read back', () => {
  const [portal] = [
    decide(classic([['sticky', 'console']], [madeFrom(OLD, 'console'), stickiness('sticky')])).entry,
  ];
  const lists = present(portal.classic);
  const unconfirmed: Entry = {
    ...portal,
    outcome: 'failed',
    unconfirmed: true,
    changedAt: '2026-11-20T06:00:00Z',
  };
  const history = remember(EMPTY, { runId: 'run-1', number: 1, entries: [unconfirmed] });
  const withList = (before: readonly string[]): Entry => ({ ...portal, classic: { ...lists, before } });

  it.each<[string, readonly string[], boolean]>([
    ['has its former list', ['sticky', 'console'], false],
    ['has cookies beside it that are new', ['sticky', 'console', 'more'], false],
    ['has none of them any more', ['console'], false],
    ['has a policy of another name made from the same', ['sticky', 'mine'], true],
    ['has another policy', ['sticky', 'by-hand'], true],
  ])('is not lost where the listener %s', (_, before, isLost) => {
    expect(lostChange(history, withList(before)) !== null).toBe(isLost);
  });

  it.each<[string, Entry, boolean]>([
    ['the same move', { ...CHANGED, unconfirmed: true }, true],
    ['the same move, read back', CHANGED, false],
    ['a move from elsewhere', { ...CHANGED, unconfirmed: true, from: full('2015-05') }, false],
    ['a move to somewhere else', { ...CHANGED, unconfirmed: true, to: full('2015-05') }, false],
  ])('may have been made again by a later run: %s', (_, entry, expected) => {
    const later = remember(AFTER_CHANGE, { runId: 'run-2', number: 2, entries: [entry] });
    expect(mayHaveBeenRepeated(later, CHANGED)).toBe(expected);
  });

  it('on Classic, by the policies that it was to replace', () => {
    expect(mayHaveBeenRepeated(history, { ...portal, outcome: 'changed' })).toBe(true);
    expect(mayHaveBeenRepeated(history, withList(['sticky', 'by-hand']))).toBe(false);
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
    ['somebody has cleared it', forget(AFTER_UNDO, 'run-1', [id]).history, '2026-11-22T06:00:00Z', false],
  ])('where %s', (_, history, now, expected) => {
    expect(undoneOn(history, PLANNED, new Date(now)) !== null).toBe(expected);
  });
});

describe('lostChange', () => {
  it.each<[string, History, string | null, boolean]>([
    ['nothing is remembered', EMPTY, OLD, false],
    ['it has what was set', AFTER_CHANGE, NEW, false],
    ['it has what it had before', AFTER_CHANGE, OLD, true],
    ['it has a third policy', AFTER_CHANGE, full('2015-05'), true],
    ['it shows none', AFTER_CHANGE, null, true],
    ['it was undone', AFTER_UNDO, OLD, false],
    // Its day has passed: that it has its former policy is our own doing.
    ['it was undone for a while', undoneUntil('2026-11-21'), OLD, false],
    ['somebody has cleared it', forget(AFTER_CHANGE, 'run-1', [id]).history, OLD, false],
  ])('where %s: %#', (_, history, from, expected) => {
    expect(lostChange(history, { ...PLANNED, from }) !== null).toBe(expected);
  });
});

describe('lastRunOf', () => {
  it.each<[string, History, unknown]>([
    ['none', EMPTY, null],
    ['the one that changed it', AFTER_CHANGE, expect.objectContaining({ by: 'run-1', number: 1 })],
    ['the one that undid it', AFTER_UNDO, expect.objectContaining({ by: 'run-2', number: 2 })],
  ])('%s', (_, history, expected) => {
    expect(lastRunOf(history, PLANNED)).toEqual(expected);
  });
});

describe('lastTouched', () => {
  it.each<[string, History, string | null]>([
    ['never', EMPTY, null],
    ['at its change', AFTER_CHANGE, '2026-11-20T06:00:00Z'],
    ['at its undo', AFTER_UNDO, '2026-11-21T06:00:00Z'],
  ])('%s', (_, history, at) => {
    expect(lastTouched(history, PLANNED)).toBe(at === null ? 0 : Date.parse(at));
  });
});

describe('forget', () => {
  const OTHER: Entry = { ...CHANGED, id: 'other' };
  const BOTH = remember(AFTER_CHANGE, { runId: 'run-1', number: 1, entries: [OTHER] });
  const CHANGED_AGAIN = remember(AFTER_UNDO, { runId: 'run-3', number: 3, entries: [CHANGED] });
  const UNDONE_AGAIN = remember(CHANGED_AGAIN, { runId: 'run-4', number: 4, entries: [REVERTED] });

  it.each<[string, History, string, readonly string[] | null, readonly string[]]>([
    ['these listeners and no others', BOTH, 'run-1', [id, 'unknown'], [id]],
    ['all of a run', BOTH, 'run-1', null, [id, 'other']],
    ['nothing of another run', BOTH, 'run-9', null, []],
    ['what was undone, by the run that had changed it', AFTER_UNDO, 'run-1', null, [id]],
    ['what was undone, by the undo', AFTER_UNDO, 'run-2', null, [id]],
    ['no newer change, by an older run', CHANGED_AGAIN, 'run-1', null, []],
    ['no newer undo, by an older run', UNDONE_AGAIN, 'run-1', null, []],
    ['no newer undo, by an older undo', UNDONE_AGAIN, 'run-2', [id], []],
    ['the newer undo, by its own run', UNDONE_AGAIN, 'run-3', [id], [id]],
  ])('forgets %s', (_, history, runId, ids, expected) => {
    const { history: after, forgotten } = forget(history, runId, ids);
    expect(forgotten).toEqual(expected);
    const kept = Object.entries(history.listeners).filter(([each]) => !expected.includes(each));
    expect(after.listeners).toMatchObject(Object.fromEntries(kept));
    for (const each of expected) {
      expect(isCleared(after, each)).toBe(true);
      expect(lastRunOf(after, { ...CHANGED, id: each })).toBeNull();
    }
  });

  it('(7) what a run did that is settled after it was cleared is not remembered again', () => {
    const cleared = forget(AFTER_UNDO, 'run-2', null).history;
    const late = remember(cleared, { runId: 'run-2', number: 2, entries: [REVERTED] });
    expect(undoneOn(late, CHANGED, NOW)).toBeNull();
    const next = remember(late, { runId: 'run-3', number: 3, entries: [CHANGED] });
    expect(next.listeners[id]).toMatchObject({ changed: { runId: 'run-3' } });
    expect(isCleared(next, id)).toBe(false);
  });

  it('keeps the waves: what was changed was changed', () => {
    const history = remember(EMPTY, { runId: 'run-1', number: 1, entries: [{ ...CHANGED, wave: 'dev' }] });
    expect(forget(history, 'run-1', null).history.waves).toEqual(history.waves);
  });
});

describe('prune', () => {
  const entries = [alb([OLD], 'a'), nlb([OLD], 'n'), classic([['c']], [madeFrom(OLD, 'c')])].map(
    (loadBalancer): Entry => ({ ...decide(loadBalancer).entry, outcome: 'changed', wave: 'dev' }),
  );
  const history = remember(EMPTY, { runId: 'run-1', number: 1, entries });

  it.each(entries.map(({ id: its, loadBalancer }) => [loadBalancer.type, its, loadBalancer.arn]))(
    'drops the listeners of a load balancer that is gone, %s, and keeps its wave',
    (_, its, arn) => {
      expect(loadBalancerArnOf(its)).toBe(arn);
      const pruned = prune(history, new Set([arn]));
      expect(Object.keys(pruned.listeners)).toEqual(
        Object.keys(history.listeners).filter((each) => each !== its),
      );
      expect(pruned.waves).toEqual(history.waves);
    },
  );
});
