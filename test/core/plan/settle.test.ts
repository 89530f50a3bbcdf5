import {
  changesOf,
  deedsOf,
  possibleChangesOf,
  reportOf,
  type RunRecord,
} from '../../../lambda/core/plan/run-record';
import { settle, unsettled, type Seen } from '../../../lambda/core/plan/settle';
import { intendedUndo } from '../../../lambda/core/plan/undo';
import type { Entry, Report } from '../../../lambda/core/report';
import { parseReport } from '../../../lambda/records/parse-report';
import { aFineEntry, aReport } from '../../report/fixtures';
import { OLD, OWN_POLICY } from '../../vocabulary';
import { present } from '../../helpers';
import { full } from '../catalogue';
import { alb, classic, decide, entries, madeFrom, stickiness } from '../estate';

/** What becomes of a run that was cut off: its journal against what the listeners have now. */

const RES_PQ = full('TLS13-1-2-Res-PQ-2025-09');
const PLANNED = decide(alb([OLD])).entry;
const CLASSIC = decide(
  classic([['sticky', 'console']], [madeFrom(OLD, 'console'), stickiness('sticky')]),
).entry;
const UNDO = intendedUndo({ ...PLANNED, outcome: 'changed', changedAt: '2026-11-20T06:00:00Z' });
const AT = '2026-11-23T06:00:00.000Z';

interface Case {
  readonly planned?: Entry;
  readonly mode?: Report['mode'];
  readonly begun?: boolean;
  readonly outcome?: Partial<Entry>;
  /** What the listener shows; `null`: it is gone. */
  readonly shows?: readonly string[] | null;
}

function settled({ planned = PLANNED, mode = 'apply', begun = true, outcome, shows = null }: Case): Report {
  const plan = aReport({ mode, listeners: [planned], number: 7 });
  const record: RunRecord = {
    plan,
    intents: begun ? [planned] : [],
    outcomes: outcome === undefined ? [] : [{ ...planned, ...outcome }],
    report: null,
  };
  const seen: Seen = new Map(shows === null ? [] : [[planned.id, shows]]);
  return settle(record, plan, { seen, at: AT, history: null });
}

describe('settle', () => {
  const CHANGED = { outcome: 'changed', detail: 'Moved.', changedAt: '2026-11-22T06:00:01Z' } as const;
  const REFUSED = { outcome: 'failed', reason: 'change-failed', detail: 'AWS refused it.' } as const;

  it.each<[string, Case, string]>([
    ['its outcome is known', { outcome: CHANGED, shows: [OLD] }, 'changed/below-target'],
    [
      'it was refused, and its owner moved it since',
      { outcome: REFUSED, shows: [RES_PQ] },
      'failed/change-failed',
    ],
    ['begun, and it shows the new policy', { shows: [RES_PQ] }, 'changed/below-target unconfirmed'],
    ['begun, and it shows its former policy', { shows: [OLD] }, 'held/out-of-time'],
    ['begun, and it shows a third policy', { shows: [full('2015-05')] }, 'failed/not-confirmed unconfirmed'],
    ['begun, and it shows none', { shows: [] }, 'failed/not-confirmed unconfirmed'],
    ['begun, and it is gone', { shows: null }, 'failed/not-confirmed unconfirmed'],
    ['never begun, and its owner moved it', { begun: false, shows: [RES_PQ] }, 'held/out-of-time'],
    [
      'never begun, and held anyway',
      {
        begun: false,
        planned: { ...PLANNED, outcome: 'held', reason: 'frozen', detail: 'Frozen.' },
        shows: [RES_PQ],
      },
      'held/frozen',
    ],
    [
      'Classic shows the new list, in another order',
      { planned: CLASSIC, shows: [OWN_POLICY, 'sticky'] },
      'changed/below-target unconfirmed',
    ],
    ['Classic shows its former list', { planned: CLASSIC, shows: ['console', 'sticky'] }, 'held/out-of-time'],
    [
      'Classic shows the new policy, and its cookies are gone',
      { planned: CLASSIC, shows: [OWN_POLICY] },
      'changed/below-target unconfirmed',
    ],
    [
      'Classic shows its former policy, and cookies more than before',
      { planned: CLASSIC, shows: ['console', 'sticky', 'more'] },
      'held/out-of-time',
    ],
    [
      'Classic shows both',
      { planned: CLASSIC, shows: ['console', OWN_POLICY] },
      'failed/not-confirmed unconfirmed',
    ],
    [
      'Classic shows neither',
      { planned: CLASSIC, shows: ['sticky', 'other'] },
      'failed/not-confirmed unconfirmed',
    ],
    [
      'an undo shows the former policy',
      { mode: 'undo', planned: UNDO, shows: [OLD] },
      'reverted/undone-by-request unconfirmed',
    ],
    ['an undo did nothing', { mode: 'undo', planned: UNDO, shows: [RES_PQ] }, 'held/out-of-time'],
    [
      'an undo, and its owner went elsewhere',
      { mode: 'undo', planned: UNDO, shows: ['x'] },
      'failed/not-confirmed unconfirmed',
    ],
    ['an undo that never began', { mode: 'undo', planned: UNDO, begun: false }, 'held/out-of-time'],
  ])('%s: %#', (_, it, expected) => {
    const [entry] = settled(it).listeners;
    const said = `${entry?.outcome}/${entry?.reason}${entry?.unconfirmed === true ? ' unconfirmed' : ''}`;
    expect(said).toBe(expected);
    expect(entry?.detail).not.toBe(PLANNED.detail);
  });

  it.each<[string, Case]>([
    ['of an apply', { shows: [RES_PQ] }],
    ['of an undo', { mode: 'undo', planned: UNDO, shows: [OLD] }],
    ['of one that never began', { begun: false }],
  ])('gives a report that can be read: %s', (_, it) => {
    const report = settled(it);
    expect(parseReport(JSON.stringify(report))).toEqual(report);
  });

  it('keeps the number of the run, counts what it says, and says who wrote it', () => {
    const report = settled({ shows: [RES_PQ] });
    expect(report).toMatchObject({ number: 7, finishedAt: AT, totals: { changed: 1, planned: 0 } });
    expect(report.notes).toEqual([
      `Run ${report.runId} was cut off. A later run wrote this report from its journal and from what the listeners had then.`,
    ]);
    expect(report.listeners[0]?.changedAt).toBe(AT);
  });

  it('says of an undo that nobody goes on with what it did not begin', () => {
    const [entry] = settled({ mode: 'undo', planned: UNDO, begun: false }).listeners;
    expect(entry).toMatchObject({ outcome: 'held', reason: 'out-of-time', advice: { step: 'undo-again' } });
    expect(settled({ begun: false }).steps.map(({ id }) => id)).toEqual(['wait-for-run']);
  });

  it('leaves what was fine as it was', () => {
    const fine = aFineEntry({ name: 'fine' });
    const plan = aReport({ mode: 'apply', listeners: [fine] });
    expect(
      settle({ plan, intents: [], outcomes: [], report: null }, plan, {
        seen: new Map(),
        at: AT,
        history: null,
      }).listeners,
    ).toEqual([fine]);
  });
});

describe('unsettled', () => {
  const other: Entry = { ...PLANNED, id: 'other' };

  it.each<[string, readonly Entry[], readonly Entry[], readonly string[]]>([
    ['nothing was begun', [], [], []],
    ['all was read back', [PLANNED, other], [other, PLANNED], []],
    ['one was not', [PLANNED, other], [PLANNED], ['other']],
    ['one was begun twice', [other, other], [], ['other']],
  ])('where %s', (_, intents, outcomes, expected) => {
    expect(unsettled({ intents, outcomes }).map(({ id }) => id)).toEqual(expected);
  });
});

describe('reportOf', () => {
  const planned = entries(alb([OLD, OLD]));
  const plan: Report = aReport({ mode: 'apply', listeners: planned });
  const outcomes = planned.slice(0, 1).map((entry): Entry => ({ ...entry, outcome: 'changed' }));
  const begun = { plan, intents: planned, outcomes, report: null };

  it('is the report, where the run came to its end', () => {
    const report = aReport({ mode: 'apply', listeners: outcomes });
    expect(reportOf({ ...begun, report })).toBe(report);
  });

  it('is the plan with what was done since, where it has none, and says so', () => {
    const report = reportOf(begun);
    expect(report?.listeners.map(({ outcome }) => outcome)).toEqual(['changed', 'planned']);
    expect(report?.totals).toMatchObject({ changed: 1, planned: 1 });
    expect(report?.notes).toEqual([
      `Run ${plan.runId} has no report: it is under way, or was cut off. This is its plan and what it is known to have done. What it was in the middle of, it may have done: the option --commands has the way back. The next run that changes something settles it.`,
    ]);
  });

  it('is nothing of nothing', () => {
    expect(reportOf({ ...begun, plan: null })).toBeNull();
  });
});

describe('what a run has done', () => {
  it.each<[string, Partial<Entry>, 'known' | 'possible' | 'both' | 'none']>([
    ['changed', { outcome: 'changed' }, 'known'],
    ['found done by the run that settled it', { outcome: 'changed', unconfirmed: true }, 'both'],
    ['not confirmed', { outcome: 'failed', reason: 'not-confirmed', unconfirmed: true }, 'possible'],
    // AWS said no, or nobody asked: what the listener has now is its owner's.
    ['refused', { outcome: 'failed', reason: 'change-failed' }, 'none'],
    ['throttled', { outcome: 'failed', reason: 'throttled' }, 'none'],
    ['planned', { outcome: 'planned' }, 'none'],
    ['held', { outcome: 'held', reason: 'change-limit' }, 'none'],
    ['not looked at', { outcome: 'failed', reason: 'read-failed' }, 'none'],
    ['never read', { outcome: 'failed', reason: 'read-failed', port: null }, 'none'],
    ['compliant', { outcome: 'compliant', reason: 'meets-target' }, 'none'],
  ])('%s: %#', (_, patch, expected) => {
    const report = aReport({ mode: 'apply', listeners: [{ ...PLANNED, ...patch }] });
    const known = changesOf(report).length > 0;
    const possible = possibleChangesOf(report).length > 0;
    expect(known ? (possible ? 'both' : 'known') : possible ? 'possible' : 'none').toBe(expected);
  });
});

describe('what is known of a run that nobody has settled', () => {
  const plan = aReport({ mode: 'apply', listeners: [PLANNED, CLASSIC], number: 7 });
  const record: RunRecord = { plan, intents: [PLANNED, CLASSIC], outcomes: [], report: null };

  it('is that it may have done what it had begun', () => {
    const known = present(reportOf(record) ?? undefined);
    expect(possibleChangesOf(known).map(({ id }) => id)).toEqual([CLASSIC.id, PLANNED.id]);
    expect(changesOf(known)).toEqual([]);
  });

  it('is what it has written down', () => {
    const outcome = { ...PLANNED, outcome: 'changed' } as const;
    const known = present(reportOf({ ...record, outcomes: [outcome] }) ?? undefined);
    expect(changesOf(known)).toEqual([outcome]);
    expect(deedsOf(known).map(({ id }) => id)).toEqual([CLASSIC.id, PLANNED.id]);
  });

  it('is its plan, where it had begun nothing', () => {
    expect(deedsOf(present(reportOf({ ...record, intents: [] }) ?? undefined))).toEqual([]);
  });
});
