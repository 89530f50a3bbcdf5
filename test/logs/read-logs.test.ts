import { gzipSync } from 'node:zlib';
import { impactOf } from '../../lambda/core/impact/impact-of';
import type { Impact } from '../../lambda/core/impact/impact';
import type { LogFile } from '../../lambda/core/impact/log-file';
import { readLogs } from '../../lambda/logs/read-logs';
import { unpacked } from '../../lambda/logs/unpacked';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { mixNamed } from '../../scripts/impact-logs/mixes';
import { faultsOf } from '../core/impact/schema';
import { impactOfText, RES_PQ, tallyFor } from '../core/impact/read';

/** Files as they lie there: packed or not, broken, refused. */

const text = [...makeLogs({ mix: mixNamed('everything'), seed: 4, bytes: 60_000 }).parts].join('');
const plain = Buffer.from(text);
const packed = gzipSync(plain);
const alone = impactOfText(text);

/** A file whose parts are written over one another, as those of a real one are. */
function fileOf(name: string, bytes: Uint8Array, part = 1000, end?: Error): LogFile {
  return {
    name,
    size: bytes.length,
    open: async function* () {
      const memory = Buffer.alloc(part);
      for (let at = 0; at < bytes.length; at += part) {
        memory.set(bytes.subarray(at, at + part));
        yield memory.subarray(0, Math.min(part, bytes.length - at));
      }
      await Promise.resolve();
      if (end !== undefined) throw end;
    },
  };
}

function refused(name: string, why: Error): LogFile {
  const closed = fileOf(name, new Uint8Array(), 1, why);
  return { name, size: plain.length, open: () => closed.open() };
}

function error(code: string, message = 'it is so'): Error {
  return Object.assign(new Error(message), { name: code });
}

async function* listOf(files: readonly LogFile[], end?: Error): AsyncIterable<LogFile> {
  yield* files;
  if (end !== undefined) throw end;
}

async function impactIn(files: readonly LogFile[], concurrency = 1, end?: Error): Promise<Impact> {
  const tally = tallyFor();
  const reading = await readLogs(listOf(files, end), tally, { concurrency });
  const impact = impactOf(tally, reading, { target: RES_PQ, from: null }, () => []);
  expect(faultsOf(impact)).toEqual([]);
  return impact;
}

describe('a file is the same', () => {
  it.each([
    ['as text', [fileOf('a.log', plain)]],
    ['as gzip', [fileOf('a.log.gz', packed)]],
    ['as gzip that is not called so', [fileOf('a', packed)]],
    ['as text that is called gzip', [fileOf('a.log.gz', plain)]],
    ['in parts of one byte', [fileOf('a.gz', packed, 1)]],
    ['in one part', [fileOf('a.gz', packed, 100_000)]],
    [
      'as gzip of two members',
      [
        fileOf(
          'a.gz',
          Buffer.concat([gzipSync(plain.subarray(0, 20_001)), gzipSync(plain.subarray(20_001))]),
        ),
      ],
    ],
  ])('%s', async (_, files) => {
    const { loadBalancers, bytes, lines, readShare } = await impactIn(files);
    expect({ loadBalancers, bytes, lines, readShare }).toEqual({
      loadBalancers: alone.loadBalancers,
      bytes: plain.length,
      lines: alone.lines,
      readShare: 1,
    });
  });

  it('among files that are none of these logs', async () => {
    const others = ['ELBAccessLogTestFile', 'health_check_log_1.log.gz'].map((name) =>
      fileOf(`s3://b/AWSLogs/1/${name}`, Buffer.from('it works\n')),
    );
    await expect(impactIn([...others, fileOf('a.log', plain)])).resolves.toMatchObject({
      files: 1,
      readShare: 1,
      skipped: {},
    });
  });

  it.each([1, 4, 16])('in many files, %d at a time', async (concurrency) => {
    const lines = text.split('\n').filter((line) => line !== '');
    const files = lines.map((line, index) => fileOf(`${index}.log`, Buffer.from(`${line}\n`)));
    const { loadBalancers, files: read } = await impactIn(files, concurrency);
    expect(read).toBe(lines.length);
    expect(loadBalancers).toEqual(alone.loadBalancers);
  });
});

describe('a file that cannot be read to its end', () => {
  const whole = fileOf('whole.log', plain);

  it.each([
    ['cut-off', fileOf('x', packed.subarray(0, packed.length - 9))],
    ['cut-off', fileOf('x', packed.subarray(0, 12))],
    [
      'damaged',
      fileOf('x', Buffer.concat([packed.subarray(0, 2000), Buffer.alloc(500, 7), packed.subarray(2500)])),
    ],
    ['damaged', fileOf('x', Buffer.concat([packed.subarray(0, 2), Buffer.from('no gzip at all')]))],
    ['denied', refused('x', error('AccessDenied'))],
    ['denied', refused('x', Object.assign(new Error('no'), { code: 'EACCES' }))],
    [
      'key-denied',
      refused('x', error('AccessDenied', 'User: arn:x is not authorized to perform: kms:Decrypt')),
    ],
    ['key-denied', refused('x', error('KMS.DisabledException'))],
    ['gone', refused('x', error('NoSuchKey'))],
    ['archived', refused('x', error('InvalidObjectState'))],
    ['unreadable', refused('x', error('InternalError'))],
    ['unreadable', fileOf('x', plain, 1000, Object.assign(new Error('reset'), { code: 'ECONNRESET' }))],
  ])('is named as %s, and the others count', async (reason, broken) => {
    const impact = await impactIn([broken, whole]);
    expect(impact).toMatchObject({ files: 2, unreadFiles: { [reason]: 1 }, unread: [{ file: 'x', reason }] });
    expect(impact.readShare).toBeCloseTo(plain.length / (plain.length + broken.size), 5);
    expect(impact.loadBalancers.length).toBe(alone.loadBalancers.length);
  });

  it('counts as far as it goes', async () => {
    const half = packed.subarray(0, Math.floor(packed.length * 0.7));
    const { loadBalancers, readShare, bytes } = await impactIn([fileOf('x', half)]);
    expect(readShare).toBe(0);
    expect(bytes).toBeGreaterThan(0);
    expect(loadBalancers.length).toBeGreaterThan(0);
  });

  it('is one of many: twenty are named, and all are counted', async () => {
    const files = Array.from({ length: 50 }, (_, index) => refused(`${index}`, error('AccessDenied')));
    const { unread, unreadFiles, readShare, loadBalancers } = await impactIn(files, 4);
    expect(unread).toHaveLength(20);
    expect({ unreadFiles, readShare, loadBalancers }).toEqual({
      unreadFiles: { denied: 50 },
      readShare: 0,
      loadBalancers: [],
    });
  });
});

describe('a list of files that breaks off', () => {
  it('is named behind what was read', async () => {
    const impact = await impactIn([fileOf('a.log', plain)], 4, error('AccessDenied', 'no'));
    expect(impact.loadBalancers).toEqual(alone.loadBalancers);
    expect(impact.readShare).toBeLessThan(1);
    expect(impact.unread).toMatchObject([{ file: 'the list of files', message: 'AccessDenied: no' }]);
  });

  it('is an error where nothing was read', async () => {
    await expect(impactIn([], 4, error('NoSuchBucket', 'no such bucket'))).rejects.toThrow('no such bucket');
  });
});

it('nothing at all is nothing, and not 0 of 0', async () => {
  await expect(impactIn([])).resolves.toMatchObject({ files: 0, readShare: null, loadBalancers: [] });
  await expect(impactIn([fileOf('empty.log', new Uint8Array())])).resolves.toMatchObject({
    files: 1,
    readShare: null,
  });
});

it.each(['text', 'a\u0000'])('closes what is left after the first part: %j', async (first) => {
  let isClosed = false;
  async function* parts(): AsyncIterable<Uint8Array> {
    try {
      for (;;) yield Buffer.from(first);
    } finally {
      isClosed = true;
      await Promise.resolve();
    }
  }
  for await (const part of unpacked(parts())) {
    expect(part.length).toBeGreaterThan(1);
    break;
  }
  expect(isClosed).toBe(true);
});

it('closes a file that it does not read to its end', async () => {
  let isClosed = false;
  const file: LogFile = {
    name: 'x',
    size: 4,
    open: async function* () {
      try {
        yield Buffer.from([0x1f, 0x8b]);
        yield Buffer.from('no gzip at all');
        for (;;) yield Buffer.alloc(1000);
      } finally {
        isClosed = true;
      }
    },
  };
  await expect(impactIn([file])).resolves.toMatchObject({ unreadFiles: { damaged: 1 } });
  expect(isClosed).toBe(true);
});
