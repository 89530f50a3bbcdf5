import { addressBudget, AddressCount, shortened } from '../../../lambda/core/impact/addresses';
import { isNoLog, loadBalancerNamed } from '../../../lambda/core/impact/log-file';
import { Recent } from '../../../lambda/core/impact/recent';
import { addAgent, talkerBudget, Talkers } from '../../../lambda/core/impact/talkers';
import { impactOfParts } from './read';

/** What is kept does not grow with what is read; where that costs something, it is said. */

/** As hashes are: all over the place. */
function spread(key: number): number {
  return (key * 2_654_435_761) % 2 ** 32;
}

describe('addresses', () => {
  it.each([
    ['198.51.100.77', '198.51.100.0/24'],
    ['2001:db8:77:1::9', '2001:db8:77::/48'],
    ['2001:DB8:0077::9', '2001:db8:77::/48'],
    ['2001:db8::1', '2001:db8::/48'],
    ['2001:0:0:1:2:3:4:5', '2001::/48'],
    ['::1', '::/48'],
    ['::ffff:198.51.100.77', '198.51.100.0/24'],
    ['nobody', 'nobody'],
    ['1:2:3', '1:2:3'],
  ])('%s is shown as %s', (address, network) => {
    expect(shortened(address)).toBe(network);
  });

  it('are counted exactly up to 65,536, and behind that not at all', () => {
    const count = new AddressCount(addressBudget());
    for (let key = 1; key <= 65_536; key += 1) count.add(spread(key));
    for (let key = 1; key <= 65_536; key += 1) count.add(spread(key));
    expect(count.size).toBe(65_536);
    count.add(spread(65_537));
    expect(count.size).toBeNull();
  });

  it('are counted for a million listeners together, and what one gives up others have again', () => {
    const budget = addressBudget();
    const small = Array.from({ length: 20 }, () => new AddressCount(budget));
    for (const count of small) for (let key = 1; key <= 60_000; key += 1) count.add(key);
    expect(small.filter(({ size }) => size === null).length).toBeGreaterThan(0);
    expect(budget.left).toBeGreaterThanOrEqual(0);
  });
});

describe('networks', () => {
  it('that are loud stay where there are more than are kept, and it is said', () => {
    const talkers = new Talkers(talkerBudget());
    for (let round = 0; round < 3; round += 1) talkers.of('198.51.100.0/24', 1).handshakes += 100;
    for (let other = 0; other < 20_000; other += 1) talkers.of(`net ${other}`, other + 2).handshakes += 1;
    expect(talkers.isCut).toBe(true);
    expect(talkers.all.length).toBeLessThanOrEqual(4096);
    expect(talkers.find('198.51.100.0/24')?.handshakes).toBe(300);
  });

  it('have eight user agents, and no more', () => {
    const talker = new Talkers(talkerBudget()).of('198.51.100.0/24', 1);
    for (let agent = 0; agent < 20; agent += 1) addAgent(talker, `agent ${agent}`);
    addAgent(talker, 'agent 3');
    expect(talker.agents.size).toBe(8);
    expect(talker.agents.get('agent 3')).toBe(2);
  });
});

describe('connections', () => {
  it('are known again, until more are open than are remembered: then it is said', () => {
    const recent = new Recent();
    expect(recent.isNew(5, 5, 1)).toBe(true);
    expect(recent.isNew(5, 5, 1)).toBe(false);
    for (let key = 6; key < 14; key += 1) expect(recent.isNew(key, 5, 1)).toBe(true);
    expect(recent.forgotten).toBe(1);
    expect(recent.isNew(5, 5, 1)).toBe(true);
  });

  it('of other ten minutes are forgotten without a word', () => {
    const recent = new Recent();
    for (let key = 1; key < 30; key += 1) recent.isNew(key, 5, key);
    expect(recent.forgotten).toBe(0);
  });
});

function lineOf(name: number): string {
  return `2026-11-20T23:39:43.945958Z lb-${name} 192.0.2.39:2817 10.0.0.1:80 1 1 1 200 200 0 57 "- - - " "-" AES128-SHA TLSv1.2\n`;
}

it('listeners that noise names are counted up to 5,000', () => {
  const parts = Array.from({ length: 5_100 }, (_, name) => Buffer.from(lineOf(name)));
  const impact = impactOfParts(parts);
  expect(impact.loadBalancers).toHaveLength(5_000);
  expect(impact.skipped).toEqual({ 'too-many-listeners': 100 });
});

describe('names of files', () => {
  it.each([
    ['s3://b/AWSLogs/1/ELBAccessLogTestFile', true],
    ['s3://b/AWSLogs/1/ELBConnectionLogTestFile', true],
    ['health_check_log_1_elasticloadbalancing_us-east-1_app.a.1_2_3.log.gz', true],
    ['a/x.log.gz', false],
    ['ELBAccessLogTestFile.d/x.log', false],
  ])('%s is none of these logs: %p', (name, expected) => {
    expect(isNoLog(name)).toBe(expected);
  });

  it.each([
    [
      '1_elasticloadbalancing_eu-west-1_net.my-nlb.c6e77e28c25b2234_20261120T0000Z_1.log.gz',
      'net/my-nlb/c6e77e28c25b2234',
    ],
    ['1_elasticloadbalancing_us-gov-west-1_app.a.0123456789abcdef_x_y_z.log', 'app/a/0123456789abcdef'],
    ['1_elasticloadbalancing_us-west-2_my-loadbalancer_20150513T2340Z_172.160.001.192_20sg8hgm.log', null],
    ['shop.log', null],
  ])('%s is of %p', (name, loadBalancer) => {
    expect(loadBalancerNamed(name)).toBe(loadBalancer);
  });
});
