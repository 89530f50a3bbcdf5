import { addressFrom } from '../../lambda/aws/address';
import { alb, callsOf, classic, EU, nlb, OLD, regionOf, start, stopAll } from '../helpers';

afterEach(stopAll);

it('says where load balancers of all types are reached, two calls for twenty, and that one is gone', async () => {
  const sandbox = await start();
  const names = new Map(
    [
      alb('shop', [OLD]),
      { ...nlb('stream', [OLD]), scheme: 'internal' as const },
      { ...classic('portal', [[OLD]]), scheme: 'internal' as const },
    ].map((each) => [each.name, sandbox.region(EU).addLoadBalancer(each).dnsName]),
  );
  const region = regionOf(sandbox);
  const found = await region.listed();
  sandbox.forgetCalls();
  const addresses = await region.addressesOf(found);

  expect(callsOf(sandbox, 'DescribeLoadBalancers')).toHaveLength(2);
  for (const { arn, name } of found) {
    expect(addresses.get(arn)).toEqual({
      status: 'read',
      value: { dnsName: names.get(name), isInternal: name !== 'shop' },
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
