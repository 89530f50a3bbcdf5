import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../lambda/core/report';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import {
  accountWith,
  alb,
  elbTls,
  OLD,
  PQ,
  recordOf,
  reportIn,
  WEB,
  workshop,
  type Environment,
  type Workshop,
} from './command';

let shop: Workshop;
let sandbox: Sandbox;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());
afterEach(() => sandbox.stop());

const PORTAL: NewLoadBalancer = {
  type: 'classic',
  name: 'portal',
  tags: WEB,
  policies: [{ name: 'sticky', type: 'LBCookieStickinessPolicyType' }],
  listeners: [{ port: 443, protocol: 'HTTPS', policyNames: ['sticky', OLD] }],
};

/** A move back, as a table says it: without the common prefix of the policies. */
const BACK = 'TLS13-1-2-Res-PQ-2025-09 -> 2016-08';

const run = (...args: string[]) => elbTls(shop, args, sandbox.environment());
const runWith = (environment: Environment, ...args: string[]) =>
  elbTls(shop, args, { ...sandbox.environment(), ...environment });

/** Runs a command at a terminal where somebody types. */
const typing = (typed: string, ...args: string[]) => elbTls(shop, args, sandbox.environment(), { typed });

async function applied(...args: string[]): Promise<Report> {
  const { status, stdout } = await run('apply', '--yes', '--json', ...args);
  expect(status).toBe(0);
  return reportIn(stdout);
}

/** The command that a digest prints to have its listeners judged afresh, as words. */
function forgetIn(text: string): readonly string[] {
  const line = text.split('\n').find((each) => /^ +elb-tls undo .* --forget/.test(each)) ?? '';
  return line.trim().split(' ').slice(1);
}

describe('elb-tls undo', () => {
  it('puts back what a run changed, and the next apply leaves it alone until --forget', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), PORTAL]);
    const before = sandbox.snapshot();
    const { runId } = await applied();
    const { status, stdout } = await run('undo', runId, '--yes', '--json');
    expect(status).toBe(0);
    expect(reportIn(stdout)).toMatchObject({ mode: 'undo', totals: { reverted: 2 } });
    expect(sandbox.snapshot()).toEqual(before);

    const next = await run('apply', '--yes', '--json');
    expect(next.status).toBe(2);
    expect(reportIn(next.stdout).listeners.map(({ reason }) => reason)).toEqual(['undone', 'undone']);
    const forgotten = await run('undo', runId, '--forget');
    expect(forgotten).toEqual({
      status: 0,
      stdout: '',
      stderr: 'elb-tls: the next sweep judges 2 listeners afresh\n',
    });
    expect((await applied()).totals.changed).toBe(2);
  });

  it('forgets what the digest of a later run says, by the numbers of that digest: undone', async () => {
    sandbox = await accountWith([alb('a-fine', [PQ]), alb('shop', [OLD]), PORTAL]);
    const { runId } = await applied();
    await run('undo', runId, '--yes');
    const shown = (await run('plan')).stdout;
    const command = forgetIn(shown);
    expect(command.slice(0, 5)).toEqual(['undo', expect.not.stringContaining(runId), '2', '3', '--forget']);
    expect(await run(...command)).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('2 listeners'),
    });
    expect(reportIn((await run('plan', '--json')).stdout).totals).toMatchObject({ planned: 2, held: 0 });
  });

  it('forgets what the digest of a later run says, by the numbers of that digest: drift', async () => {
    sandbox = await accountWith([alb('a-fine', [PQ]), alb('shop', [OLD])]);
    const { listeners } = await applied();
    sandbox.region('eu-west-1').setPolicy(listeners[1]?.id ?? '', OLD);
    const { status, stdout } = await run('apply', '--yes');
    expect(status).toBe(2);
    expect(await run(...forgetIn(stdout))).toMatchObject({ status: 0 });
    expect(reportIn((await run('plan', '--json')).stdout).listeners).toMatchObject([
      { outcome: 'compliant' },
      { outcome: 'planned', reason: 'below-target' },
    ]);
  });

  it('forgets entries that are left alone because of different runs in one go', async () => {
    sandbox = await accountWith([alb('first', [OLD])]);
    const first = await applied();
    await run('undo', first.runId, '--yes');
    sandbox.region('eu-west-1').addLoadBalancer(alb('second', [OLD]));
    const both = reportIn((await run('apply', '--yes', '--json')).stdout);
    await run('undo', both.runId, '2', '--yes');
    const { runId, listeners } = reportIn((await run('plan', '--json')).stdout);
    expect(listeners.map(({ command }) => command?.runId)).toEqual([first.runId, both.runId]);
    expect(await run('undo', runId, '1', '2', '--forget')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('judges 2 listeners afresh'),
    });
    expect(reportIn((await run('plan', '--json')).stdout).totals).toMatchObject({ planned: 2, held: 0 });
  });

  it('forgets by the numbers of the run that made the change, as before, and names a number that is none', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('till', [OLD])]);
    const { runId } = await applied();
    await run('undo', runId, '--yes');
    expect(await run('undo', runId, '3', '--forget')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('there is no entry 3'),
    });
    expect(await run('undo', runId, '2', '--forget')).toMatchObject({ status: 0 });
    expect(reportIn((await run('plan', '--json')).stdout).listeners).toMatchObject([
      { outcome: 'held', reason: 'undone' },
      { outcome: 'planned' },
    ]);
  });

  it('(7) --forget beside --dry-run or --until forgets nothing', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { runId } = await applied();
    await run('undo', runId, '--yes');
    for (const beside of [['--dry-run'], ['--until', '2099-01-31']]) {
      expect((await run('undo', runId, '--forget', ...beside)).status).toBe(64);
    }
    const { stdout } = await run('plan', '--json');
    expect(reportIn(stdout).listeners).toMatchObject([{ outcome: 'held', reason: 'undone' }]);
  });

  it('a wrong number leaves the way free for the right one', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('zfine', [PQ])]);
    const { runId } = await applied();
    const wrong = await run('undo', runId, '2', '--yes');
    expect(wrong).toMatchObject({ status: 1, stderr: expect.stringContaining('did not change') });
    const right = await run('undo', runId, '1', '--yes', '--json');
    expect(reportIn(right.stdout)).toMatchObject({ totals: { reverted: 1 } });
  });

  it('has the numbers of the run that it is of: what a preview shows, the next command takes', async () => {
    sandbox = await accountWith([alb('a-fine', [PQ]), alb('shop', [OLD]), alb('till', [OLD])]);
    const { runId } = await applied();

    const preview = await run('undo', runId, '--dry-run');
    expect(preview.stdout).toMatch(/^ 2 eu-west-1 shop :443/m);
    expect(preview.stdout).toMatch(/^ 3 eu-west-1 till :443/m);
    const { stdout } = await run('undo', runId, '3', '--yes');
    expect(stdout).toMatch(/^PUT BACK \(1\): .*\n 3 eu-west-1 till :443/m);
  });

  it('--dry-run shows it and changes nothing; --listener takes one', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), PORTAL]);
    const { runId, listeners } = await applied();
    const changed = sandbox.snapshot();
    const listener = listeners.find(({ loadBalancer }) => loadBalancer.name === 'shop')?.id ?? '';
    const dry = await run('undo', runId, '--dry-run', '--json', '--listener', listener);
    expect(dry.status).toBe(2);
    expect(reportIn(dry.stdout).listeners).toMatchObject([{ id: listener, outcome: 'planned', to: OLD }]);
    expect(sandbox.snapshot()).toEqual(changed);
    const { status, stdout } = await run('undo', runId, '--listener', listener, '--yes');
    expect(status).toBe(0);
    expect(stdout).toContain(BACK);
    expect(stdout).toContain('may weaken');
    expect(stdout).not.toContain('portal');
  });

  it.each([
    ['y\n', true],
    ['YES\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('asks, and takes %j for %p', async (typed, isYes) => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const before = sandbox.snapshot();
    const { runId } = await applied();
    const changed = sandbox.snapshot();
    const { status, stdout, stderr } = await typing(typed, 'undo', runId, '--json');
    expect(stderr).toContain(BACK);
    expect(stderr).toContain('Put back the former policies of 1 listener? [y/N]');
    expect(status).toBe(isYes ? 0 : 2);
    expect(sandbox.snapshot()).toEqual(isYes ? before : changed);
    expect(stdout === '' ? null : reportIn(stdout).mode).toBe(isYes ? 'undo' : null);
    expect(stderr.includes('nothing was changed')).toBe(!isYes);
  });

  it('says what was put back, and not again what it showed above the question', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), PORTAL]);
    const { runId } = await applied();
    const environment = { ...sandbox.environment(), NO_COLOR: '1' };
    const terminal = { typed: 'y\n', columns: 200 };
    const { stdout, stderr } = await elbTls(shop, ['undo', runId, '2'], environment, terminal);
    expect(stderr).toContain('may weaken');
    expect(stdout).toMatch(/PUT BACK \(1\): .*\n 2 eu-west-1 shop /);
    expect(stdout).toContain('UNDO, run ');
    expect(stdout).not.toContain('may weaken');
  });

  it('does not ask where there is nothing to undo', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { runId } = await applied();
    await run('undo', runId, '--yes');
    const { status, stdout, stderr } = await typing('', 'undo', runId, '--json');
    expect(status).toBe(0);
    expect(reportIn(stdout).listeners).toMatchObject([{ outcome: 'compliant', reason: 'nothing-to-undo' }]);
    expect(stderr).not.toContain('[y/N]');
  });

  it('takes the numbers of entries in the digest', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), PORTAL]);
    const { runId, listeners } = await applied();
    const { status, stdout } = await run('undo', runId, '2', '--yes', '--json');
    expect(status).toBe(0);
    expect(reportIn(stdout).listeners.map(({ id }) => id)).toEqual([listeners[1]?.id]);
    expect(await run('undo', runId, '3', '--yes')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('there is no entry 3'),
    });
    expect((await run('undo', runId, 'shop', '--yes')).status).toBe(64);
  });

  it('takes the numbers with commas as well', async () => {
    sandbox = await accountWith([alb('shop', [OLD]), alb('till', [OLD]), PORTAL]);
    const { runId, listeners } = await applied();
    const { status, stdout } = await run('undo', runId, '2,3', '--dry-run', '--json');
    expect(status).toBe(2);
    expect(reportIn(stdout).listeners.map(({ id }) => id)).toEqual(listeners.slice(1).map(({ id }) => id));
    expect(await run('undo', runId, '2,', '--yes')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining(
        'undo got "2,", where a comma has nothing beside it; drop the comma: 2',
      ),
    });
    expect((await run('undo', runId, '2,3', '--forget')).stderr).toContain('judges 2 listeners afresh');
  });

  it('--until leaves the listener alone up to that day', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { runId } = await applied();
    await run('undo', runId, '--yes', '--until', '2100-12-31');
    const { stdout } = await run('plan', '--json');
    expect(reportIn(stdout).listeners[0]?.detail).toContain('through 2100-12-31');
  });

  it('(7) --until takes no day that is past', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { runId } = await applied();
    const { status, stderr } = await run('undo', runId, '--yes', '--until', '2020-01-01');
    expect(status).not.toBe(0);
    expect(stderr).toContain('--until got "2020-01-01", which is past');
  });

  it('writes its report to --out', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const { runId } = await applied();
    const out = join(shop.folder, 'undone.json');
    await run('undo', runId, '--yes', '--out', out);
    expect(reportIn(await readFile(out, 'utf8'))).toMatchObject({ mode: 'undo' });
  });
});

describe('elb-tls runs and show', () => {
  it('list the runs, the newest last, and print one', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const plan = reportIn((await run('plan', '--json')).stdout);
    const made = await applied();
    const undone = reportIn((await run('undo', made.runId, '--yes', '--json')).stdout);
    const { status, stdout, stderr } = await run('runs');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    // Runs of one second are in no order.
    expect(lines.toSorted()).toEqual(
      [
        `${plan.runId}  plan   111122223333  DRY RUN, 1 planned`,
        `${made.runId}  apply  111122223333  1 changed`,
        `${undone.runId}  undo   111122223333  1 reverted`,
      ].toSorted(),
    );
    const shown = await run('show', made.runId, '--json');
    expect(shown.status).toBe(0);
    expect(reportIn(shown.stdout)).toEqual(made);
    expect((await run('show', made.runId)).stdout).toContain('2016-08 -> TLS13-1-2-Res-PQ-2025-09');
  });

  it('--last takes the newest, and says that there are more', async () => {
    sandbox = await accountWith([]);
    await run('plan');
    await run('plan');
    const { stdout, stderr } = await run('runs', '--last', '1');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toBe('elb-tls: 1 older run is not shown; use --last 2 for all\n');
  });

  it('an empty record is said', async () => {
    sandbox = await accountWith([]);
    const { status, stdout, stderr } = await run('runs');
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^elb-tls: no runs in .+\n$/);
  });

  it.each<[string, string, string]>([
    ['of another version', 'elb-tls-report/9', '/schema must be elb-tls-report/1, not elb-tls-report/9'],
    ['with control characters', '\u001b[2J\u009b', '/schema must be elb-tls-report/1, not [2J'],
  ])('name a run %s in one line, and go on', async (_, schema, says) => {
    sandbox = await accountWith([]);
    const fine = reportIn((await run('plan', '--json')).stdout).runId;
    const { runId } = reportIn((await run('plan', '--json')).stdout);
    const file = join(recordOf(shop, sandbox.environment()), 'runs', runId, 'report.json');
    const written: object = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...written, schema }));
    const why = `unreadable: runs/${runId}/report.json, ${says}`;
    const { status, stdout } = await run('runs');
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([`${runId}  ${why}`, expect.stringContaining(`${fine}  plan`)]),
    );
    for (const command of [
      ['show', runId],
      ['undo', runId, '--yes'],
    ]) {
      expect(await run(...command)).toEqual({ status: 1, stdout: '', stderr: `elb-tls: ${why}\n` });
    }
  });

  it.each([[], ['--json']])('show no control characters of a record (%s)', async (...flags) => {
    sandbox = await accountWith([]);
    const { runId } = reportIn((await run('plan', '--json')).stdout);
    const file = join(recordOf(shop, sandbox.environment()), 'runs', runId, 'report.json');
    const written: object = JSON.parse(await readFile(file, 'utf8'));
    const notes = ['red \u001b[31m, \u009b31m and \u202e backwards'];
    await writeFile(file, JSON.stringify({ ...written, notes }));
    const { status, stdout } = await run('show', runId, ...flags);
    expect(status).toBe(0);
    expect(stdout).toContain('backwards');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(reportIn((await run('show', runId, '--json')).stdout).notes).toEqual(notes);
  });

  it('name a run whose file the folder does not give', async () => {
    sandbox = await accountWith([]);
    const { runId } = reportIn((await run('plan', '--json')).stdout);
    const file = join(recordOf(shop, sandbox.environment()), 'runs', runId, 'report.json');
    await rm(file);
    await mkdir(file);
    const { status, stdout } = await run('runs');
    expect(status).toBe(0);
    expect(stdout).toContain(`${runId}  unreadable: runs/${runId}/report.json, `);
    expect(stdout).toContain('EISDIR');
  });
});

describe('the record', () => {
  it('is a bucket with --record s3://BUCKET', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const bucket = sandbox.bucket('elb-tls-records');
    const place = 's3://elb-tls-records';
    const made = await applied('--record', place);
    expect(made.record).toBe(place);
    expect(bucket.keys()).toContain(`runs/${made.runId}/report.json`);
    expect((await run('runs', '--record', `${place}/`)).stdout).toContain(made.runId);
    expect((await runWith({ ELB_TLS_RECORD: place }, 'show', made.runId)).status).toBe(0);
    const { status } = await run('undo', made.runId, '--yes', '--record', place);
    expect(status).toBe(0);
    expect(sandbox.mutations()).toHaveLength(2);
  });

  it('is a folder with --record, and one below XDG_STATE_HOME otherwise', async () => {
    sandbox = await accountWith([alb('fine', [PQ])]);
    const folder = join(shop.folder, 'own');
    const { runId } = await applied('--record', folder);
    expect((await run('runs', '--record', folder)).stdout).toContain(runId);
    const state = { ELB_TLS_RECORD: undefined, XDG_STATE_HOME: join(shop.folder, 'state') };
    const other = reportIn((await runWith(state, 'plan', '--json')).stdout);
    expect(other.record).toBe(join(shop.folder, 'state/elb-tls'));
    expect((await runWith(state, 'runs')).stdout).toContain(other.runId);
  });

  it('that cannot be written stops the apply: without a record, no change', async () => {
    sandbox = await accountWith([alb('shop', [OLD])]);
    const file = join(shop.folder, 'file');
    await writeFile(file, '');
    const { status, stdout, stderr } = await run('apply', '--yes', '--record', join(file, 'below'), '--json');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/the record in .* does not give the lease of the account, so nothing was changed/);
    expect(sandbox.mutations()).toEqual([]);
  });
});

describe('staged rollout', () => {
  const dev = alb('dev', [OLD], { ...WEB, Environment: 'dev' });
  const prod = alb('prod', [OLD], { ...WEB, Environment: 'prod' });
  const owned = alb('owned', [OLD], { ...WEB, 'elbv2.k8s.aws/cluster': 'blue' });
  const byTool = alb('tool', [OLD], { ...WEB, ManagedBy: 'terraform' });

  it.each<[string, string[], string[]]>([
    [
      'waves',
      ['--wave-tag', 'Environment', '--wave-order', 'dev,prod', '--wave-soak-hours', '1'],
      ['dev changed/below-target', 'prod held/wave-waiting'],
    ],
    ['a freeze', ['--freeze-until', '2100-01-06'], ['dev held/frozen', 'prod held/frozen']],
    [
      'a window that is open',
      ['--window', 'SUN-SAT 00:00-24:00 UTC'],
      ['dev changed/below-target', 'prod changed/below-target'],
    ],
    ['a limit', ['--max-changes', '0'], ['dev held/change-limit', 'prod held/change-limit']],
  ])('%s', async (_, flags, expected) => {
    sandbox = await accountWith([dev, prod]);
    const { listeners } = reportIn((await run('apply', '--yes', '--json', ...flags)).stdout);
    expect(
      listeners.map(({ loadBalancer, outcome, reason }) => `${loadBalancer.name} ${outcome}/${reason}`),
    ).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    ['as usual', [], ['owned held', 'tool changed']],
    [
      'the other way round',
      ['--controller-owned', 'change', '--stack-owned', 'hold', '--owner-tag', 'ManagedBy=terraform'],
      ['owned changed', 'tool held'],
    ],
    ['any value', ['--owner-tag', 'ManagedBy', '--stack-owned', 'hold'], ['owned held', 'tool held']],
  ])('owners: %s', async (_, flags, expected) => {
    sandbox = await accountWith([owned, byTool]);
    const { listeners } = reportIn((await run('apply', '--yes', '--json', ...flags)).stdout);
    expect(listeners.map(({ loadBalancer, outcome }) => `${loadBalancer.name} ${outcome}`)).toEqual(expected);
  });

  it('a plan is carried out inside its window alone', async () => {
    sandbox = await accountWith([dev]);
    const file = join(shop.folder, 'plan.json');
    await run('plan', '--out', file);
    const frozen = await run('apply', '--yes', file, '--freeze-until', '2100-01-06', '--json');
    expect(frozen.status).toBe(2);
    expect(sandbox.mutations()).toEqual([]);
    expect((await run('apply', '--yes', file)).status).toBe(0);
  });

  it('(25) a plan is looked at again: waves and owners of now', async () => {
    sandbox = await accountWith([dev, prod, byTool]);
    const file = join(shop.folder, 'plan.json');
    await run('plan', '--out', file);
    const waves = ['--wave-tag', 'Environment', '--wave-order', 'dev,prod', '--wave-soak-hours', '1'];
    const owners = ['--stack-owned', 'hold', '--owner-tag', 'ManagedBy=terraform'];
    const { listeners } = reportIn((await run('apply', '--yes', file, ...waves, ...owners, '--json')).stdout);
    expect(listeners.map(({ loadBalancer, reason }) => `${loadBalancer.name} ${reason}`)).toEqual([
      'dev below-target',
      'prod wave-waiting',
      'tool owned-by-stack',
    ]);
    expect(sandbox.mutations()).toHaveLength(1);
  });

  it('a plan that is carried out again does not fight who took its change back', async () => {
    sandbox = await accountWith([dev]);
    const file = join(shop.folder, 'plan.json');
    await run('plan', '--out', file);
    const { listeners } = reportIn((await run('apply', '--yes', file, '--json')).stdout);
    sandbox.region('eu-west-1').setPolicy(listeners[0]?.id ?? '', OLD);
    sandbox.forgetCalls();
    const again = reportIn((await run('apply', '--yes', file, '--json')).stdout);
    expect(again.listeners).toMatchObject([{ outcome: 'held', reason: 'reverted-by-others' }]);
    expect(sandbox.mutations()).toEqual([]);
  });
});
