import { createServer } from 'node:net';
import type { Explanation } from '../../lambda/core/explain/explanation';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { portOf } from '../core/clients/openssl';
import { faultsOf } from '../core/explain/schema';
import {
  accountWith,
  alb,
  elbTls,
  OLD,
  PQ,
  WEB,
  withAccount,
  workshop,
  type Environment,
  type Workshop,
} from './command';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
  sandbox = await accountWith([
    alb('shop', [OLD, PQ]),
    PORTAL,
    alb('twin', [OLD]),
    { ...PORTAL, name: 'twin' },
  ]);
});
afterAll(async () => {
  await sandbox.stop();
  await shop.clear();
});
beforeEach(() => {
  sandbox.forgetCalls();
});

const CLASSIC_BEST = 'ELBSecurityPolicy-TLS-1-2-2017-01';

/** Two listeners: one with a policy of its own making, one with a copy of AWS's. */
const PORTAL: NewLoadBalancer = {
  type: 'classic',
  name: 'portal',
  tags: WEB,
  policies: [
    { name: 'sticky', type: 'LBCookieStickinessPolicyType' },
    {
      name: 'by-hand',
      type: 'SSLNegotiationPolicyType',
      attributes: {
        'Protocol-TLSv1': 'true',
        'Protocol-TLSv1.2': 'true',
        'AES256-SHA': 'true',
        'RC4-SHA': 'true',
      },
    },
    { name: 'copy', type: 'SSLNegotiationPolicyType', reference: CLASSIC_BEST },
  ],
  listeners: [
    { port: 80, protocol: 'HTTP' },
    { port: 443, protocol: 'HTTPS', policyNames: ['sticky', 'by-hand'] },
    { port: 8443, protocol: 'SSL', policyNames: ['copy'] },
  ],
};

const NOBODY: Environment = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

const run = (args: readonly string[], environment: Environment = {}) =>
  elbTls(shop, ['explain', ...args], { ...sandbox.environment(), ...environment });

async function explained(args: readonly string[], environment: Environment = {}) {
  const { status, stdout, stderr } = await run([...args, '--json'], environment);
  const explanation: Explanation = JSON.parse(stdout);
  expect(faultsOf(explanation)).toEqual([]);
  return { status, stderr, explanation };
}

describe('the source', () => {
  it('is AWS, where there is an account to ask; nothing is written', async () => {
    const { explanation, stderr } = await explained(['2016-08', '--against', 'TLS13-1-2-Res-PQ-2025-09']);

    expect(stderr).toBe('');
    expect(explanation).toMatchObject({ policy: OLD, source: 'aws', against: { policy: PQ, source: 'aws' } });
    expect(explanation.asOf).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(new Set(sandbox.calls.map(({ action }) => action))).toEqual(
      new Set(['DescribeSSLPolicies', 'DescribeLoadBalancerPolicies']),
    );
  });

  it.each<[string, readonly string[], Environment]>([
    ['without credentials', [], NOBODY],
    ['without a Region', [], { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined }],
    ['offline', ['--offline'], {}],
  ])('is the catalogue %s, and nobody is asked', async (_, flags, environment) => {
    const { explanation, stderr } = await explained([OLD, ...flags], environment);

    expect(explanation).toMatchObject({ source: 'catalogue', asOf: '2026-11-22' });
    expect(stderr).toBe('');
    expect(sandbox.calls).toEqual([]);
  });

  it('is the catalogue where AWS refuses, and says why', async () => {
    const stop = sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'deny' });
    const { explanation, stderr } = await explained([OLD]);
    stop();

    expect(explanation.source).toBe('catalogue');
    expect(stderr).toMatch(/^elb-tls: AccessDenied: .*DescribeSSLPolicies.*; shown is the catalogue/);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('is the catalogue for what the Region does not offer', async () => {
    await withAccount(
      [],
      async (other) => {
        const { explanation } = await explained([OLD, '--against', PQ], other.environment());
        expect(explanation).toMatchObject({ source: 'aws', against: { source: 'catalogue' } });
      },
      {
        catalogue: (_, all) => ({ ...all, policies: all.policies.filter(({ name }) => name !== PQ) }),
      },
    );
  });

  it('is the catalogue where AWS does not answer, and nobody waits half a minute', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => {
      silent.listen(0, '127.0.0.1', resolve);
    });
    const endpoint = `http://127.0.0.1:${portOf(silent.address())}`;
    const { explanation, stderr } = await explained([OLD], { AWS_ENDPOINT_URL: endpoint });
    silent.close();

    expect(explanation.source).toBe('catalogue');
    expect(stderr).toMatch(/shown is the catalogue/);
  });

  it('says AWS of policies that no page has', async () => {
    await withAccount(
      [],
      async (other) => {
        const name = 'ELBSecurityPolicy-TLS13-1-3-CNSA2-INTEROP1-FIPS-PQ-2026-07';
        const { explanation } = await explained([name, '--against', name], other.environment());
        expect(explanation).toMatchObject({ family: 'other', source: 'aws', targets: null });
        expect(explanation.against?.sameAlb).toBeNull();
      },
      { candidateRegions: ['eu-west-1'] },
    );
  });
});

describe('the policy of a load balancer', () => {
  it.each<[string, readonly string[], object]>([
    [
      'that is put together by hand',
      ['--load-balancer', 'portal'],
      {
        policy: 'by-hand',
        type: 'classic',
        family: 'custom',
        source: 'aws',
        serverOrder: false,
        protocols: ['TLSv1', 'TLSv1.2'],
      },
    ],
    [
      'by its name',
      ['by-hand', '--load-balancer', 'portal', '--port', '443'],
      { policy: 'by-hand', type: 'classic' },
    ],
    [
      'that is a copy of one of AWS',
      ['--load-balancer', 'portal', '--port', '8443'],
      { policy: CLASSIC_BEST, serverOrder: true },
    ],
    ['of an ALB', ['--load-balancer', 'shop', '--port', '444'], { policy: PQ, type: 'elbv2' }],
    [
      'of which there are two of that name',
      ['--load-balancer', 'twin', '--type', 'application'],
      { policy: OLD, type: 'elbv2' },
    ],
    [
      'against another',
      ['--load-balancer', 'portal', '--against', CLASSIC_BEST],
      {
        against: { policy: CLASSIC_BEST, sameAlb: null, weakens: [] },
      },
    ],
  ])('%s', async (_, args, expected) => {
    expect((await explained(args)).explanation).toMatchObject(expected);
  });

  it('of an ALB is in the catalogue, where AWS refuses its list', async () => {
    const stop = sandbox.fault({ action: 'DescribeSSLPolicies', kind: 'deny' });
    const { explanation, stderr } = await explained(['--load-balancer', 'shop']);
    stop();

    expect(explanation).toMatchObject({ policy: OLD, source: 'catalogue' });
    expect(stderr).toMatch(/shown is the catalogue/);
  });

  it('that nobody has contents of is a failure', async () => {
    await withAccount([alb('odd', ['ELBSecurityPolicy-TLS14-2031-01'])], async (other) => {
      const ended = await run(['--load-balancer', 'odd'], other.environment());
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toMatch(/what ELBSecurityPolicy-TLS14-2031-01 of odd :443 accepts is not known/);
    });
  });

  it('shows its ciphers and their weaknesses', async () => {
    const { explanation } = await explained(['--load-balancer', 'portal']);

    expect(explanation.ciphers.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'AES256-SHA', keyExchange: 'RSA', weaknesses: ['no forward secrecy', 'CBC', 'SHA-1 MAC'] },
      { name: 'RC4-SHA', keyExchange: 'RSA', weaknesses: ['no forward secrecy', 'SHA-1 MAC', 'RC4'] },
    ]);
  });
});

describe('the exit status', () => {
  const [GOOD, BAD] = ['TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256', 'TLSv1.1 AES128-SHA'];

  it.each([
    [0, [PQ, '--client', GOOD]],
    [2, [PQ, '--client', BAD]],
    [2, [PQ, '--client', GOOD, '--client', BAD]],
    [2, [OLD, '--against', PQ, '--client', BAD]],
    [2, [PQ, '--client', GOOD, '--certificate', 'ecdsa']],
    [0, [OLD, '--client', BAD]],
    // Known clients that a move locks out are told; nobody asked whether they get through.
    [0, [OLD, '--against', PQ]],
  ])('%i of %j', async (status, args) => {
    expect((await run([...args, '--offline'])).status).toBe(status);
  });
});

it('tells a person the same', async () => {
  const { status, stdout, stderr } = await run([
    OLD,
    '--against',
    PQ,
    '--client',
    'TLSv1.1 AES128-SHA',
    '--client',
    'TLSv1.3 TLS_AES_128_GCM_SHA256',
    '--offline',
  ]);

  expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  for (const line of [
    /^ELBSecurityPolicy-2016-08$/m,
    /from the catalogue of 2026-11-22/,
    /^Protocols +TLS 1.0, TLS 1.1 and TLS 1.2$/m,
    /^ +15 AES128-SHA +no forward secrecy, CBC, SHA-1 MAC$/m,
    /^ {2}CBC: /m,
    /^ {2}fails +security-hub\/ELB.17 \(as of/m,
    /^Gains +TLS 1.3, /m,
    /^Weakens +nothing/m,
    /^Same ALB +no/m,
    /^ +refused. It speaks TLS 1.0 and TLS 1.1/m,
    /^ +gets through: TLS 1.3 with TLS_AES_128_GCM_SHA256$/m,
    /^Locks out +\w/m,
  ])
    expect(stdout).toMatch(line);
});

it('lets nothing of what was typed move the cursor', async () => {
  const typed = 'TLSv1.2 AES128-SHA,\u009B2J\u202E AES256-SHA';
  const known = 'TLSv1.2 AES128-SHA\u2028AES256-SHA';
  const told = [
    await run([OLD, '--client', typed]),
    await run([OLD, '--client', known]),
    await run([OLD, '--json', '--client', known]),
  ];

  expect(told.map(({ status }) => status)).toEqual([64, 0, 0]);
  for (const { stdout, stderr } of told) expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\p{Cf}|\u2028/u);
});

describe('bad input is one sentence', () => {
  it.each<[number, readonly string[], RegExp]>([
    [64, [], /explain got no policy; name one, or a listener with --load-balancer NAME --port 443/],
    [64, [''], /the policy got ""; use a name/],
    [64, ['2016-09'], /AWS has no policy "2016-09".*did you mean ELBSecurityPolicy-2016-08/],
    [64, [OLD, '--against', 'x'], /AWS has no policy "x"/],
    [64, [OLD, '--client', 'Java 7'], /no client that is known here/],
    [64, [OLD, '--client', 'TLSv1.1 AES128-SHE'], /cipher suite "AES128-SHE".*did you mean AES128-SHA/],
    [64, [OLD, '--client', ''], /--client got ""/],
    [64, [OLD, '--certificate', 'dsa'], /--certificate got "dsa"; use one of rsa, ecdsa/],
    [64, [OLD, '--type', 'gateway'], /--type got "gateway"; use one of application, network, classic/],
    [64, [OLD, '--port', '443'], /--port got "443" without a load balancer/],
    [
      64,
      ['--load-balancer', 'portal', '--port', '0'],
      /--port got "0"; use the port of a listener, 1 to 65535/,
    ],
    [
      64,
      ['--load-balancer', 'portal', '--port', '80'],
      /--port got "80".*no secure listener; it has 443, 8443/,
    ],
    [
      64,
      ['--load-balancer', 'portol'],
      /no load balancer in eu-west-1 has the name or ARN "portol"; did you mean portal/,
    ],
    [
      64,
      ['--load-balancer', 'twin'],
      /which application and classic load balancers are called; say which with --type/,
    ],
    [64, ['nothing', '--load-balancer', 'portal'], /AWS has no policy "nothing"/],
    [64, [OLD, '--region', 'eu-west-9'], /unknown Region "eu-west-9"/],
    [64, [OLD, '--region', 'all'], /--region got "all"; explain asks one Region/],
    [64, [OLD, '--offline', '--region', 'eu-west-1'], /got --offline with --region/],
    [64, ['--offline', '--load-balancer', 'portal'], /got --offline with --load-balancer/],
    [1, ['2014-10'], /publishes no contents of ELBSecurityPolicy-2014-10/],
    [1, [OLD, '--against', '2011-08', '--type', 'classic'], /no contents of ELBSecurityPolicy-2011-08/],
  ])('%i: %j', async (status, args, message) => {
    const ended = await run(args);

    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  it('where a load balancer is named, and nobody is signed in', async () => {
    const ended = await run(['--load-balancer', 'portal'], NOBODY);

    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/redentials/);
  });
});
