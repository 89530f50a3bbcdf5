import { readCall } from '../../../lambda/core/wake/call';
import { folded, judgeCall, notYetSeen, touchedArn, type Wake } from '../../../lambda/core/wake/wake';
import {
  aCall,
  ALICE,
  ANN,
  anUpload,
  ITSELF,
  sessionOf,
  type CallOptions,
  type UploadOptions,
} from '../../calls';
import { ACCOUNT, EU, SCOPE, US } from '../../vocabulary';
import { many, present } from '../../helpers';

const ELB = `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}`;
const SHOP = `${ELB}:loadbalancer/app/shop/50dc6c495c0c9188`;
const TILL = `${ELB}:loadbalancer/net/till/50dc6c495c0c9189`;
const OLD = `${ELB}:loadbalancer/old`;
const LISTENER = `${ELB}:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2`;

const WATCHER = {
  account: ACCOUNT,
  self: String(ITSELF['arn']),
  regions: [EU],
  scope: SCOPE,
} as const;

const WEB_TAG = [
  { key: 'Team', value: 'shop' },
  { key: 'Tier', value: 'web' },
];
const MODIFY: CallOptions = {
  name: 'ModifyListener',
  parameters: { listenerArn: LISTENER, sslPolicy: 'ELBSecurityPolicy-2016-08' },
};

function judged(options: CallOptions, watcher = {}): ReturnType<typeof judgeCall> {
  const call = present(readCall(aCall(options)) ?? undefined);
  return judgeCall(call, { ...WATCHER, ...watcher });
}

function addTags(parameters: CallOptions['parameters']): CallOptions {
  return { name: 'AddTags', parameters };
}

function wokenIn(options: CallOptions, watcher = {}): readonly string[] | string {
  const answer = judged(options, watcher);
  return typeof answer === 'string' ? answer : answer.map(touchedArn);
}

describe('a call wakes', () => {
  const classic = { apiVersion: '2012-06-01' } as const;
  it.each<[string, CallOptions, readonly string[]]>([
    [
      'CreateListener',
      {
        name: 'CreateListener',
        parameters: {
          loadBalancerArn: SHOP,
          port: 443,
          protocol: 'HTTPS',
          certificates: [{ certificateArn: `arn:aws:acm:${EU}:${ACCOUNT}:certificate/1` }],
        },
      },
      [SHOP],
    ],
    ['ModifyListener', MODIFY, [SHOP]],
    [
      'ModifyListener of a port alone',
      { name: 'ModifyListener', parameters: { listenerArn: LISTENER, port: 8443 } },
      [SHOP],
    ],
    [
      'CreateLoadBalancer on Classic',
      {
        name: 'CreateLoadBalancer',
        ...classic,
        parameters: {
          loadBalancerName: 'old',
          listeners: [{ loadBalancerPort: 443, protocol: 'HTTPS', instancePort: 80 }],
          subnets: ['subnet-12345678'],
        },
      },
      [OLD],
    ],
    [
      'CreateLoadBalancerListeners',
      {
        name: 'CreateLoadBalancerListeners',
        ...classic,
        parameters: { loadBalancerName: 'old', listeners: [] },
      },
      [OLD],
    ],
    [
      'SetLoadBalancerPoliciesOfListener',
      {
        name: 'SetLoadBalancerPoliciesOfListener',
        ...classic,
        parameters: { loadBalancerName: 'old', loadBalancerPort: 443, policyNames: ['weak'] },
      },
      [OLD],
    ],
    [
      'AddTags that bring into scope, each once',
      { name: 'AddTags', parameters: { resourceArns: [SHOP, TILL, SHOP], tags: WEB_TAG } },
      [SHOP, TILL],
    ],
    [
      'AddTags on Classic',
      { name: 'AddTags', ...classic, parameters: { loadBalancerNames: ['old', 'older'], tags: WEB_TAG } },
      [OLD, `${ELB}:loadbalancer/older`],
    ],
  ])('%s', (_, options, loadBalancers) => {
    expect(wokenIn(options)).toEqual(loadBalancers);
  });

  it('a user of IAM, the root user, and a service that acts by itself', () => {
    const root = {
      type: 'Root',
      principalId: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:root`,
      accountId: ACCOUNT,
    };
    const service = { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' };
    const who = [ALICE, root, service, {}].map((identity) => {
      const wakes = judged({ ...MODIFY, identity });
      return typeof wakes === 'string' ? wakes : wakes[0]?.by;
    });
    expect(who).toEqual([ALICE.arn, root.arn, 'autoscaling.amazonaws.com', 'unknown']);
  });

  it('with who made it, from where, by what and when', () => {
    expect(judged(MODIFY)).toEqual([
      {
        loadBalancer: SHOP,
        call: 'ModifyListener',
        at: '2026-11-22T05:59:00.000Z',
        times: 1,
        by: ANN['arn'],
        from: '198.51.100.7',
        userAgent: 'aws-cli/2.31.13 md/awscrt#0.27.6 ua/2.1 os/linux#6.1',
      },
    ]);
  });

  it('in a Region that is looked at, and in all with all', () => {
    const there = LISTENER.replace(EU, US);
    const options = { ...MODIFY, region: US, parameters: { listenerArn: there, sslPolicy: 'x' } };
    expect(wokenIn(options)).toBe('other-region');
    expect(wokenIn(options, { regions: [EU, US] })).toEqual([SHOP.replace(EU, US)]);
    expect(wokenIn(options, { regions: 'all' })).toEqual([SHOP.replace(EU, US)]);
  });
});

function ofUpload(options: UploadOptions, change = {}): ReturnType<typeof judgeCall> {
  const event = anUpload(options);
  const call = readCall({ ...event, detail: { ...event.detail, ...change } });
  return judgeCall(present(call ?? undefined), WATCHER);
}

describe('an upload of a certificate is that of', () => {
  const IAM = `arn:aws:iam::${ACCOUNT}:server-certificate`;

  it.each<[string, UploadOptions, object, string]>([
    [
      'what AWS answered',
      { certificate: 'shop', path: '/team/' },
      { requestParameters: null },
      `${IAM}/team/shop`,
    ],
    [
      'what it was asked for',
      { certificate: 'shop', path: '/team/' },
      { responseElements: null },
      `${IAM}/team/shop`,
    ],
    ['a name without a path', { certificate: 'shop' }, { responseElements: null }, `${IAM}/shop`],
    [
      'another partition',
      { certificate: 'shop', region: 'cn-north-1' },
      { responseElements: null },
      `arn:aws-cn:iam::${ACCOUNT}:server-certificate/shop`,
    ],
  ])('%s', (_, options, change, certificate) => {
    expect(ofUpload(options, change)).toMatchObject([
      { certificate, call: 'UploadServerCertificate', by: ANN['arn'], times: 1 },
    ]);
  });

  it.each<[string, object, string]>([
    ['refused', { errorCode: 'EntityAlreadyExists' }, 'refused'],
    ['of another account', { recipientAccountId: '444455556666' }, 'other-account'],
    ['of nothing', { requestParameters: null, responseElements: null }, 'nothing-touched'],
    [
      'of a certificate of another account',
      {
        responseElements: {
          serverCertificateMetadata: { arn: `${IAM.replace(ACCOUNT, '444455556666')}/shop` },
        },
      },
      'nothing-touched',
    ],
    [
      'of something else',
      { responseElements: { serverCertificateMetadata: { arn: `arn:aws:iam::${ACCOUNT}:role/shop` } } },
      'nothing-touched',
    ],
    ['renamed', { eventName: 'UpdateServerCertificate' }, 'other-call'],
    ['deleted', { eventName: 'DeleteServerCertificate' }, 'other-call'],
  ])('nobody where it is %s', (_, change, why) => {
    expect(ofUpload({ certificate: 'shop' }, change)).toBe(why);
  });
});

describe('a call wakes nobody', () => {
  it.each<[string, CallOptions, string]>([
    ['that AWS refused', { ...MODIFY, errorCode: 'AccessDenied' }, 'refused'],
    ['that found nothing', { ...MODIFY, errorCode: 'ListenerNotFoundException' }, 'refused'],
    ['of the function itself', { ...MODIFY, identity: ITSELF }, 'own-change'],
    ['of another session of its role', { ...MODIFY, identity: sessionOf('sandbox', 'x') }, 'own-change'],
    ['of another account', { ...MODIFY, account: '444455556666' }, 'other-account'],
    ['of another Region', { ...MODIFY, region: US }, 'other-region'],
    ['of another kind', { name: 'DeleteListener', parameters: { listenerArn: LISTENER } }, 'other-call'],
    ['that is called like a method', { name: 'toString', parameters: {} }, 'other-call'],
    [
      'that moves traffic to other targets',
      {
        name: 'ModifyListener',
        parameters: { listenerArn: LISTENER, defaultActions: [{ type: 'forward' }] },
      },
      'nothing-touched',
    ],
    [
      'that makes a load balancer of the newer API, which has no listener yet',
      { name: 'CreateLoadBalancer', parameters: { name: 'shop', subnets: [], scheme: 'internet-facing' } },
      'nothing-touched',
    ],
    [
      'that tags otherwise',
      addTags({ resourceArns: [SHOP], tags: [{ key: 'Tier', value: 'Web' }] }),
      'nothing-touched',
    ],
    [
      'that tags a value of another key',
      addTags({ resourceArns: [SHOP], tags: [{ key: 'tier', value: 'web' }] }),
      'nothing-touched',
    ],
    ['that tags a listener', addTags({ resourceArns: [LISTENER], tags: WEB_TAG }), 'nothing-touched'],
    [
      'that tags a Gateway Load Balancer',
      addTags({ resourceArns: [`${ELB}:loadbalancer/gwy/g/50dc6c495c0c9188`], tags: WEB_TAG }),
      'nothing-touched',
    ],
    [
      'about a load balancer elsewhere',
      addTags({ resourceArns: [SHOP.replace(EU, US)], tags: WEB_TAG }),
      'nothing-touched',
    ],
    [
      'about another account',
      addTags({ resourceArns: [SHOP.replace(ACCOUNT, '444455556666')], tags: WEB_TAG }),
      'nothing-touched',
    ],
    ['without parameters', { name: 'ModifyListener', parameters: null }, 'nothing-touched'],
    [
      'with parameters of tomorrow',
      { name: 'CreateListener', parameters: { loadBalancerArn: { value: SHOP } } },
      'nothing-touched',
    ],
    ['without tags', addTags({ resourceArns: [SHOP] }), 'nothing-touched'],
  ])('%s', (_, options, why) => {
    expect(judged(options)).toBe(why);
  });

  it('of a role whose name only begins like its own', () => {
    expect(wokenIn({ ...MODIFY, identity: sessionOf('sandbox2', 'x') })).toEqual([SHOP]);
  });
});

describe('readCall', () => {
  const whole = aCall(MODIFY);
  it.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'go'],
    ['a list', [whole]],
    ['an event of another service', { ...whole, source: 'aws.ec2' }],
    ['an event of another kind', { ...whole, 'detail-type': 'ELB Something' }],
    ['no detail', { ...whole, detail: null }],
    ...['eventID', 'eventName', 'awsRegion', 'eventTime'].map((field): [string, unknown] => [
      `no ${field}`,
      { ...whole, detail: { ...whole.detail, [field]: undefined } },
    ]),
    ['a time that is none', { ...whole, detail: { ...whole.detail, eventTime: 'yesterday' } }],
    ['a number for a name', { ...whole, detail: { ...whole.detail, eventName: 5 } }],
  ])('%s is no call', (_, event) => {
    expect(readCall(event)).toBeNull();
  });

  it('takes the account of the envelope where the record has none', () => {
    const { recipientAccountId: _, ...detail } = whole.detail;
    expect(readCall({ ...whole, detail })?.account).toBe(ACCOUNT);
  });
});

const WAKE: Wake = {
  loadBalancer: SHOP,
  call: 'ModifyListener',
  at: '2026-11-22T05:59:00.000Z',
  times: 1,
  by: 'arn:ann',
  from: '198.51.100.7',
  userAgent: 'aws-cli/2',
};

describe('folded', () => {
  it('is one for each load balancer, call, caller and place, with the last of them', () => {
    const storm = many(1_000, (index) => ({
      ...WAKE,
      loadBalancer: index % 2 === 0 ? SHOP : TILL,
      at: new Date(Date.UTC(2026, 10, 22, 5, 0, (index * 7) % 1_000)).toISOString(),
    }));
    expect(folded(storm)).toEqual([
      { ...WAKE, times: 500, at: '2026-11-22T05:16:38.000Z' },
      { ...WAKE, loadBalancer: TILL, times: 500, at: '2026-11-22T05:16:39.000Z' },
    ]);
  });

  it.each<[Partial<Wake>]>([
    [{ loadBalancer: TILL }],
    [{ call: 'CreateListener' }],
    [{ by: 'arn:bob' }],
    [{ from: null }],
  ])('keeps apart %j', (other) => {
    expect(folded([WAKE, { ...WAKE, ...other }])).toHaveLength(2);
  });
});

describe('notYetSeen', () => {
  it.each<[string, Readonly<Record<string, string>>, number]>([
    ['nobody has looked', {}, 1],
    ['somebody has looked at another one', { [TILL]: '2026-11-22T06:30:00Z' }, 1],
    ['a sweep had begun before the call', { [SHOP]: '2026-11-22T05:58:59Z' }, 1],
    ['it began so near that nobody knows', { [SHOP]: '2026-11-22T05:59:09Z' }, 1],
    ['it began well behind the call', { [SHOP]: '2026-11-22T05:59:10Z' }, 0],
  ])('where %s', (_, looked, left) => {
    expect(notYetSeen([WAKE], looked)).toHaveLength(left);
  });
});
