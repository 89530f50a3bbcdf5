import { connect } from '../../lambda/aws/connect';
import { ACCOUNT, ALWAYS_TIME, EU, failure, start, stopAll } from '../helpers';
import type { Sandbox } from '../../sandbox';

/** Throttling that goes on is said; that which teaches the pace is not. */

afterEach(stopAll);

/** Each look at the clock is so much later than the last. */
function regionThatTells(sandbox: Sandbox, stepMs: number) {
  const told: string[] = [];
  let now = 0;
  const aws = connect({
    deadline: ALWAYS_TIME,
    scale: 1000,
    endpoint: sandbox.endpoint,
    throttles: {
      onThrottled: (action, region) => told.push(`${action} in ${region}`),
      now: () => (now += stepMs),
    },
  });
  return { region: aws.region(EU, ACCOUNT), told };
}

it.each<[string, Parameters<Sandbox['fault']>[0], string]>([
  ['reads', { kind: 'throttle', action: 'DescribeLoadBalancers', service: 'elbv2' }, 'DescribeLoadBalancers'],
  [
    'reads of Classic',
    { kind: 'throttle', action: 'DescribeLoadBalancers', service: 'classic' },
    'DescribeLoadBalancers',
  ],
])('of %s is said with action and Region, once in half a minute', async (_, fault, action) => {
  const sandbox = await start();
  sandbox.fault(fault);
  const { region, told } = regionThatTells(sandbox, 1_000);
  await failure(region.listed());

  expect(told).toEqual([`${action} in ${EU}`]);
});

it('of the tag index is said too', async () => {
  const sandbox = await start();
  sandbox.fault({ kind: 'throttle', action: 'GetResources' });
  const { region, told } = regionThatTells(sandbox, 1_000);
  await failure(region.indexed({ tagKey: 'Tier', tagValues: ['web'] }));

  expect(told).toEqual([`GetResources in ${EU}`]);
});

it('that goes on for minutes is said again', async () => {
  const sandbox = await start();
  sandbox.fault({ kind: 'throttle', action: 'GetResources' });
  const { region, told } = regionThatTells(sandbox, 16_000);
  await failure(region.indexed({ tagKey: 'Tier', tagValues: ['web'] }));

  expect(told.length).toBeGreaterThan(2);
});

it('of one call between others that go through is no news', async () => {
  const sandbox = await start();
  const { region, told } = regionThatTells(sandbox, 1_000);
  for (let turn = 0; turn < 5; turn += 1) {
    sandbox.fault({ kind: 'throttle', action: 'GetResources', times: 1 });
    await region.indexed({ tagKey: 'Tier', tagValues: ['web'] });
  }

  expect(told).toEqual([]);
});
