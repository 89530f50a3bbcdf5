import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, elbTls, OLD, PQ, reportIn, workshop, type Workshop } from './command';

const ESCAPE = '\u001B[';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
  sandbox = await accountWith([alb('shop', [OLD]), alb('fine', [PQ])]);
});
afterAll(async () => {
  await sandbox.stop();
  await shop.clear();
});

const plan = (...args: string[]) => elbTls(shop, ['plan', ...args], sandbox.environment());
const planOnTerminal = (columns: number, environment: Readonly<Record<string, string>> = {}) =>
  elbTls(shop, ['plan'], { ...sandbox.environment(), TERM: 'xterm', ...environment }, { columns });

describe('the report', () => {
  it('is a table for people without --json', async () => {
    const { stdout } = await plan();
    expect(() => JSON.parse(stdout) as unknown).toThrow(SyntaxError);
    expect(stdout).toContain('Nothing needs you. Dry run: 1 listener would move.');
  });

  it('is one JSON document on standard output with --json, and progress goes to standard error', async () => {
    const { stdout, stderr } = await plan('--json');
    expect(reportIn(stdout).mode).toBe('plan');
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(stderr).toContain('eu-west-1: 2 load balancers in scope');
  });

  it('is a report too when a Region failed', async () => {
    const { status, stdout, stderr } = await plan('--json', '--region', 'ap-southeast-2');
    expect(status).toBe(1);
    expect(reportIn(stdout).regions).toMatchObject([{ region: 'ap-southeast-2', status: 'failed' }]);
    expect(stderr).not.toContain('    at ');
  });

  it.each([
    [[], 'Dry run: 1 listener would move.'],
    [['--json'], '"schema": "elb-tls-report/1"'],
  ])('is JSON in --out FILE, beside %j', async (flags, shown) => {
    const file = join(shop.folder, 'report.json');
    await writeFile(file, `{ "schema": "elb-tls-report/1", "older": "${'much longer'.repeat(1000)}" }`);
    const { status, stdout, stderr } = await plan(...flags, '--out', file);
    expect(status).toBe(2);
    expect(reportIn(await readFile(file, 'utf8')).totals).toMatchObject({ planned: 1 });
    expect(stderr).toContain(`elb-tls apply ${file}`);
    expect(stdout).toContain(shown);
  });
});

describe('--csv', () => {
  const HEADER = /^"run","mode","account",/;

  it('prints a row for each listener, those that are fine too, and nothing else on standard output', async () => {
    const { status, stdout } = await plan('--csv');
    expect(status).toBe(2);
    expect(stdout).toMatch(HEADER);
    expect(stdout.split('\r\n')).toEqual([
      expect.any(String),
      expect.stringMatching(/"fine".*"compliant"/),
      expect.stringMatching(/"shop".*"planned"/),
      '',
    ]);
  });

  it('is the same of a recorded run; FILE of --out is JSON all the same', async () => {
    const file = join(shop.folder, 'beside-csv.json');
    const planned = await plan('--csv', '--out', file);
    const { runId } = reportIn(await readFile(file, 'utf8'));
    const shown = await elbTls(shop, ['show', runId, '--csv'], sandbox.environment());
    expect(shown).toEqual({ status: 0, stdout: planned.stdout, stderr: '' });
  });

  it.each([
    [['plan', '--csv', '--json'], /'--csv' cannot be used with option '--json'/],
    [['plan', '--csv', '--out', '-'], /got --out - with --csv/],
    [['show', 'run-1', '--csv', '--commands'], /got --csv with --commands/],
  ])('is refused: %j', async (args, says) => {
    const { status, stdout, stderr } = await elbTls(shop, args, sandbox.environment());
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is what an apply and its undo print once they are done', async () => {
    const own = await accountWith([alb('shop', [OLD])]);
    const run = (...args: string[]) => elbTls(shop, args, own.environment());
    try {
      const applied = await run('apply', '--yes', '--csv');
      expect(applied.stdout).toMatch(HEADER);
      expect(applied.stdout).toContain('"changed"');
      const runId = /^"([^"]+)","apply"/m.exec(applied.stdout)?.[1] ?? '';
      expect((await run('undo', runId, '--yes', '--csv')).stdout).toContain('"reverted"');
    } finally {
      await own.stop();
    }
  });
});

describe('--out', () => {
  it('- is standard output: the report as JSON and nothing else', async () => {
    const { status, stdout, stderr } = await plan('--out', '-');
    expect(status).toBe(2);
    expect(reportIn(stdout).mode).toBe('plan');
    expect(stderr).not.toContain('the report is in');
  });

  it.each([
    ['a text', 'dear diary'],
    ['JSON of somebody', '{ "name": "elb-tls-remediator" }'],
    ['a report in something else', '[{ "schema": "elb-tls-report/1" }]'],
  ])('does not write over %s', async (_, text) => {
    const file = join(shop.folder, 'mine.json');
    await writeFile(file, text);
    const { status, stdout, stderr } = await plan('--out', file);
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain(`${file}, which is no report and is not written over`);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it.each([
    ['an empty file', ''],
    ['a report that was laid out anew', '{"schema":"elb-tls-report/1"}'],
  ])('writes over %s', async (_, text) => {
    const file = join(shop.folder, 'ours.json');
    await writeFile(file, text);
    expect((await plan('--out', file)).status).toBe(2);
    expect(reportIn(await readFile(file, 'utf8')).mode).toBe('plan');
  });

  it('writes to what is no file', async () => {
    expect((await plan('--out', '/dev/null')).status).toBe(2);
  });

  it('its hint keeps --record', async () => {
    const [file, record] = [join(shop.folder, 'hinted.json'), join(shop.folder, 'a record')];
    const { stderr } = await plan('--out', file, '--record', record);
    expect(stderr).toContain(`carry it out with: elb-tls apply ${file} --record '${record}'\n`);
  });
});

const planSeen = (environment: Readonly<Record<string, string>>, errorColumns?: number) =>
  elbTls(
    shop,
    ['plan'],
    { ...sandbox.environment(), TERM: 'xterm', ...environment },
    errorColumns === undefined ? {} : { errorColumns },
  );

describe('progress', () => {
  const CLEAR = `\r${ESCAPE}2K`;

  it('is one line at a terminal, which is gone in the end', async () => {
    const { stderr } = await planSeen({}, 80);
    expect(stderr).toBe(`${CLEAR}elb-tls: eu-west-1: 2 load balancers in scope${CLEAR}`);
  });

  it('is cut where the terminal is narrow: a line that wraps is not gone', async () => {
    const { stderr } = await planSeen({}, 20);
    expect(stderr).toBe(`${CLEAR}elb-tls: eu-west-1:${CLEAR}`);
  });

  it.each([
    ['without a terminal', {}, undefined],
    ['at a terminal that only prints lines', { TERM: 'dumb' }, 80],
  ])('is a line each %s', async (_, environment, columns) => {
    const { stderr } = await planSeen(environment, columns);
    expect(stderr).toBe('elb-tls: eu-west-1: 2 load balancers in scope\n');
  });
});

describe('colour', () => {
  it.each<[string, boolean, () => ReturnType<typeof plan>]>([
    ['on a terminal', true, () => planOnTerminal(120)],
    ['on a terminal with an empty NO_COLOR', true, () => planOnTerminal(120, { NO_COLOR: '' })],
    ['on a terminal with NO_COLOR', false, () => planOnTerminal(120, { NO_COLOR: '1' })],
    ['on a terminal that only prints lines', false, () => planOnTerminal(120, { TERM: 'dumb' })],
    ['in a pipe', false, () => plan()],
  ])('%s: %s', async (_, colored, run) => {
    const { stdout, stderr } = await run();
    expect(stdout.includes(ESCAPE)).toBe(colored);
    expect(stdout).toContain('shop');
    expect(stderr).not.toContain(ESCAPE);
  });

  it.each([
    [80, 80],
    [0, 80],
  ])('a terminal that says it is %i wide gets lines of at most %i', async (columns, most) => {
    const { stdout } = await planOnTerminal(columns, { NO_COLOR: '1' });
    // The last line is a command, whole.
    const widths = stdout
      .split('\n')
      .filter((line) => !line.startsWith('By elb-tls-remediator'))
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(most);
    expect(stdout).toContain('Tier=web, eu-west-1, ');
  });
});

describe('help', () => {
  it.each([
    [['--help']],
    [['plan', '--help']],
    [['apply', '--help']],
    [['help', 'apply']],
    [['undo', '--help']],
    [['runs', '--help']],
    [['show', '--help']],
  ])('%j has examples and the exit statuses, on standard output', async (args) => {
    const { status, stdout, stderr } = await elbTls(shop, args, {});
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('elb-tls apply plan.json');
    expect(stdout).toMatch(/\n {2}2 +changes are planned or held\n {2}3 +no load balancer in scope\n/);
    expect(stdout).not.toContain('default: []');
  });

  it('names every flag', async () => {
    const { stdout } = await elbTls(shop, ['plan', '--help'], {});
    const flags = ['--region', '--tag', '--target', '--max-changes', '--find', '--json', '--out'];
    expect(flags.filter((flag) => !stdout.includes(`  ${flag}`))).toEqual([]);
  });

  it('comes on standard error when no command is given: wrong usage', async () => {
    const { status, stdout, stderr } = await elbTls(shop, [], {});
    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(stderr).toContain('Usage: elb-tls');
  });
});
