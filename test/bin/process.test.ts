import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, environmentFor, OLD, reportIn, type Ended, type Environment } from './command';
import { builtWorkshop, start, startElbTls, type BuiltWorkshop } from './process';

/** What the command's tests cannot show in the process they run in: one of each kind, built and started as people do. */

// Processes start slowly on a busy machine.
jest.setTimeout(60_000);

let shop: BuiltWorkshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await builtWorkshop();
});
beforeEach(async () => {
  sandbox = await accountWith([alb('shop', [OLD])]);
});
afterEach(() => sandbox.stop());
afterAll(() => shop.clear());

const run = (args: readonly string[], environment: Environment = {}): Promise<Ended> =>
  startElbTls(shop, args, { ...sandbox.environment(), ...environment }).ended;

/** Makes standard input and error believe that they are a terminal, on which this is typed. */
async function typing(typed: string, ...args: readonly string[]): Promise<Ended> {
  const terminal = join(shop.folder, 'terminal.cjs');
  await writeFile(terminal, 'process.stdin.isTTY = process.stderr.isTTY = true;\n');
  const shell = ['-c', `printf '${typed}' | exec "$0" "$@"`, process.execPath, shop.command, ...args];
  const environment = { ...sandbox.environment(), NODE_OPTIONS: `--require ${terminal}` };
  return start('sh', shell, environmentFor(shop, environment)).ended;
}

it('each command works as it is built, and finds what the one before it has recorded', async () => {
  const before = sandbox.snapshot();
  const file = join(shop.folder, 'plan.json');
  const planned = await run(['plan', '--out', file]);
  expect(planned.status).toBe(2);
  // Not a word from Node or the SDK.
  expect(planned.stderr).toMatch(/^(elb-tls: [^\n]+\n){2}$/);
  const applied = await run(['apply', '--yes', file, '--json']);
  expect(applied.status).toBe(0);
  const { runId } = reportIn(applied.stdout);
  const listed = await run(['runs']);
  expect(listed).toMatchObject({ status: 0, stdout: expect.stringContaining(`${runId}  apply`), stderr: '' });
  const shown = await run(['show', runId]);
  expect(shown).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('2016-08 -> TLS13-1-2-Res-PQ-2025-09'),
    stderr: '',
  });
  const undone = await typing('y\\n', 'undo', runId, '--json');
  expect(undone).toMatchObject({ status: 0, stderr: expect.stringContaining('[y/N]') });
  expect(reportIn(undone.stdout).totals).toMatchObject({ reverted: 1 });
  expect(sandbox.snapshot()).toEqual(before);
});

describe('the exit status of the process', () => {
  it('is 0 when nothing is left to do', async () => {
    expect(await run(['plan', '--help'])).toMatchObject({ status: 0, stderr: '' });
  });

  it.each<[number, string, readonly string[], Environment]>([
    [64, "'--frobnicate'", ['apply', '--frobnicate'], {}],
    [64, 'there is no terminal', ['undo', 'some-run'], {}],
    [64, 'no such file', ['apply', '--yes', '/nowhere/plan.json'], {}],
    [1, 'redentials', ['apply', '--yes'], { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }],
  ])('is %i with one sentence (%s) and no trace', async (status, says, args, environment) => {
    const ended = await run(args, environment);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(/^elb-tls: [^\n]+\n$/);
    expect(ended.stderr).toContain(says);
    expect(sandbox.mutations()).toEqual([]);
  });
});

it('does not mind a reader that stops reading', async () => {
  const { child, ended } = startElbTls(shop, ['plan', '--json'], sandbox.environment());
  child.stdout?.destroy();
  const { status, stderr } = await ended;
  expect(status).toBe(2);
  expect(stderr).not.toContain('EPIPE');
});

it('the end of input is a no', async () => {
  const { runId } = reportIn((await run(['apply', '--yes', '--json'])).stdout);
  const changed = sandbox.snapshot();
  const { status, stdout, stderr } = await typing('', 'undo', runId);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('nothing was changed');
  expect(sandbox.snapshot()).toEqual(changed);
});
