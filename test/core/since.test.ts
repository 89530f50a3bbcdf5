import * as fc from 'fast-check';
import { forget, type History } from '../../lambda/core/history';
import { afterDigest } from '../../lambda/core/plan/after-digest';
import type { Entry, RegionStatus, Since } from '../../lambda/core/report';
import { anUnreadEntry } from '../report/fixtures';
import { EU, OLD, PLAIN, PQ, US } from '../vocabulary';
import {
  BOTH,
  changedBy,
  CLASSIC,
  closed,
  EMPTY,
  ERROR,
  failed,
  FELL,
  FINE,
  FIRST_DAY,
  FIXED,
  NLB,
  NO_OFFER,
  only,
  said,
  SECOND,
  SHOP,
  sweptOn,
  tagged,
  toldOn,
  US_SHOP,
  type Patch,
} from './digests';

/** What one says two days after the first. */
function sinceFirst(first: Patch, then: Patch, between = (history: History): History => history): Since {
  const { since } = sweptOn(
    '2026-11-22T06:00:00.000Z',
    { number: 8, ...then },
    between(toldOn(FIRST_DAY, first)),
  );
  if (since === undefined) throw new Error('it says nothing of the digest before');
  return since;
}

it.each<[string, Patch, Patch, string, ((history: History) => History)?]>([
  ['nothing else', { listeners: [SHOP, FINE] }, { listeners: [SHOP, FINE] }, ''],
  ['a new load balancer', { listeners: [FINE] }, { listeners: [FINE, SHOP] }, 'new shop:443'],
  ['a new listener', { listeners: [SHOP] }, { listeners: [SHOP, SECOND] }, 'new shop:8443'],
  ['one that was fine', { listeners: [FINE] }, { listeners: [FELL] }, 'new fine:443'],
  [
    'a new one that is exempt, held, or could not be changed',
    { listeners: [] },
    {
      listeners: [
        { ...SHOP, outcome: 'exempt', reason: 'exempt-by-tag' },
        { ...SECOND, outcome: 'held', reason: 'frozen' },
        { ...NLB, outcome: 'failed', reason: 'change-failed' },
      ],
    },
    'new edge:443, new shop:443, new shop:8443',
  ],
  [
    'a new one that was moved at once',
    { listeners: [] },
    { listeners: [{ ...SHOP, outcome: 'changed' }] },
    '',
  ],
  ['a new one that nobody could read', { listeners: [] }, { listeners: [anUnreadEntry()] }, ''],
  [
    'a new one, and nobody knows what AWS offers',
    { listeners: [] },
    { listeners: [{ ...SHOP, ...NO_OFFER }] },
    '',
  ],
  ['a Region that no digest has seen', { listeners: [] }, { listeners: [US_SHOP], regions: BOTH }, ''],
  [
    'a Region that the last digest could not see, and one before could',
    { listeners: [], regions: BOTH },
    { listeners: [US_SHOP], regions: BOTH },
    'new shop:443',
    (history) => toldOn('2026-11-21T06:00:00Z', { regions: [failed(US)] }, history),
  ],
  [
    'a load balancer that is gone or has lost its tag',
    { listeners: [SHOP, NLB, CLASSIC] },
    { listeners: [] },
    'gone eu-west-1 edge:443, gone eu-west-1 old:443, gone eu-west-1 shop:443',
  ],
  [
    'a listener that is gone',
    { listeners: [SHOP, SECOND] },
    { listeners: [SHOP] },
    'gone eu-west-1 shop:8443',
  ],
  ['one that was fine and is gone', { listeners: [FINE] }, { listeners: [] }, ''],
  [
    'one that the last digest told as gone itself',
    { listeners: [SHOP] },
    { listeners: [] },
    '',
    (history) =>
      toldOn('2026-11-21T06:00:00Z', { listeners: [{ ...SHOP, outcome: 'held', reason: 'gone' }] }, history),
  ],
  [
    'one that is told as gone itself',
    { listeners: [SHOP] },
    { listeners: [{ ...SHOP, outcome: 'held', reason: 'gone' }] },
    '',
  ],
  ['one that nobody could read, and is gone', { listeners: [anUnreadEntry()] }, { listeners: [] }, ''],
  [
    'a load balancer that cannot be read',
    { listeners: [SHOP, CLASSIC] },
    { listeners: [anUnreadEntry(), anUnreadEntry({ name: 'old', type: 'classic' })] },
    '',
  ],
  [
    'a Region that failed',
    { listeners: [SHOP, US_SHOP], regions: BOTH },
    { listeners: [SHOP], regions: [{ region: EU, status: 'examined' }, failed(US)] },
    '',
  ],
  [
    'a Region that is closed',
    { listeners: [SHOP, US_SHOP], regions: BOTH },
    { listeners: [SHOP], regions: [{ region: EU, status: 'examined' }, closed(US)] },
    '',
  ],
  ['fewer Regions', { listeners: [SHOP, US_SHOP], regions: BOTH }, { listeners: [SHOP] }, ''],
  [
    'load balancers by name',
    { listeners: [SHOP, NLB] },
    { ...only('shop'), listeners: [FIXED, SECOND] },
    'new shop:8443, fixed shop:443',
  ],
  ['load balancers by name, and one is gone', { listeners: [SHOP] }, { ...only('shop'), listeners: [] }, ''],
  ['another tag', { listeners: [SHOP, NLB] }, { ...tagged('api'), listeners: [FIXED, SECOND] }, ''],
  [
    'the same tags in another order',
    { ...tagged('web', 'api'), listeners: [SHOP] },
    { ...tagged('api', 'web'), listeners: [] },
    'gone eu-west-1 shop:443',
  ],
  ['another target', { listeners: [SHOP, NLB] }, { target: 'fips', listeners: [FIXED, SECOND] }, ''],
  ['one that somebody else has fixed', { listeners: [SHOP] }, { listeners: [FIXED] }, 'fixed shop:443'],
  ['one that a run has changed since', { listeners: [SHOP] }, { listeners: [FIXED] }, '', changedBy(7)],
  [
    'one that a run has changed since, and somebody has cleared',
    { listeners: [SHOP] },
    { listeners: [FIXED] },
    '',
    (history) => forget(changedBy(7)(history), 'run-7', null).history,
  ],
  [
    'one that the run of the digest changed, and could not read back',
    { listeners: [SHOP] },
    { listeners: [FIXED] },
    '',
    changedBy(6),
  ],
  [
    'one that a run had changed, and its owner set back and forth',
    { listeners: [SHOP] },
    { listeners: [FIXED] },
    'fixed shop:443',
    changedBy(5),
  ],
  [
    'one that has what it had, and is fine by the rules of now',
    { listeners: [SHOP] },
    { listeners: [{ ...FIXED, from: OLD }] },
    '',
  ],
  [
    'one that is fine now that the offer could be read',
    { listeners: [{ ...FINE, ...NO_OFFER }] },
    { listeners: [FINE] },
    '',
  ],
])('of %s', (_, first, then, says, between = (history) => history) => {
  expect(said(sinceFirst(first, then, between))).toBe(says);
});

it('says nothing where no digest came before, and when the last one was where one did', () => {
  expect(sweptOn(FIRST_DAY, { listeners: [SHOP] }, EMPTY)).not.toHaveProperty('since');
  expect(sinceFirst({}, {}).at).toBe(FIRST_DAY);
});

/** Each of a few listeners in any state, or not there; each Region in any. */
const POOL: readonly Entry[] = [SHOP, SECOND, NLB, CLASSIC, US_SHOP];
const aState = fc.constantFrom<Partial<Entry> | null>(
  null,
  {},
  { outcome: 'compliant', reason: 'meets-target', from: PQ, to: null },
  { outcome: 'compliant', reason: 'stricter-than-target', from: PLAIN, to: null },
  { outcome: 'held', reason: 'frozen' },
  { outcome: 'changed' },
  { outcome: 'exempt', reason: 'exempt-by-tag' },
  NO_OFFER,
);
const aDay = fc
  .tuple(
    fc.tuple(...POOL.map(() => aState)),
    fc.constantFrom<RegionStatus['status']>('examined', 'failed', 'closed'),
  )
  .map(([states, status]): Patch => ({
    regions: [
      { region: EU, status: 'examined' },
      status === 'examined' ? { region: US, status } : { region: US, status, error: ERROR },
    ],
    listeners: POOL.flatMap((entry, index) => {
      const state = states[index] ?? null;
      return state === null || (entry.region === US && status !== 'examined') ? [] : [{ ...entry, ...state }];
    }),
  }));

it('tells each thing once, and never as new what is open, as gone what is there, as fixed what is not', () => {
  fc.assert(
    fc.property(fc.array(aDay, { minLength: 2, maxLength: 6 }), (days) => {
      let history = EMPTY;
      const open = new Set<string>();
      for (const [index, patch] of days.entries()) {
        const report = sweptOn(`2026-11-2${index}T06:00:00.000Z`, patch, history);
        const { opened = [], gone = [], fixedByOthers = [] } = report.since ?? {};
        const byId = new Map(report.listeners.map((entry) => [entry.id, entry]));
        for (const id of opened) expect([open.has(id), byId.get(id)?.openSince]).toEqual([false, undefined]);
        for (const { id } of gone) expect([open.delete(id), byId.has(id)]).toEqual([true, false]);
        for (const id of fixedByOthers)
          expect([open.has(id), byId.get(id)?.outcome]).toEqual([true, 'compliant']);
        for (const { id, outcome, reason } of report.listeners) {
          if (outcome === 'compliant' || outcome === 'changed') open.delete(id);
          else if (reason !== 'catalogue-unreadable') open.add(id);
        }
        history = afterDigest(history, report, report.startedAt);
        const kept = (history.lastDigest?.open ?? []).flatMap(({ ports }) => Object.keys(ports));
        expect(new Set(kept)).toEqual(open);
      }
    }),
  );
});
