import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Impact } from '../../lambda/core/impact/impact';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { mixNamed } from '../../scripts/impact-logs/mixes';
import type { Sandbox } from '../../sandbox';
import { faultsOf } from '../core/impact/schema';
import { impactOfText } from '../core/impact/read';
import { elbTls, PQ, withAccount, workshop, type Ended, type Environment, type Workshop } from './command';

let shop: Workshop;
let logs: string;
const text = [...makeLogs({ mix: mixNamed('everything'), seed: 8, bytes: 50_000 }).parts].join('');
const lines = text.trimEnd().split('\n');
/** The first half of the lines, and the second. */
const halves = [lines.slice(0, 60), lines.slice(60)].map((half) => `${half.join('\n')}\n`);
const modern = [...makeLogs({ mix: mixNamed('modern-web'), seed: 8, bytes: 20_000 }).parts].join('');

beforeAll(async () => {
  shop = await workshop();
  logs = join(shop.folder, 'logs');
  await mkdir(join(logs, '2026/11/20'), { recursive: true });
  await writeFile(join(logs, '2026/11/20/a.log.gz'), gzipSync(halves[0] ?? ''));
  await writeFile(join(logs, '2026/b.log'), halves[1] ?? '');
  await writeFile(join(logs, 'ELBAccessLogTestFile'), 'it works\n');
  await writeFile(join(shop.folder, 'modern.log'), modern);
});
afterAll(() => shop.clear());

const impact = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  elbTls(shop, ['impact', '--target', 'TLS13-1-2-Res-PQ-2025-09', ...args], environment);

function jsonIn({ stdout }: Ended): Impact {
  const found: Impact = JSON.parse(stdout);
  expect(faultsOf(found)).toEqual([]);
  return found;
}

function addressesIn({ loadBalancers }: Impact): readonly string[] {
  return loadBalancers.flatMap(({ topRefused }) => topRefused.map(({ address }) => address));
}

function connectionWith(suite: string): string {
  return `2026-11-20T17:05:15.514108Z 203.0.113.1 36280 443 ${suite} 4.036 - - - Success TID_1\n`;
}

/** A place in the workshop. */
function placeNamed(name: string): string {
  return join(shop.folder, name);
}

describe('logs in a folder', () => {
  it('are read as they lie, and counted together', async () => {
    const ended = await impact(['--logs', logs, '--json']);
    const whole = impactOfText(text);
    const { loadBalancers, ...rest } = jsonIn(ended);
    expect(rest).toMatchObject({
      target: PQ,
      from: null,
      files: 2,
      bytes: text.length,
      lines: lines.length,
      readShare: 1,
    });
    expect(loadBalancers.map((row) => ({ ...row, refusedWith: [] }))).toEqual(
      whole.loadBalancers.map((row) => ({ ...row, refusedWith: [] })),
    );
    expect(ended).toMatchObject({ status: 2, stderr: '' });
  });

  it('name known clients that would use what is refused, and say who has nothing else', async () => {
    const file = join(shop.folder, 'phones.log');
    await writeFile(
      file,
      connectionWith('TLSv1 ECDHE-RSA-AES128-SHA') + connectionWith('TLSv1.2 AES128-SHA'),
    );
    const [doubtful] = jsonIn(await impact(['--logs', file, '--json'])).loadBalancers;
    const [sure] = jsonIn(await impact(['--logs', file, '--json', '--from', '2016-08'])).loadBalancers;
    expect(doubtful).toMatchObject({
      refused: 2,
      uncertain: 1,
      refusedWith: [
        { protocol: 'TLSv1', uncertain: false },
        { uncertain: true, clients: [] },
      ],
    });
    expect(sure).toMatchObject({ refused: 2, uncertain: 0 });
    expect(sure?.refusedWith[0]?.clients).toContain('Java 7u25');
  });

  it('show networks, and addresses where they are asked for', async () => {
    const short = jsonIn(await impact(['--logs', logs, '--json']));
    const full = jsonIn(await impact(['--logs', logs, '--json', '--full-addresses']));
    expect(addressesIn(short).filter((address) => !/\/(24|48)$/.test(address))).toEqual([]);
    expect(addressesIn(full).filter((address) => address.includes('/'))).toEqual([]);
    expect(addressesIn(full).length).toBeGreaterThan(0);
  });

  it('are a text for people, and lines for a spreadsheet', async () => {
    const shown = await impact(['--logs', logs]);
    expect(shown.status).toBe(2);
    expect(shown.stdout).toMatch(
      /^ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09 would refuse \d+ of \d+ handshakes/,
    );
    expect(shown.stdout).toContain('app/portal/1234567890abcdef :445');
    expect(shown.stdout).not.toContain('Not counted');
    const rows = (await impact(['--logs', logs, '--csv'])).stdout.split('\r\n');
    expect(rows[0]).toMatch(/^"target","from","read share","load balancer"/);
    expect(rows).toHaveLength(2 + impactOfText(text).loadBalancers.length);
  });

  it('can be one file', async () => {
    const ended = await impact(['--logs', join(logs, '2026/b.log'), '--json']);
    expect(jsonIn(ended)).toMatchObject({ files: 1, bytes: halves[1]?.length });
  });
});

describe('the exit status', () => {
  it('is 0 where nobody is refused', async () => {
    const ended = await impact(['--logs', placeNamed('modern.log')]);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toContain('would refuse 0 of ');
  });

  it('is 1 where not all could be read, whoever is refused, and says what', async () => {
    await mkdir(placeNamed('broken'));
    await writeFile(placeNamed('broken/a.log'), `${text}half a lin`);
    await writeFile(placeNamed('broken/b.log.gz'), gzipSync(text).subarray(0, 500));
    await symlink('nowhere', placeNamed('broken/c.log'));
    const ended = await impact(['--logs', placeNamed('broken')]);
    expect(ended.status).toBe(1);
    expect(ended.stdout).toMatch(/1 line in none of the four formats \(unknown-format\)/);
    expect(ended.stdout).toMatch(/1 file with gzip that ends too early \(cut-off\)/);
    expect(ended.stdout).toMatch(/1 file that went away \(gone\)/);
    const json = await impact(['--logs', placeNamed('broken'), '--json']);
    expect(jsonIn(json)).toMatchObject({ files: 3, unreadFiles: { 'cut-off': 1, gone: 1 } });
    expect(json.stderr).toMatch(/elb-tls: not read to its end: .*b\.log\.gz \(cut-off\)/);
  });

  it('is 1 where one folder of many may not be read', async () => {
    await mkdir(placeNamed('closed/inner'), { recursive: true });
    await writeFile(placeNamed('closed/a.log'), modern);
    await rm(placeNamed('closed/inner'), { recursive: true });
    await writeFile(placeNamed('closed/inner'), modern);
    await chmod(placeNamed('closed/inner'), 0o000);
    const { unreadFiles, readShare } = jsonIn(await impact(['--logs', placeNamed('closed'), '--json']));
    // Who runs as root may read it all.
    expect(process.getuid?.() === 0 ? { readShare } : { unreadFiles }).toEqual(
      process.getuid?.() === 0 ? { readShare: 1 } : { unreadFiles: { denied: 1 } },
    );
  });

  it('is 3 where there is nothing to read', async () => {
    await mkdir(placeNamed('empty'));
    const ended = await impact(['--logs', placeNamed('empty')]);
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain('nothing was there to');
  });

  it('is 0 where nothing is encrypted, and says that this says nothing', async () => {
    await writeFile(
      placeNamed('plain.log'),
      '2015-05-13T23:39:43.945958Z old 192.0.2.39:2817 10.0.0.1:80 1 1 1 200 200 0 29 "GET http://x:80/ HTTP/1.1" "curl" - -\n',
    );
    const ended = await impact(['--logs', placeNamed('plain.log')]);
    expect(ended.status).toBe(0);
    expect(ended.stdout.replaceAll(/\s+\|?\s*/g, ' ')).toContain('they say nothing of who would break');
  });

  it.each([
    [['--target', PQ], 'impact got no logs'],
    [['--logs', 'x'], 'impact got no target'],
    [['--logs', 'x', '--target', 'nobody'], 'AWS has no policy "nobody"'],
    [['--logs', 'x', '--target', PQ, '--from', ''], '--from got ""'],
    [['--logs', 'nowhere', '--target', PQ], '--logs got "nowhere", which is not there'],
    [['--logs', 's3://', '--target', PQ], '--logs got "s3://"; use a folder'],
    [['--logs', 'https://x/y', '--target', PQ], '--logs got "https://x/y"; use a folder'],
    [['--logs', 's3://logs/x', '--target', PQ], 'no Region is set'],
    [
      ['--logs', 'x', '--target', PQ, '--csv', '--json'],
      "option '--csv' cannot be used with option '--json'",
    ],
  ])('is 64 for %j', async (args, message) => {
    const ended = await elbTls(shop, ['impact', ...args], { AWS_REGION: undefined });
    expect(ended).toMatchObject({ status: 64, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

describe('a name that both types have', () => {
  it('means the policy of the load balancer that wrote the line', async () => {
    const file = join(shop.folder, 'classic.log');
    await writeFile(
      file,
      '2015-05-13T23:39:43.945958Z old 192.0.2.39:2817 10.0.0.1:80 1 1 1 200 200 0 29 "- - - " "-" DHE-RSA-AES128-SHA TLSv1.2\n',
    );
    const ended = await elbTls(shop, ['impact', '--logs', file, '--target', '2016-08', '--json'], {});
    // 2016-08 of Classic has neither of the DHE suites, nor has that of ALB and NLB.
    expect(jsonIn(ended)).toMatchObject({ loadBalancers: [{ type: 'classic', refused: 1 }] });
  });
});

describe('logs in a bucket', () => {
  const PREFIX = 'AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/11/20';
  const place = `s3://logs/${PREFIX}/`;

  function fill(sandbox: Sandbox): void {
    const bucket = sandbox.bucket('logs', 'eu-west-1');
    lines.forEach((line, index) => {
      const key = `${PREFIX}/${String(index).padStart(4, '0')}.log`;
      // As load balancers write them, and as somebody keeps them who has unpacked some.
      if (index % 2 === 0) bucket.put(key, `${line}\n`);
      else bucket.putBytes(key, gzipSync(`${line}\n`));
    });
    bucket.put(`${PREFIX}/`, '');
    bucket.put('AWSLogs/111122223333/ELBAccessLogTestFile', 'it works\n');
    bucket.put('other/x.log', 'not asked for\n');
  }

  it('are listed page by page, and read', () =>
    withAccount(
      [],
      async (sandbox) => {
        fill(sandbox);
        const ended = await impact(['--logs', place, '--json'], sandbox.environment());
        const { loadBalancers, files, readShare } = jsonIn(ended);
        expect({ files, readShare }).toEqual({ files: lines.length, readShare: 1 });
        expect(loadBalancers.map((row) => ({ ...row, refusedWith: [] }))).toEqual(
          impactOfText(text).loadBalancers.map((row) => ({ ...row, refusedWith: [] })),
        );
        expect(ended.status).toBe(2);
        expect(sandbox.calls.filter(({ action }) => action === 'ListObjectsV2').length).toBeGreaterThan(5);
      },
      { pageSize: 20 },
    ));

  it('may be in another Region', () =>
    withAccount([], async (sandbox) => {
      fill(sandbox);
      const ended = await impact(['--logs', place, '--json'], {
        ...sandbox.environment(),
        AWS_REGION: 'us-east-1',
      });
      expect(jsonIn(ended)).toMatchObject({ files: lines.length, readShare: 1 });
    }));

  it('that are refused are named one by one, and the others count', () =>
    withAccount([], async (sandbox) => {
      fill(sandbox);
      sandbox.fault({ action: 'GetObject', resource: '0003.log', kind: 'deny' });
      sandbox.fault({
        action: 'GetObject',
        resource: '0004.log',
        kind: 'error',
        code: 'AccessDenied',
        status: 403,
        message: 'User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt on the resource',
      });
      sandbox.fault({
        action: 'GetObject',
        resource: '0005.log',
        kind: 'error',
        code: 'NoSuchKey',
        status: 404,
      });
      sandbox.fault({ action: 'GetObject', resource: '0006.log', kind: 'throttle', times: 1 });
      const ended = await impact(['--logs', place, '--json'], sandbox.environment());
      const { unreadFiles, unread, files, lines: read } = jsonIn(ended);
      expect(ended.status).toBe(1);
      expect({ files, read }).toEqual({ files: lines.length, read: lines.length - 3 });
      expect(unreadFiles).toEqual({ denied: 1, 'key-denied': 1, gone: 1 });
      expect(unread.map(({ file }) => file).toSorted()).toEqual(
        [3, 4, 5].map((number) => `${place}000${number}.log`),
      );
    }));

  it.each([
    ['s3://nowhere/x', 'NoSuchBucket'],
    ['s3://logs/x', 'AccessDenied'],
  ])('that cannot be listed are an error: %s, %s', (where, code) =>
    withAccount([], async (sandbox) => {
      fill(sandbox);
      if (code === 'AccessDenied') sandbox.fault({ action: 'ListObjectsV2', kind: 'deny' });
      const ended = await impact(['--logs', where], sandbox.environment());
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toContain(code);
    }),
  );

  it('that are not there are nothing to read', () =>
    withAccount([], async (sandbox) => {
      fill(sandbox);
      const ended = await impact(['--logs', 's3://logs/nothing/here/'], sandbox.environment());
      expect(ended.status).toBe(3);
    }));
});
