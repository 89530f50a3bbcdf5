import { gzipSync } from 'node:zlib';
import type { LoadBalancerRef } from '../../lambda/core/estate';
import { rowsOf } from '../../lambda/core/impact/impact-of';
import type { ImpactRow } from '../../lambda/core/impact/impact';
import type { LogFile } from '../../lambda/core/impact/log-file';
import {
  endOf,
  isInWindow,
  keysOfDay,
  spread,
  type LogDestination,
} from '../../lambda/core/impact/log-window';
import { several } from '../../lambda/core/impact/several';
import { deadlineIn, NO_DEADLINE } from '../../lambda/core/deadline';
import { readRecent, type LogBudget, type RecentReading } from '../../lambda/logs/recent-logs';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { mixNamed, MIXES } from '../../scripts/impact-logs/mixes';
import { ACCOUNT, clockAt, EU, many, NOW } from '../helpers';
import { tallyFor } from '../core/impact/read';

/** The recent log of one load balancer: which files are its, in which order, and what share of them was read. */

const SHOP: LoadBalancerRef = {
  region: EU,
  type: 'application',
  name: 'shop',
  arn: `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}:loadbalancer/app/shop/0123456789abcdef`,
};
const DESTINATION: LogDestination = { log: 'connections', bucket: 'logs', prefix: '', names: 'conn_log_' };
const ALL: LogBudget = { bytes: Infinity, deadline: NO_DEADLINE };
const HOUR = 3_600_000;

/** Files of one log, one every few hours, the newest last. */
function filesOf(text: string, number: number, end = NOW): readonly (LogFile & { readonly text: string })[] {
  const lines = text.split('\n').slice(0, -1);
  const each = Math.ceil(lines.length / number);
  return many(number, (index) => {
    const at = new Date(end.getTime() - (number - index) * 3 * HOUR);
    const part = `${lines.slice(index * each, (index + 1) * each).join('\n')}\n`;
    return { ...fileOf(nameAt(at, index), gzipSync(part)), text: part };
  });
}

function nameAt(at: Date, index: number): string {
  const minute = at.toISOString().slice(0, 16).replaceAll(/[-:]/g, '');
  const key = keysOfDay(DESTINATION, ACCOUNT, SHOP, at.toISOString().slice(0, 10).replaceAll('-', '/'));
  return `s3://logs/${key}${minute}Z_10.0.0.${index}_abc.log.gz`;
}

function fileOf(name: string, bytes: Uint8Array): LogFile {
  return {
    name,
    size: bytes.length,
    open: async function* () {
      await Promise.resolve();
      yield bytes;
    },
  };
}

/** What the bucket has, listed by prefix as S3 does. */
function bucketOf(files: readonly LogFile[]): (bucket: string, prefix: string) => AsyncIterable<LogFile> {
  return async function* (bucket, prefix) {
    await Promise.resolve();
    yield* files.filter(({ name }) => name.startsWith(`s3://${bucket}/${prefix}`));
  };
}

async function readFiles(
  files: readonly LogFile[],
  budget = ALL,
  days = 7,
  list = bucketOf(files),
): Promise<RecentReading & { readonly rows: readonly ImpactRow[] }> {
  const tally = tallyFor();
  const window = { destination: DESTINATION, account: ACCOUNT, loadBalancer: SHOP, days, now: NOW };
  const read = await readRecent(window, several([tally]), budget, list);
  return { ...read, rows: rowsOf(tally, () => []).toSorted(byPlace) };
}

function byPlace(a: ImpactRow, b: ImpactRow): number {
  return `${a.loadBalancer} ${a.port}` < `${b.loadBalancer} ${b.port}` ? -1 : 1;
}

/** What the same text says in one piece, as the test of the truth holds it to what was made. */
async function whole(text: string): Promise<readonly ImpactRow[]> {
  const { rows } = await readFiles([fileOf(nameAt(NOW, 0), Buffer.from(text))]);
  return rows;
}

const SEEDS = many(10, (index) => index + 1);

describe.each(MIXES.map(({ name }) => name))('the mix %s', (name) => {
  it.each(SEEDS)(
    'counts the same in files of a week, and says its share of half of them, seed %d',
    async (seed) => {
      const text = [...makeLogs({ mix: mixNamed(name), seed, bytes: 40_000 }).parts].join('');
      const files = filesOf(text, 12);
      const all = await readFiles(files);
      expect(all.rows).toEqual(await whole(text));
      expect(all).toMatchObject({ share: 1, faultyShare: 0 });
      expect(all.reading.unread).toEqual([]);

      const size = files.reduce((sum, file) => sum + file.size, 0);
      const half = await readFiles(files, { ...ALL, bytes: size / 2 });
      const opened = spread(files).filter((_, index, order) => sizeUpTo(order, index) <= size / 2);
      expect(half.bytes).toBe(opened.reduce((sum, file) => sum + file.size, 0));
      expect(half.share).toBeCloseTo(half.bytes / size, 5);
      expect(half.share).toBeLessThanOrEqual(half.bytes / size);
      const texts = opened.map((file) => files.find((each) => each.name === file.name)?.text ?? '');
      expect(half.rows).toEqual(await whole(texts.toSorted().join('')));
    },
  );
});

function sizeUpTo(files: readonly LogFile[], index: number): number {
  return files.slice(0, index + 1).reduce((sum, file) => sum + file.size, 0);
}

const LINE = [...makeLogs({ mix: mixNamed('connections'), seed: 1, bytes: 100 }).parts].join('');

describe('which files', () => {
  it('those of this load balancer, log, account and window alone', async () => {
    const at = new Date(NOW.getTime() - HOUR);
    const ours = nameAt(at, 1);
    const others = [
      ours.replace('conn_log_', ''),
      ours.replaceAll(ACCOUNT, '444455556666'),
      ours.replaceAll(EU, 'eu-west-2'),
      ours.replace('app.shop.', 'app.shop-2.'),
      ours.replace('abcdef_', 'abcdee_'),
      nameAt(new Date(NOW.getTime() - 8 * 24 * HOUR), 2),
      nameAt(new Date(NOW.getTime() - 7 * 24 * HOUR), 3),
    ];
    const { reading } = await readFiles([ours, ...others].map((name) => fileOf(name, Buffer.from(LINE))));
    expect(reading.files).toBe(1);
  });

  it('those without a time in their name, and of a clock that is ahead, too', async () => {
    const day = keysOfDay(DESTINATION, ACCOUNT, SHOP, '2026/11/22');
    const names = [`s3://logs/${day}of-today.log.gz`, `s3://logs/${day}20270101T0000Z_10.0.0.1_a.log.gz`];
    const { reading, share } = await readFiles(names.map((name) => fileOf(name, Buffer.from(LINE))));
    expect({ files: reading.files, share }).toEqual({ files: 2, share: 1 });
  });

  it('in the folder that the owner has put in front', () => {
    const { prefix, names } = { prefix: 'web/prod', names: '' } as const;
    expect(keysOfDay({ prefix, names }, ACCOUNT, { ...SHOP, type: 'classic' }, '2026/11/22')).toBe(
      `web/prod/AWSLogs/${ACCOUNT}/elasticloadbalancing/${EU}/2026/11/22/${ACCOUNT}_elasticloadbalancing_${EU}_shop_`,
    );
  });

  it.each([
    ['nothing', [], { share: null }],
    ['an empty file', [fileOf(nameAt(new Date(NOW.getTime() - HOUR), 1), new Uint8Array())], { share: null }],
  ])('%s is nothing, and not zero refusals of much', async (_, files, expected) => {
    expect(await readFiles(files)).toMatchObject(expected);
  });
});

const denied = Object.assign(new Error('no'), { name: 'AccessDenied' });

async function* closedBucket(): AsyncIterable<LogFile> {
  await Promise.resolve();
  yield* [];
  throw denied;
}

describe('what cannot be listed or read', () => {
  const files = filesOf(LINE.repeat(12), 12);

  it('is why, where none can be listed', async () => {
    const read = await readFiles(files, ALL, 7, closedBucket);
    expect(read).toMatchObject({ share: 0, faultyShare: 1 });
    expect(read.reading.unread[0]).toMatchObject({ reason: 'denied', message: 'AccessDenied: no' });
  });

  it('is missing in the share, where a day is closed', async () => {
    const open = bucketOf(files);
    const read = await readFiles(files, ALL, 7, async function* (bucket, prefix) {
      if (prefix.includes('/2026/11/20/')) throw denied;
      yield* open(bucket, prefix);
    });
    // A week has eight days in the folders: today, and the one of which a part is in the window.
    expect(read.share).toBeCloseTo(7 / 8, 5);
    expect(read.reading.unread).toMatchObject([
      { file: expect.stringContaining('/2026/11/20/'), reason: 'denied' },
    ]);
    expect(read.faultyShare).toBeCloseTo(1 / 8, 5);
  });

  it('is named, and counts for nothing, where a file is closed', async () => {
    const closed = files.map((file, index) => ({
      ...file,
      open: () => {
        if (index > 2) throw denied;
        return file.open();
      },
    }));
    const { reading, share } = await readFiles(closed);
    expect(reading.unread).toHaveLength(9);
    expect(reading.unread[0]).toMatchObject({ reason: 'denied', message: 'AccessDenied: no' });
    expect(share).toBeCloseTo(sizeUpTo(files, 2) / sizeUpTo(files, 11), 2);
  });

  it('what is left when the time is over is not opened, and missing in the share', async () => {
    let now = 0;
    const deadline = deadlineIn(3, { ...clockAt(), elapsed: () => now });
    const slow = files.map((file) => ({
      ...file,
      open: () => {
        now += 1;
        return file.open();
      },
    }));
    const { reading, share } = await readFiles(slow, { bytes: Infinity, deadline });
    expect(reading.files).toBeGreaterThan(0);
    expect(reading.files).toBeLessThan(12);
    expect(share).toBeLessThan(1);
    expect(share).toBeGreaterThan(0);
  });

  it('the first file is read, however little may be spent', async () => {
    const { reading, share } = await readFiles(files, { ...ALL, bytes: 1 });
    expect(reading.files).toBe(1);
    expect(share).toBeGreaterThan(0);
  });
});

const hoursAgo = (hours: number): string => nameAt(new Date(NOW.getTime() - hours * HOUR), 1);

it('looks for the time behind what the owner has put in front', () => {
  expect(endOf({ name: 'dumps_20250101T0000Z/AWSLogs/a_20261122T0600Z_b' })?.toISOString()).toBe(
    '2026-11-22T06:00:00.000Z',
  );
});

it('of a day with more files than are kept in mind, says what part of it they are', async () => {
  const minutes = many(1440 * 12, (index) =>
    nameAt(new Date(NOW.getTime() - 6 * HOUR - index * 5000), index),
  );
  const files = minutes
    .map((name) => fileOf(name, Buffer.from(LINE)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const { share, faultyShare, reading } = await readFiles(files, ALL, 1);
  // Half of the files that are kept in mind, and the one of today.
  expect(reading.files).toBe(10_001);
  // Of yesterday what ten thousand files of five seconds come to, from its first one on.
  expect(share).toBeCloseTo(0.9146, 4);
  expect(faultyShare).toBe(0);
});

it('a share too small for a millionth is one, and not nothing', async () => {
  const large = { ...fileOf(nameAt(new Date(NOW.getTime() - 3 * HOUR), 1), Buffer.from(LINE)), size: 1e9 };
  const small = fileOf(nameAt(new Date(NOW.getTime() - 2 * HOUR), 2), Buffer.from(LINE));
  expect((await readFiles([large, small], { ...ALL, bytes: 1 })).share).toBe(0.000_001);
});

describe('the order', () => {
  const week = many(7 * 24, (hour) => ({ name: hoursAgo(hour), size: 1 }));

  it('gives each day its share wherever it ends, the newest first', () => {
    const order = spread(week.toReversed());
    expect(order).toHaveLength(week.length);
    expect(new Set(order).size).toBe(week.length);
    expect(order[0]).toBe(week[0]);
    for (const most of [8, 16, 40]) {
      const days = order.slice(0, most).map((file) => endOf(file)?.toISOString().slice(0, 10));
      const counts = [...new Set(days)].map((day) => days.filter((each) => each === day).length);
      expect(counts).toHaveLength(8);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('takes hours of a day that are far apart', () => {
    const [first, second] = spread(week)
      .map((file) => endOf(file))
      .filter((at) => at?.toISOString().startsWith('2026-11-19'));
    expect(Math.abs((first?.getTime() ?? 0) - (second?.getTime() ?? 0))).toBeGreaterThan(8 * HOUR);
  });

  it.each([
    ['20261122T0600Z', '2026-11-22T06:00:00.000Z'],
    ['20261322T0600Z', null],
    ['of-today', null],
  ])('%s ends at %s', (name, expected) => {
    expect(endOf({ name: `a_${name}_b` })?.toISOString() ?? null).toBe(expected);
  });

  it('a file is of the window until its last line is older', () => {
    expect([23, 24, 25].map((hours) => isInWindow({ name: hoursAgo(hours) }, NOW, 1))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
