import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { makeLogs } from '../scripts/impact-logs/generate';
import { mixNamed } from '../scripts/impact-logs/mixes';
import { printTable } from './print';
import { run, type Ran } from './program';

/**
 * `elb-tls impact` on logs of an ALB, and awk on the same two fields beside it: each on one core, in turn.
 *
 *     npm run bench:impact -- --gib 5
 */

const { values } = parseArgs({ options: { gib: { type: 'string', default: '1' } } });
const MIB = 1024 * 1024;
const SMALL = 10 * MIB;
const TURNS = 3;
const TARGET = 'TLS13-1-2-Res-PQ-2025-09';
/** Behind the user agent, which has blanks in it: what is in quotes is one field. */
const AWK = `BEGIN { FS = "\\"" } { split($5, a, " "); n[a[1] " " a[2]] += 1 } END { for (s in n) print s, n[s] }`;

const pinned = (program: string, ...args: readonly string[]): Promise<Ran> =>
  run('taskset', ['-c', '0', program, ...args], {});

/** The fastest of some turns: what else the machine did is in the others. */
async function fastest(turn: () => Promise<Ran>): Promise<Ran> {
  const all: Ran[] = [];
  for (let turns = 0; turns < TURNS; turns += 1) all.push(await turn());
  return all.toSorted((a, b) => a.seconds - b.seconds)[0] ?? (await turn());
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-impact-'));
  try {
    await measure(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Logs of a size, as text and packed. */
async function logsOf(folder: string, name: string, bytes: number) {
  const text = join(folder, `${name}.log`);
  const packed = `${text}.gz`;
  const { parts } = makeLogs({ mix: mixNamed('old-desktops'), seed: 1, bytes });
  await pipeline(Readable.from(parts), createWriteStream(text));
  await pipeline(createReadStream(text), createGzip(), createWriteStream(packed));
  return { text, packed, size: (await stat(text)).size };
}

function elbTls(path: string): Promise<Ran> {
  const words = ['dist/elb-tls.js', 'impact', '--logs', path, '--target', TARGET, '--json'];
  return fastest(() => pinned(process.execPath, ...words));
}

/** Ours without what it takes to start: that is what it takes for ten MiB. */
async function ours(what: string, small: string, large: string, bytes: number) {
  const [start, whole] = [await elbTls(small), await elbTls(large)];
  return {
    ...rowOf(what, whole.seconds, (bytes - SMALL) / (whole.seconds - start.seconds)),
    'peak MiB': whole.peakMiB.toFixed(1),
    'of 10 MiB': start.peakMiB.toFixed(1),
  };
}

function rowOf(what: string, seconds: number, rate: number) {
  const measured = { seconds: seconds.toFixed(1), 'MiB a second': Math.round(rate / MIB) };
  return { what, ...measured, 'peak MiB': '', 'of 10 MiB': '' };
}

async function measure(folder: string): Promise<void> {
  const small = await logsOf(folder, 'small', SMALL);
  const large = await logsOf(folder, 'large', Number(values.gib) * 1024 * MIB);
  const awk = await fastest(() => pinned('awk', AWK, large.text));
  const both = await fastest(() => pinned('sh', '-c', `zcat "$0" | awk '${AWK}'`, large.packed));
  printTable([
    await ours('elb-tls impact', small.text, large.text, large.size),
    await ours('elb-tls impact, gzip', small.packed, large.packed, large.size),
    rowOf('awk', awk.seconds, large.size / awk.seconds),
    rowOf('zcat | awk', both.seconds, large.size / both.seconds),
  ]);
}

void main();
