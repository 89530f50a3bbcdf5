import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { StatementAnswer } from '../../lambda/core/impact/athena/port';
import type { Report } from '../../lambda/core/report';
import type { Sandbox } from '../../sandbox';
import type { LogSettings } from '../../sandbox/deployment';
import { alb, classic, EU, nlb, OLD, plan, start, stopAll } from '../helpers';
import { logMade, putLog, type NewLog } from '../logs-in-s3';
import { startTrino, type Trino } from './trino';

/** A run that has its logs read by SQL, on Trino, against one that reads the same logs itself: the evidence is the same. */

jest.setTimeout(180_000);
afterEach(stopAll);

let folder: string;
let trino: Trino;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-run-on-trino-'));
  trino = await startTrino(folder);
});
afterAll(async () => {
  await trino?.stop();
  await rm(folder, { recursive: true });
});

/** One file in the bucket and, where Trino looks, in a folder of the same name. */
async function put(sandbox: Sandbox, bucket: string, log: NewLog): Promise<void> {
  putLog(sandbox.bucket(bucket), log);
  const { key, bytes } = logMade(log);
  const path = join(folder, bucket, key);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, bytes);
}

async function evidence(sandbox: Sandbox, workgroup: string | null): Promise<readonly unknown[]> {
  const impact = { days: 7, threshold: { kind: 'handshakes', most: 0 }, workgroup } as const;
  const { listeners }: Report = await plan(sandbox, { rollout: { ...DEFAULT_ROLLOUT, impact } });
  return listeners.map(({ id, reason, detail, evidence: its }) => ({ id, reason, detail, its }));
}

function engine(statement: string): Promise<StatementAnswer> {
  return trino.sql.run(statement, new AbortController().signal);
}

async function account(): Promise<Sandbox> {
  const sandbox = await start();
  sandbox.workgroup({ region: EU, name: 'audit', engine });
  return sandbox;
}

function on(access: boolean, connection: boolean): LogSettings {
  return { access, connection, bucket: 'run-logs' };
}

it('finds the same of each kind of log, in one bucket', async () => {
  const sandbox = await account();
  const region = sandbox.region(EU);
  const [shop, portal, both, devices] = [
    alb('shop', [OLD, OLD]),
    alb('portal', [OLD]),
    alb('both', [OLD]),
    nlb('devices', [OLD]),
  ].map((each) => region.addLoadBalancer(each).arn);
  region.addLoadBalancer(classic('old-shop', [[OLD]]));
  region.addLoadBalancer(alb('quiet', [OLD]));
  for (const [name, log] of Object.entries({
    shop: on(false, true),
    quiet: on(true, true),
    portal: on(true, false),
    both: on(true, true),
    devices: on(true, false),
    'old-shop': on(true, false),
  }))
    sandbox.logs(name, log);
  const logs: readonly NewLog[] = [
    { of: shop ?? '', mix: 'connections', isConnectionLog: true },
    { of: shop ?? '', mix: 'mutual-tls', isConnectionLog: true, hoursAgo: 30, seed: 2 },
    { of: portal ?? '', mix: 'old-phones', seed: 3 },
    { of: both ?? '', mix: 'connections', isConnectionLog: true, seed: 4 },
    { of: both ?? '', mix: 'old-phones', seed: 5 },
    { of: devices ?? '', mix: 'devices', seed: 6 },
    { of: 'old-shop', mix: 'classic-shop', seed: 7 },
  ];
  for (const log of logs) await put(sandbox, 'run-logs', log);
  const asked = await evidence(sandbox, 'audit');
  expect(asked).toEqual(await evidence(sandbox, null));
  expect(asked).toHaveLength(7);
  const queries = sandbox.executions.filter(({ statement }) => statement.startsWith('WITH'));
  expect(queries).toHaveLength(4);
});

it('holds what has lines of tomorrow alone, and no load balancer beside it', async () => {
  const sandbox = await account();
  const region = sandbox.region(EU);
  const [shop, portal] = [alb('shop', [OLD]), alb('portal', [OLD])].map(
    (each) => region.addLoadBalancer(each).arn,
  );
  region.addLoadBalancer(classic('old-shop', [[OLD]]));
  const log = { access: false, connection: true, bucket: 'tomorrow' };
  for (const name of ['shop', 'portal']) sandbox.logs(name, log);
  sandbox.logs('old-shop', { access: true, connection: false, bucket: 'tomorrow' });
  await put(sandbox, 'tomorrow', { of: shop ?? '', mix: 'connections', isConnectionLog: true });
  for (const name of [portal ?? '', 'old-shop']) {
    const { key } = logMade({ of: name, mix: 'connections', isConnectionLog: name !== 'old-shop' });
    const path = join(folder, 'tomorrow', key.replace(/\.gz$/, ''));
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '{"version":7,"tls":"1.3"}\n'.repeat(50));
  }
  const found = await evidence(sandbox, 'audit');
  expect(found).toMatchObject([
    { id: expect.stringContaining('old-shop'), reason: 'clients-unknown' },
    { id: expect.stringContaining('/portal/'), reason: 'clients-unknown' },
    { id: expect.stringContaining('/shop/'), reason: 'clients-would-break', its: { readShare: 1 } },
  ]);
});
