import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderStore } from '../../bin/folder-store';
import { emptyHistory, forget, remember } from '../../lambda/core/history';
import { ConflictError, type RecordStore } from '../../lambda/core/record-store';
import { NO_DEADLINE } from '../../lambda/core/deadline';
import { journalIn, type Journal } from '../../lambda/records/journal';
import { memoryStore } from '../../lambda/records/memory-store';
import { readRun } from '../../lambda/records/read-run';
import { Records } from '../../lambda/records/records';
import { boundedStore } from '../../lambda/runs/bounded';
import { rememberTold } from '../../lambda/runs/remember';
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
  OLD,
  policiesIn,
  PQ,
  present,
  run,
  start,
  stopAll,
  EU,
  type RunOptions,
} from '../helpers';
import { anEntry, aReport } from '../report/fixtures';
import { proseOf, RUN_ID } from '../vocabulary';
import { virtualTime } from './virtual-time';

const BUCKET = 'elb-tls-records';
const CLOCK = virtualTime().machine();

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
const recordsOf = (): Records => new Records(bucketStore(), CLOCK);

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
    for (const index of [4, 2, 0, 3, 1]) await store.put(`runs/r${index}/journal/1.json`, '[]');
    await store.put('runs/r0/plan.json', '{}');
    await store.put('history/1.json', '{}');
    expect(await store.list('runs/')).toEqual(many(5, (index) => `runs/r${index}/`));
    expect(await store.list('runs/r0/')).toEqual(['runs/r0/journal/', 'runs/r0/plan.json']);
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
    const runs = many(2, () => new Records(store, CLOCK));
    const entries = many(6, (index) => ({ ...ENTRY, id: `listener-${index}` }));
    await Promise.all(
      entries.map((entry, index) =>
        present(runs[index % 2]).update(ACCOUNT, (history) =>
          remember(history, { runId: 'run', number: 1, entries: [entry] }),
        ),
      ),
    );
    const history = await new Records(store, CLOCK).history(ACCOUNT);
    expect(Object.keys(history?.listeners ?? {}).toSorted()).toEqual(entries.map(({ id }) => id));
    expect(runs.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('keeps the histories of accounts apart', async () => {
    const records = new Records(make(), CLOCK);
    await records.update(ACCOUNT, (history) =>
      remember(history, { runId: 'run', number: 1, entries: [ENTRY] }),
    );
    expect((await records.history('999988887777'))?.listeners).toEqual({});
    expect(Object.keys((await records.history(ACCOUNT))?.listeners ?? {})).toEqual([ENTRY.id]);
    await records.update(ACCOUNT, (history) => forget(history, 'run', [ENTRY.id]).history);
    expect((await records.history(ACCOUNT))?.listeners[ENTRY.id]).toMatchObject({
      changed: null,
      cleared: 1,
    });
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
  changedAt: '2026-11-22T06:00:01Z',
  drops: { protocols: [], ciphers: [] },
  notes: [],
} as const;

/** How a file of a run that cannot be read is told. */
const unread = (name: string): string => `unreadable: runs/${RUN_ID}/${name}`;

describe('the record of a run', () => {
  it('is the plan before the first change, an intent before and an outcome behind each, and the report', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('portal', [OLD, OLD]));
    const records = recordsOf();
    const report = await run(sandbox, 'apply', { records });
    const writes = sandbox.calls
      .filter(({ action }) => action === 'PutObject' || action === 'ModifyListener')
      .map(({ action }) => action);
    // The lease, the plan and an intent come before the first change.
    expect(writes.indexOf('ModifyListener')).toBeGreaterThanOrEqual(3);
    const pages = ['00001-intent', '00001-outcome', '00002-intent', '00002-outcome'];
    expect(sandbox.bucket(BUCKET).keys()).toEqual([
      `history/${ACCOUNT}.json`,
      `lease/${ACCOUNT}.json`,
      ...[...pages.map((page) => `journal/${page}.json`), 'plan.json', 'report.json', 'undo.txt'].map(
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
    expect(await records.run(report.runId, null)).toEqual({ plan: null, intents: [], outcomes: [], report });
  });

  it('has neither plan nor journal where nothing was to be done', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], { Tier: 'web', 'tls-remediation': 'exempt' }));
    await run(sandbox, 'apply', { records: recordsOf() });
    const history = `history/${ACCOUNT}.json`;
    expect(sandbox.bucket(BUCKET).keys()).toEqual([
      history,
      `lease/${ACCOUNT}.json`,
      expect.stringMatching(/^runs\/.*\/report\.json$/),
    ]);
  });

  describe('that cannot be used is a sentence:', () => {
    const inRun = (name: string, value: unknown): void => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      sandbox.bucket(BUCKET).put(`runs/${RUN_ID}/${name}`, text);
    };
    const entry = anEntry();
    const PAGE = { schema: 'elb-tls-journal/1', runId: RUN_ID, number: 1, entries: [entry] };
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
        'a page of the journal that is none',
        { 'plan.json': planned, 'journal/00001-intent.json': PAGE, 'journal/00001-outcome.json': 'null' },
        `${unread('journal/00001-outcome.json')}, must be object`,
      ],
      [
        'a journal without a plan',
        { 'journal/00001-intent.json': PAGE },
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

function refusing(resource: string): Fault {
  return { service: 's3', action: 'PutObject', resource, kind: 'deny' };
}

function isHistory(key: string): boolean {
  return key.startsWith('history/');
}

describe('what the store cannot take', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c']) sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
  });

  it.each<[string, Fault]>([
    ['the plan', refusing('plan.json')],
    ['the plan, which the service answers with errors', { ...refusing('plan.json'), kind: 'server-error' }],
    ['every intent', refusing('-intent.json')],
  ])('without a record of it nothing is changed: %s', async (_, fault) => {
    sandbox.fault(fault);
    const report = await run(sandbox, 'apply', { records: recordsOf() });
    expect(briefs(report)).toEqual(['a', 'b', 'c'].map((name) => `${name}:443 held/not-recorded`));
    expect(sandbox.mutations()).toEqual([]);
    const notes = report.notes.filter((note) => note.includes('is not whole'));
    expect(notes).toEqual([expect.stringContaining('could not be written')]);
    expect(proseOf(digest(report).body)).toContain('The record in s3://elb-tls-records is not whole');
  });

  it('one intent that it does not take stops one load balancer', async () => {
    sandbox.fault({ ...refusing('-intent.json'), times: 1 });
    const report = await run(sandbox, 'apply', { records: recordsOf() });
    expect(report.totals).toMatchObject({ changed: 2, held: 1 });
    expect(sandbox.mutations()).toHaveLength(2);
  });

  it('nor does anything change where the lease cannot be taken', async () => {
    sandbox.fault(refusing('lease/'));
    await failure(run(sandbox, 'apply', { records: recordsOf() }));
    expect(sandbox.mutations()).toEqual([]);
  });

  it.each<[string, string, RegExp]>([
    ['an outcome', '-outcome.json', /-outcome\.json could not be written/],
    ['the history', 'history', /the history could not be written/],
    ['the report', 'report.json', /report\.json could not be written/],
  ])('behind the changes it is said once: %s', async (_, resource, says) => {
    sandbox.fault(refusing(resource));
    const report = await run(sandbox, 'apply', { records: recordsOf() });
    expect(report.totals).toMatchObject({ changed: 3, failed: 0, held: 0 });
    expect(new Set(Object.values(policiesIn(sandbox)).flat())).toEqual(new Set([PQ]));
    expect(report.notes.filter((note) => note.includes('is not whole'))).toEqual([
      expect.stringMatching(says),
    ]);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'the service answers errors',
      () =>
        void sandbox.fault({ service: 's3', action: 'GetObject', resource: 'history', kind: 'server-error' }),
      /InternalError/,
    ],
    [
      'it may not be read',
      () => void sandbox.fault({ service: 's3', action: 'GetObject', resource: 'history', kind: 'deny' }),
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

/** How often the kiosks are named by a dry run whose digest is out. */
async function kiosksNamed(options: RunOptions): Promise<number> {
  const records = recordsOf();
  const report = await run(sandbox, 'plan', { records, ...options });
  await rememberTold(report, { records, clock: CLOCK });
  return (report.exemptions ?? []).filter((notice) => notice.includes('old kiosks')).length;
}

describe('what runs remember', () => {
  it('a change that somebody took back is held, with both dates, and not fought', async () => {
    const { listeners } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const records = recordsOf();
    const first = await run(sandbox, 'apply', { records });
    sandbox.region(EU).setPolicy(present(listeners[1]).arn, OLD);
    sandbox.forgetCalls();
    const later = new Date('2026-12-24T06:00:00Z');
    for (const now of [later, new Date('2026-12-31T06:00:00Z')]) {
      const report = await run(sandbox, 'apply', {
        records: recordsOf(),
        now,
        suffix: String(now.getTime()).slice(-4),
      });
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
    const named: number[] = [];
    for (const day of ['2026-11-22', '2026-11-29', '2026-12-01']) {
      named.push(await kiosksNamed({ now: new Date(`${day}T06:00:00Z`) }));
    }
    expect(named).toEqual([1, 0, 1]);
  });

  it('a month is done only by a run that could read every Region', async () => {
    const tags = { Tier: 'web', 'tls-remediation': 'exempt: old kiosks' };
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD], tags));
    const settings = { regions: [EU, 'us-east-1'] };
    const mend = sandbox.fault({ region: 'us-east-1', kind: 'server-error' });
    expect(await kiosksNamed({ settings })).toBe(1);
    mend();
    expect([await kiosksNamed({ settings }), await kiosksNamed({ settings })]).toEqual([1, 0]);
  });

  it('in the same second, two dry runs have two records', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const reports = await Promise.all(
      ['aaaa', 'bbbb'].map((suffix) => run(sandbox, 'plan', { records: recordsOf(), suffix })),
    );
    expect(await recordsOf().runs()).toEqual(reports.map(({ runId }) => runId));
    expect(reports.flatMap(({ notes }) => notes)).toEqual([]);
  });

  it.each([1, 12])(
    'the history is written once, and read no more often for %d load balancers',
    async (count) => {
      for (const index of many(count, Number)) sandbox.region(EU).addLoadBalancer(alb(`lb-${index}`, [OLD]));
      const calls = { get: 0, put: 0 };
      const store = bucketStore();
      const counting: RecordStore = {
        ...store,
        get: (key) => {
          if (isHistory(key)) calls.get += 1;
          return store.get(key);
        },
        put: (key, ...rest) => {
          if (isHistory(key)) calls.put += 1;
          return store.put(key, ...rest);
        },
      };
      const report = await run(sandbox, 'apply', { records: new Records(counting, CLOCK) });
      expect(report.totals.changed).toBe(count);
      expect(calls).toEqual({ get: 3, put: 1 });
    },
  );

  it('what is gone is dropped from the history, its wave apart', async () => {
    const { arn } = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('stays', [OLD]));
    await run(sandbox, 'apply', { records: recordsOf() });
    expect(Object.keys((await recordsOf().history(ACCOUNT))?.listeners ?? {})).toHaveLength(2);
    sandbox.region(EU).remove('shop');
    await run(sandbox, 'apply', { records: recordsOf(), suffix: 'next' });
    const left = Object.keys((await recordsOf().history(ACCOUNT))?.listeners ?? {});
    expect(left).toHaveLength(1);
    expect(left[0]).not.toContain(arn.split('loadbalancer/')[1]);
  });
});

describe('the journal', () => {
  const problems: string[] = [];
  const journalOn = (store: Pick<RecordStore, 'put'>): Journal =>
    journalIn(store, { runId: RUN_ID, number: 7 }, (what) => problems.push(what));
  beforeEach(() => {
    problems.length = 0;
  });

  it('numbers its pages, and each outcome has the number of its intent', async () => {
    const store = memoryStore();
    const journal = journalOn(store);
    const [first, second] = [await journal.intent([anEntry()]), await journal.intent([anEntry()])];
    expect([first, second]).toEqual([1, 2]);
    await journal.outcome(2, [anEntry({ outcome: 'changed' })]);
    expect(await store.list(`runs/${RUN_ID}/journal/`)).toEqual(
      ['00001-intent', '00002-intent', '00002-outcome'].map((page) => `runs/${RUN_ID}/journal/${page}.json`),
    );
    const stored = await store.get(`runs/${RUN_ID}/journal/00002-outcome.json`);
    expect(JSON.parse(stored?.text ?? '')).toMatchObject({ runId: RUN_ID, number: 7 });
  });

  it('answers null for an intent that the store does not take, and says which', async () => {
    const journal = journalOn({ put: () => Promise.reject(new Error('AccessDenied')) });
    expect(await journal.intent([anEntry()])).toBeNull();
    await journal.outcome(1, [anEntry()]);
    expect(problems).toEqual([
      `runs/${RUN_ID}/journal/00001-intent.json could not be written`,
      `runs/${RUN_ID}/journal/00001-outcome.json could not be written`,
    ]);
  });

  it('(35) of a very large run is read at the pace of the store, and no page waits a minute for its turn', async () => {
    const pages = 1_400;
    const [entry, store, time] = [anEntry(), memoryStore(), virtualTime()];
    await store.put(`runs/${RUN_ID}/plan.json`, JSON.stringify(aReport({ mode: 'apply' })));
    for (const page of many(pages, (index) => String(index + 1).padStart(5, '0'))) {
      const text = JSON.stringify({
        schema: 'elb-tls-journal/1',
        runId: RUN_ID,
        number: 1,
        entries: [entry],
      });
      await store.put(`runs/${RUN_ID}/journal/${page}-intent.json`, text);
    }
    // One call after another, twenty a second.
    let turn = Promise.resolve();
    const paced: RecordStore = {
      ...store,
      get: async (key) => {
        turn = turn.then(() => time.advance(50));
        await turn;
        return store.get(key);
      },
    };
    const bounded = boundedStore(paced, NO_DEADLINE.signal, time.machine());

    const { intents } = await readRun(bounded, RUN_ID, ACCOUNT);

    expect(intents).toHaveLength(pages);
    expect(time.now()).toBeGreaterThan(60_000);
  });
});
