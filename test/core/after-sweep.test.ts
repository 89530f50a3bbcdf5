import { afterSweep, type SweepFacts } from '../../lambda/core/after-sweep';
import { emptyHistory, type History } from '../../lambda/core/history';
import type { Entry } from '../../lambda/core/report';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../report/fixtures';
import { ACCOUNT, loadBalancerArn } from '../vocabulary';

const EMPTY = emptyHistory(ACCOUNT);
const arnOf = (name: string): string => loadBalancerArn('application', name);
const SHOP = arnOf('shop');

const FAILED: Entry = anEntry({ outcome: 'failed', reason: 'change-failed' });
const WAITS: Entry = anEntry({ outcome: 'held', reason: 'change-limit' });
const CLOSED: Entry = anEntry({ outcome: 'held', reason: 'outside-window' });
const LATE: Entry = anUnreadEntry({ reason: 'out-of-time' });
const DENIED: Entry = anUnreadEntry({ reason: 'read-failed' });

function swept(
  listeners: readonly Entry[],
  before: History = EMPTY,
  facts: Partial<SweepFacts> = {},
): History {
  const report = aReport({ mode: 'apply', listeners });
  return afterSweep(before, report, {
    number: 3,
    read: new Set(),
    gone: new Set(),
    ...facts,
  });
}

/** Which of the lists still have the shop, which all three had before. */
function keptBy(listeners: readonly Entry[], facts: Partial<SweepFacts> = {}): readonly string[] {
  const before = { ...EMPTY, unread: [SHOP], refused: [SHOP], waiting: { [SHOP]: 1 } };
  const { unread, refused, waiting } = swept(listeners, before, facts);
  return Object.entries({ unread, refused, waiting: Object.keys(waiting) }).flatMap(([name, arns]) =>
    arns.includes(SHOP) ? [name] : [],
  );
}

it('has what there was no time to read, what could not be changed, and what waits', () => {
  const history = swept([
    { ...LATE, loadBalancer: anUnreadEntry({ name: 'late' }).loadBalancer },
    { ...DENIED, loadBalancer: anUnreadEntry({ name: 'denied' }).loadBalancer },
    FAILED,
    { ...FAILED, id: 'second' },
    anEntry({ name: 'held', outcome: 'held', reason: 'out-of-time' }),
    anEntry({ name: 'next', outcome: 'held', reason: 'change-limit' }),
  ]);
  expect(history.unread).toEqual([arnOf('late')]);
  expect(history.refused).toEqual([SHOP]);
  expect(history.waiting).toEqual({ [arnOf('next')]: 3 });
});

it.each<[string, readonly Entry[], Partial<SweepFacts>, readonly string[]]>([
  ['did not see it', [], {}, ['unread', 'refused', 'waiting']],
  ['had no time to read it', [LATE], {}, ['unread', 'refused', 'waiting']],
  ['could not read it', [DENIED], {}, ['refused', 'waiting']],
  ['held it for another cause', [CLOSED, aFineEntry()], {}, ['refused', 'waiting']],
  [
    'did not know what AWS offers',
    [anEntry({ outcome: 'failed', reason: 'catalogue-unreadable' })],
    {},
    ['refused', 'waiting'],
  ],
  ['failed again', [FAILED], {}, ['refused']],
  ['had no more room for it', [WAITS], {}, ['waiting']],
  ['changed it', [anEntry({ outcome: 'changed' })], {}, []],
  ['changed a part of it', [anEntry({ outcome: 'changed' }), FAILED], {}, ['refused']],
  ['found it compliant', [aFineEntry()], {}, []],
  ['found it exempt', [anEntry({ outcome: 'exempt', reason: 'exempt-by-tag' })], {}, []],
  ['found no secure listener on it', [], { read: new Set([SHOP]) }, []],
  ['found that it is gone', [], { gone: new Set([SHOP]) }, []],
  ['did not find it again', [anEntry({ outcome: 'held', reason: 'gone' })], {}, []],
])(
  '(12) (13) (21) of a load balancer that had its turn before, a run that %s',
  (_, listeners, facts, kept) => {
    expect(keptBy(listeners, facts)).toEqual(kept);
  },
);

it('(12) what waits keeps the number of the run since which it does', () => {
  const first = swept([WAITS]);
  const between = swept([CLOSED], first, { number: 4 });
  expect(swept([WAITS], between, { number: 5 }).waiting).toEqual({ [SHOP]: 3 });
});
