import { deadlineIn, NO_DEADLINE, NO_ENDS } from '../../lambda/core/deadline';
import { DEFAULT_ROLLOUT, type RolloutSettings } from '../../lambda/core/gates';
import { COLUMNS } from '../../lambda/core/impact/athena/query';
import type { Entry, Report } from '../../lambda/core/report';
import type { Sandbox, StatementEnd } from '../../sandbox';
import { putLog, type NewLog } from '../logs-in-s3';
import { expectValidReport } from '../report/schema';
import { countingEngine, rowOf } from '../sql-in-sandbox';
import {
  alb,
  classic,
  clockAt,
  entryOf,
  EU,
  nlb,
  OLD,
  plan,
  PQ,
  present,
  run,
  start,
  stopAll,
} from '../helpers';

/** The look at logs by SQL that Athena runs: the same evidence, by one query for all that share a folder and a target. */

afterEach(stopAll);

function looking(workgroup: string | null = 'audit'): { readonly rollout: RolloutSettings } {
  const impact = { days: 7, threshold: { kind: 'handshakes', most: 0 }, workgroup } as const;
  return { rollout: { ...DEFAULT_ROLLOUT, impact } };
}

async function look(sandbox: Sandbox, workgroup: string | null = 'audit'): Promise<Report> {
  const report = await plan(sandbox, looking(workgroup));
  expectValidReport(report);
  return report;
}

/** A policy of the FIPS family: its target is another one. */
const FIPS = 'ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04';

type Engine = (statement: string) => Promise<StatementEnd>;

async function account(
  engineOf: (sandbox: Sandbox) => Engine = (sandbox) => countingEngine(sandbox, EU),
): Promise<Sandbox> {
  const sandbox = await start();
  sandbox.workgroup({ region: EU, name: 'audit', engine: engineOf(sandbox) });
  return sandbox;
}

type Logged = Omit<NewLog, 'of'> & {
  readonly on: { readonly access: boolean; readonly connection: boolean };
};

/** An ALB with its logs, in a bucket that others may share. */
function albWith(sandbox: Sandbox, name: string, { on, ...log }: Logged, policy = OLD): string {
  const { arn } = sandbox.region(EU).addLoadBalancer(alb(name, [policy]));
  sandbox.logs(name, on);
  putLog(sandbox.bucket('logs'), { of: arn, ...log });
  return arn;
}

const CONNECTIONS: Logged = {
  on: { access: false, connection: true },
  mix: 'connections',
  isConnectionLog: true,
};

const queries = ({ executions }: Sandbox): readonly string[] =>
  executions.flatMap(
    ({ statement }) => /FROM "elb_tls"\."([a-z_]+)_[0-9a-f]{14}"/.exec(statement)?.[1] ?? [],
  );

const madeIn = ({ executions }: Sandbox): readonly string[] =>
  executions.flatMap(({ statement }) => /^CREATE \w+/.exec(statement)?.[0] ?? []);

const evidenceOf = ({ listeners }: Report): readonly unknown[] =>
  listeners.map(({ id, reason, evidence }: Entry) => ({ id, reason, evidence }));

describe('the evidence', () => {
  it('is that of the run that reads the same logs itself, of each kind of log', async () => {
    const sandbox = await account();
    const region = sandbox.region(EU);
    albWith(sandbox, 'shop', CONNECTIONS);
    albWith(sandbox, 'portal', { on: { access: true, connection: false }, mix: 'old-phones' });
    const devices = region.addLoadBalancer(nlb('devices', [OLD]));
    region.addLoadBalancer(classic('old-shop', [[OLD]]));
    sandbox.logs('devices', { access: true, connection: false });
    sandbox.logs('old-shop', { access: true, connection: false });
    putLog(sandbox.bucket('logs'), { of: devices.arn, mix: 'devices' });
    putLog(sandbox.bucket('logs'), { of: 'old-shop', mix: 'classic-shop' });
    const asked = await look(sandbox);
    const read = await look(sandbox, null);
    expect(evidenceOf(asked)).toEqual(evidenceOf(read));
    expect(asked.listeners.map(({ evidence }) => evidence?.status)).toEqual(['read', 'read', 'read', 'read']);
    expect(queries(sandbox).toSorted()).toEqual(['alb_access', 'alb_connection', 'classic', 'nlb']);
  });

  it('takes user agents from the second log, where the first has refused handshakes', async () => {
    const sandbox = await account();
    const arn = albWith(sandbox, 'shop', { ...CONNECTIONS, on: { access: true, connection: true } });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'old-phones' });
    const asked = await look(sandbox);
    expect(evidenceOf(asked)).toEqual(evidenceOf(await look(sandbox, null)));
    const { evidence } = entryOf(asked, 'shop');
    const agents = evidence?.status === 'read' ? evidence.topRefused.flatMap((each) => each.userAgents) : [];
    expect(agents).not.toEqual([]);
    expect(queries(sandbox)).toEqual(['alb_connection', 'alb_access']);
  });

  it('is of the second log, where the first has nothing yet', async () => {
    const sandbox = await account();
    const log = { on: { access: true, connection: true }, mix: 'old-phones' };
    albWith(sandbox, 'shop', log);
    const asked = await look(sandbox);
    expect(evidenceOf(asked)).toEqual(evidenceOf(await look(sandbox, null)));
    expect(entryOf(asked, 'shop').evidence).toMatchObject({ status: 'read', log: 'requests', readShare: 1 });
  });

  it('of nobody is told, and holds nothing', async () => {
    const sandbox = await account();
    albWith(sandbox, 'shop', CONNECTIONS);
    sandbox.region(EU).addLoadBalancer(alb('quiet', [OLD]));
    sandbox.logs('quiet', { access: false, connection: true });
    sandbox.region(EU).addLoadBalancer(alb('blind', [OLD]));
    const report = await look(sandbox);
    const quiet = entryOf(report, 'quiet');
    expect(quiet).toMatchObject({
      outcome: 'planned',
      evidence: { status: 'read', readShare: null, handshakes: 0 },
    });
    expect(entryOf(report, 'blind').evidence).toEqual({ status: 'no-log' });
    expect(entryOf(report, 'shop').reason).toBe('clients-would-break');
  });

  it('holds what has a log that began this morning, as the run that reads itself does', async () => {
    const sandbox = await account();
    const { arn } = sandbox.region(EU).addLoadBalancer(nlb('devices', [OLD]));
    sandbox.logs('devices', { access: true, connection: false });
    putLog(sandbox.bucket('logs'), { of: arn, mix: 'post-quantum', hoursAgo: 3 });
    for (const workgroup of ['audit', null])
      expect(entryOf(await look(sandbox, workgroup), 'devices')).toMatchObject({
        reason: 'clients-unknown',
        evidence: { status: 'read', refused: 0, since: '2026-11-22T03:00:00.000Z' },
      });
  });

  it('is no silent zero, where all lines are of tomorrow', async () => {
    const sandbox = await account();
    const arn = albWith(sandbox, 'shop', CONNECTIONS);
    const bucket = sandbox.bucket('logs');
    const { key } = putLog(bucket, { of: arn, mix: 'connections', isConnectionLog: true });
    bucket.putBytes(key, Buffer.from('{"version":7,"tls":"1.3"}\n'.repeat(50)));
    expect(entryOf(await look(sandbox), 'shop')).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringContaining('no line of them is in a format that is known here'),
    });
  });

  it('is none of a line that looks like the log of another type of load balancer', async () => {
    let loadBalancer = '';
    const sandbox = await account(() => (statement) => {
      const row = rowOf({ what: 'suite', load_balancer: loadBalancer, kind: 'classic', lines: 9 });
      const rows = statement.startsWith('WITH') ? [rowOf({ what: 'all', lines: 9 }), row] : [];
      return Promise.resolve({ columns: COLUMNS, rows, scannedBytes: 0 });
    });
    const arn = albWith(sandbox, 'shop', CONNECTIONS);
    loadBalancer = arn.slice(arn.indexOf('app/'));
    expect(entryOf(await look(sandbox), 'shop').reason).toBe('clients-unknown');
  });
});

describe('one query', () => {
  it('is for all load balancers with a folder and a target, and the tables are made once', async () => {
    const sandbox = await account();
    for (const name of ['shop', 'portal', 'search']) albWith(sandbox, name, CONNECTIONS);
    await look(sandbox);
    const kinds = sandbox.executions.map(({ statement }) => /^\w+ \w+/.exec(statement)?.[0]);
    expect(kinds).toEqual(['CREATE DATABASE', 'CREATE EXTERNAL', 'WITH lines']);
  });

  it('asks for the days of the window, in folders of this account and Region, below the prefix', async () => {
    const sandbox = await account();
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true, prefix: 'web/prod' });
    putLog(sandbox.bucket('logs'), {
      of: arn,
      mix: 'connections',
      isConnectionLog: true,
      prefix: 'web/prod',
    });
    const report = await look(sandbox);
    expect(entryOf(report, 'shop').evidence).toMatchObject({ status: 'read', readShare: 1 });
    const all = sandbox.executions.map(({ statement }) => statement).join('\n');
    expect(all).toContain("LOCATION 's3://logs/web/prod/AWSLogs/'");
    expect(all).toContain("'projection.account.values' = '111122223333'");
    expect(all).toContain("'projection.region.values' = 'eu-west-1'");
    expect(all).toContain("day BETWEEN '2026/11/15' AND '2026/11/22'");
  });

  it('is for one target: another has another list of what it accepts', async () => {
    const sandbox = await account();
    albWith(sandbox, 'shop', CONNECTIONS);
    albWith(sandbox, 'bank', CONNECTIONS, FIPS);
    const asked = await look(sandbox);
    expect(evidenceOf(asked)).toEqual(evidenceOf(await look(sandbox, null)));
    expect(new Set(asked.listeners.map(({ to }) => to)).size).toBe(2);
    expect(queries(sandbox)).toEqual(['alb_connection', 'alb_connection']);
    expect(madeIn(sandbox)).toEqual(['CREATE DATABASE', 'CREATE EXTERNAL']);
  });

  it.each([
    ['fails', { failed: 'HIVE_CURSOR_ERROR: incorrect header check' }, 'HIVE_CURSOR_ERROR'],
    ['answers another question', { columns: ['a'], rows: [], scannedBytes: 0 }, 'the query answered with'],
  ] as const)('that %s holds what it was for, with its reason', async (_, end, reason) => {
    const sandbox = await account((made) => {
      const counting = countingEngine(made, EU);
      return (statement) =>
        statement.includes('FROM "elb_tls"."alb_connection') ? Promise.resolve(end) : counting(statement);
    });
    albWith(sandbox, 'shop', CONNECTIONS);
    albWith(sandbox, 'portal', { on: { access: true, connection: false }, mix: 'old-phones' });
    const report = await look(sandbox);
    expect(entryOf(report, 'shop')).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringContaining(reason),
    });
    expect(entryOf(report, 'portal').evidence?.status).toBe('read');
  });

  it('of a second log that fails takes nothing away but user agents', async () => {
    const sandbox = await account((made) => {
      const counting = countingEngine(made, EU);
      return (statement) =>
        statement.includes('FROM "elb_tls"."alb_access')
          ? Promise.resolve({ failed: 'no' })
          : counting(statement);
    });
    albWith(sandbox, 'shop', { ...CONNECTIONS, on: { access: true, connection: true } });
    expect(entryOf(await look(sandbox), 'shop')).toMatchObject({
      reason: 'clients-would-break',
      evidence: { status: 'read', log: 'connections' },
    });
  });
});

describe('where Athena cannot be asked', () => {
  it.each([
    ['there is no such workgroup', 'nobody', 'Athena has no workgroup "nobody"'],
    ['it has no place for results', 'homeless', 'workgroup "homeless" has no place for results'],
  ])('holds, and says that %s', async (_, workgroup, sentence) => {
    const sandbox = await account();
    sandbox.workgroup({
      region: EU,
      name: 'homeless',
      hasOutput: false,
      engine: countingEngine(sandbox, EU),
    });
    albWith(sandbox, 'shop', CONNECTIONS);
    const entry = entryOf(await look(sandbox, workgroup), 'shop');
    expect(entry.reason).toBe('clients-unknown');
    expect(entry.detail).toContain(sentence);
  });

  it('holds what the role may not ask', async () => {
    const sandbox = await account();
    albWith(sandbox, 'shop', CONNECTIONS);
    sandbox.fault({ service: 'athena', action: 'StartQueryExecution', kind: 'deny' });
    expect(entryOf(await look(sandbox), 'shop').detail).toContain('AccessDenied');
  });

  it('holds what has a prefix that cannot stand in SQL', async () => {
    const sandbox = await account();
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.logs('shop', { access: false, connection: true, prefix: "web's" });
    expect(entryOf(await look(sandbox), 'shop').detail).toContain("s3://logs/web's/ cannot stand in SQL");
    expect(sandbox.executions).toEqual([]);
  });

  it('stops its queries when the time is over, and holds', async () => {
    const sandbox = await account(
      () => (statement) =>
        statement.startsWith('CREATE')
          ? Promise.resolve({ columns: [], rows: [], scannedBytes: 0 })
          : new Promise(() => undefined),
    );
    albWith(sandbox, 'shop', CONNECTIONS);
    const stop = new AbortController();
    // The three minutes that a run has for logs.
    const clock = { ...clockAt(), alarm: () => stop.signal };
    const running = run(sandbox, 'plan', { clock, settings: looking() });
    while (queries(sandbox).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    const report = await running;
    expect(entryOf(report, 'shop')).toMatchObject({
      reason: 'clients-unknown',
      detail: expect.stringMatching(/stopped query \S+ before its end; it was stopped/),
    });
    expect(present(sandbox.executions.at(-1)).end).toBe('cancelled');
  });

  it('has three minutes, and less where the run has to keep some', async () => {
    const sandbox = await account();
    albWith(sandbox, 'shop', CONNECTIONS);
    const given = async (leftMs: number): Promise<readonly number[]> => {
      const alarms: number[] = [];
      const clock = {
        ...clockAt(),
        alarm: (milliseconds: number) => {
          alarms.push(milliseconds);
          return new AbortController().signal;
        },
      };
      const looked = { isPast: (inMs = 0) => inMs >= leftMs, signal: NO_DEADLINE.signal };
      await run(sandbox, 'plan', { clock, ends: { ...NO_ENDS, looking: looked }, settings: looking() });
      return alarms;
    };
    expect(await given(600_000)).toContain(180_000);
    // Fifteen seconds are for the gates.
    expect(await given(60_000)).toContain(44_000);
  });

  it('asks nothing, where no time is left', async () => {
    const sandbox = await account();
    albWith(sandbox, 'shop', CONNECTIONS);
    const clock = clockAt();
    const short = deadlineIn(10_000, clock);
    const ends = { reading: short, looking: short, recording: short };
    const report = await run(sandbox, 'plan', { clock, ends, settings: looking() });
    expect(entryOf(report, 'shop').detail).toContain('no time was left to ask Athena');
    expect(sandbox.executions).toEqual([]);
  });
});

it('is asked nothing while the run reads itself, or nobody looks, or all have the target', async () => {
  const sandbox = await account();
  sandbox.region(EU).addLoadBalancer(alb('fine', [PQ]));
  sandbox.logs('fine', { access: true, connection: true });
  await look(sandbox);
  albWith(sandbox, 'shop', CONNECTIONS);
  await look(sandbox, null);
  await plan(sandbox);
  expect(sandbox.executions).toEqual([]);
});
