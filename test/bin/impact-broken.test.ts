import { gzipSync } from 'node:zlib';
import type { Impact } from '../../lambda/core/impact/impact';
import type { Sandbox } from '../../sandbox';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { mixNamed } from '../../scripts/impact-logs/mixes';
import { impactOfText } from '../core/impact/read';
import { faultsOf } from '../core/impact/schema';
import { elbTls, withAccount, workshop, type Workshop } from './command';
import { startCutting, type Cutting, type CuttingServer } from './cutting-server';

/** Logs in a bucket behind a line that breaks. */

const text = [...makeLogs({ mix: mixNamed('everything'), seed: 9, bytes: 400_000 }).parts].join('');
const alone = impactOfText(text);

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

interface Read {
  readonly status: number | null;
  readonly impact: Impact;
  readonly ranges: CuttingServer['ranges'];
}

/** What the command says of one object, which lies in the bucket as these bytes. */
function read(bytes: Uint8Array, cutting: (sandbox: Sandbox) => Cutting): Promise<Read> {
  return withAccount([], async (sandbox) => {
    sandbox.bucket('logs', 'eu-west-1').putBytes('a.log', bytes);
    const environment = sandbox.environment();
    const server = await startCutting(environment['AWS_ENDPOINT_URL'] ?? '', cutting(sandbox));
    try {
      const args = ['impact', '--logs', 's3://logs/', '--target', 'TLS13-1-2-Res-PQ-2025-09', '--json'];
      const { status, stdout } = await elbTls(shop, args, { ...environment, AWS_ENDPOINT_URL: server.url });
      const impact: Impact = JSON.parse(stdout);
      expect(faultsOf(impact)).toEqual([]);
      return { status, impact, ranges: server.ranges };
    } finally {
      await server.stop();
    }
  });
}

const plain = Buffer.from(text);
const whole = { bytes: plain.length, lines: alone.lines, readShare: 1, unread: [] };

it.each([
  ['text', plain],
  ['gzip', gzipSync(plain)],
])('a download of %s that breaks twice goes on where it was', async (_, bytes) => {
  const { status, impact, ranges } = await read(bytes, () => ({ times: 2 }));
  const half = Math.floor(bytes.length / 2);
  const quarter = Math.floor((bytes.length - half) / 2);

  expect(impact).toMatchObject(whole);
  expect(impact.loadBalancers.map(({ handshakes, refused }) => [handshakes, refused])).toEqual(
    alone.loadBalancers.map(({ handshakes, refused }) => [handshakes, refused]),
  );
  expect(ranges).toEqual([null, `bytes=${half}-`, `bytes=${half + quarter}-`]);
  expect(status).toBe(2);
});

it('one that always breaks is named, and what came of it counts', async () => {
  const { status, impact, ranges } = await read(plain, () => ({ times: Infinity }));

  expect(impact).toMatchObject({ unreadFiles: { unreadable: 1 }, unread: [{ file: 's3://logs/a.log' }] });
  expect(impact.bytes).toBeGreaterThan(plain.length * 0.9);
  expect(impact.readShare).toBe(0);
  expect(ranges).toHaveLength(5);
  expect(status).toBe(1);
});

it('one whose object is another by then is not put together from both', async () => {
  const { impact, ranges } = await read(plain, (sandbox) => ({
    times: 1,
    happen: () => sandbox.bucket('logs', 'eu-west-1').put('a.log', text.replaceAll('TLSv1', 'TLSv9')),
  }));

  expect(impact).toMatchObject({
    unread: [{ reason: 'unreadable', message: expect.stringMatching(/^PreconditionFailed: /) }],
  });
  expect(impact.skipped['unknown-protocol']).toBeUndefined();
  expect(ranges).toHaveLength(2);
});

it('one from a store that knows no ranges is not read twice', async () => {
  const { impact } = await read(plain, () => ({ times: 1, isWithoutRanges: true }));

  expect(impact.bytes).toBeLessThan(plain.length);
  expect(impact.unread).toMatchObject([
    { message: expect.stringMatching(/asked for bytes=\d+-, got the whole object$/) },
  ]);
});

it('one that came whole and is not what S3 has is not asked for beyond its end', async () => {
  const { impact, ranges } = await read(plain, () => ({ times: 0, isSpoiling: true }));

  expect(impact.unread).toMatchObject([
    { reason: 'unreadable', message: expect.stringMatching(/checksum/i) },
  ]);
  expect(ranges).toEqual([null]);
});
