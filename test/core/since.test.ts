import * as fc from 'fast-check';
import { emptyHistory, forget, remember, type History } from '../../lambda/core/history';
import { afterDigest } from '../../lambda/core/plan/after-digest';
import type { Entry, RegionStatus, Report, ReportParts, Since } from '../../lambda/core/report';
import { sinceLastDigest } from '../../lambda/core/since';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../report/fixtures';
import { ACCOUNT, EU, OLD, PLAIN, PQ, US } from '../vocabulary';

const EMPTY = emptyHistory(ACCOUNT);
const FIRST_DAY = '2026-11-20T06:00:00.000Z';
const ERROR = { code: 'AccessDenied', message: 'denied' };
const BOTH: readonly RegionStatus[] = [
  { region: EU, status: 'examined' },
  { region: US, status: 'examined' },
];

const SHOP = anEntry({ name: 'shop' });
const FIXED = aFineEntry({ name: 'shop' });
const US_SHOP = anEntry({ name: 'shop', region: US });
const SECOND = anEntry({ name: 'shop', port: 8443 });
const NLB = anEntry({ name: 'edge', type: 'network' });
const CLASSIC = anEntry({ name: 'old', type: 'classic' });
const FINE = aFineEntry({ name: 'fine' });
const FELL = anEntry({ name: 'fine' });
const NO_OFFER: Partial<Entry> = { outcome: 'failed', reason: 'catalogue-unreadable', to: null };

type Patch = Partial<ReportParts>;

/** A run that tells all that it has found. */
function sweptOn(startedAt: string, patch: Patch, history: History): Report {
  const report = aReport({ mode: 'apply', number: 6, ...patch, startedAt });
  return { ...report, ...sinceLastDigest(report, history) };
}

/** The history behind a digest that was delivered. */
function toldOn(startedAt: string, patch: Patch, history: History = EMPTY): History {
  return afterDigest(history, sweptOn(startedAt, patch, history));
}

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

/** `new shop:443, gone edge:443, fixed old:443`. */
function said({ opened, gone, fixedByOthers }: Since): string {
  const nameOf = (id: string): string => {
    const all = [SHOP, US_SHOP, SECOND, NLB, CLASSIC, FINE];
    const its = all.find((entry) => entry.id === id);
    return its === undefined ? id : `${its.loadBalancer.name}:${its.port}`;
  };
  return [
    ...opened.map((id) => `new ${nameOf(id)}`),
    ...gone.map(({ name, region, port }) => `gone ${region} ${name}:${port}`),
    ...fixedByOthers.map((id) => `fixed ${nameOf(id)}`),
  ].join(', ');
}

function changedBy(number: number): (history: History) => History {
  const entries: readonly Entry[] = [{ ...SHOP, outcome: 'changed', changedAt: FIRST_DAY }];
  return (history) => remember(history, { runId: `run-${number}`, number, entries });
}

const failed = (region: string): RegionStatus => ({ region, status: 'failed', error: ERROR });
const closed = (region: string): RegionStatus => ({ region, status: 'closed', error: ERROR });
const only = (...names: readonly string[]): Pick<ReportParts, 'scope'> => ({
  scope: { ...aReport().scope, only: names },
});
const tagged = (...tagValues: readonly string[]): Pick<ReportParts, 'scope'> => ({
  scope: { ...aReport().scope, tagValues },
});

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

/** The ages of what the last of several digests tells, each a day after the one before. */
function ages(...days: readonly Patch[]): readonly string[] {
  let history = EMPTY;
  let last: Report | null = null;
  for (const [index, patch] of days.entries()) {
    last = sweptOn(`2026-11-2${index}T06:00:00.000Z`, patch, history);
    history = afterDigest(history, last);
  }
  return (last?.listeners ?? []).map(
    ({ loadBalancer: { name }, port, openSince = 'none' }) => `${name}:${port} ${openSince}`,
  );
}

it.each<[string, readonly Patch[], readonly string[]]>([
  ['the first digest', [{ listeners: [SHOP] }], ['shop:443 none']],
  [
    'the third one',
    [{ listeners: [SHOP] }, { listeners: [SHOP, NLB] }, { listeners: [SHOP, NLB] }],
    ['edge:443 2026-11-21', 'shop:443 2026-11-20'],
  ],
  [
    'another outcome',
    [{ listeners: [SHOP] }, { listeners: [{ ...SHOP, outcome: 'held', reason: 'frozen' }] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'what is done',
    [{ listeners: [SHOP, NLB] }, { listeners: [FIXED, { ...NLB, outcome: 'changed' }] }],
    ['edge:443 none', 'shop:443 none'],
  ],
  [
    'what was fine in between',
    [{ listeners: [SHOP] }, { listeners: [FIXED] }, { listeners: [SHOP] }],
    ['shop:443 none'],
  ],
  [
    'a Region that failed in between',
    [{ listeners: [SHOP] }, { regions: [failed(EU)] }, { listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'a Region that was closed in between',
    [{ listeners: [SHOP] }, { regions: [closed(EU)] }, { listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'one without it in between',
    [{ listeners: [SHOP] }, { regions: [{ region: US, status: 'examined' }] }, { listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'others by name in between',
    [{ listeners: [SHOP] }, { ...only('edge'), listeners: [NLB] }, { listeners: [SHOP, NLB] }],
    ['edge:443 2026-11-21', 'shop:443 2026-11-20'],
  ],
  [
    'one that could not be read in between',
    [{ listeners: [SHOP] }, { listeners: [anUnreadEntry()] }, { listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'what cannot be read still',
    [{ listeners: [anUnreadEntry()] }, { listeners: [anUnreadEntry()] }],
    ['shop:null 2026-11-20'],
  ],
  [
    'no offer in between',
    [{ listeners: [SHOP] }, { listeners: [{ ...SHOP, ...NO_OFFER }] }, { listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'another target',
    [{ listeners: [SHOP] }, { target: 'tls13', listeners: [SHOP] }],
    ['shop:443 2026-11-20'],
  ],
  [
    'one that came back',
    [{ listeners: [SHOP] }, { listeners: [] }, { listeners: [SHOP] }],
    ['shop:443 none'],
  ],
])('says since when a listener is open: %s', (_, days, says) => {
  expect(ages(...days)).toEqual(says);
});

it('of what left the scope with its tag while its Region could not be read, says nothing some day', () => {
  const other = toldOn(
    '2026-11-21T06:00:00Z',
    { ...tagged('api'), regions: [failed(EU)] },
    toldOn(FIRST_DAY, { listeners: [SHOP] }),
  );
  const { since } = sweptOn('2026-11-22T06:00:00Z', { ...tagged('api') }, other);
  expect(since?.gone).toEqual([]);
});

describe('a digest', () => {
  const first = toldOn(FIRST_DAY, { listeners: [SHOP] });

  it('that was not delivered is none: the next one tells it again', () => {
    const lost = sweptOn('2026-11-21T06:00:00Z', { listeners: [SHOP, NLB] }, first);
    const next = sweptOn('2026-11-22T06:00:00Z', { listeners: [SHOP, NLB] }, first);
    expect([lost.since, next.since].map((each) => each && said(each))).toEqual([
      'new edge:443',
      'new edge:443',
    ]);
  });

  it('that was overtaken by another does not take its place', () => {
    const slow = sweptOn('2026-11-21T06:00:00Z', { listeners: [SHOP] }, first);
    const fast = toldOn('2026-11-21T06:00:01Z', { listeners: [SHOP, NLB] }, first);
    expect(afterDigest(fast, slow)).toBe(fast);
  });

  it('of a dry run takes the place of the last, and does not know of later runs', () => {
    const dry = sweptOn('2026-11-21T06:00:00Z', { mode: 'plan', listeners: [SHOP] }, first);
    const { number: _none, ...unnumbered } = dry;
    const then = changedBy(7)(afterDigest(first, unnumbered));
    expect(then.lastDigest).toMatchObject({ at: '2026-11-21T06:00:00Z', number: 6 });
    expect(
      said(sweptOn('2026-11-22T06:00:00Z', { listeners: [FIXED] }, then).since ?? sinceFirst({}, {})),
    ).toBe('');
  });
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
        history = afterDigest(history, report);
        const kept = (history.lastDigest?.open ?? []).flatMap(({ ports }) => Object.keys(ports));
        expect(new Set(kept)).toEqual(open);
      }
    }),
  );
});

it('keeps five thousand open listeners in less than a megabyte', () => {
  const listeners = Array.from({ length: 5000 }, (_, index) =>
    anEntry({ name: `a-load-balancer-of-32-chars-${String(index).padStart(4, '0')}` }),
  );
  const history = toldOn(FIRST_DAY, { listeners });
  const bytes = JSON.stringify(history, null, 2).length;
  expect(bytes).toBeLessThan(900_000);
  expect(ages({ listeners }, { listeners })).toHaveLength(5000);
});
