import { addressFrom } from '../../lambda/aws/address';
import { alb, callsOf, classic, EU, nlb, OLD, regionOf, start, stopAll } from '../helpers';

afterEach(stopAll);

it('says where load balancers of all types are reached, two calls for twenty, and that one is gone', async () => {
  const sandbox = await start();
  for (const each of [alb('shop', [OLD]), nlb('stream', [OLD]), classic('portal', [[OLD]])])
    sandbox.region(EU).addLoadBalancer(each);
  const region = regionOf(sandbox);
  const found = await region.listed();
  sandbox.forgetCalls();
  const addresses = await region.addressesOf(found);

  expect(callsOf(sandbox, 'DescribeLoadBalancers')).toHaveLength(2);
  for (const { arn, name } of found) {
    expect(addresses.get(arn)).toEqual({
      status: 'read',
      value: { dnsName: expect.stringMatching(new RegExp(`^${name}.*\\.`)), isInternal: false },
    });
  }
  sandbox.region(EU).remove('portal');
  const portal = found.filter(({ name }) => name === 'portal');
  expect([...(await region.addressesOf(portal)).values()]).toEqual([{ status: 'gone' }]);
});

it.each([
  [{ DNSName: 'shop-1.elb.amazonaws.com', Scheme: 'internet-facing' }, 'shop-1.elb.amazonaws.com', false],
  [
    { DNSName: 'internal-shop-1.elb.amazonaws.com', Scheme: 'internal' },
    'internal-shop-1.elb.amazonaws.com',
    true,
  ],
  [{}, '', false],
])('%j is the address %s, internal: %s', (shown, dnsName, isInternal) => {
  expect(addressFrom(shown)).toEqual({ dnsName, isInternal });
});
