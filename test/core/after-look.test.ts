import { afterLook } from '../../lambda/core/after-look';
import { emptyHistory, type History } from '../../lambda/core/history';
import type { Wake } from '../../lambda/core/wake/wake';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../report/fixtures';
import { ACCOUNT, loadBalancerArn, NOW } from '../vocabulary';

const SHOP = loadBalancerArn('application', 'shop');
const TILL = loadBalancerArn('application', 'till');
const EMPTY = emptyHistory(ACCOUNT);
const BEGAN = NOW.toISOString();

const wake = (loadBalancer: string): Wake => ({
  loadBalancer,
  call: 'ModifyListener',
  at: BEGAN,
  times: 1,
  by: 'arn:ann',
  from: null,
  userAgent: null,
});

const laterBy = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);

function looked(entries: Parameters<typeof aReport>[0], before: History = EMPTY, now = laterBy(1)) {
  return afterLook(before, aReport({ startedAt: BEGAN, ...entries }), now).looked;
}

it('says when the sweep began, of each load balancer that woke it', () => {
  const listeners = [aFineEntry(), anEntry({ name: 'till', outcome: 'held', reason: 'change-limit' })];
  expect(looked({ wokenBy: [wake(SHOP), wake(TILL), wake(SHOP)], listeners })).toEqual({
    [SHOP]: BEGAN,
    [TILL]: BEGAN,
  });
});

it('counts one without a TLS listener as seen, and none that failed', () => {
  const failed = anEntry({ name: 'till', port: 8443, outcome: 'failed', reason: 'change-failed' });
  const listeners = [aFineEntry({ name: 'till' }), failed];
  expect(looked({ wokenBy: [wake(SHOP), wake(TILL)], listeners })).toEqual({ [SHOP]: BEGAN });
  expect(looked({ wokenBy: [wake(SHOP)], listeners: [anUnreadEntry()] })).toBeUndefined();
});

it.each<[number, readonly string[]]>([
  [59, [TILL, SHOP]],
  [60, [SHOP]],
])('forgets what was seen an hour ago: after %d minutes', (minutes, known) => {
  const before = { ...EMPTY, looked: { [TILL]: BEGAN } };
  const now = laterBy(minutes);
  const parts = { wokenBy: [wake(SHOP)], listeners: [aFineEntry()] };
  expect(Object.keys(looked(parts, before, now) ?? {})).toEqual(known);
});
