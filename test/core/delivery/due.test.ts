import { isQuiet, isTimeForProof } from '../../../lambda/core/delivery/due';
import { VERDICTS, verdictOf, type Verdict } from '../../../lambda/core/delivery/verdict';
import type { Mode, Report, ReportParts } from '../../../lambda/core/report';
import type { Wake } from '../../../lambda/core/wake/wake';
import * as say from '../../../lambda/core/wording/plan';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../../report/fixtures';

/** When a sweep has something to read, and what subscribers are told of it. */

const EXEMPT = anEntry({ outcome: 'exempt', reason: 'exempt-by-tag' });
const WAITS = anEntry({ outcome: 'held', reason: 'wave-waiting' });
const OWNED = anEntry({ outcome: 'held', reason: 'owned-by-controller' });
const CHANGED = anEntry({ outcome: 'changed' });
const BROKEN = { region: 'us-east-1', status: 'failed', error: { code: 'X', message: 'y' } } as const;
const WATCHED = { runId: 'r', at: '2026-11-22T06:00:00.000Z', detail: 'd' };

const CASES: readonly (readonly [
  what: string,
  parts: Partial<ReportParts>,
  verdict: Verdict,
  quiet: boolean,
])[] = [
  ['nothing in scope', { listeners: [] }, 'attention', false],
  ['all fine', { listeners: [aFineEntry()] }, 'nothing', true],
  ['an exemption that has long to go', { listeners: [EXEMPT] }, 'nothing', true],
  ['what waits by itself', { listeners: [WAITS] }, 'nothing', true],
  ['a change', { listeners: [CHANGED] }, 'nothing', false],
  ['what its owner sets', { listeners: [OWNED] }, 'attention', false],
  [
    'an exemption that ends',
    { concerns: [{ step: 'review-exemption', text: 'ends soon' }] },
    'attention',
    false,
  ],
  ['a run that was cut off', { cutOff: [{ runId: 'r', listeners: [] }] }, 'attention', false],
  ['a watch that found something', { watches: [{ ...WATCHED, result: 'worse' }] }, 'attention', false],
  ['a watch that found nothing', { watches: [{ ...WATCHED, result: 'quiet' }] }, 'nothing', true],
  ['a setting to mend', { concerns: [{ step: 'mend-setting', text: 't' }] }, 'attention', false],
  ['a load balancer that could not be read', { listeners: [anUnreadEntry()] }, 'failed', false],
  ['a Region that could not be read', { regions: [BROKEN] }, 'failed', false],
  ['no record', { listeners: [anEntry({ outcome: 'held', reason: 'not-recorded' })] }, 'failed', false],
];

const apply = (parts: Partial<ReportParts>): Report =>
  aReport({ mode: 'apply', listeners: [aFineEntry()], ...parts });

it.each(CASES)('an apply with %s', (_, parts, verdict, quiet) => {
  const report = apply(parts);
  expect([verdictOf(report), isQuiet(report)]).toEqual([verdict, quiet]);
});

it('every verdict is among the cases', () => {
  expect(new Set(CASES.map(([, , verdict]) => verdict))).toEqual(new Set(VERDICTS));
});

it.each(['plan', 'undo'] as const)('a report of mode %s is never quiet', (mode) => {
  expect(isQuiet(aReport({ mode }))).toBe(false);
});

const WAKE: Wake = {
  loadBalancer: anEntry().loadBalancer.arn,
  call: 'ModifyListener',
  at: '2026-11-22T05:59:00.000Z',
  times: 1,
  by: 'arn:ann',
  from: null,
  userAgent: null,
};

/** Nobody reads a dry run of one load balancer to decide about the first apply. */
it.each<[Mode, Partial<ReportParts>, boolean]>([
  ['apply', { listeners: [aFineEntry()] }, true],
  ['apply', { listeners: [CHANGED] }, false],
  ['apply', { listeners: [OWNED] }, false],
  ['apply', { listeners: [anUnreadEntry()] }, false],
  ['plan', { listeners: [aFineEntry()] }, true],
  ['plan', { listeners: [EXEMPT] }, true],
  ['plan', { listeners: [anEntry()] }, false],
  ['plan', { listeners: [OWNED] }, false],
])('a %s that a call woke, of %j', (mode, parts, quiet) => {
  expect(isQuiet(aReport({ mode, wokenBy: [WAKE], ...parts }))).toBe(quiet);
});

it.each<[string | undefined, string, boolean]>([
  [undefined, '2026-11-30T06:00:00Z', true],
  ['2026-11-23T06:00:00Z', '2026-11-30T06:00:00Z', true],
  // A weekly schedule starts some minutes earlier or later.
  ['2026-11-23T06:14:00Z', '2026-11-30T06:01:00Z', true],
  ['2026-11-23T06:00:00Z', '2026-11-29T18:00:00Z', true],
  ['2026-11-23T06:00:00Z', '2026-11-29T17:59:59Z', false],
  ['2026-11-23T06:00:00Z', '2026-11-23T06:00:00Z', false],
  // A clock that was wrong: then it takes longer, and no digest is lost to anybody whom something needs.
  ['2026-12-23T06:00:00Z', '2026-11-30T06:00:00Z', false],
])('the last one sent %s, it is %s: time for a proof of life: %s', (sentAt, now, isTime) => {
  expect(isTimeForProof(sentAt, new Date(now))).toBe(isTime);
});

it('a listener that was deleted right behind its change is told', () => {
  const gone = anEntry({
    ...say.gone('listener :443'),
    unconfirmed: true,
    changedAt: '2026-11-22T06:00:10.000Z',
  });
  expect(isQuiet(aReport({ mode: 'apply', listeners: [gone] }))).toBe(false);
  const { unconfirmed: _, ...never } = gone;
  expect(isQuiet(aReport({ mode: 'apply', listeners: [never] }))).toBe(true);
});
