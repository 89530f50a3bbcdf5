import { createServer } from 'node:http';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import { Authority } from '../certificates';
import { putLog } from '../logs-in-s3';
import { EU, WEB } from '../vocabulary';
import { alb, elbTls, OLD, PLAIN, PQ, reportIn, withAccount, workshop, type Workshop } from './command';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

const planIn = (account: Sandbox, ...args: string[]) =>
  elbTls(shop, ['plan', ...args], account.environment());

describe('elb-tls plan', () => {
  it('says what an apply would do, and changes nothing', async () => {
    const estate = [alb('shop', [OLD]), alb('fine', [PQ]), alb('other', [OLD], { Tier: 'data' })];
    const { status, stdout, stderr } = await withAccount(estate, async (sandbox) => {
      const before = sandbox.snapshot();
      const ended = await planIn(sandbox);
      expect(sandbox.mutations()).toEqual([]);
      expect(sandbox.snapshot()).toEqual(before);
      return ended;
    });
    expect(status).toBe(2);
    expect(stdout).toContain('DRY RUN');
    expect(stdout).toContain('PLANNED (1)\n 2 eu-west-1 shop :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09');
    expect(stdout).toContain('2 TLS listeners: 1 planned, 1 fine\n');
    expect(stderr).toBe('elb-tls: eu-west-1: 2 load balancers in scope\n');
  });

  it.each([
    ['Teir=web', 'No load balancer has a tag with the key Teir; did you mean Tier? Case counts.'],
    ['tier=web', 'No load balancer has a tag with the key tier; did you mean Tier? Case counts.'],
    ['Stage=web', 'No load balancer has a tag with the key Stage. Case counts.'],
  ])('--tag %s, which nobody carries, says what may have been meant', async (tag, says) => {
    const estate = [alb('shop', [OLD], { Tier: 'web', Name: 'shop', Team: 'till' })];
    const { status, stdout } = await withAccount(estate, (sandbox) => planIn(sandbox, '--tag', tag));
    expect(status).toBe(3);
    expect(stdout.replaceAll(/\s+(\| )?/g, ' ')).toContain(says);
  });

  it('says within seconds that AWS throttles, what and where, and goes on', async () => {
    const { status, stderr } = await withAccount([alb('shop', [OLD])], (sandbox) => {
      sandbox.fault({ kind: 'throttle', action: 'DescribeListeners', times: 4 });
      return planIn(sandbox);
    });
    expect(status).toBe(2);
    expect(stderr).toContain('elb-tls: AWS throttles DescribeListeners in eu-west-1; waiting\n');
  });

  it('of a Region for which somebody else answers names the host, the status and what to look at', async () => {
    const gateway = createServer((_request, response) => {
      response.writeHead(403, { 'content-type': 'text/html' });
      response.end('<p>who are you</p>');
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const address = gateway.address();
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const { status, stdout, stderr } = await withAccount([alb('shop', [OLD])], (sandbox) =>
      elbTls(shop, ['plan'], {
        ...sandbox.environment(),
        AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: `http://${host}`,
        AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: `http://${host}`,
      }),
    );
    gateway.close();
    expect(status).toBe(1);
    expect(stdout).toContain(`got HTML from ${host} (HTTP 403)`);
    expect(stderr).toMatch(/elb-tls: eu-west-1: a proxy, .* look at AWS_ENDPOINT_URL/);
  });

  describe('exit status', () => {
    const broken = alb('broken', [OLD]);
    it.each<[string, number, NewLoadBalancer[]]>([
      ['nothing in scope', 3, []],
      ['load balancers without a secure listener', 0, [alb('plain', [])]],
      ['nothing to do', 0, [alb('fine', [PQ])]],
      ['exempt is not left to do', 0, [alb('kiosk', [OLD], { Tier: 'web', 'tls-remediation': 'exempt' })]],
      ['planned', 2, [alb('shop', [OLD])]],
      ['held', 2, [alb('kiosk', [OLD], { Tier: 'web', 'tls-remediation': 'exempt till march' })]],
      ['failed', 1, [broken]],
      ['failed comes before planned', 1, [broken, alb('shop', [OLD])]],
    ])('%s: %i', async (_, expected, loadBalancers) => {
      const { status } = await withAccount(loadBalancers, (sandbox) => {
        sandbox.fault({ action: 'DescribeListeners', resource: 'broken', kind: 'deny' });
        return planIn(sandbox);
      });
      expect(status).toBe(expected);
    });

    it('a failed Region beside planned changes: 1', async () => {
      const { status, stdout } = await withAccount([alb('shop', [OLD])], (sandbox) => {
        sandbox.fault({ region: 'us-east-1', service: 'tagging', kind: 'error', code: 'InvalidParameter' });
        return planIn(sandbox, '--region', 'all', '--json');
      });
      const { regions, totals } = reportIn(stdout);
      expect(status).toBe(1);
      expect(regions.map((region) => region.status)).toEqual(['examined', 'failed']);
      expect(totals).toMatchObject({ planned: 1, failed: 0 });
    });
  });
});

describe('the flags of elb-tls plan', () => {
  const EUROPE = [
    alb('shop', [OLD]),
    alb('edge', [OLD], { Tier: 'edge' }),
    alb('team', [OLD], { Team: 'a=b' }),
  ];
  const AMERICA = [alb('us-shop', [OLD])];

  it.each<[string[], string[], string[]]>([
    [[], ['eu-west-1'], ['shop']],
    [['--region', 'us-east-1'], ['us-east-1'], ['us-shop']],
    [
      ['--region', 'us-east-1', '--region', 'eu-west-1'],
      ['us-east-1', 'eu-west-1'],
      ['shop', 'us-shop'],
    ],
    [['--region', 'us-east-1', '--region', 'us-east-1'], ['us-east-1'], ['us-shop']],
    [
      ['--region', 'all'],
      ['eu-west-1', 'us-east-1'],
      ['shop', 'us-shop'],
    ],
    [
      ['--region', 'us-east-1, eu-west-1'],
      ['us-east-1', 'eu-west-1'],
      ['shop', 'us-shop'],
    ],
    [['--only', 'shop', '--region', 'all'], ['eu-west-1', 'us-east-1'], ['shop']],
    [['--only', 'us-shop', '--only', 'edge', '--region', 'us-east-1'], ['us-east-1'], ['us-shop']],
    [['--only', 'us-shop,edge', '--region', 'us-east-1'], ['us-east-1'], ['us-shop']],
    [['--tag', 'Tier=edge'], ['eu-west-1'], ['edge']],
    [['--tag', 'Tier=edge', '--tag', 'Tier=web'], ['eu-west-1'], ['edge', 'shop']],
    [['--tag', 'Team=a=b'], ['eu-west-1'], ['team']],
    [['--tag', 'tier=web'], ['eu-west-1'], []],
    [['--find', 'scan'], ['eu-west-1'], ['shop']],
  ])('%j looks in %j and finds %j', async (args, regions, names) => {
    const plan = (sandbox: Sandbox) => planIn(sandbox, ...args, '--json');
    const { stdout } = await withAccount(EUROPE, plan, { american: AMERICA });
    const { scope, listeners } = reportIn(stdout);
    expect(scope.regions).toEqual(regions);
    expect(listeners.map(({ loadBalancer }) => loadBalancer.name)).toEqual(names);
  });

  it.each([
    ['recommended', PQ],
    ['classical', PLAIN],
    ['tls13', 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09'],
    ['fips', 'ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09'],
    ['ELBSecurityPolicy-TLS13-1-2-2021-06', 'ELBSecurityPolicy-TLS13-1-2-2021-06'],
  ])('--target %s moves to %s', async (target, to) => {
    const plan = (sandbox: Sandbox) => planIn(sandbox, '--target', target, '--json');
    const report = reportIn((await withAccount([alb('shop', [OLD])], plan)).stdout);
    expect(report.target).toBe(target);
    expect(report.listeners).toMatchObject([{ outcome: 'planned', to }]);
  });

  it.each([
    ['0', 0, 3],
    ['1', 1, 2],
    ['3', 3, 0],
  ])('--max-changes %s plans %i load balancers and holds %i', async (max, planned, held) => {
    const estate = ['a', 'b', 'c'].map((name) => alb(name, [OLD]));
    const plan = (sandbox: Sandbox) => planIn(sandbox, '--max-changes', max, '--json');
    const { status, stdout } = await withAccount(estate, plan);
    const { totals, listeners } = reportIn(stdout);
    expect(status).toBe(2);
    expect(totals).toMatchObject({ planned, held });
    expect(listeners.filter(({ reason }) => reason === 'change-limit')).toHaveLength(held);
  });

  it('--region does without a Region in the settings', async () => {
    const { status, stdout } = await withAccount(EUROPE, (sandbox) => {
      const environment = { ...sandbox.environment(), AWS_REGION: undefined };
      return elbTls(shop, ['plan', '--region', 'eu-west-1'], environment);
    });
    expect(status).toBe(2);
    expect(stdout).toContain('shop');
  });

  it.each<[string[], object | undefined]>([
    [[], { Team: 'a=b' }],
    [['--team-tag', 'Tier', '--team-tag', 'Nobody'], { Tier: 'web' }],
    [['--team-tag', ''], undefined],
  ])('%j shows whose it is by %j', async (args, expected) => {
    const estate = [alb('shop', [OLD], { Tier: 'web', Team: 'a=b' })];
    const plan = (sandbox: Sandbox) => planIn(sandbox, ...args, '--json');
    const { listeners } = reportIn((await withAccount(estate, plan)).stdout);
    expect(listeners.map(({ loadBalancer }) => loadBalancer.ownerTags)).toEqual([expected]);
  });

  it('--outside tells what is weak without the tag, and plans the same', async () => {
    const estate = [alb('shop', [OLD]), alb('intranet', [OLD], { Tier: 'internal' })];
    const { status, stdout } = await withAccount(estate, (sandbox) => planIn(sandbox, '--outside', '--json'));
    const { outside, totals } = reportIn(stdout);
    expect(status).toBe(2);
    expect(totals).toMatchObject({ loadBalancers: 1, listeners: 1, planned: 1 });
    expect(outside).toMatchObject({ byValue: [{ value: 'internal', loadBalancers: 1 }], unknownIn: [] });
  });

  it.each<[readonly string[], number | null]>([
    [[], null],
    [['--certificates'], 1],
    [['--certificates', '5'], 0],
    [['--certificates=20,99,5'], 1],
  ])('%j tells so many certificates that expire in ten days, and plans the same', async (flags, expiring) => {
    const authority = new Authority();
    const { pem } = authority.issue({ until: new Date(Date.now() + 10 * 86_400_000) });
    authority.clear();
    const { status, stdout } = await withAccount([], (sandbox) => {
      const region = sandbox.region(EU);
      const certificates = [region.addCertificate({ pem, type: 'AMAZON_ISSUED' })];
      const https = { port: 443, protocol: 'HTTPS', policy: OLD, certificates } as const;
      region.addLoadBalancer({ type: 'application', name: 'shop', tags: WEB, listeners: [https] });
      return planIn(sandbox, ...flags, '--json');
    });
    const { certificates, totals } = reportIn(stdout);
    expect(status).toBe(2);
    expect(totals).toMatchObject({ planned: 1, failed: 0 });
    expect(certificates?.faults.length ?? null).toBe(expiring);
  });

  it.each<[readonly string[], string, number | null]>([
    [[], 'below-target', null],
    [['--impact'], 'clients-would-break', 7],
    [['--impact', 'any', '--impact-days', '2'], 'clients-would-break', 2],
    [['--impact=100%'], 'below-target', 7],
  ])('%j reads the logs first: %s', async (flags, reason, days) => {
    const { status, stdout } = await withAccount([], (sandbox) => {
      const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
      sandbox.logs('shop', { access: false, connection: true });
      const hoursAgo = flags.includes('2') ? 30 : 150;
      const log = { of: arn, mix: 'connections', isConnectionLog: true, now: new Date(), hoursAgo };
      putLog(sandbox.bucket('logs'), log);
      return planIn(sandbox, ...flags, '--json');
    });
    const [entry] = reportIn(stdout).listeners;
    expect(status).toBe(2);
    expect(entry?.reason).toBe(reason);
    const { days: seen = null, readShare = null } = {
      ...(entry?.evidence?.status === 'read' && entry.evidence),
    };
    expect({ seen, readShare }).toEqual({ seen: days, readShare: days && 1 });
  });

  it('--outside beside --csv says where it is told what the CSV leaves out', async () => {
    const estate = [alb('shop', [OLD]), alb('intranet', [OLD], { Tier: 'internal' })];
    const said = /^elb-tls: the CSV has only what is in scope .*use --json, or --out FILE/m;
    await withAccount(estate, async (sandbox) => {
      const { stdout, stderr } = await planIn(sandbox, '--outside', '--csv');
      expect(stdout).not.toContain('intranet');
      expect(stderr).toMatch(said);
      expect((await planIn(sandbox, '--csv')).stderr).not.toMatch(said);
      expect((await planIn(sandbox, '--outside')).stderr).not.toMatch(said);
    });
  });

  it('--find scan lists load balancers and leaves the tag index alone', async () => {
    const calls = await withAccount(EUROPE, async (sandbox) => {
      await planIn(sandbox, '--find', 'scan');
      return sandbox.calls;
    });
    expect(calls.filter(({ service }) => service === 'tagging')).toEqual([]);
    expect(calls.map(({ action }) => action)).toContain('DescribeTags');
  });
});
