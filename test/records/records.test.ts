import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../bin/folder-store';
import { emptyHistory, forget, remember } from '../../lambda/core/history';
import { ConflictError, type RecordStore } from '../../lambda/core/record-store';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { digest } from '../../lambda/report/digest/digest';
import type { Fault, Sandbox } from '../../sandbox';
import {
  pause,
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
  policiesIn,
  PQ,
  present,
  run,
  start,
  stopAll,
  EU,
} from '../helpers';
import { anEntry, aReport } from '../report/fixtures';
import { RUN_ID } from '../vocabulary';

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
const recordsOf = (): Records => new Records(bucketStore(), pause);

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
    const runs = many(2, () => new Records(store, pause));
    const entries = many(6, (index) => ({ ...ENTRY, id: `listener-${index}` }));
    await Promise.all(
      entries.map((entry, index) =>
        present(runs[index % 2]).update(ACCOUNT, (history) =>
          remember(history, 'run', NOW.toISOString(), [entry]),
        ),
      ),
    );
    const history = await new Records(store, pause).history(ACCOUNT);
    expect(Object.keys(history?.listeners ?? {}).toSorted()).toEqual(entries.map(({ id }) => id));
    expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('keeps the histories of accounts apart', async () => {
    const records = new Records(make(), pause);
    await records.update(ACCOUNT, (history) => remember(history, 'run', NOW.toISOString(), [ENTRY]));
    expect((await records.history('999988887777'))?.listeners).toEqual({});
    expect(Object.keys((await records.history(ACCOUNT))?.listeners ?? {})).toEqual([ENTRY.id]);
    await records.update(ACCOUNT, (history) => forget(history, [ENTRY.id]));
    expect((await records.history(ACCOUNT))?.listeners).toEqual({});
  });
});

const TORN_HISTORY = JSON.stringify({ ...emptyHistory(ACCOUNT), listeners: { shop: { changed: null } } });

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

/** How a file of a run that cannot be read is told. */
const unread = (name: string): string => `unreadable: runs/${RUN_ID}/${name}`;

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

  describe('that cannot be used is a sentence:', () => {
    const inRun = (name: string, value: unknown): void => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      sandbox.bucket(BUCKET).put(`runs/${RUN_ID}/${name}`, text);
    };
    const entry = anEntry();
    const foreign = { ...aReport({ account: '999988887777' }) };
    const planned = aReport({ mode: 'apply', listeners: [entry] });

    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['it is not there', {}, `no run ${RUN_ID} in s3://${BUCKET}; list the runs with`],
      [
        'it is of another account',
        { 'report.json': foreign },
        'is of account 999988887777, the credentials are of 1111',
      ],
      ['no JSON', { 'report.json': '{' }, `${unread('report.json')}, not JSON`],
      [
        'another version',
        { 'report.json': { ...planned, schema: 'elb-tls-report/9' } },
        `${unread('report.json')}, /schema must be elb-tls-report/1, not elb-tls-report/9`,
      ],
      [
        'a plan that is none',
        { 'plan.json': { ...planned, listeners: [{ ...entry, port: 'x' }] } },
        `${unread('plan.json')}, /listeners/0/port must be integer,null`,
      ],
      [
        'a plan that is none, beside its report',
        { 'plan.json': [], 'report.json': aReport() },
        `${unread('plan.json')}, must be object`,
      ],
      [
        'a change that is none',
        { 'plan.json': planned, 'changes/00001.json': [entry], 'changes/00002.json': 'null' },
        `${unread('changes/00002.json')}, must be array`,
      ],
      [
        'changes without a plan',
        { 'changes/00001.json': [entry] },
        `unreadable: runs/${RUN_ID}/, it has neither plan.json nor report.json`,
      ],
    ])('%s', async (_, files, says) => {
      for (const [name, value] of Object.entries(files)) inRun(name, value);
      const error = await failure(recordsOf().run(RUN_ID, ACCOUNT));
      expect(error).toMatchObject({ name: 'UserError', exitCode: 1 });
      expect(error.message).toContain(says);
    });

    it('its name leads elsewhere', async () => {
      const error = await failure(recordsOf().run('../history', ACCOUNT));
      expect(error.message).toContain('no run ../history in s3://');
    });

    it('the store does not give a file', async () => {
      inRun('report.json', aReport());
      sandbox.fault({ service: 's3', action: 'GetObject', resource: 'report.json', kind: 'deny' });
      const error = await failure(recordsOf().run(RUN_ID, ACCOUNT));
      expect(error).toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining(unread('report.json')),
      });
    });
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
      'it has another shape',
      () => sandbox.bucket(BUCKET).put(`history/${ACCOUNT}.json`, TORN_HISTORY),
      /unreadable: history\/111122223333\.json, \/listeners\/shop must have property undone/,
    ],
    [
      'it is of another account',
      () =>
        sandbox.bucket(BUCKET).put(`history/${ACCOUNT}.json`, JSON.stringify(emptyHistory('999988887777'))),
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
