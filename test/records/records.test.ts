import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../bin/folder-store';
import { forget, remember } from '../../lambda/core/history';
import { ConflictError, type RecordStore } from '../../lambda/core/record-store';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { digest } from '../../lambda/report/digest/digest';
import type { Fault, Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  alb,
  apply,
  briefs,
  connectTo,
  entryOf,
  failure,
  many,
  NOW,
  OLD,
  plan,
  policiesIn,
  PQ,
  present,
  run,
  start,
  stopAll,
  EU,
} from '../helpers';

const BUCKET = 'elb-tls-records';

let sandbox: Sandbox;
let folder: string;
beforeEach(async () => {
  sandbox = await start({ pageSize: 3 });
  sandbox.bucket(BUCKET);
  folder = mkdtempSync(join(tmpdir(), 'elb-tls-records-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await stopAll();
});

const bucketStore = (): RecordStore => connectTo(sandbox).bucket(BUCKET);
const recordsOf = (): Records => new Records(bucketStore());

describe.each<[string, () => RecordStore]>([
  ['a bucket', bucketStore],
  ['a folder', () => folderStore(folder)],
  ['memory', memoryStore],
])('%s', (_, make) => {
  it('gives back what was put, and null for what was not', async () => {
    const store = make();
    await store.put('runs/a/plan.json', '{"ä": 1}');
    await store.put('runs/a/plan.json', '{"ä": 2}');
    expect(await store.get('runs/a/plan.json')).toMatchObject({ text: '{"ä": 2}' });
    expect(await store.get('runs/b/plan.json')).toBeNull();
  });

  it('lists what is right below, in order, folders with a slash, over several pages', async () => {
    const store = make();
    for (const index of [4, 2, 0, 3, 1]) await store.put(`runs/r${index}/changes/1.json`, '[]');
    await store.put('runs/r0/plan.json', '{}');
    await store.put('history/1.json', '{}');
    expect(await store.list('runs/')).toEqual(many(5, (index) => `runs/r${index}/`));
    expect(await store.list('runs/r0/')).toEqual(['runs/r0/changes/', 'runs/r0/plan.json']);
    expect(await store.list('runs/none/')).toEqual([]);
  });

  it('writes only over the version that was read', async () => {
    const store = make();
    await store.put('history.json', 'first', { version: null });
    const { version } = present((await store.get('history.json')) ?? undefined);
    await store.put('history.json', 'second', { version });
    for (const stale of [version, null]) {
      const error = await failure(store.put('history.json', 'third', { version: stale }));
      expect(error).toBeInstanceOf(ConflictError);
    }
    expect(await failure(store.put('gone.json', 'text', { version }))).toBeInstanceOf(ConflictError);
    expect(await store.get('history.json')).toMatchObject({ text: 'second' });
  });

  it('loses nothing where two runs write the history at once', async () => {
    const store = make();
    const runs = many(2, () => new Records(store));
    const entries = many(6, (index) => ({ ...ENTRY, id: `listener-${index}` }));
    await Promise.all(
      entries.map((entry, index) =>
        present(runs[index % 2]).update(ACCOUNT, (history) => remember(history, 'run', 'now', [entry])),
      ),
    );
    const history = await new Records(store).history(ACCOUNT);
    expect(Object.keys(history?.listeners ?? {}).toSorted()).toEqual(entries.map(({ id }) => id));
    expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('keeps the histories of accounts apart', async () => {
    const records = new Records(make());
    await records.update(ACCOUNT, (history) => remember(history, 'run', 'now', [ENTRY]));
    expect((await records.history('999988887777'))?.listeners).toEqual({});
    expect(Object.keys((await records.history(ACCOUNT))?.listeners ?? {})).toEqual([ENTRY.id]);
    await records.update(ACCOUNT, (history) => forget(history, [ENTRY.id]));
    expect((await records.history(ACCOUNT))?.listeners).toEqual({});
  });
});

const ENTRY = {
  id: 'listener',
  region: EU,
  loadBalancer: { name: 'shop', arn: 'arn', type: 'application' },
  port: 443,
  protocol: 'HTTPS',
  from: OLD,
  to: PQ,
  outcome: 'changed',
  reason: 'below-target',
  detail: 'Moved.',
  drops: { protocols: [], ciphers: [] },
  notes: [],
} as const;

describe('a folder', () => {
  it('shows nothing of a file that a killed run had half written', async () => {
    const store = folderStore(folder);
    await store.put('runs/a/changes/1.json', '[]');
    await writeFile(join(folder, 'runs/a/changes/.half'), '[{');
    expect(await store.list('runs/a/changes/')).toEqual(['runs/a/changes/1.json']);
  });

  it('is not stopped by what a killed run held', async () => {
    const held = join(folder, 'history/.1.json.held');
    await mkdir(held, { recursive: true });
    await utimes(held, 0, 0);
    await folderStore(folder).put('history/1.json', '{}', { version: null });
    expect(await readdir(join(folder, 'history'))).toEqual(['1.json']);
  });

  it('leaves no other files behind', async () => {
    await folderStore(folder).put('history/1.json', '{}');
    expect(await readdir(join(folder, 'history'))).toEqual(['1.json']);
  });
});

describe('the record of a run', () => {
  it('is the plan before the first change, each load balancer, and the report', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('portal', [OLD, OLD]));
    const records = recordsOf();
    const report = await run(sandbox, 'apply', { records });
    const writes = sandbox.calls
      .filter(({ action }) => action === 'PutObject' || action === 'ModifyListener')
      .map(({ action }) => action);
    expect(writes.slice(0, 2)).toEqual(['PutObject', 'ModifyListener']);
    expect(sandbox.bucket(BUCKET).keys()).toEqual([
      `history/${ACCOUNT}.json`,
      ...['changes/00001.json', 'changes/00002.json', 'plan.json', 'report.json'].map(
        (name) => `runs/${report.runId}/${name}`,
      ),
    ]);
    expect(await records.runs()).toEqual([report.runId]);
    const record = await records.run(report.runId, ACCOUNT);
    expect(record.report).toEqual(report);
    expect(record.plan).toMatchObject({ mode: 'apply', totals: { planned: 3 } });
    expect(report.record).toBe(`s3://${BUCKET}`);
  });

  it('of a dry run is its report', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const records = recordsOf();
    const report = await run(sandbox, 'plan', { records });
    expect(await records.run(report.runId, null)).toEqual({ plan: null, changes: [], report });
  });

  it('is one call for a load balancer where nothing was done', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], { Tier: 'web', 'tls-remediation': 'exempt' }));
    await run(sandbox, 'apply', { records: recordsOf() });
    const history = `history/${ACCOUNT}.json`;
    expect(sandbox.bucket(BUCKET).keys()).toEqual([
      history,
      expect.stringMatching(/^runs\/.*\/report\.json$/),
    ]);
  });

  it.each<[string, string, string]>([
    ['that is not there', '20261122T060000Z-none', 'no run 20261122T060000Z-none in s3://'],
    ['whose name leads elsewhere', '../history', 'no run ../history in s3://'],
    ['of another schema', 'newer', 'has schema elb-tls-report/9; this version reads elb-tls-report/1'],
    [
      'of another account',
      'foreign',
      'run foreign is of account 999988887777, the credentials are of 111122223333',
    ],
    ['that is not JSON', 'broken', 'is not JSON'],
  ])('%s is a sentence', async (_, runId, says) => {
    const report = { ...(await plan(sandbox)), runId };
    const put = (name: string, value: unknown) =>
      sandbox.bucket(BUCKET).put(`runs/${name}/report.json`, JSON.stringify(value));
    put('newer', { ...report, schema: 'elb-tls-report/9' });
    put('foreign', { ...report, account: '999988887777' });
    sandbox.bucket(BUCKET).put('runs/broken/report.json', '{');
    const error = await failure(recordsOf().run(runId, ACCOUNT));
    expect(error).toMatchObject({ name: 'UserError', exitCode: 1 });
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('\n');
  });
});

describe('what the store cannot take', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c']) sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
  });

  it.each<[string, Fault, RegExp]>([
    ['denied', { service: 's3', action: 'PutObject', kind: 'deny' }, /AccessDenied/],
    [
      'an error of the service',
      { service: 's3', action: 'PutObject', kind: 'server-error' },
      /InternalError/,
    ],
    [
      'the plan alone',
      { service: 's3', action: 'PutObject', resource: 'plan.json', kind: 'deny' },
      /plan\.json could not be written/,
    ],
    [
      'the history alone',
      { service: 's3', action: 'PutObject', resource: 'history', kind: 'deny' },
      /the history could not be written/,
    ],
    [
      'the report alone',
      { service: 's3', action: 'PutObject', resource: 'report.json', kind: 'deny' },
      /report\.json could not be written/,
    ],
  ])('stops no change and is said once: %s', async (_, fault, says) => {
    sandbox.fault(fault);
    const report = await run(sandbox, 'apply', { records: recordsOf() });
    expect(report.totals).toMatchObject({ changed: 3, failed: 0, held: 0 });
    expect(new Set(Object.values(policiesIn(sandbox)).flat())).toEqual(new Set([PQ]));
    const notes = report.notes.filter((note) => note.includes('is not whole'));
    expect(notes).toEqual([expect.stringMatching(says)]);
    expect(digest(report).body.replace(/\s+/g, ' ')).toContain(
      'The record in s3://elb-tls-records is not whole',
    );
  });

  it.each<[string, () => void, RegExp]>([
    [
      'the service answers errors',
      () => void sandbox.fault({ service: 's3', action: 'GetObject', kind: 'server-error' }),
      /InternalError/,
    ],
    [
      'it may not be read',
      () => void sandbox.fault({ service: 's3', action: 'GetObject', kind: 'deny' }),
      /AccessDenied/,
    ],
    ['it is not JSON', () => sandbox.bucket(BUCKET).put(`history/${ACCOUNT}.json`, '{'), /JSON/],
    [
      'it is of another schema',
      () => sandbox.bucket(BUCKET).put(`history/${ACCOUNT}.json`, '{"schema":"elb-tls-history/9"}'),
      /elb-tls-history\/9/,
    ],
    [
      'it is of another account',
      () =>
        sandbox
          .bucket(BUCKET)
          .put(`history/${ACCOUNT}.json`, '{"schema":"elb-tls-history/1","account":"999988887777"}'),
      /999988887777/,
    ],
  ])('holds every change where the history cannot be read: %s', async (_, spoil, says) => {
    spoil();
    const report = await run(sandbox, 'apply', { records: recordsOf() });
    expect(briefs(report)).toEqual(['a', 'b', 'c'].map((name) => `${name}:443 held/history-unreadable`));
    expect(report.notes.join()).toMatch(says);
    expect(sandbox.mutations()).toEqual([]);
  });

  it('leaves the history of others as it is where it cannot be understood', async () => {
    sandbox.bucket(BUCKET).put(`history/${ACCOUNT}.json`, 'precious');
    await run(sandbox, 'apply', { records: recordsOf() });
    expect(sandbox.bucket(BUCKET).text(`history/${ACCOUNT}.json`)).toBe('precious');
  });

  it('is no error of a run without a place', async () => {
    const report = await apply(sandbox);
    expect(report.record).toBeUndefined();
    expect(report.notes).toEqual([]);
  });
});

describe('what runs remember', () => {
  it('a change that somebody took back is held, with both dates, and not fought', async () => {
    const { listeners } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const records = recordsOf();
    const first = await run(sandbox, 'apply', { records });
    sandbox.region(EU).setPolicy(present(listeners[1]).arn, OLD);
    sandbox.forgetCalls();
    const later = new Date('2026-12-24T06:00:00Z');
    for (const now of [later, new Date('2026-12-31T06:00:00Z')]) {
      const report = await run(sandbox, 'apply', { records: recordsOf(), now: () => now });
      expect(entryOf(report, 'shop')).toMatchObject({ outcome: 'held', reason: 'reverted-by-others' });
      expect(entryOf(report, 'shop').detail).toContain(first.runId);
      expect(entryOf(report, 'shop').detail).toContain('2026-11-22');
      expect(entryOf(report, 'shop').detail).toContain(now.toISOString().slice(0, 10));
    }
    expect(sandbox.mutations()).toEqual([]);
  });

  it('exemptions without an end date are named once a month', async () => {
    const tags = { Tier: 'web', 'tls-remediation': 'exempt: old kiosks' };
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], tags));
    const notes = async (day: string): Promise<number> => {
      const now = () => new Date(`${day}T06:00:00Z`);
      const report = await run(sandbox, 'plan', { records: recordsOf(), now });
      return (report.exemptions ?? []).filter((notice) => notice.includes('old kiosks')).length;
    };
    expect([await notes('2026-11-22'), await notes('2026-11-29'), await notes('2026-12-01')]).toEqual([
      1, 0, 1,
    ]);
  });

  it('at the same second, two runs have two records', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const reports = await Promise.all(
      ['aaaa', 'bbbb'].map((suffix) =>
        run(sandbox, 'apply', { records: recordsOf(), suffix, now: () => NOW }),
      ),
    );
    expect(await recordsOf().runs()).toEqual(reports.map(({ runId }) => runId));
    expect(reports.flatMap(({ notes }) => notes)).toEqual([]);
  });
});
