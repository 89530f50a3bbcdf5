import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { showNoCalls } from '../../demo/calls';
import { shakeHands } from '../../demo/handshake';
import { runDemo } from '../../demo/run';
import { screenOf, wantsColor } from '../../demo/screen';
import { parseReport } from '../../lambda/records/parse-report';
import { digest } from '../../lambda/report/digest/digest';
import { startSandbox } from '../../sandbox';

/** The demo is read at a terminal of 80 columns and 24 rows, by somebody who has two minutes. */

const COLUMNS = 80;
const ROWS = 24;

let folder: string;
/** As a terminal with colour shows it. */
let painted: readonly string[];
let lines: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-demo-test-'));
  const shown: string[] = [];
  await runDemo(
    screenOf((line) => shown.push(line), true),
    folder,
  );
  painted = shown;
  lines = shown.map(stripVTControlCharacters);
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each chapter with its heading; before the first stands what is said in advance. */
function chapters(): readonly (readonly string[])[] {
  const starts = lines.flatMap((line, index) => (/^\d\/6 /.test(line) ? [index] : []));
  return starts.map((start, index) => lines.slice(start, starts[index + 1]));
}

it('has six chapters, in the order in which they happen', () => {
  expect(chapters().map(([title]) => title)).toEqual([
    '1/6 A dry run: it says what it would do, and changes nothing',
    '2/6 Apply, the first wave: staging changes, prod waits',
    '3/6 A day later, the second wave: prod follows',
    '4/6 Half an hour later: the watch sees clients fail',
    '5/6 Undo: one listener goes back, the others stay',
    '6/6 Again: nothing is changed, and what is left has a reason',
  ]);
});

it('has no line that is wider than the terminal', () => {
  expect(lines.filter((line) => stringWidth(line) > COLUMNS)).toEqual([]);
});

it('has no chapter that is higher than the screen', () => {
  expect(chapters().filter(({ length }) => length > ROWS)).toEqual([]);
});

it('shows no command: there is no account left to run it against', () => {
  const text = lines.join('\n');

  expect(text.match(/\b(?:elb-tls (?:plan|apply|undo|runs|show)|aws [a-z]|npm |npx )\S*/g)).toBeNull();
});

it('keeps what its titles say', () => {
  const calls = chapters().map((chapter) => Number(/changed something: (\d+)/.exec(chapter.join('\n'))?.[1]));

  expect(calls).toEqual([0, 2, expect.any(Number), 0, 1, 0]);
  expect(calls[2]).toBeGreaterThanOrEqual(13);
});

it('shows by handshakes what the first change does to clients', () => {
  const told = chapters()[1]?.map((line) => /that speak (TLS \S+) alone +(\w+) +(\w+)$/.exec(line)?.slice(1));

  expect(told?.filter((each) => each !== undefined)).toEqual([
    ['TLS 1.0', 'works', 'refused'],
    ['TLS 1.2', 'works', 'works'],
    ['TLS 1.3', 'refused', 'works'],
  ]);
});

it('calls no handshake refused that failed for another reason', async () => {
  const sandbox = await startSandbox();
  const { port } = new URL(sandbox.endpoint);
  await sandbox.stop();

  await expect(shakeHands({ host: '127.0.0.1', port: Number(port) })).rejects.toThrow('ECONNREFUSED');
});

it('says of each listener in the last chapter that is not fine why', () => {
  const last = chapters().at(-1)?.join('\n') ?? '';
  const [, ...counts] = /: (\d+) held, (\d+) exempt, (\d+) failed, \d+ fine/.exec(last) ?? [];

  expect(counts).not.toEqual([]);
  expect(last.match(/^ {2}(?:held|exempt|failed) +\S+ +\S.*/gm)).toHaveLength(
    counts.map(Number).reduce((sum, count) => sum + count, 0),
  );
});

it('names the fix of an owner, and the spike', () => {
  const text = lines.join('\n');

  expect(text).toContain('alb.ingress.kubernetes.io/ssl-policy');
  expect(text).toMatch(/since +412 +#{20,}/);
});

it('leaves the mail and the report of the third chapter', async () => {
  const report: unknown = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));

  expect(report).toMatchObject({ totals: { changed: 13 } });
  expect(await readFile(join(folder, 'digest.txt'), 'utf8')).toMatch(/^Subject: \[elb-tls\] .*13 changed/);
  expect(existsSync(join(folder, 'record'))).toBe(true);
});

it('is coloured where colour is wanted, and plain elsewhere', () => {
  const shown: string[] = [];
  screenOf((line) => shown.push(line), false).heading('Plain');

  expect(painted).not.toEqual(lines);
  expect(shown).toEqual(['', 'Plain', '-----']);
});

it.each([
  ['a terminal', true, { TERM: 'xterm-256color' }, true],
  ['a pipe', false, { TERM: 'xterm-256color' }, false],
  ['NO_COLOR', true, { TERM: 'xterm-256color', NO_COLOR: '1' }, false],
  ['NO_COLOR, and empty: not set', true, { NO_COLOR: '' }, true],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
])('colour: %s', (_, isTerminal, environment, wanted) => {
  expect(wantsColor(isTerminal, environment)).toBe(wanted);
});

it('ends in an error where a call changed something that must not', () => {
  const screen = screenOf(() => undefined, false);

  expect(() => showNoCalls({ mutations: () => 1 }, screen)).toThrow('1 calls changed something');
  expect(() => showNoCalls({ mutations: () => 0 }, screen)).not.toThrow();
});

it('makes five digests of under 120 lines together', () => {
  const runs = join(folder, 'record', 'runs');
  const bodies = readdirSync(runs).map((run) => {
    const report = parseReport(readFileSync(join(runs, run, 'report.json'), 'utf8'));
    return digest(report).body;
  });

  expect(bodies).toHaveLength(5);
  expect(bodies.join('').split('\n').length - 1).toBeLessThan(120);
});
