import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FORMATS } from '../../lambda/core/impact/athena/formats';
import type { StatementAnswer } from '../../lambda/core/impact/athena/port';
import { statementsFor, type LogQuestion } from '../../lambda/core/impact/athena/statements';
import type { Impact } from '../../lambda/core/impact/impact';
import { impactOf } from '../../lambda/core/impact/impact-of';
import { askSql } from '../../lambda/logs/ask-sql';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { MIXES, mixNamed } from '../../scripts/impact-logs/mixes';
import { elbTls, PQ, withAccount, workshop } from '../bin/command';
import { impactOfText, RES_PQ, tallyFor, type Asked } from '../core/impact/read';
import { faultsOf } from '../core/impact/schema';
import { startTrino, type Trino } from './trino';

/** The SQL for Athena run on Trino, over the same logs that this program reads line by line: the evidence is the same. */

jest.setTimeout(180_000);

const TREE = {
  bucket: 'logs',
  accounts: ['111122223333', '222222222222'],
  regions: ['eu-west-1', 'us-east-1'],
};
const NEVER = new AbortController().signal;
const BYTES = 400_000;

let folder: string;
let trino: Trino;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-trino-'));
  trino = await startTrino(folder);
});
afterAll(async () => {
  await trino?.stop();
  await rm(folder, { recursive: true });
});

/** Puts files where a load balancer would, below a prefix. */
async function put(prefix: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, 'logs', prefix, 'AWSLogs', name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, content);
  }
}

const DAY = '111122223333/elasticloadbalancing/eu-west-1/2026/11/20';

function question(prefix: string, asked: Asked = {}): LogQuestion {
  const { suites } = tallyFor(asked);
  return {
    tree: { ...TREE, prefix },
    database: 'elb_tls',
    first: '2026/11/20',
    last: '2026/11/21',
    policies: { elbv2: suites.elbv2.policies, classic: suites.classic.policies },
    fullAddresses: asked.fullAddresses === true,
    formats: FORMATS,
  };
}

async function impactBySql(prefix: string, asked: Asked = {}): Promise<Impact> {
  const { seen, read } = await askSql(trino.sql, question(prefix, asked), NEVER);
  const impact = impactOf(seen, read, { target: asked.target ?? RES_PQ, from: asked.from ?? null }, () => []);
  expect(faultsOf(impact)).toEqual([]);
  return impact;
}

/** Lines dealt out to files as load balancers write them: some packed, of two accounts, Regions and days. */
function dealt(text: string): Readonly<Record<string, string | Uint8Array>> {
  const lines = text.trimEnd().split('\n');
  const part = (from: number): string =>
    lines
      .filter((_, index) => index % 4 === from)
      .map((line) => `${line}\n`)
      .join('');
  return {
    [`${DAY}/a.log`]: part(0),
    [`${DAY}/b.log.gz`]: gzipSync(part(1)),
    '111122223333/elasticloadbalancing/us-east-1/2026/11/21/c.log.gz': gzipSync(part(2)),
    '222222222222/elasticloadbalancing/eu-west-1/2026/11/21/d.log': part(3),
  };
}

describe.each(MIXES.map(({ name }) => name))('the mix %s', (name) => {
  it('counts the same by SQL as line by line', async () => {
    const text = [...makeLogs({ mix: mixNamed(name), seed: 5, bytes: BYTES }).parts].join('');
    await put(`${name}/`, dealt(text));
    const read = impactOfText(text);
    const asked = await impactBySql(`${name}/`);
    expect(read.loadBalancers.length).toBeGreaterThan(0);
    expect(asked.loadBalancers).toEqual(read.loadBalancers);
    expect(asked).toMatchObject({
      engine: 'athena',
      lines: read.lines,
      skipped: {},
      readShare: 1,
      notes: [],
    });
    expect(asked.scannedBytes).toBeGreaterThan(0);
  });
});

const EVERYTHING = [...makeLogs({ mix: mixNamed('everything'), seed: 9, bytes: 200_000 }).parts].join('');

describe('the same question', () => {
  it.each<[string, Asked]>([
    ['with addresses in full', { fullAddresses: true }],
    ['for another target', { target: 'ELBSecurityPolicy-TLS13-1-0-2021-06' }],
    ['for one of both types', { target: 'ELBSecurityPolicy-2016-08' }],
    ['with what the listeners had', { from: 'ELBSecurityPolicy-2016-08' }],
  ])('%s', async (_, asked) => {
    await put('everything-else/', { [`${DAY}/a.log`]: EVERYTHING });
    const found = await impactBySql('everything-else/', asked);
    const read = impactOfText(EVERYTHING, asked);
    expect(found.loadBalancers).toEqual(read.loadBalancers);
    expect(found.notes).toEqual(read.notes);
  });

  it('of a load balancer that has both logs takes its user agents from the one without', async () => {
    const both = EVERYTHING.replaceAll('app/portal/1234567890abcdef', 'app/shop/50dc6c495c0c9188');
    await put('both/', { [`${DAY}/a.log`]: both });
    const found = await impactBySql('both/');
    expect(found.loadBalancers).toEqual(impactOfText(both).loadBalancers);
    const portal = found.loadBalancers.find(
      ({ loadBalancer }) => loadBalancer === 'app/shop/50dc6c495c0c9188',
    );
    expect(portal?.topRefused.flatMap(({ userAgents }) => userAgents)).not.toEqual([]);
  });

  it('by the command is the same JSON, through the real SDK', () =>
    withAccount(
      [],
      async (sandbox) => {
        await put('command/', { [`${DAY}/a.log`]: EVERYTHING });
        sandbox.workgroup({
          region: 'eu-west-1',
          name: 'audit',
          engine: (statement): Promise<StatementAnswer> => trino.sql.run(statement, NEVER),
        });
        const shop = await workshop();
        await writeFile(join(shop.folder, 'a.log'), EVERYTHING);
        const args = ['impact', '--target', PQ, '--json'];
        const place = `s3://logs/command/AWSLogs/${DAY.slice(0, -11)}`;
        const days = ['--since', '2026-11-20', '--until', '2026-11-20'];
        const environment = sandbox.environment();
        const asked = await elbTls(
          shop,
          [...args, '--athena', 'audit', '--logs', place, ...days],
          environment,
        );
        const read = await elbTls(shop, [...args, '--logs', join(shop.folder, 'a.log')], environment);
        await shop.clear();
        expect(asked).toMatchObject({ status: 2, stderr: '' });
        const { scannedBytes, ...found }: Impact = JSON.parse(asked.stdout);
        expect(scannedBytes).toBeGreaterThan(EVERYTHING.length);
        expect({ ...found, scannedBytes: null }).toEqual({
          ...JSON.parse(read.stdout),
          engine: 'athena',
          files: null,
          bytes: null,
        });
      },
      { pageSize: 100 },
    ));
});

/** Examples of AWS's pages ([ALB-log] [ALB-conn] [NLB-log] [CLB-log]), and lines that no load balancer should write. */
const ODD: readonly (readonly [what: string, lines: string])[] = [
  [
    'the documented examples',
    `https 2018-07-02T22:23:00.186641Z app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90 "m.example.com" "-" "TransformSuccess"
2023-10-04T17:05:15.514108Z 203.0.113.1 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "CN=amazondomains.com,O=endEntity,L=Seattle,ST=Washington,C=US" NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4 Success TID_3180a73013c8ca4bac2f731159d4b0fe
tls 2.0 2018-12-20T02:59:40 net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - 2018-12-20T02:59:30
2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2`,
  ],
  [
    'quotes, odd URLs and odd addresses',
    `https 2026-11-20T22:23:00.1Z app/a/1 [2001:DB8:0:0::1]:2817 - 1 1 1 200 200 0 57 "GET https://[2001:db8::9]:8443/ HTTP/1.1" "a "b" c" AES128-SHA TLSv1.2 - "-"
https 2026-11-20T22:23:00.1Z app/a/1 2001:db8:7::1:2817 - 1 1 1 200 200 0 57 "- https://my-host:443- -" "-" AES128-SHA TLSv1.1 - "-"
https 2026-11-20T22:23:00.1Z app/a/1 ::ffff:192.0.2.7:2818 - 1 1 1 200 200 0 57 "GET https://x/no/port:99/ HTTP/1.1" "" AES128-SHA TLSv1 - "-"
${[
  '2001:db8:0:7:8:9:a:b',
  '2001::5:6:7:8:9:a',
  '::5:6:7:8:9:a:b',
  '1:2:3:4:5:6:7::',
  '::',
  '0:0:0::1',
  '2001:0db8:00c0::1',
  '1:2:3',
  'FE80::1',
  '::FFFF:192.0.2.9',
  '1.2.3',
]
  .map(
    (address, index) =>
      `https 2026-11-20T22:23:00.1Z app/a/2 ${address}:${3000 + index} - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "-" AES128-SHA TLSv1 - "-"`,
  )
  .join('\n')}
https 2026-11-20T22:23:00.1Z app/a/1 192.0.2.8:2819 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "-" tls_ecdhe_rsa_with_aes_128_gcm_sha256 tlsv1.2 - "-"
https 2026-11-20T22:23:00.1Z app/a/1 192.0.2.8:2820 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "-" ecdhe-rsa-aes128-gcm-sha256 tlsv1.2 - "-"
h2 2026-11-20T22:23:00.1Z app/a/1 not-an-address:2818 - 1 1 1 200 200 0 57 "- - - " "x" TLS_RSA_WITH_AES_128_CBC_SHA SSLv3 - "-"
2026-11-20T17:05:15Z 203.0.113.1 36280 443 TLSv1.2 AES128-SHA 4.036 "CN=a "b" c, O=x" - - Success TID_1 X25519MLKEM768 arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/b/2 10.0.0.1 more to come
2026-11-20T17:05:15Z 203.0.113.1 36280 443 - - - - - - Failed:UnmappedConnectionError TID_1
2026-11-20T17:05:15Z 203.0.113.1 36280 80 - - - - - - - TID_1
2026-11-20T23:39:43Z old 192.0.2.39:2817 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "a" - -
2026-11-20T23:39:43Z old 192.0.2.39:2817 - 1 1 1 200 200 0 57 "GET http://x:80/ HTTP/1.1" "a" - -`,
  ],
  [
    'connections that go on behind the end of their ten minutes',
    ['22:09:59', '22:10:00', '22:10:30', '22:19:59', '22:20:00', '23:10:00']
      .flatMap((time) =>
        ['AES128-SHA TLSv1', 'AES256-SHA TLSv1', 'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2'].flatMap((suite) => [
          `https 2026-11-20T${time}.1Z app/a/1 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "a ${time.slice(0, 4)}" ${suite} - "-"`,
          `https 2026-11-20T${time}.1Z app/a/1 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:8443/ HTTP/1.1" "b" ${suite} - "-"`,
          `2026-11-20T${time}.1Z old 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "a" ${suite}`,
        ]),
      )
      .join('\n'),
  ],
  [
    'lines that do not count',
    `https 2026-11-20T22:23:00.1Z app/a/1 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "a" AES128-SHA TLSv9.9 - "-"
https 2026-11-20T22:23:00.1Z app/a/1 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:443/ HTTP/1.1" "a" - - - "-"
https 2026-11-20T22:23:00.1Z app/a/1 192.0.2.1:2817 - 1 1 1 200 200 0 57 "GET https://x:4
tls 2.0 2026-11-20T02:59:40 net/c/3 g3d4 72.21.218.154:51341 172.100.100.185:443 5 2
2026-11-20T17:05:15Z 203.0.113.1 36280 443 TLSv1.2 AES128-SHA 4.036
2026-11-20T23:39:43Z old 192.0.2.39:2817 - 1 1
version 2.0 of something else

{"json": true}
tls 2.0 2026-11-20T02:59:40 net/c/3 g3d4 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - - - AES128-SHA tlsv10 - x - - - 2018-12-20T02:59:30`,
  ],
];

describe('odd lines', () => {
  it.each(ODD)('%s', async (what, lines) => {
    const prefix = `${what.replaceAll(/\W+/g, '-')}/`;
    await put(prefix, { [`${DAY}/a.log`]: `${lines}\n` });
    const read = impactOfText(`${lines}\n`);
    const found = await impactBySql(prefix);
    expect(found.loadBalancers).toEqual(read.loadBalancers);
    expect(found.lines).toBe(read.lines);
    expect(sum(found.skipped)).toBe(sum(read.skipped));
  });

  it('the load balancer of a connection log without its name is that of the file', async () => {
    const [, documented = ''] = ODD[0]?.[1].split('\n') ?? [];
    const name = `conn_log_111122223333_elasticloadbalancing_eu-west-1_app.my-shop.50dc6c495c0c9188_20261120T0005Z_10.0.0.1_x.log.gz`;
    await put('named/', { [`${DAY}/${name}`]: gzipSync(`${documented}\n`) });
    const { loadBalancers } = await impactBySql('named/');
    expect(loadBalancers).toEqual(impactOfText(documented, { name }).loadBalancers);
    expect(loadBalancers).toMatchObject([{ loadBalancer: 'app/my-shop/50dc6c495c0c9188' }]);
  });
});

describe('what is not asked for', () => {
  const [, , network = ''] = ODD[0]?.[1].split('\n') ?? [];

  it('is not counted: other days, health checks, what lies beside', async () => {
    await put('beside/', {
      [`${DAY}/a.log`]: `${network}\n`,
      [`${DAY}/health_check_log_x.log`]: `${network}\n`,
      '111122223333/elasticloadbalancing/eu-west-1/2026/11/19/a.log': `${network}\n`,
      '111122223333/elasticloadbalancing/eu-west-1/2026/11/22/a.log': `${network}\n`,
      '111122223333/ELBAccessLogTestFile': 'it works\n',
      '111122223333/elasticloadbalancing/ap-south-1/2026/11/20/a.log': `${network}\n`,
    });
    await put('besides/', { [`${DAY}/a.log`]: `${network}\n` });
    expect(await impactBySql('beside/')).toMatchObject({ lines: 1, readShare: 1 });
  });

  it('is nothing where there is nothing', async () => {
    await put('empty/', { '111122223333/ELBAccessLogTestFile': 'it works\n' });
    expect(await impactBySql('empty/')).toMatchObject({ lines: 0, readShare: null, loadBalancers: [] });
  });

  it('is no table that is there already: again is safe', async () => {
    await put('again/', { [`${DAY}/a.log`]: `${network}\n` });
    const first = await impactBySql('again/');
    expect(await impactBySql('again/')).toEqual(first);
    expect(statementsFor(question('again/')).tables).toHaveLength(4);
  });
});

function sum(numbers: Readonly<Partial<Record<string, number>>>): number {
  return Object.values(numbers).reduce<number>((total, number = 0) => total + number, 0);
}
