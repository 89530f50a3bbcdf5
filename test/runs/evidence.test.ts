import type { SeenClients } from '../../lambda/core/evidence';
import type { ImpactSettings } from '../../lambda/core/rollout';
import { DEFAULT_ROLLOUT, type RolloutSettings } from '../../lambda/core/gates';
import type { Entry, Report } from '../../lambda/core/report';
import { csv } from '../../lambda/report/csv';
import type { Sandbox } from '../../sandbox';
import type { ListenerTruth } from '../../scripts/impact-logs/generate';
import CATALOGUE from '../../sandbox/catalogue.json';
import { deadlineIn } from '../../lambda/core/deadline';
import { parseReport } from '../../lambda/records/parse-report';
import { emptyHistory } from '../../lambda/core/history';
import type { Aws } from '../../lambda/aws/connect';
import type { LogFile } from '../../lambda/core/impact/log-file';
import type { RunContext } from '../../lambda/runs/context';
import { examine } from '../../lambda/runs/examine';
import { withEvidence } from '../../lambda/runs/evidence';
import { underLease } from '../../lambda/runs/lease';
import { logMade, putLog, type NewLog } from '../logs-in-s3';
import { expectValidReport } from '../report/schema';
import {
  ACCOUNT,
  alb,
  apply,
  briefs,
  callsOf,
  classic,
  clockAt,
  connectTo,
  entryOf,
  EU,
  nlb,
  NOW,
  OLD,
  plan,
  policiesIn,
  PQ,
  present,
  run,
  SETTINGS,
  start,
  stopAll,
  surroundings,
  US,
} from '../helpers';

/** The logs of what is below its target, before it is changed: who would be refused, and what is held for it. */

afterEach(stopAll);

const ANY: ImpactSettings = { days: 7, threshold: { kind: 'handshakes', most: 0 }, workgroup: null };

const AT = { account: ACCOUNT, history: emptyHistory(ACCOUNT), now: NOW };

function looking(impact: ImpactSettings = ANY): { readonly rollout: RolloutSettings } {
  return { rollout: { ...DEFAULT_ROLLOUT, impact } };
}

async function look(sandbox: Sandbox, impact = ANY): Promise<Report> {
  const report = await plan(sandbox, looking(impact));
  expectValidReport(report);
  // What a run writes, the next one reads.
  expect(parseReport(JSON.stringify(report)).listeners).toEqual(report.listeners);
  return report;
}

function seenOn(entry: Entry): SeenClients {
  const { evidence } = entry;
  if (evidence?.status !== 'read') throw new Error(`expected what was read, got ${JSON.stringify(evidence)}`);
  return evidence;
}

const logCalls = ({ calls }: Sandbox): readonly string[] =>
  calls
    .filter(({ service, action }) => service === 's3' || action === 'DescribeLoadBalancerAttributes')
    .map(({ service, action }) => `${service} ${action}`);

/** What a policy accepts, by the catalogue and no code of the product. */
function isAccepted(policy: string, suite: string): boolean {
  const [protocol = '', cipher = ''] = suite.split(' ');
  const found = CATALOGUE.elbv2.SslPolicies.find(({ Name }) => Name === policy);
  return found?.SslProtocols.includes(protocol) === true && found.Ciphers.some(({ Name }) => Name === cipher);
}

function expectedOf(truth: ListenerTruth, policy: string): Partial<SeenClients> {
  const all = [...truth.handshakes];
  const refused = all.filter(([suite]) => !isAccepted(policy, suite));
  const sum = (of: typeof all): number => of.reduce((total, [, handshakes]) => total + handshakes, 0);
  return { handshakes: sum(all), refused: sum(refused), failed: truth.failed, readShare: 1 };
}

/** A handshake that all policies accept. */
const fine =
  '2026-11-22T04:00:00Z 198.51.100.7 36280 443 TLSv1.3 TLS_AES_128_GCM_SHA256 4.0 "-" - - Success TID_1';

describe('each kind of log', () => {
  it('of an ALB, with a line a connection', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    const { truth } = putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true });
    const entry = entryOf(await look(sandbox), 'shop');
    const seen = seenOn(entry);
    expect(seen).toMatchObject({
      ...expectedOf(present(truth[0]), PQ),
      log: 'connections',
      days: 7,
      ofAllListeners: false,
      postQuantum: present(truth[0]).postQuantum,
    });
    expect(seen.refused).toBeGreaterThan(0);
    expect(entry).toMatchObject({ outcome: 'held', reason: 'clients-would-break' });
  });

  it('of an ALB, with a line a request, and an NLB, in a folder of its owner', async () => {
    const sandbox = await start();
    const [shop, devices] = [alb('shop', [OLD]), nlb('devices', [OLD])].map(
      (each) => sandbox.region(EU).addLoadBalancer(each).arn,
    );
    for (const name of ['shop', 'devices'])
      sandbox.logs(name, { access: true, connection: false, bucket: 'all-logs', prefix: 'web/prod' });
    const bucket = sandbox.bucket('all-logs');
    const ofShop = putLog(bucket, { of: present(shop), mix: 'old-phones', prefix: 'web/prod' });
    const ofDevices = putLog(bucket, { of: present(devices), mix: 'devices', prefix: 'web/prod' });
    const report = await look(sandbox);
    expect(seenOn(entryOf(report, 'shop'))).toMatchObject({
      ...expectedOf(present(ofShop.truth[0]), PQ),
      log: 'requests',
    });
    expect(seenOn(entryOf(report, 'shop')).topRefused[0]?.userAgents[0]).toMatch(/Dalvik|Python-urllib/);
    expect(seenOn(entryOf(report, 'devices'))).toMatchObject({
      ...expectedOf(present(ofDevices.truth[0]), PQ),
      log: 'connections',
    });
  });

  it('of a Classic load balancer, by the policy that is put together on it', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(classic('old-shop', [[OLD]]));
    sandbox.logs('old-shop', { access: true, connection: false });
    const { truth } = putLog(sandbox.bucket('logs'), { of: 'old-shop', mix: 'classic-shop' });
    const entry = entryOf(await look(sandbox), 'old-shop');
    const [only] = truth;
    const all = [...present(only).handshakes].reduce((total, [, handshakes]) => total + handshakes, 0);
    expect(seenOn(entry).handshakes).toBe(all);
    expect(entry.reason).toBe('clients-would-break');
  });

  it('connections before requests, which lend their user agents', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: true, connection: true });
    const bucket = sandbox.bucket('logs');
    const { truth } = putLog(bucket, { of: arn, mix: 'connections', isConnectionLog: true });
    putLog(bucket, { of: arn, mix: 'old-phones' });
    const seen = seenOn(entryOf(await look(sandbox), 'shop'));
    expect(seen).toMatchObject({ ...expectedOf(present(truth[0]), PQ), log: 'connections' });
    expect(seen.topRefused.flatMap(({ userAgents }) => userAgents)).not.toEqual([]);
  });

  it('requests, where no file of the log of connections may be read', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: true, connection: true });
    const bucket = sandbox.bucket('logs');
    const { key } = putLog(bucket, { of: arn, mix: 'connections', isConnectionLog: true });
    putLog(bucket, { of: arn, mix: 'old-phones' });
    sandbox.fault({ service: 's3', action: 'GetObject', resource: key, kind: 'deny' });
    expect(seenOn(entryOf(await look(sandbox), 'shop'))).toMatchObject({ log: 'requests', readShare: 1 });
  });

  it('connections alone, where nobody is refused: nobody has to be called', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: true, connection: true });
    const bucket = sandbox.bucket('logs');
    const { key } = logMade({ of: arn, mix: 'connections', isConnectionLog: true });
    bucket.putBytes(key, Buffer.from(`${fine}\n`.repeat(9)));
    putLog(bucket, { of: arn, mix: 'old-phones' });
    expect(entryOf(await look(sandbox), 'shop').outcome).toBe('planned');
    expect(callsOf(sandbox, 'GetObject', 's3')).toHaveLength(1);
  });

  it('requests, where the log of connections has nothing yet', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: true, connection: true });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'old-phones' });
    expect(seenOn(entryOf(await look(sandbox), 'shop'))).toMatchObject({ log: 'requests', readShare: 1 });
  });

  it('of each listener, by the policy that it has and is to have', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD, OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true });
    const report = await look(sandbox);
    const [first, second] = report.listeners;
    // The log has port 443 alone.
    expect(seenOn(present(first)).handshakes).toBeGreaterThan(0);
    expect(seenOn(present(second))).toMatchObject({ handshakes: 0, refused: 0, readShare: 1 });
    expect(briefs(report)).toEqual([
      'shop:443 held/clients-would-break',
      expect.stringMatching(/^shop:444 planned/),
    ]);
  });
});

/** An ALB of whose clients some would be refused. */
async function withPhones(): Promise<{ sandbox: Sandbox; refused: number; all: number }> {
  const sandbox = await start();
  const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.logs('shop', { access: false, connection: true });
  const { truth } = putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true });
  const { handshakes = 0, refused = 0 } = expectedOf(present(truth[0]), PQ);
  return { sandbox, refused, all: handshakes };
}

describe('what is held', () => {
  it('is above the number that may be refused, and not at it', async () => {
    const { sandbox, refused } = await withPhones();
    const reasonAt = async (most: number): Promise<string> =>
      entryOf(
        await look(sandbox, { days: 7, threshold: { kind: 'handshakes', most }, workgroup: null }),
        'shop',
      ).reason;
    expect([await reasonAt(refused - 1), await reasonAt(refused)]).toEqual([
      'clients-would-break',
      'below-target',
    ]);
  });

  it('is above the share that may be refused, and not at it', async () => {
    const { sandbox, refused, all } = await withPhones();
    const reasonAt = async (most: number): Promise<string> =>
      entryOf(await look(sandbox, { days: 7, threshold: { kind: 'share', most }, workgroup: null }), 'shop')
        .reason;
    expect([await reasonAt(refused / all - 1e-9), await reasonAt(refused / all)]).toEqual([
      'clients-would-break',
      'below-target',
    ]);
  });

  it('is not changed by an apply, and what nobody uses is', async () => {
    const { sandbox } = await withPhones();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('quiet', [OLD]));
    sandbox.logs('quiet', { access: false, connection: true });
    const report = await apply(sandbox, looking());
    expect(briefs(report)).toEqual(['quiet:443 changed/below-target', 'shop:443 held/clients-would-break']);
    expect(entryOf(report, 'quiet').evidence).toMatchObject({
      status: 'read',
      readShare: null,
      handshakes: 0,
    });
    expect(Object.entries(policiesIn(sandbox)).find(([id]) => id.includes('/app/shop/'))?.[1]).toEqual([]);
    expect(arn).toContain('quiet');
  });

  it('names the addresses to call, in a step, and how many', async () => {
    const { sandbox, refused, all } = await withPhones();
    const report = await look(sandbox);
    const [step] = report.steps;
    expect(step).toMatchObject({ id: 'call-clients', listeners: [1] });
    const { detail, advice, evidence } = entryOf(report, 'shop');
    const addresses = evidence?.status === 'read' ? evidence.addressesRefused : null;
    expect(advice?.own).toMatch(
      new RegExp(
        `^${refused} of ${all} handshakes in 7 days would be refused \\(100 % of the window read\\), from ${addresses} addresses; .*loudest: 198\\.51\\.\\d+\\.0/24 \\(\\d+\\)`,
      ),
    );
    expect(detail).toContain(advice?.own);
    expect(csv(report)).toContain(`${refused} of ${all} handshakes`);
  });

  it('counts a refused handshake of half a window as two', async () => {
    const { sandbox, refused } = await withPhones();
    const arn = Object.keys(sandbox.snapshot()).find((each) => each.includes('/shop/')) ?? '';
    // As large as the other one, and nobody may read it.
    const { key } = putLog(sandbox.bucket('logs'), {
      of: arn,
      mix: 'mutual-tls',
      isConnectionLog: true,
      hoursAgo: 30,
    });
    sandbox.fault({ service: 's3', action: 'GetObject', resource: key, kind: 'deny' });
    const report = await look(sandbox, {
      days: 7,
      threshold: { kind: 'handshakes', most: refused + 1 },
      workgroup: null,
    });
    const seen = seenOn(entryOf(report, 'shop'));
    expect(seen.unread).toMatchObject([{ file: `s3://logs/${key}`, reason: 'denied' }]);
    expect(seen.readShare).toBeLessThan(0.8);
    expect(entryOf(report, 'shop').reason).toBe('clients-would-break');
  });

  it('nothing, where all that come are let in: the digest says out of how many', async () => {
    const { sandbox } = await withPhones();
    const { arn } = sandbox.region(EU).addLoadBalancer(nlb('devices', [OLD]));
    sandbox.logs('devices', { access: true, connection: false });
    const { truth } = putLog(sandbox.bucket('logs'), { of: arn, mix: 'post-quantum' });
    const entry = entryOf(await look(sandbox), 'devices');
    expect(entry.outcome).toBe('planned');
    expect(seenOn(entry)).toMatchObject({ refused: 0, postQuantum: present(truth[0]).postQuantum });
  });
});

describe('where it is blind', () => {
  it('says so, with the command that turns logs on, and holds nothing', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(classic('old-shop', [[OLD]]));
    const report = await look(sandbox);
    expect(report.listeners.map(({ outcome, evidence }) => [outcome, evidence])).toEqual([
      ['planned', { status: 'no-log' }],
      ['planned', { status: 'no-log' }],
    ]);
    expect(report.steps.find(({ id }) => id === 'turn-on-logs')).toMatchObject({
      items: ['eu-west-1 old-shop', 'eu-west-1 shop'],
      commands: [
        `aws elb modify-load-balancer-attributes --region eu-west-1 --load-balancer-name old-shop --load-balancer-attributes '{"AccessLog":{"Enabled":true,"S3BucketName":"BUCKET","EmitInterval":5}}'`,
        `aws elbv2 modify-load-balancer-attributes --region eu-west-1 --load-balancer-arn ${arn} --attributes Key=connection_logs.s3.enabled,Value=true Key=connection_logs.s3.bucket,Value=BUCKET`,
      ],
    });
  });

  it.each([
    ['the attributes are denied', { service: 'elbv2', action: 'DescribeLoadBalancerAttributes' }],
    ['the bucket is closed', { service: 's3', action: 'ListObjectsV2' }],
    ['each file is closed', { service: 's3', action: 'GetObject' }],
  ] as const)('holds what it could have known: %s', async (_, which) => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true });
    sandbox.fault({ ...which, kind: 'deny' });
    const report = await look(sandbox);
    const entry = entryOf(report, 'shop');
    expect(entry).toMatchObject({ outcome: 'held', reason: 'clients-unknown' });
    expect(entry.detail).toContain('AccessDenied');
    expect(report.steps[0]).toMatchObject({ id: 'read-logs', listeners: [1] });
  });

  it('says nothing of what was deleted meanwhile', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const gone = {
      action: 'DescribeLoadBalancerAttributes',
      kind: 'error',
      code: 'LoadBalancerNotFound',
    } as const;
    sandbox.fault(gone);
    expect(entryOf(await look(sandbox), 'shop').evidence).toBeUndefined();
  });

  it('holds what has a bucket that is gone', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true, bucket: 'no-longer-there' });
    expect(entryOf(await look(sandbox), 'shop').detail).toContain('NoSuchBucket');
  });

  it('holds what has lines of tomorrow alone, and no silent zero', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    const bucket = sandbox.bucket('logs');
    const { key } = putLog(bucket, { of: arn, mix: 'connections', isConnectionLog: true });
    bucket.putBytes(key, Buffer.from('{"version":7,"tls":"1.3"}\n'.repeat(50)));
    expect(entryOf(await look(sandbox), 'shop')).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringContaining('no line of them is in a format that is known here'),
    });
  });

  it('reads a bucket in another Region', async () => {
    const sandbox = await start({ regions: [EU, US] });
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true, bucket: 'logs-of-us' });
    putLog(sandbox.bucket('logs-of-us', US), { of: arn, mix: 'connections', isConnectionLog: true });
    expect(seenOn(entryOf(await look(sandbox), 'shop')).readShare).toBe(1);
  });

  it('holds what no time was left for', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true });
    const clock = clockAt();
    const short = { ...deadlineIn(10_000, clock) };
    const ends = { reading: short, looking: short, recording: short };
    const report = await run(sandbox, 'plan', { clock, ends, settings: looking() });
    expect(entryOf(report, 'shop')).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringContaining('no time was left'),
    });
  });
});

async function withLog(lines: string, more: Partial<NewLog> = {}): Promise<Sandbox> {
  const sandbox = await start();
  const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.logs('shop', { access: true, connection: true });
  const { key } = logMade({ of: arn, mix: 'connections', isConnectionLog: true, ...more });
  sandbox.bucket('logs').putBytes(key, Buffer.from(lines));
  return sandbox;
}

describe('what says too little to move by', () => {
  it('a log that was turned on minutes ago', async () => {
    const entry = entryOf(await look(await withLog(`${fine}\n`.repeat(7), { hoursAgo: 0.1 })), 'shop');
    expect(entry).toMatchObject({
      reason: 'clients-unknown',
      detail: 'Its log begins at 2026-11-22 05:54 UTC, less than a day ago.',
    });
  });

  it('a new log of connections, where the log of requests covers the days before', async () => {
    const sandbox = await withLog(`${fine}\n`.repeat(7), { hoursAgo: 0.1 });
    const [arn = ''] = Object.keys(sandbox.snapshot());
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'old-phones', bytes: 200_000 });
    const entry = entryOf(await look(sandbox), 'shop');
    expect(entry.reason).toBe('clients-would-break');
    expect(seenOn(entry)).toMatchObject({ log: 'requests', since: null });
  });

  it('one line among thousands of tomorrow, which are said', async () => {
    const odd = fine.replace('TLSv1.3 ', 'TLSv1.9 ');
    const entry = entryOf(await look(await withLog(`${fine}\n${`${odd}\n`.repeat(300)}`)), 'shop');
    expect(entry).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringContaining('more of its logs could not be read than could'),
    });
    expect(seenOn(entry)).toMatchObject({ handshakes: 1, skipped: { 'unknown-protocol': 300 } });
  });

  it('two days, where the others may not be listed: each is named', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    for (const hoursAgo of [1, 25, 49, 73, 97, 121, 145, 167.9]) {
      const { key } = logMade({ of: arn, mix: 'connections', isConnectionLog: true, hoursAgo });
      sandbox.bucket('logs').putBytes(key, Buffer.from(`${fine}\n`.repeat(7)));
    }
    sandbox.fault({ service: 's3', action: 'ListObjectsV2', kind: 'deny', times: 6 });
    const entry = entryOf(await look(sandbox), 'shop');
    expect(entry.reason).toBe('clients-unknown');
    expect(seenOn(entry)).toMatchObject({
      unreadFiles: { denied: 6 },
      unread: [{ file: expect.stringContaining('the list of s3://logs/AWSLogs/'), reason: 'denied' }, {}, {}],
    });
  });
});

const request = (port: string, protocol: string): string =>
  `https 2026-11-22T04:00:00.000Z app/shop/0 198.51.100.7:2817 10.0.0.1:80 0 0 0 200 200 0 57 "GET https://shop.example.com${port}/ HTTP/1.1" "POS/2" ${protocol} arn:x "r" "h" "c" 1 2026-11-22T04:00:00.000Z "f" "-" "-" "t" "200" "-" "-" T\n`;

const OLD_SUITE = 'AES128-SHA TLSv1';

async function reasonOf(
  lines: string,
  policies: readonly string[] = [OLD],
  impact = ANY,
): Promise<readonly string[]> {
  const sandbox = await start();
  const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', policies));
  sandbox.logs('shop', { access: true, connection: false });
  const { key } = logMade({ of: arn, mix: 'old-phones' });
  sandbox.bucket('logs').putBytes(key, Buffer.from(lines));
  return briefs(await look(sandbox, impact));
}

describe('whose handshakes they are', () => {
  it.each([
    ['on a port that no listener has', ':8443'],
    ['on a port that nobody told', ''],
  ])('those %s may be those of each listener', async (_, port) => {
    expect(await reasonOf(request(port, OLD_SUITE).repeat(3), [OLD, OLD])).toEqual([
      'shop:443 held/clients-would-break',
      'shop:444 held/clients-would-break',
    ]);
  });

  it('those on the port of a listener are its own', async () => {
    expect(await reasonOf(request(':444', OLD_SUITE).repeat(3), [OLD, OLD])).toEqual([
      'shop:443 planned/below-target',
      'shop:444 held/clients-would-break',
    ]);
  });

  it('those that nobody told do not thin out a share of its own', async () => {
    const own = request(':443', OLD_SUITE).repeat(5);
    const others = Array.from({ length: 2000 }, (_each, index) =>
      request(':8443', 'TLS_AES_128_GCM_SHA256 TLSv1.3').replace(':2817', `:${3000 + index}`),
    ).join('');
    const one = { ...ANY, threshold: { kind: 'share', most: 0.01 } } as const;
    expect(await reasonOf(own + others, [OLD], one)).toEqual(['shop:443 held/clients-would-break']);
  });

  it('noise of thousands of ports leaves no listener out', async () => {
    const noise = Array.from({ length: 6000 }, (_each, index) =>
      request(`:${10_000 + index}`, 'TLS_AES_128_GCM_SHA256 TLSv1.3'),
    );
    expect(await reasonOf(noise.join('') + request(':443', OLD_SUITE))).toEqual([
      'shop:443 held/clients-would-break',
    ]);
  });
});

describe('how the reading is shared out', () => {
  it('begins with another load balancer in each run', async () => {
    const sandbox = await start();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const name of names) {
      const { arn } = sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
      sandbox.logs(name, { access: false, connection: true });
      putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true, bytes: 1000 });
    }
    const first = async (suffix: string): Promise<string | undefined> => {
      const before = sandbox.calls.length;
      await run(sandbox, 'plan', { suffix, settings: looking() });
      const list = sandbox.calls.slice(before).find(({ action }) => action === 'ListObjectsV2');
      return /app\.([a-f])\./.exec(JSON.stringify(list))?.[1];
    };
    expect([await first('0000'), await first('0002'), await first('0005')]).toEqual(['a', 'c', 'f']);
  });

  it.each<[string, Partial<RunContext>, number]>([
    ['a sweep', {}, 180_000],
    ['a run that a call has woken', { wokenBy: [] }, 20_000],
  ])('%s has its time', async (_, how, expected) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    const alarms: number[] = [];
    const alarm = (milliseconds: number): AbortSignal => {
      alarms.push(milliseconds);
      return new AbortController().signal;
    };
    await run(sandbox, 'plan', { ...how, clock: { ...clockAt(), alarm }, settings: looking() });
    expect(alarms).toContain(expected);
  });

  it('what some do not need, the others have', async () => {
    const sandbox = await start();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
      sandbox.logs(name, { access: false, connection: true });
    }
    const opened: string[] = [];
    const file = (name: string): LogFile => ({
      name,
      size: 300 * 1024 ** 2,
      open: async function* () {
        opened.push(name);
        await Promise.resolve();
        yield Buffer.from(`${fine}\n`);
      },
    });
    const logObjects: Aws['logObjects'] = async function* (_region, { prefix }) {
      await Promise.resolve();
      if (prefix.includes('app.e.') && prefix.includes('/2026/11/21/'))
        for (const hour of ['05', '06', '07']) yield file(`${prefix}20261121T${hour}00Z_1_a.log.gz`);
    };
    const aws = { ...connectTo(sandbox), logObjects };
    await run(sandbox, 'plan', { suffix: '0000', aws, settings: looking() });
    // A fifth of a gibibyte would be one of them.
    expect(opened.length).toBeGreaterThan(1);
  });

  it('asks for the lease before each file', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    for (const seed of [1, 2, 3])
      putLog(sandbox.bucket('logs'), {
        of: arn,
        mix: 'connections',
        isConnectionLog: true,
        seed,
        bytes: 1000,
      });
    const context = { ...surroundings(sandbox), settings: { ...SETTINGS, ...looking() } };
    let asked = 0;
    await underLease('apply', context, async (held) => {
      const lease = { ...held.lease, mayWrite: () => ((asked += 1), held.lease.mayWrite()) };
      const estates = (await examine({ ...context, settings: SETTINGS, held: null }, AT)).estates;
      asked = 0;
      const planned = (await examine({ ...context, settings: SETTINGS, held: null }, AT)).entries;
      await withEvidence(planned, estates, ACCOUNT, { ...context, held: { ...held, lease } });
    });
    expect(asked).toBe(3);
  });
});

describe('what is not asked', () => {
  it('anything, while nobody wants it', async () => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: true, connection: true });
    const report = await plan(sandbox);
    expect(logCalls(sandbox)).toEqual([]);
    expect(entryOf(report, 'shop').evidence).toBeUndefined();
  });

  it('what has its target, is exempt, or is not named', async () => {
    const sandbox = await start();
    const region = sandbox.region(EU);
    region.addLoadBalancer(alb('fine', [PQ]));
    region.addLoadBalancer(
      alb('exempt', [OLD], { Tier: 'web', 'tls-remediation': 'exempt until 2027-01-01' }),
    );
    region.addLoadBalancer(alb('shop', [OLD]));
    region.addLoadBalancer(alb('portal', [OLD]));
    const report = await plan(sandbox, { ...looking(), only: ['shop'] });
    expect(logCalls(sandbox)).toEqual(['elbv2 DescribeLoadBalancerAttributes']);
    expect(entryOf(report, 'shop').evidence).toEqual({ status: 'no-log' });
  });

  it('more than the folders of the window: one list a day', async () => {
    const sandbox = await start();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'connections', isConnectionLog: true, hoursAgo: 30 });
    await look(sandbox, { ...ANY, days: 2 });
    expect(logCalls(sandbox)).toEqual([
      'elbv2 DescribeLoadBalancerAttributes',
      ...Array.from({ length: 3 }, () => 's3 ListObjectsV2'),
      's3 GetObject',
    ]);
  });
});
