import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTagsCommand,
  ModifyListenerCommand,
  ProtocolEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AddedLoadBalancer, Catalogue, Sandbox } from '../../sandbox';
import {
  CNSA2,
  type Clients,
  FIPS,
  FIPS_PQ,
  OLD,
  PLAIN,
  PQ,
  REGION,
  RFC9151,
  clientsFor,
  failure,
  present,
  start,
  stopAll,
} from './helpers';

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start({ candidateRegions: [REGION] });
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

function addAlb(name: string, ...policies: readonly string[]): AddedLoadBalancer {
  const listeners = policies.map((policy, index) => ({
    port: 443 + index,
    protocol: 'HTTPS' as const,
    policy,
  }));
  return sandbox.region(REGION).addLoadBalancer({ type: 'application', name, listeners });
}

function modify(listenerArn: string | undefined, policy: string): Promise<unknown> {
  return clients.v2.send(new ModifyListenerCommand({ ListenerArn: listenerArn, SslPolicy: policy }));
}

async function policiesOf({ arn }: AddedLoadBalancer): Promise<readonly (string | undefined)[]> {
  const { Listeners = [] } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
  return Listeners.map((listener) => listener.SslPolicy);
}

describe('DescribeLoadBalancers', () => {
  it.each([
    ['application', 'app'],
    ['network', 'net'],
    ['gateway', 'gwy'],
  ] as const)('shows a load balancer of type %s with an ARN of loadbalancer/%s', async (type, part) => {
    const { arn } = sandbox.region(REGION).addLoadBalancer({ type, name: 'shop' });
    const { LoadBalancers } = await clients.v2.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toMatchObject([{ LoadBalancerArn: arn, LoadBalancerName: 'shop', Type: type }]);
    expect(arn).toMatch(
      new RegExp(`^arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/${part}/shop/`),
    );
  });

  it.each([
    ['application', 'internet-facing', /^shop-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/],
    ['application', 'internal', /^internal-shop-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/],
    ['network', 'internet-facing', /^shop-[\da-f]{16}\.elb\.eu-west-1\.amazonaws\.com$/],
    ['network', 'internal', /^shop-[\da-f]{16}\.elb\.eu-west-1\.amazonaws\.com$/],
  ] as const)('names one of type %s, %s, as AWS does', async (type, scheme, dnsName) => {
    const added = sandbox.region(REGION).addLoadBalancer({ type, name: 'shop', scheme });
    const { LoadBalancers } = await clients.v2.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toMatchObject([{ Scheme: scheme, DNSName: added.dnsName }]);
    expect(added.dnsName).toMatch(dnsName);
  });

  it('gives a Network Load Balancer the id of its ARN in its DNS name', () => {
    const { arn, dnsName } = sandbox.region(REGION).addLoadBalancer({ type: 'network', name: 'shop' });
    expect(dnsName).toMatch(new RegExp(`^shop-${arn.split('/').at(-1)}\\.elb\\.`));
  });

  it('faces the internet unless it is said to be internal', () => {
    const { dnsName } = addAlb('shop');
    expect(dnsName).toMatch(/^shop-/);
  });

  it('shows neither DNS name nor scheme of a Gateway Load Balancer', async () => {
    sandbox.region(REGION).addLoadBalancer({ type: 'gateway', name: 'wall', scheme: 'internal' });
    const { LoadBalancers } = await clients.v2.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancers).toMatchObject([{ LoadBalancerName: 'wall' }]);
    expect(LoadBalancers?.[0]).not.toHaveProperty('DNSName');
    expect(LoadBalancers?.[0]).not.toHaveProperty('Scheme');
  });

  it('gives no DNS name twice, in no Region, to no successor', () => {
    const region = sandbox.region(REGION);
    const first = addAlb('shop');
    region.remove(first.arn);
    const all = [
      first,
      addAlb('shop'),
      region.addLoadBalancer({ type: 'classic', name: 'shop' }),
      sandbox.region('us-east-1').addLoadBalancer({ type: 'application', name: 'shop' }),
    ];
    expect(new Set(all.map(({ dnsName }) => dnsName)).size).toBe(4);
  });

  it('does not show Classic ones, nor those of another Region', async () => {
    sandbox.region(REGION).addLoadBalancer({ type: 'classic', name: 'old' });
    sandbox.region('us-east-1').addLoadBalancer({ type: 'network', name: 'there' });
    expect((await clients.v2.send(new DescribeLoadBalancersCommand({}))).LoadBalancers).toEqual([]);
  });

  it('finds by name and by ARN, in the order asked', async () => {
    const shop = addAlb('shop');
    const cart = addAlb('cart');
    const byName = await clients.v2.send(new DescribeLoadBalancersCommand({ Names: ['cart', 'shop'] }));
    const byArn = await clients.v2.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [cart.arn, shop.arn] }),
    );
    expect(byName.LoadBalancers?.map((each) => each.LoadBalancerName)).toEqual(['cart', 'shop']);
    expect(byArn.LoadBalancers).toEqual(byName.LoadBalancers);
  });

  it.each(['Names', 'LoadBalancerArns'] as const)(
    'fails as a whole if one of the %s is missing',
    async (filter) => {
      const { arn, name } = addAlb('shop');
      const call = clients.v2.send(
        new DescribeLoadBalancersCommand({ [filter]: [filter === 'Names' ? name : arn, 'gone'] }),
      );
      await expect(failure(call)).resolves.toMatchObject({
        type: 'LoadBalancerNotFoundException',
        status: 400,
      });
    },
  );

  it('takes 20 names and no more', async () => {
    const names = Array.from({ length: 21 }, (_, index) => addAlb(`lb-${index}`).name);
    await clients.v2.send(new DescribeLoadBalancersCommand({ Names: names.slice(1) }));
    const seen = await failure(clients.v2.send(new DescribeLoadBalancersCommand({ Names: names })));
    expect(seen).toMatchObject({ name: 'ValidationError', message: expect.stringContaining('Up to 20') });
  });
});

describe('DescribeListeners', () => {
  it('shows protocol, port and policy, and no SslPolicy where there is none', async () => {
    const { arn } = sandbox.region(REGION).addLoadBalancer({
      type: 'network',
      name: 'net',
      listeners: [
        { port: 443, protocol: 'TLS', policy: PQ },
        { port: 80, protocol: 'TCP' },
        { port: 444, protocol: 'QUIC' },
      ],
    });
    const { Listeners = [] } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
    expect(Listeners.map(({ Port, Protocol, SslPolicy }) => [Port, Protocol, SslPolicy])).toEqual([
      [443, 'TLS', PQ],
      [80, 'TCP', undefined],
      [444, 'QUIC', undefined],
    ]);
  });

  it('gives a secure listener without a chosen policy the default of the API', async () => {
    const listeners = [{ port: 443, protocol: 'HTTPS' as const }];
    const added = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
    await expect(policiesOf(added)).resolves.toEqual([OLD]);
  });

  it('finds by listener ARN', async () => {
    const [first, second] = addAlb('shop', OLD, PLAIN).listeners;
    const arns = [present(second).arn, present(first).arn];
    const { Listeners = [] } = await clients.v2.send(new DescribeListenersCommand({ ListenerArns: arns }));
    expect(Listeners.map((each) => each.ListenerArn)).toEqual(arns);
  });

  it.each([
    ['LoadBalancerNotFoundException', { LoadBalancerArn: 'arn:gone' }],
    ['ListenerNotFoundException', { ListenerArns: ['arn:gone'] }],
    ['ElasticLoadBalancingV2ServiceException', {}],
  ])('answers %s to %j', async (type, input) => {
    const call = clients.v2.send(new DescribeListenersCommand(input));
    await expect(failure(call)).resolves.toMatchObject({ type, status: 400 });
  });
});

async function offered(
  input: ConstructorParameters<typeof DescribeSSLPoliciesCommand>[0],
): Promise<readonly string[]> {
  const found: string[] = [];
  let marker: string | undefined;
  do {
    const page = await clients.v2.send(new DescribeSSLPoliciesCommand({ ...input, Marker: marker }));
    found.push(...(page.SslPolicies ?? []).map((policy) => present(policy.Name)));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return found;
}

const withoutPq = ({ policies, classic }: Catalogue): Catalogue => ({
  policies: policies.filter((policy) => !policy.name.includes('PQ')),
  classic,
});

describe('DescribeSSLPolicies', () => {
  it('shows protocols, ciphers with their priority, and types', async () => {
    const { SslPolicies } = await clients.v2.send(new DescribeSSLPoliciesCommand({ Names: [PQ] }));
    expect(SslPolicies).toHaveLength(1);
    expect(SslPolicies).toMatchObject([
      {
        Name: PQ,
        SslProtocols: ['TLSv1.2', 'TLSv1.3'],
        SupportedLoadBalancerTypes: ['application', 'network'],
      },
    ]);
    expect(SslPolicies?.[0]?.Ciphers?.[0]).toEqual({ Name: 'TLS_AES_128_GCM_SHA256', Priority: 1 });
    expect(SslPolicies?.[0]?.Ciphers).toHaveLength(7);
  });

  it.each([
    ['application', 49],
    ['network', 49],
    ['gateway', 0],
    [undefined, 49],
  ] as const)('lists the policies for type %s', async (type, count) => {
    await expect(offered({ LoadBalancerType: type })).resolves.toHaveLength(count);
  });

  it('answers SSLPolicyNotFound to an unknown name, even beside a known one', async () => {
    const call = clients.v2.send(new DescribeSSLPoliciesCommand({ Names: [PQ, 'ELBSecurityPolicy-None'] }));
    await expect(failure(call)).resolves.toMatchObject({ type: 'SSLPolicyNotFoundException', status: 400 });
  });

  it('refuses an unknown type', async () => {
    const input = JSON.parse('{"LoadBalancerType":"classic"}');
    const call = clients.v2.send(new DescribeSSLPoliciesCommand(input));
    await expect(failure(call)).resolves.toMatchObject({ name: 'ValidationError' });
  });

  it('differs by Region as the options say', async () => {
    const differing = await start({
      candidateRegions: ['us-east-1'],
      catalogue: (region, catalogue) => (region === REGION ? withoutPq(catalogue) : catalogue),
    });
    clients = clientsFor(differing);
    await expect(offered({})).resolves.not.toContain(PQ);
    clients = clientsFor(differing, 'us-east-1');
    await expect(offered({})).resolves.toEqual(expect.arrayContaining([PQ, CNSA2]));
  });

  it('does not offer the unconfirmed candidates by default', async () => {
    clients = clientsFor(await start());
    await expect(offered({})).resolves.toHaveLength(46);
  });
});

describe('DescribeTags', () => {
  it('shows tags as they are: case, spaces, markup and empty values', async () => {
    const tags = {
      Tier: 'web',
      tier: 'WEB',
      ' spaced ': ' a  b ',
      markup: '<a> & "b"',
      empty: '',
      ümlaut: 'ß',
    };
    const { arn } = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', tags });
    const { TagDescriptions } = await clients.v2.send(new DescribeTagsCommand({ ResourceArns: [arn] }));
    const shown = present(TagDescriptions?.[0]?.Tags).map(({ Key, Value }) => [Key, Value]);
    expect(TagDescriptions?.[0]?.ResourceArn).toBe(arn);
    expect(Object.fromEntries(shown)).toEqual(tags);
  });

  it('takes 1 to 20 ARNs', async () => {
    const arns = Array.from({ length: 21 }, (_, index) => addAlb(`lb-${index}`).arn);
    const twenty = await clients.v2.send(new DescribeTagsCommand({ ResourceArns: arns.slice(1) }));
    expect(twenty.TagDescriptions).toHaveLength(20);
    for (const refused of [arns, []]) {
      const call = clients.v2.send(new DescribeTagsCommand({ ResourceArns: refused }));
      await expect(failure(call)).resolves.toMatchObject({ name: 'ValidationError', status: 400 });
    }
  });

  it('fails as a whole if one is missing', async () => {
    const call = clients.v2.send(new DescribeTagsCommand({ ResourceArns: [addAlb('shop').arn, 'arn:gone'] }));
    await expect(failure(call)).resolves.toMatchObject({ type: 'LoadBalancerNotFoundException' });
  });
});

describe('ModifyListener', () => {
  it('replaces the policy of that listener and nothing else', async () => {
    const added = addAlb('shop', OLD, OLD);
    const before = sandbox.snapshot();
    const [first] = added.listeners;
    const { Listeners } = await clients.v2.send(
      new ModifyListenerCommand({ ListenerArn: present(first).arn, SslPolicy: PLAIN }),
    );
    expect(Listeners).toMatchObject([
      { ListenerArn: present(first).arn, Port: 443, Protocol: 'HTTPS', SslPolicy: PLAIN },
    ]);
    await expect(policiesOf(added)).resolves.toEqual([PLAIN, OLD]);
    sandbox.region(REGION).setPolicy(present(first).arn, OLD);
    expect(sandbox.snapshot()).toEqual(before);
  });

  it('changes nothing if no policy is given', async () => {
    const added = addAlb('shop', PLAIN);
    await clients.v2.send(new ModifyListenerCommand({ ListenerArn: added.listeners[0]?.arn }));
    await expect(policiesOf(added)).resolves.toEqual([PLAIN]);
  });

  it.each([
    ['plain', 'plain', OLD, PLAIN],
    ['FIPS-PQ', 'FIPS', FIPS, FIPS_PQ],
    ['PQ', 'FIPS', FIPS, PQ],
    ['PQ', 'FIPS-PQ', FIPS_PQ, PQ],
    ['FIPS', 'PQ', PQ, FIPS],
    ['RFC 9151', 'RFC 9151', RFC9151, RFC9151],
  ])('lets %s stand beside %s on one ALB', async (_new, _beside, beside, policy) => {
    const added = addAlb('shop', beside, beside);
    await modify(added.listeners[0]?.arn, policy);
    await expect(policiesOf(added)).resolves.toEqual([policy, beside]);
  });

  it.each([
    ['PQ', 'plain', OLD, PQ],
    ['FIPS', 'plain', PLAIN, FIPS],
    ['FIPS-PQ', 'plain', PLAIN, FIPS_PQ],
    ['plain', 'PQ', PQ, PLAIN],
    ['plain', 'FIPS', FIPS, PLAIN],
    ['plain', 'FIPS-PQ', FIPS_PQ, OLD],
    ['RFC 9151', 'FIPS', FIPS, RFC9151],
    ['PQ', 'RFC 9151', RFC9151, PQ],
    ['CNSA2', 'FIPS-PQ', FIPS_PQ, CNSA2],
  ])('does not let %s stand beside %s on one ALB', async (_new, _beside, beside, policy) => {
    const added = addAlb('shop', beside, beside);
    const seen = await failure(modify(added.listeners[0]?.arn, policy));
    expect(seen).toMatchObject({ type: 'InvalidConfigurationRequestException', status: 400 });
    expect(seen.message).toContain(beside);
    await expect(policiesOf(added)).resolves.toEqual([beside, beside]);
  });

  it('crosses that line where there is one secure listener only', async () => {
    const listeners = [
      { port: 443, protocol: 'HTTPS' as const, policy: OLD },
      { port: 80, protocol: 'HTTP' as const },
    ];
    const added = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
    await modify(added.listeners[0]?.arn, PQ);
    await expect(policiesOf(added)).resolves.toEqual([PQ, undefined]);
  });

  it('mixes freely on a Network Load Balancer', async () => {
    const listeners = [443, 444].map((port) => ({ port, protocol: 'TLS' as const, policy: OLD }));
    const added = sandbox.region(REGION).addLoadBalancer({ type: 'network', name: 'net', listeners });
    await modify(added.listeners[0]?.arn, PQ);
    await expect(policiesOf(added)).resolves.toEqual([PQ, OLD]);
  });

  it('answers SSLPolicyNotFound to a policy that the Region does not offer', async () => {
    const added = addAlb('shop', OLD);
    const seen = await failure(modify(added.listeners[0]?.arn, 'ELBSecurityPolicy-None'));
    expect(seen).toMatchObject({ type: 'SSLPolicyNotFoundException', status: 400 });
    await expect(policiesOf(added)).resolves.toEqual([OLD]);
  });

  it('answers SSLPolicyNotFound to a policy for another type of load balancer', async () => {
    const networkOnly = await start({
      catalogue: (_region, { policies, classic }) => ({
        policies: policies.map((policy) => (policy.name === PQ ? { ...policy, types: ['network'] } : policy)),
        classic,
      }),
    });
    sandbox = networkOnly;
    clients = clientsFor(networkOnly);
    const seen = await failure(modify(addAlb('shop', OLD).listeners[0]?.arn, PQ));
    expect(seen.type).toBe('SSLPolicyNotFoundException');
  });

  it('answers ListenerNotFound to a listener that is not there, or no longer', async () => {
    const { arn, listeners } = addAlb('shop', OLD);
    sandbox.region(REGION).remove(arn);
    for (const gone of [listeners[0]?.arn, 'arn:gone']) {
      const seen = await failure(modify(gone, PLAIN));
      expect(seen).toMatchObject({ type: 'ListenerNotFoundException', status: 400 });
    }
  });

  it('refuses a policy on a listener that can have none', async () => {
    const listeners = [{ port: 80, protocol: 'HTTP' as const }];
    const added = sandbox.region(REGION).addLoadBalancer({ type: 'application', name: 'shop', listeners });
    const seen = await failure(modify(added.listeners[0]?.arn, PLAIN));
    expect(seen.type).toBe('InvalidConfigurationRequestException');
  });

  it('refuses what this tool must never send', async () => {
    const [listener] = addAlb('shop', OLD).listeners;
    const input = { ListenerArn: present(listener).arn, SslPolicy: PLAIN, Protocol: ProtocolEnum.HTTPS };
    const seen = await failure(clients.v2.send(new ModifyListenerCommand(input)));
    expect(seen).toMatchObject({ name: 'ValidationError', message: expect.stringContaining('Protocol') });
  });
});
