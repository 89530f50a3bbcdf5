import {
  CreateLoadBalancerPolicyCommand,
  DeleteLoadBalancerPolicyCommand,
  DescribeLoadBalancerPoliciesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  type PolicyDescription,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import type { NewClassicLoadBalancer, Sandbox } from '../../sandbox';
import {
  CLASSIC_BEST,
  type Clients,
  OLD,
  REGION,
  clientsFor,
  failure,
  present,
  start,
  stopAll,
} from './helpers';

const SSL = 'SSLNegotiationPolicyType';
const STICKY = {
  name: 'sticky',
  type: 'LBCookieStickinessPolicyType',
  attributes: { CookieExpirationPeriod: '60' },
};

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start({ policyLimit: 4 });
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

function add(name: string, more: Partial<NewClassicLoadBalancer> = {}): void {
  const listeners = [
    { port: 443, protocol: 'HTTPS' as const },
    { port: 80, protocol: 'HTTP' as const },
  ];
  sandbox.region(REGION).addLoadBalancer({ type: 'classic', name, listeners, ...more });
}

function create(
  loadBalancer: string,
  policy: string,
  attributes: Readonly<Record<string, string>>,
  type = SSL,
): Promise<unknown> {
  return clients.classic.send(
    new CreateLoadBalancerPolicyCommand({
      LoadBalancerName: loadBalancer,
      PolicyName: policy,
      PolicyTypeName: type,
      PolicyAttributes: Object.entries(attributes).map(([key, value]) => ({
        AttributeName: key,
        AttributeValue: value,
      })),
    }),
  );
}

function reference(policy: string): Readonly<Record<string, string>> {
  return { 'Reference-Security-Policy': policy };
}

function set(loadBalancer: string, port: number, names: string[]): Promise<unknown> {
  const input = { LoadBalancerName: loadBalancer, LoadBalancerPort: port, PolicyNames: names };
  return clients.classic.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
}

async function policyNames(loadBalancer: string, port = 443): Promise<readonly string[] | undefined> {
  const input = { LoadBalancerNames: [loadBalancer] };
  const { LoadBalancerDescriptions } = await clients.classic.send(new DescribeLoadBalancersCommand(input));
  const listeners = LoadBalancerDescriptions?.[0]?.ListenerDescriptions ?? [];
  return listeners.find((each) => each.Listener?.LoadBalancerPort === port)?.PolicyNames;
}

async function policies(loadBalancer?: string, names?: string[]): Promise<readonly PolicyDescription[]> {
  const input = { LoadBalancerName: loadBalancer, PolicyNames: names };
  const { PolicyDescriptions } = await clients.classic.send(new DescribeLoadBalancerPoliciesCommand(input));
  return present(PolicyDescriptions);
}

function attributesOf(policy: PolicyDescription | undefined): readonly (readonly [string, string])[] {
  const attributes = present(policy?.PolicyAttributeDescriptions);
  return attributes.map((each) => [present(each.AttributeName), present(each.AttributeValue)]);
}

describe('DescribeLoadBalancers', () => {
  it('shows listeners with their policies, and all policies by type', async () => {
    add('old', {
      listeners: [{ port: 443, protocol: 'SSL', policyNames: ['mine', 'sticky'] }],
      policies: [
        { name: 'mine', type: SSL, reference: CLASSIC_BEST },
        STICKY,
        { name: 'app', type: 'AppCookieStickinessPolicyType', attributes: { CookieName: 'session' } },
      ],
    });
    const { LoadBalancerDescriptions } = await clients.classic.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancerDescriptions).toMatchObject([
      {
        LoadBalancerName: 'old',
        ListenerDescriptions: [
          { Listener: { LoadBalancerPort: 443, Protocol: 'SSL' }, PolicyNames: ['mine', 'sticky'] },
        ],
        Policies: {
          LBCookieStickinessPolicies: [{ PolicyName: 'sticky', CookieExpirationPeriod: 60 }],
          AppCookieStickinessPolicies: [{ PolicyName: 'app', CookieName: 'session' }],
          OtherPolicies: ['mine'],
        },
      },
    ]);
  });

  it.each([
    ['internet-facing', /^old-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/],
    ['internal', /^internal-old-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/],
  ] as const)('names one that is %s as AWS does', async (scheme, dnsName) => {
    add('old', { scheme });
    const { LoadBalancerDescriptions } = await clients.classic.send(new DescribeLoadBalancersCommand({}));
    expect(LoadBalancerDescriptions).toMatchObject([
      { Scheme: scheme, DNSName: expect.stringMatching(dnsName) },
    ]);
  });

  it('shows the default policy by its own name on a listener that was created without one', async () => {
    add('old');
    await expect(policyNames('old')).resolves.toEqual([OLD]);
    await expect(policyNames('old', 80)).resolves.toEqual([]);
  });

  it('ends its pages with an empty marker', async () => {
    add('old');
    const { NextMarker } = await clients.classic.send(new DescribeLoadBalancersCommand({}));
    expect(NextMarker).toBe('');
  });

  it('fails as a whole if one name is missing, under the SDK name AccessPointNotFoundException', async () => {
    add('old');
    const call = clients.classic.send(
      new DescribeLoadBalancersCommand({ LoadBalancerNames: ['old', 'gone'] }),
    );
    const seen = await failure(call);
    expect(seen).toMatchObject({ type: 'AccessPointNotFoundException', status: 400 });
    expect(seen.message).toBe("There is no ACTIVE Load Balancer named 'gone'");
  });
});

describe('DescribeTags', () => {
  it('shows tags as they are', async () => {
    add('old', { tags: { Tier: 'web', ' a ': '<&>' } });
    const { TagDescriptions } = await clients.classic.send(
      new DescribeTagsCommand({ LoadBalancerNames: ['old'] }),
    );
    expect(TagDescriptions).toEqual([
      {
        LoadBalancerName: 'old',
        Tags: [
          { Key: 'Tier', Value: 'web' },
          { Key: ' a ', Value: '<&>' },
        ],
      },
    ]);
  });

  it('takes 1 to 20 names, and fails as a whole if one is missing', async () => {
    const names = Array.from({ length: 21 }, (_, index) => `lb-${index}`);
    for (const name of names) add(name);
    await clients.classic.send(new DescribeTagsCommand({ LoadBalancerNames: names.slice(1) }));
    for (const refused of [names, []]) {
      const call = clients.classic.send(new DescribeTagsCommand({ LoadBalancerNames: refused }));
      await expect(failure(call)).resolves.toMatchObject({ name: 'ValidationError' });
    }
    const call = clients.classic.send(new DescribeTagsCommand({ LoadBalancerNames: ['lb-0', 'gone'] }));
    await expect(failure(call)).resolves.toMatchObject({ type: 'AccessPointNotFoundException' });
  });
});

describe('DescribeLoadBalancerPolicies', () => {
  it('lists the 11 predefined policies without a load balancer', async () => {
    const found = await policies();
    expect(found).toHaveLength(11);
    expect(found.every((policy) => policy.PolicyTypeName === SSL)).toBe(true);
    const best = attributesOf(found.find((policy) => policy.PolicyName === CLASSIC_BEST));
    expect(best).toHaveLength(93);
    expect(best.slice(0, 4)).toEqual([
      ['Protocol-TLSv1', 'false'],
      ['Protocol-SSLv3', 'false'],
      ['Protocol-TLSv1.1', 'false'],
      ['Protocol-TLSv1.2', 'true'],
    ]);
  });

  it.each(['2014-10', '2014-01', '2011-08'])(
    'has no attributes for %s, whose contents are not known',
    async (date) => {
      const [policy] = await policies(undefined, [`ELBSecurityPolicy-${date}`]);
      expect(attributesOf(policy)).toEqual([]);
    },
  );

  it('lists the policies on a load balancer, in use or not, and filters by name', async () => {
    add('old', { policies: [STICKY] });
    expect((await policies('old')).map((policy) => policy.PolicyName)).toEqual(['sticky', OLD]);
    expect((await policies('old', ['sticky'])).map(attributesOf)).toEqual([
      [['CookieExpirationPeriod', '60']],
    ]);
  });

  it.each([
    ['a predefined policy that is not on the load balancer', 'old', CLASSIC_BEST],
    ['an unknown predefined policy', undefined, 'ELBSecurityPolicy-None'],
  ])('answers PolicyNotFound to %s', async (_what, loadBalancer, name) => {
    add('old');
    const seen = await failure(policies(loadBalancer, [name]));
    expect(seen).toMatchObject({ type: 'PolicyNotFoundException', status: 400 });
  });

  it('answers LoadBalancerNotFound to a load balancer that is not there', async () => {
    await expect(failure(policies('gone'))).resolves.toMatchObject({ type: 'AccessPointNotFoundException' });
  });
});

describe('CreateLoadBalancerPolicy', () => {
  beforeEach(() => add('old'));

  it('expands a reference to all attributes, the reference first', async () => {
    await create('old', 'mine', reference(CLASSIC_BEST));
    const [mine] = await policies('old', ['mine']);
    const [best] = await policies(undefined, [CLASSIC_BEST]);
    expect(attributesOf(mine)).toHaveLength(94);
    expect(attributesOf(mine)).toEqual([['Reference-Security-Policy', CLASSIC_BEST], ...attributesOf(best)]);
  });

  it('spells out the attributes of a custom policy, without a reference', async () => {
    await create('old', 'mine', { 'Protocol-TLSv1.2': 'true', 'ECDHE-RSA-AES128-GCM-SHA256': 'true' });
    const attributes = attributesOf((await policies('old', ['mine']))[0]);
    expect(attributes).toHaveLength(93);
    expect(attributes.filter(([, value]) => value === 'true').map(([name]) => name)).toEqual([
      'Protocol-TLSv1.2',
      'ECDHE-RSA-AES128-GCM-SHA256',
    ]);
  });

  it('puts the policy on the load balancer and on no listener', async () => {
    await create('old', 'mine', reference(CLASSIC_BEST));
    await expect(policyNames('old')).resolves.toEqual([OLD]);
  });

  it('keeps the attributes of other types as they are', async () => {
    await create('old', 'proxy', { ProxyProtocol: 'true' }, 'ProxyProtocolPolicyType');
    expect((await policies('old', ['proxy'])).map(attributesOf)).toEqual([[['ProxyProtocol', 'true']]]);
  });

  it('answers DuplicatePolicyName, be the contents the same or not', async () => {
    await create('old', 'mine', reference(CLASSIC_BEST));
    for (const policy of [CLASSIC_BEST, OLD]) {
      const seen = await failure(create('old', 'mine', reference(policy)));
      expect(seen).toMatchObject({ type: 'DuplicatePolicyNameException', status: 400 });
    }
  });

  it('lets two load balancers have a policy of the same name', async () => {
    add('other');
    await create('old', 'mine', reference(CLASSIC_BEST));
    await expect(create('other', 'mine', reference(CLASSIC_BEST))).resolves.toBeDefined();
  });

  it('answers TooManyPolicies at the limit', async () => {
    for (const name of ['a', 'b', 'c']) await create('old', name, reference(CLASSIC_BEST));
    const seen = await failure(create('old', 'd', reference(CLASSIC_BEST)));
    expect(seen).toMatchObject({ type: 'TooManyPoliciesException', status: 400 });
    await expect(policies('old')).resolves.toHaveLength(4);
  });

  it.each([
    ['the prefix ELBSecurityPolicy-', CLASSIC_BEST, reference(CLASSIC_BEST)],
    ['the prefix ELBSample-', 'ELBSample-mine', reference(CLASSIC_BEST)],
    ['a name with a dot', 'mine.too', reference(CLASSIC_BEST)],
    ['an unknown reference', 'mine', reference('ELBSecurityPolicy-None')],
    ['a reference beside attributes', 'mine', { ...reference(OLD), 'Protocol-TLSv1.2': 'true' }],
    ['an unknown attribute', 'mine', { 'Protocol-TLSv1.3': 'true' }],
  ])('refuses %s', async (_what, name, attributes) => {
    const seen = await failure(create('old', name, attributes));
    expect(seen).toMatchObject({ type: 'InvalidConfigurationRequestException', status: 409 });
    await expect(policies('old')).resolves.toHaveLength(1);
  });

  it.each([
    ['PolicyTypeNotFoundException', 'old', 'NoSuchPolicyType'],
    ['AccessPointNotFoundException', 'gone', SSL],
  ])('answers %s', async (type, loadBalancer, policyType) => {
    const seen = await failure(create(loadBalancer, 'mine', reference(CLASSIC_BEST), policyType));
    expect(seen).toMatchObject({ type, status: 400 });
  });
});

describe('SetLoadBalancerPoliciesOfListener', () => {
  beforeEach(() => {
    add('old', {
      policies: [STICKY, { name: 'mine', type: SSL, reference: CLASSIC_BEST }],
      listeners: [
        { port: 443, protocol: 'HTTPS', policyNames: [OLD, 'sticky'] },
        { port: 444, protocol: 'HTTPS' },
        { port: 80, protocol: 'HTTP' },
      ],
    });
  });

  it('replaces the whole list: a policy left out is no longer on the listener', async () => {
    await set('old', 443, ['mine']);
    await expect(policyNames('old')).resolves.toEqual(['mine']);
    await expect(policyNames('old', 444)).resolves.toEqual([OLD]);
    await expect(policies('old')).resolves.toHaveLength(3);
  });

  it('keeps what the list names', async () => {
    await set('old', 443, ['sticky', 'mine']);
    await expect(policyNames('old')).resolves.toEqual(['sticky', 'mine']);
  });

  it('takes an empty list: no policy is left', async () => {
    await set('old', 443, []);
    await expect(policyNames('old')).resolves.toEqual([]);
  });

  it('takes a predefined name that AWS itself put on the load balancer', async () => {
    await set('old', 443, ['mine']);
    await set('old', 443, [OLD]);
    await expect(policyNames('old')).resolves.toEqual([OLD]);
  });

  it('answers PolicyNotFound to a predefined name that is not on the load balancer, and changes nothing', async () => {
    const seen = await failure(set('old', 443, ['sticky', CLASSIC_BEST]));
    expect(seen).toMatchObject({ type: 'PolicyNotFoundException', status: 400 });
    expect(seen.message).toBe(`There is no policy with name ${CLASSIC_BEST} for load balancer old`);
    await expect(policyNames('old')).resolves.toEqual([OLD, 'sticky']);
  });

  it('answers PolicyNotFound to a policy of another load balancer', async () => {
    add('other', { policies: [{ name: 'theirs', type: SSL, reference: CLASSIC_BEST }] });
    await expect(failure(set('old', 443, ['theirs']))).resolves.toMatchObject({
      type: 'PolicyNotFoundException',
    });
  });

  it('refuses an SSL negotiation policy on a listener without TLS, and takes stickiness there', async () => {
    const seen = await failure(set('old', 80, ['mine']));
    expect(seen).toMatchObject({ type: 'InvalidConfigurationRequestException', status: 409 });
    await set('old', 80, ['sticky']);
    await expect(policyNames('old', 80)).resolves.toEqual(['sticky']);
  });

  it.each([
    ['ListenerNotFoundException', 'old', 9999],
    ['AccessPointNotFoundException', 'gone', 443],
  ])('answers %s', async (type, loadBalancer, port) => {
    await expect(failure(set(loadBalancer, port, ['mine']))).resolves.toMatchObject({ type, status: 400 });
  });

  it('needs a list', async () => {
    const input = JSON.parse('{"LoadBalancerName":"old","LoadBalancerPort":443}');
    const call = clients.classic.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
    await expect(failure(call)).resolves.toMatchObject({ name: 'ValidationError' });
  });
});

function remove(loadBalancer: string, policy: string): Promise<unknown> {
  const input = { LoadBalancerName: loadBalancer, PolicyName: policy };
  return clients.classic.send(new DeleteLoadBalancerPolicyCommand(input));
}

async function namesOn(loadBalancer: string): Promise<readonly (string | undefined)[]> {
  return (await policies(loadBalancer)).map((each) => each.PolicyName);
}

describe('DeleteLoadBalancerPolicy', () => {
  const mine = { name: 'mine', type: SSL, reference: CLASSIC_BEST };

  it('takes a policy off, and leaves all else as it was', async () => {
    add('old', { policies: [mine, STICKY] });
    const before = sandbox.snapshot();
    await create('old', 'other', reference(CLASSIC_BEST));
    expect(sandbox.snapshot()).not.toEqual(before);
    await remove('old', 'other');
    expect(JSON.stringify(sandbox.snapshot())).toBe(JSON.stringify(before));
    expect(sandbox.mutations().map(({ action }) => action)).toEqual([
      'CreateLoadBalancerPolicy',
      'DeleteLoadBalancerPolicy',
    ]);
  });

  it('is refused while a listener has it enabled', async () => {
    add('old', { policies: [mine] });
    await set('old', 443, ['mine']);
    await expect(failure(remove('old', 'mine'))).resolves.toMatchObject({
      type: 'InvalidConfigurationRequestException',
      status: 409,
    });
    await set('old', 443, [OLD]);
    await remove('old', 'mine');
    await expect(namesOn('old')).resolves.not.toContain('mine');
  });

  it('succeeds where there is no such policy', async () => {
    add('old', { policies: [STICKY] });
    const before = await namesOn('old');
    await remove('old', 'mine');
    await expect(namesOn('old')).resolves.toEqual(before);
  });

  it('is refused where there is no such load balancer', async () => {
    await expect(failure(remove('none', 'mine'))).resolves.toMatchObject({
      type: 'AccessPointNotFoundException',
    });
  });
});
