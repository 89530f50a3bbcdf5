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
  elbTls(shop, ['plan'], { ...sandbox.environment(), ...environment }, { columns });

describe('the report', () => {
  it('is a table for people without --json', async () => {
    const { stdout } = await plan();
    expect(() => JSON.parse(stdout) as unknown).toThrow(SyntaxError);
    expect(stdout).toContain('LOAD BALANCER');
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
    [[], 'LOAD BALANCER'],
    [['--json'], '"schema": "elb-tls-report/1"'],
  ])('is JSON in --out FILE, beside %j', async (flags, shown) => {
    const file = join(shop.folder, 'report.json');
    await writeFile(file, 'an older and much longer report'.repeat(1000));
    const { status, stdout, stderr } = await plan(...flags, '--out', file);
    expect(status).toBe(2);
    expect(reportIn(await readFile(file, 'utf8')).totals).toMatchObject({ planned: 1 });
    expect(stderr).toContain(`elb-tls apply ${file}`);
    expect(stdout).toContain(shown);
  });
});

describe('colour', () => {
  it.each<[string, boolean, () => ReturnType<typeof plan>]>([
    ['on a terminal', true, () => planOnTerminal(120)],
    ['on a terminal with an empty NO_COLOR', true, () => planOnTerminal(120, { NO_COLOR: '' })],
    ['on a terminal with NO_COLOR', false, () => planOnTerminal(120, { NO_COLOR: '1' })],
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
    const widths = stdout.split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(most);
    expect(stdout).toContain('UTC, tag Tier=web, eu-west-1,');
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
    expect(stdout).toMatch(/2 +changes planned or held +64 wrong usage/);
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
