import { afterDigest } from '../../lambda/core/plan/after-digest';
import type { Report } from '../../lambda/core/report';
import { anEntry, anUnreadEntry } from '../report/fixtures';
import { EU, US } from '../vocabulary';
import {
  changedBy,
  closed,
  EMPTY,
  failed,
  FIRST_DAY,
  FIXED,
  NLB,
  NO_OFFER,
  only,
  said,
  SHOP,
  sweptOn,
  tagged,
  toldOn,
  type Patch,
} from './digests';

/** The ages of what the last of several digests tells, each a day after the one before. */
function ages(...days: readonly Patch[]): readonly string[] {
  let history = EMPTY;
  let last: Report | null = null;
  for (const [index, patch] of days.entries()) {
    last = sweptOn(`2026-11-2${index}T06:00:00.000Z`, patch, history);
    history = afterDigest(history, last, last.startedAt);
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

  it('of some load balancers is no sign that all is well, and keeps what was open elsewhere', () => {
    const then = toldOn('2026-11-21T06:00:00Z', { listeners: [NLB], ...only(NLB.loadBalancer.arn) }, first);
    expect(then.digestSentAt).toBe(first.digestSentAt);
    expect(first.digestSentAt).toBeDefined();
    expect(then.lastDigest?.open.flatMap(({ ports }) => Object.keys(ports)).toSorted()).toEqual(
      [NLB.id, SHOP.id].toSorted(),
    );
  });

  it.each<[string, Patch]>([
    ['looked at some load balancers alone', { listeners: [NLB], ...only(NLB.loadBalancer.arn) }],
    ['could not read one', { listeners: [anUnreadEntry({ name: 'shop' })] }],
  ])('that %s knows no later run of what it did not see', (_, patch) => {
    const between = toldOn('2026-11-21T06:00:00Z', { number: 8, ...patch }, changedBy(7)(first));
    const next = sweptOn('2026-11-22T06:00:00Z', { number: 9, listeners: [FIXED] }, between);
    expect(next.since?.fixedByOthers).toEqual([]);
  });

  it('that was overtaken by another does not take its place', () => {
    const slow = sweptOn('2026-11-21T06:00:00Z', { listeners: [SHOP] }, first);
    const fast = toldOn('2026-11-21T06:00:01Z', { listeners: [SHOP, NLB] }, first);
    expect(afterDigest(fast, slow, slow.startedAt).lastDigest).toBe(fast.lastDigest);
  });

  it('of a dry run takes the place of the last, and does not know of later runs', () => {
    const then = changedBy(7)(toldOn('2026-11-21T06:00:00Z', { mode: 'plan', listeners: [SHOP] }, first));
    expect(then.lastDigest).toMatchObject({ at: '2026-11-21T06:00:00Z', number: 6 });
    const next = sweptOn('2026-11-22T06:00:00Z', { listeners: [FIXED] }, then);
    expect(next.since).toMatchObject({ at: '2026-11-21T06:00:00Z', fixedByOthers: [] });
  });

  it('of a function that has only ever planned knows what others fix', () => {
    const dry = toldOn(FIRST_DAY, { mode: 'plan', listeners: [SHOP] });
    const next = sweptOn('2026-11-21T06:00:00Z', { mode: 'plan', listeners: [FIXED] }, dry);
    expect(next.since?.fixedByOthers).toEqual([SHOP.id]);
  });
});

it('keeps five thousand open listeners in less than 800 kB', () => {
  const listeners = Array.from({ length: 5000 }, (_, index) =>
    anEntry({ name: `a-load-balancer-of-32-chars-${String(index).padStart(4, '0')}` }),
  );
  const history = toldOn(FIRST_DAY, { listeners });
  const bytes = JSON.stringify(history, null, 2).length;
  expect(bytes).toBeLessThan(800_000);
});
