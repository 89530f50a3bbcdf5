import { EventEmitter, once } from 'node:events';
import type { Aws } from '../../lambda/aws/connect';
import type { RegionApi } from '../../lambda/aws/region';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { parseWindow } from '../../lambda/core/gates/window';
import type { RecordStore } from '../../lambda/core/record-store';
import { hasFailed, numberedEntries, type Report } from '../../lambda/core/report';
import { GRACE_MS, LEASE_MS, LeaseHeldError } from '../../lambda/records/lease';
import { Records } from '../../lambda/records/records';
import { digest } from '../../lambda/report/digest/digest';
import { underLease } from '../../lambda/runs/lease';
import { forgetUndone } from '../../lambda/runs/forget';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { undo } from '../../lambda/runs/undo';
import { sweep } from '../../lambda/sweep';
import type { AddedLoadBalancer, NewLoadBalancer, Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  EU,
  NOW,
  OLD,
  OWN_POLICY,
  PQ,
  SETTINGS,
  STICKY,
  US,
  alb,
  brief,
  briefs,
  classic,
  clockAt,
  connectTo,
  failure,
  many,
  nlb,
  pastWhen,
  policiesIn,
  policiesOn,
  present,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from '../helpers';

/** What is promised under overlap, interruption and time, story by story. */

const BUCKET = 'elb-tls-records';
const HOUR_MS = 3_600_000;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.bucket(BUCKET);
});
afterEach(stopAll);

function add(wanted: NewLoadBalancer): AddedLoadBalancer {
  return sandbox.region(EU).addLoadBalancer(wanted);
}

function recordsOf(laterMs = 0): Records {
  const store = connectTo(sandbox).bucket(BUCKET);
  const get = async (key: string): ReturnType<RecordStore['get']> => {
    const stored = await store.get(key);
    return stored && { ...stored, readAt: stored.readAt + laterMs };
  };
  return new Records({ ...store, get }, clockAt());
}

/** By the store's clock, whoever held the lease has lost it. */
const AFTER_THE_LEASE = LEASE_MS + GRACE_MS;

function applyAs(suffix: string, options: RunOptions & { readonly laterMs?: number } = {}): Promise<Report> {
  const { laterMs, ...others } = options;
  return run(sandbox, 'apply', { records: recordsOf(laterMs), suffix, ...others });
}

async function undoRun(
  runId: string,
  suffix: string,
  { laterMs, aws }: { readonly laterMs?: number; readonly aws?: Aws } = {},
): Promise<Report> {
  const records = recordsOf(laterMs);
  const record = await records.run(runId, ACCOUNT);
  const world = surroundings(sandbox, { records, suffix, ...(aws && { aws }) });
  const request = { record, listeners: null, reason: 'undone-by-request' } as const;
  return underLease('undo', world, (held) => undo(request, { ...world, held }));
}

const limited = (maxChanges: number) => ({ rollout: { ...DEFAULT_ROLLOUT, maxChanges } });
const listenerOf = ({ listeners }: AddedLoadBalancer): string => present(listeners[1]).arn;
const shown = (added: AddedLoadBalancer): readonly string[] =>
  present(policiesIn(sandbox)[listenerOf(added)]);

/** AWS for a run that is killed at a write: it never hears of it again. Tells when it is dead. */
function killedAt(writes: number, isMade: boolean): { readonly aws: Aws; readonly dead: Promise<unknown> } {
  const aws = connectTo(sandbox);
  const death = new EventEmitter();
  const dead = once(death, 'dead');
  let count = 0;
  const wrap = (region: RegionApi): RegionApi => ({
    ...region,
    write: async (write) => {
      count += 1;
      if (count < writes) return region.write(write);
      if (isMade) await region.write(write);
      death.emit('dead');
      return new Promise<never>(() => undefined);
    },
  });
  return { aws: { ...aws, region: (name, account) => wrap(aws.region(name, account)) }, dead };
}

const KILLED = '20261122T080000Z-kill';

/** A run that is killed in its second of three changes; its clock is two hours ahead. */
async function killInTheMiddle(): Promise<void> {
  const { aws, dead } = killedAt(2, false);
  const now = new Date(NOW.getTime() + 2 * HOUR_MS);
  void applyAs('kill', { aws, now, settings: limited(3) });
  await dead;
}

it('(1) a change that AWS refused is not undone', async () => {
  const shop = add(alb('shop', [OLD]));
  const mend = sandbox.fault({ action: 'ModifyListener', kind: 'deny' });
  const { runId } = await applyAs('appl');
  mend();
  sandbox.region(EU).setPolicy(listenerOf(shop), PQ);
  sandbox.forgetCalls();

  await undoRun(runId, 'undo');

  expect(shown(shop)).toEqual([PQ]);
  expect(sandbox.mutations()).toEqual([]);
});

it('(2) (3) an undo of a killed run moves what is recorded as done, by numbers and not by clocks', async () => {
  const [first, second, third] = ['a', 'b', 'c'].map((name) => add(alb(name, [OLD])));
  await killInTheMiddle();
  for (const owned of [second, third]) sandbox.region(EU).setPolicy(listenerOf(present(owned)), PQ);
  const later = add(alb('later', [OLD]));
  await applyAs('next', { laterMs: AFTER_THE_LEASE });

  const undone = await undoRun(KILLED, 'undo');

  expect(briefs(undone)).toEqual(['a:443 reverted/undone-by-request', 'b:443 held/not-known-done']);
  expect(shown(present(first))).toEqual([OLD]);
  for (const kept of [second, third, later]) expect(shown(present(kept))).toEqual([PQ]);
});

it('(18) what a run did that was cut off is told by the next one, and counts against its limit', async () => {
  for (const name of ['a', 'b', 'c']) add(alb(name, [OLD]));
  await killInTheMiddle();

  const next = await applyAs('next', { laterMs: AFTER_THE_LEASE, settings: limited(1) });

  expect(next.cutOff).toMatchObject([{ runId: KILLED }]);
  expect(next.cutOff?.[0]?.listeners.map(brief)).toEqual(['a:443 changed/below-target']);
  expect(briefs(next)).toEqual([
    'a:443 compliant/meets-target',
    'b:443 held/change-limit',
    'c:443 held/change-limit',
  ]);
  const last = await applyAs('last');
  expect(last.cutOff).toBeUndefined();
  expect(last.totals).toMatchObject({ changed: 2 });
});

it('(18) a terminal that settles a run of the function leaves the telling to its next digest', async () => {
  for (const name of ['a', 'b', 'c']) add(alb(name, [OLD]));
  await killInTheMiddle();
  const [onTheScreen, digested, last] = [
    await applyAs('term', { laterMs: AFTER_THE_LEASE, place: 'terminal' }),
    await applyAs('next'),
    await applyAs('last'),
  ];

  expect(onTheScreen.cutOff).toMatchObject([{ runId: KILLED }]);
  expect(digested.cutOff).toMatchObject([{ runId: KILLED, listeners: [{ outcome: 'changed' }] }]);
  expect(last.cutOff).toBeUndefined();
});

it('(18) while a run that was cut off cannot be settled, nothing is changed', async () => {
  for (const name of ['a', 'b', 'c']) add(alb(name, [OLD]));
  await killInTheMiddle();
  const mend = sandbox.fault({ service: 's3', action: 'GetObject', resource: KILLED, kind: 'deny' });
  sandbox.forgetCalls();

  const next = await applyAs('next', { laterMs: AFTER_THE_LEASE });

  expect(next.totals).toMatchObject({ changed: 0, held: 2 });
  expect(sandbox.mutations()).toEqual([]);
  expect(next.notes.join(' ')).toContain(`run ${KILLED}, which was cut off, could not be settled`);
  mend();
  expect((await applyAs('last')).cutOff).toMatchObject([{ runId: KILLED }]);
});

it('(2) (33) where neither the end of a change nor the report could be written, an undo asks about it', async () => {
  const shop = add(alb('shop', [OLD]));
  const records = recordsOf();
  const lost = ['-outcome.json', 'report.json'];
  const store = connectTo(sandbox).bucket(BUCKET);
  const put: RecordStore['put'] = (key, text, only) =>
    lost.some((end) => key.endsWith(end)) ? Promise.reject(new Error('no')) : store.put(key, text, only);
  const { runId } = await applyAs('appl', { records: new Records({ ...store, put }, clockAt()) });

  expect(briefs(await undoRun(runId, 'und1'))).toEqual(['shop:443 held/not-known-done']);
  const record = await records.run(runId, ACCOUNT);
  const world = surroundings(sandbox, { records, suffix: 'und2' });
  const request = { record, listeners: [listenerOf(shop)], reason: 'undone-by-request' } as const;
  const named = await underLease('undo', world, (held) => undo(request, { ...world, held }));

  expect(briefs(named)).toEqual(['shop:443 reverted/undone-by-request']);
  expect(shown(shop)).toEqual([OLD]);
});

it('(2) a run that may have made the same move again does not stand in the way of an undo', async () => {
  const shop = add(alb('shop', [OLD]));
  const planned = await run(sandbox, 'plan', { records: recordsOf(), suffix: 'plan' });
  const { runId } = await applyAs('appl');
  await forgetUndone([{ runId, listeners: null }], surroundings(sandbox, { records: recordsOf() }));
  sandbox.region(EU).setPolicy(listenerOf(shop), OLD);
  // Killed once it has said what it is about to do: by then the listener has it already.
  const store = connectTo(sandbox).bucket(BUCKET);
  const death = new EventEmitter();
  const put: RecordStore['put'] = async (key, text, only) => {
    const version = await store.put(key, text, only);
    if (key.endsWith('/plan.json')) sandbox.region(EU).setPolicy(listenerOf(shop), PQ);
    if (!key.endsWith('-intent.json')) return version;
    death.emit('dead');
    return new Promise<never>(() => undefined);
  };
  const world = surroundings(sandbox, { records: new Records({ ...store, put }, clockAt()), suffix: 'kill' });
  const dead = once(death, 'dead');
  void underLease('apply', world, (held) => applySavedPlan(planned, DEFAULT_ROLLOUT, { ...world, held }));
  await dead;
  await applyAs('next', { laterMs: AFTER_THE_LEASE });

  expect(briefs(await undoRun(runId, 'undo'))).toEqual(['shop:443 reverted/undone-by-request']);
  expect(shown(shop)).toEqual([OLD]);
});

it('(18) (33) a digest names what a killed run may have changed by the number that its undo takes', async () => {
  add(alb('a', [PQ]));
  const shop = add(alb('shop', [OLD]));
  const { aws, dead } = killedAt(1, true);
  void applyAs('kill', { aws });
  await dead;
  const next = await applyAs('next', { laterMs: AFTER_THE_LEASE });
  const { runId } = present(next.cutOff?.[0]);

  const { body } = digest({ ...next, record: `s3://${BUCKET}` });

  expect(body).toContain('It may have changed 1 listener,');
  expect(body).toContain(`    elb-tls undo ${runId} 2 --record s3://${BUCKET}\n`);
  expect(body).toContain('\n- 2 eu-west-1 shop :443 2016-08 -> ');
  const record = await recordsOf().run(runId, ACCOUNT);
  const listeners = numberedEntries(record.report, [2]).map(({ id }) => id);
  const world = surroundings(sandbox, { records: recordsOf(), suffix: 'undo' });
  await underLease('undo', world, (held) =>
    undo({ record, listeners, reason: 'undone-by-request' }, { ...world, held }),
  );
  expect(shown(shop)).toEqual([OLD]);
});

it('(18) a run that could not tell what it did, and had ended, is not said to be cut off', async () => {
  add(alb('shop', [OLD]));
  const world = { ...surroundings(sandbox, { records: recordsOf(), suffix: 'mute' }), settings: SETTINGS };
  const mute = underLease('apply', world, async (held) => {
    await sweep({ ...world, held });
    throw new Error('SNS refused the digest');
  });
  await failure(mute);

  const next = await applyAs('next', { laterMs: AFTER_THE_LEASE });

  expect(next.cutOff).toMatchObject([{ runId: world.runId, ended: true, numbers: [1] }]);
  expect(digest(next).body).toContain(`DO: look at run ${world.runId}, whose digest may not`);
  expect(digest(next).body).not.toContain('cut off');
});

it('(4) an undo that was killed and is made again keeps the hold', async () => {
  const shop = add(alb('shop', [OLD]));
  const { runId } = await applyAs('appl');
  const { aws, dead } = killedAt(1, true);
  void undoRun(runId, 'kill', { aws });
  await dead;

  const again = await undoRun(runId, 'undo', { laterMs: AFTER_THE_LEASE });

  expect(briefs(again)).toEqual(['shop:443 compliant/nothing-to-undo']);
  expect(briefs(await applyAs('next'))).toEqual(['shop:443 held/undone']);
  expect(shown(shop)).toEqual([OLD]);
});

it('(5) stickiness that an owner added since stays in the list', async () => {
  const portal = add(classic('portal', [[OLD]], [STICKY]));
  const { runId } = await applyAs('appl');
  sandbox.region(EU).setPolicy(`${portal.arn}#443`, ['sticky', OWN_POLICY]);

  expect(briefs(await undoRun(runId, 'undo'))).toEqual(['portal:443 reverted/undone-by-request']);

  expect(policiesIn(sandbox)[`${portal.arn}#443`]).toEqual(['sticky', OLD]);
});

it('(6) the failed Region of a run is not carried into its undo', async () => {
  add(alb('shop', [OLD]));
  sandbox.fault({ action: 'GetResources', region: US, kind: 'server-error' });
  const applied = await applyAs('appl', { settings: { regions: [EU, US] } });
  expect(hasFailed(applied)).toBe(true);

  const undone = await undoRun(applied.runId, 'undo');

  expect(undone).toMatchObject({ regions: [{ region: EU, status: 'examined' }], totals: { reverted: 1 } });
  expect(hasFailed(undone)).toBe(false);
});

it('(8) a former Classic policy that was deleted meanwhile is created again from its contents', async () => {
  const attributes = { 'Protocol-TLSv1.1': 'true', 'Protocol-TLSv1.2': 'true', 'AES128-SHA': 'true' };
  const own = { name: 'own', type: 'SSLNegotiationPolicyType', attributes };
  const portal = add(classic('portal', [['own']], [own]));
  const { runId } = await applyAs('appl');
  await connectTo(sandbox).region(EU, ACCOUNT).deletePolicy('portal', 'own');

  expect(briefs(await undoRun(runId, 'undo'))).toEqual(['portal:443 reverted/undone-by-request']);

  expect(policiesIn(sandbox)[`${portal.arn}#443`]).toEqual(['own']);
  expect(policiesOn(sandbox, portal.arn)).not.toContain(OWN_POLICY);
  expect(JSON.stringify(sandbox.snapshot())).toContain('"AES128-SHA":"true"');
});

it('(13) load balancers that AWS always refuses go last, and the others get their turn', async () => {
  for (const name of ['a', 'b', 'c', 'd']) add(alb(name, [OLD]));
  for (const name of ['a', 'b', 'c'])
    sandbox.fault({ action: 'ModifyListener', resource: `/${name}/`, kind: 'deny' });

  const first = await applyAs('one', { settings: limited(1) });
  const second = await applyAs('two', { settings: limited(1) });

  expect(briefs(first)).toContain('d:443 held/change-limit');
  expect(briefs(second)).toContain('d:443 changed/below-target');
});

it('(14) the limit counts what AWS accepted, read back or not', async () => {
  for (const name of ['a', 'b', 'c']) add(alb(name, [OLD]));
  // Three are read, and the first one again before its change.
  sandbox.fault({ action: 'DescribeListeners', kind: 'deny', after: 4 });

  const { totals } = await applyAs('appl', { settings: limited(1) });

  expect(totals).toMatchObject({ changed: 0, failed: 1, held: 2 });
  expect(sandbox.mutations()).toHaveLength(1);
});

it('(15) (16) while a run changes the account, another one and an undo change nothing', async () => {
  add(alb('done', [OLD]));
  const { runId } = await applyAs('appl');
  const shop = add(alb('shop', [OLD]));
  const { aws, dead } = killedAt(1, false);
  void applyAs('slow', { aws });
  await dead;
  sandbox.forgetCalls();

  for (const work of [applyAs('two'), undoRun(runId, 'undo')]) {
    const error = await failure(work);
    expect(error).toBeInstanceOf(LeaseHeldError);
    expect(error.message).toContain('run 20261122T060000Z-slow (apply) changes this account since');
  }

  expect(sandbox.mutations()).toEqual([]);
  expect(shown(shop)).toEqual([OLD]);
});

it('(20) a window that closes in the middle of 40 listeners stops the writes', async () => {
  add(
    nlb(
      'edge',
      many(40, () => OLD),
    ),
  );
  // It is a Sunday, six o'clock; each change takes ten seconds.
  const window = parseWindow('SUN 05:00-06:01 UTC');
  const now = (): Date => new Date(NOW.getTime() + sandbox.mutations().length * 10_000);

  const report = await applyAs('appl', {
    clock: { ...clockAt(), now },
    settings: { rollout: { ...DEFAULT_ROLLOUT, window } },
  });

  expect(sandbox.mutations()).toHaveLength(6);
  expect(report.totals).toMatchObject({ changed: 6, held: 34 });
  expect(briefs(report)).toContain('edge:482 held/outside-window');
});

/** The load balancers that a run reads which has time for ten. */
async function readBy(suffix: string): Promise<readonly string[]> {
  sandbox.forgetCalls();
  const reads = (): number => sandbox.calls.filter(({ action }) => action === 'DescribeListeners').length;
  const report = await applyAs(suffix, { deadline: pastWhen(() => reads() >= 10) });
  return report.listeners.flatMap(({ outcome, loadBalancer }) =>
    outcome === 'compliant' ? [loadBalancer.name] : [],
  );
}

it('(21) what there was no time to read is read first by the next run', async () => {
  for (const index of many(40, Number)) add(alb(`a${index}`, [PQ]));
  const [first, second] = [await readBy('one'), await readBy('two')];

  expect(second.length).toBeGreaterThanOrEqual(10);
  expect(second.filter((name) => first.includes(name))).toEqual([]);
});
