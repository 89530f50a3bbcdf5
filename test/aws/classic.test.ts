import { writesOf, type ClassicChange } from '../../lambda/core/change';
import type { Sandbox } from '../../sandbox';
import {
  CLASSIC_BEST,
  EU,
  OLD,
  OWN_POLICY,
  STICKY,
  WEB,
  alb,
  callsOf,
  classic,
  failure,
  many,
  policiesIn,
  policiesOn,
  present,
  regionOf,
  start,
  stopAll,
} from '../helpers';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await start({ pageSize: 20 });
});
afterEach(stopAll);

const SSL = 'SSLNegotiationPolicyType';
const CUSTOM = {
  name: 'mine',
  type: SSL,
  attributes: {
    'Protocol-TLSv1.2': 'true',
    'Protocol-TLSv1.1': 'false',
    'Server-Defined-Cipher-Order': 'true',
    'ECDHE-RSA-AES128-GCM-SHA256': 'true',
  },
};

async function readOne(name: string) {
  const region = regionOf(sandbox);
  const found = present((await region.listed()).find((reference) => reference.name === name));
  const answer = present((await region.read([{ ...found, tags: WEB }])).get(found.arn));
  if (answer.status !== 'read' || answer.value.type !== 'classic')
    throw new Error(`got ${JSON.stringify(answer)}`);
  return answer.value;
}

describe('policies', () => {
  it('a custom one is its protocols and ciphers that are on', async () => {
    sandbox.region(EU).addLoadBalancer(classic('old', [['mine']], [CUSTOM]));

    const { policies } = await readOne('old');

    expect(policies).toEqual([
      {
        name: 'mine',
        type: SSL,
        reference: null,
        protocols: ['TLSv1.2'],
        ciphers: ['ECDHE-RSA-AES128-GCM-SHA256'],
        attributes: expect.arrayContaining([
          'Protocol-TLSv1.2',
          'Server-Defined-Cipher-Order',
          'ECDHE-RSA-AES128-GCM-SHA256',
        ]),
      },
    ]);
  });

  it('one made from a predefined one has its reference and its contents', async () => {
    const made = { name: 'AWSConsole-x', type: SSL, reference: CLASSIC_BEST };
    sandbox.region(EU).addLoadBalancer(classic('old', [['AWSConsole-x']], [made]));

    const { policies } = await readOne('old');

    expect(policies).toMatchObject([
      { name: 'AWSConsole-x', reference: CLASSIC_BEST, protocols: ['TLSv1.2'] },
    ]);
    expect(policies[0]?.ciphers).toContain('AES256-GCM-SHA384');
    expect(policies[0]?.ciphers).not.toContain('Reference-Security-Policy');
    expect(policies[0]?.ciphers).not.toContain('Server-Defined-Cipher-Order');
  });

  it('of other types are read too', async () => {
    sandbox.region(EU).addLoadBalancer(classic('old', [['mine', 'sticky']], [CUSTOM, STICKY]));

    const { listeners, policies } = await readOne('old');

    expect(policies.map(({ name, type }) => [name, type])).toEqual([
      ['mine', SSL],
      ['sticky', STICKY.type],
    ]);
    expect(listeners).toEqual([
      { port: 80, protocol: 'HTTP', policyNames: [] },
      { port: 443, protocol: 'HTTPS', policyNames: ['mine', 'sticky'] },
    ]);
  });
});

it('load balancers are described 20 at a time, and policies asked for only where a listener is secure', async () => {
  for (const index of many(25, Number))
    sandbox.region(EU).addLoadBalancer(classic(`c${index}`, index < 3 ? [[OLD]] : []));
  const region = regionOf(sandbox);
  const tagged = (await region.listed()).map((reference) => ({ ...reference, tags: WEB }));
  sandbox.forgetCalls();

  const answers = await region.read(tagged);

  expect([...answers.values()].every(({ status }) => status === 'read')).toBe(true);
  expect(callsOf(sandbox, 'DescribeLoadBalancers').map(({ resources }) => resources.length)).toEqual([20, 5]);
  expect(callsOf(sandbox, 'DescribeLoadBalancerPolicies')).toHaveLength(3);
});

it('one that went away does not spoil the batch', async () => {
  for (const index of many(20, Number)) sandbox.region(EU).addLoadBalancer(classic(`c${index}`, [[OLD]]));
  const region = regionOf(sandbox);
  const tagged = (await region.listed()).map((reference) => ({ ...reference, tags: WEB }));
  sandbox.region(EU).remove('c11');

  const answers = await region.read(tagged);

  const unread = tagged.filter(({ arn }) => answers.get(arn)?.status !== 'read');
  expect(unread.map(({ name, arn }) => [name, answers.get(arn)?.status])).toEqual([['c11', 'gone']]);
});

async function change(its: ClassicChange): Promise<void> {
  const region = regionOf(sandbox);
  for (const write of writesOf(its)) await region.write(write);
}

describe('a change', () => {
  const CHANGE: ClassicChange = {
    kind: 'set-policies-of-listener',
    loadBalancerName: 'old',
    port: 443,
    create: [{ policyName: OWN_POLICY, reference: CLASSIC_BEST, attributes: [] }],
    policyNames: ['sticky', OWN_POLICY],
    before: ['sticky', OLD],
  };
  let arn: string;

  function furnish(policies: Parameters<typeof classic>[2] = []): void {
    ({ arn } = sandbox.region(EU).addLoadBalancer(classic('old', [['sticky', OLD]], [STICKY, ...policies])));
  }

  it('makes the policy from its reference, then sets the whole list', async () => {
    furnish();

    await change(CHANGE);

    expect(sandbox.mutations().map(({ action }) => action)).toEqual([
      'CreateLoadBalancerPolicy',
      'SetLoadBalancerPoliciesOfListener',
    ]);
    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OWN_POLICY]);
    expect(callsOf(sandbox, 'CreateLoadBalancerPolicy')[0]?.parameters).toMatchObject({
      PolicyAttributes: [{ AttributeName: 'Reference-Security-Policy', AttributeValue: CLASSIC_BEST }],
    });
  });

  it('makes no policy where there is one', async () => {
    furnish([{ name: OWN_POLICY, type: SSL, reference: CLASSIC_BEST }]);

    await change({ ...CHANGE, create: [] });

    expect(sandbox.mutations().map(({ action }) => action)).toEqual(['SetLoadBalancerPoliciesOfListener']);
  });

  it('uses ours when somebody has made it in between', async () => {
    furnish([{ name: OWN_POLICY, type: SSL, reference: CLASSIC_BEST }]);

    await change(CHANGE);

    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OWN_POLICY]);
    expect(policiesOn(sandbox, arn).filter((name) => name === OWN_POLICY)).toHaveLength(1);
  });

  it.each([
    ['a weaker predefined one', { name: OWN_POLICY, type: SSL, reference: OLD }],
    ['contents of its own', { ...CUSTOM, name: OWN_POLICY }],
    ['another type', { ...STICKY, name: OWN_POLICY }],
  ])('does not use our name for %s', async (_name, policy) => {
    furnish([policy]);

    expect((await failure(change(CHANGE))).name).toBe('NameTaken');

    expect(callsOf(sandbox, 'SetLoadBalancerPoliciesOfListener')).toEqual([]);
  });

  it('sets nothing when the policy could not be made', async () => {
    furnish();
    sandbox.fault({ action: 'CreateLoadBalancerPolicy', kind: 'deny' });

    await failure(change(CHANGE));

    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OLD]);
  });

  it('is tried once: whoever asks again looks first', async () => {
    furnish();
    sandbox.fault({ action: 'CreateLoadBalancerPolicy', kind: 'reset-after', times: 1 });

    await failure(change(CHANGE));
    expect(callsOf(sandbox, 'CreateLoadBalancerPolicy')).toHaveLength(1);
    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OLD]);

    // The policy is there: its answer alone was lost.
    await change(CHANGE);
    expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OWN_POLICY]);
  });

  describe('with a policy of its own contents, as an undo creates it anew', () => {
    const { attributes: inMine, ...mine } = CUSTOM;
    const ON = Object.entries(inMine).flatMap(([name, value]) => (value === 'true' ? [name] : []));
    const BACK: ClassicChange = {
      ...CHANGE,
      create: [{ policyName: mine.name, reference: null, attributes: ON }],
      policyNames: [mine.name],
    };

    it('sends what is on, and the policy reads as it was', async () => {
      sandbox.region(EU).addLoadBalancer(classic('former', [['mine']], [CUSTOM]));
      furnish();
      await change(BACK);
      const [before, after] = [await readOne('former'), await readOne('old')];
      const made = after.policies.find(({ name }) => name === 'mine');
      expect(made).toEqual(before.policies[0]);
      expect(made?.attributes.toSorted()).toEqual(ON.toSorted());
      expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['mine']);
    });

    it('uses the one that is there, where it has the same contents', async () => {
      furnish([CUSTOM]);
      await change(BACK);
      expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['mine']);
    });

    it('does not use one with other contents', async () => {
      furnish([{ ...CUSTOM, attributes: { ...CUSTOM.attributes, 'Protocol-TLSv1.1': 'true' } }]);
      expect((await failure(change(BACK))).name).toBe('NameTaken');
      expect(policiesIn(sandbox)[`${arn}#443`]).toEqual(['sticky', OLD]);
    });
  });
});

it('says when load balancers were created, and leaves out what is not there', async () => {
  sandbox.region(EU).addLoadBalancer(classic('old', [[OLD]]));
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  const region = regionOf(sandbox);
  const found = await region.listed();
  const gone = found.map((reference) => ({
    ...reference,
    name: 'gone',
    arn: reference.arn.replace(reference.name, 'gone'),
  }));
  const created = await region.createdAt([...found, ...gone]);
  expect([...created.keys()].toSorted()).toEqual(found.map(({ arn }) => arn).toSorted());
  expect([...created.values()].every((at) => at.getTime() > 0)).toBe(true);
  expect((await readOne('old')).created).toBe(
    created.get(present(found.find(({ name }) => name === 'old')).arn)?.toISOString(),
  );
});
