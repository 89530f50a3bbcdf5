import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { Settings } from '../../lambda/core/settings';
import type { Wake } from '../../lambda/core/wake/wake';
import { settingsFor } from '../../lambda/runs/woken';
import { EU, SETTINGS, US } from '../helpers';
import { loadBalancerArn } from '../vocabulary';

const SHOP = loadBalancerArn('application', 'shop');
const FAR = loadBalancerArn('classic', 'far', US);

const wake = (loadBalancer: string): Wake => ({
  loadBalancer,
  call: 'ModifyListener',
  at: '2026-11-22T05:59:00.000Z',
  times: 1,
  by: 'arn:ann',
  from: null,
  userAgent: null,
});

const waves = { tagKey: 'Env', order: ['dev', 'prod'], soakHours: 0 };

it.each<[string, readonly Wake[], Partial<Settings>, Partial<Settings>]>([
  ['one load balancer', [wake(SHOP)], {}, { only: [SHOP], regions: [EU], findBy: 'named' }],
  ['one, twice', [wake(SHOP), wake(SHOP)], {}, { only: [SHOP] }],
  [
    'two Regions of all',
    [wake(SHOP), wake(FAR)],
    { regions: 'all' },
    { only: [SHOP, FAR], regions: [EU, US] },
  ],
  ['one Region of two', [wake(FAR)], { regions: [EU, US] }, { regions: [US] }],
  // An earlier wave may be open anywhere.
  [
    'waves',
    [wake(FAR)],
    { regions: 'all', rollout: { ...DEFAULT_ROLLOUT, waves } },
    { only: [FAR], regions: 'all' },
  ],
  ['a look outside the scope', [wake(SHOP)], { outside: true }, { outside: false }],
  ['an index that is not to be asked', [wake(SHOP)], { findBy: 'scan' }, { findBy: 'scan' }],
])('a sweep for %s', (_, wakes, settings, expected) => {
  const before = { ...SETTINGS, ...settings };
  expect(settingsFor(wakes, before)).toMatchObject(expected);
});
