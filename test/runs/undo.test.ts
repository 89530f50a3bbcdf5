import * as fc from 'fast-check';
import type { Clock } from '../../lambda/core/clock';
import type { Deadline } from '../../lambda/core/deadline';
import type { Report } from '../../lambda/core/report';
import { Records } from '../../lambda/records/records';
import { digest } from '../../lambda/report/digest/digest';
import { forgetUndone } from '../../lambda/runs/forget';
import { underLease } from '../../lambda/runs/lease';
import { undo, type UndoRequest } from '../../lambda/runs/undo';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  alb,
  brief,
  briefs,
  callsOf,
  classic,
  CLASSIC_BEST,
  clockAt,
  connectTo,
  entryOf,
  EU,
  failure,
  nlb,
  NOW,
  OLD,
  OWN_POLICY,
  pastWhen,
  PLAIN,
  policiesIn,
  policiesOn,
  PQ,
  present,
  run,
  start,
  STICKY,
  stopAll,
  surroundings,
  US,
  WEB,
} from '../helpers';
import { expectValidReport } from '../report/schema';

const BUCKET = 'elb-tls-records';
const WEAK = 'ELBSecurityPolicy-TLS-1-1-2017-01';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await account();
});
afterEach(stopAll);

async function account(): Promise<Sandbox> {
  const made = await start({ pageSize: 20 });
  made.bucket(BUCKET);
  return made;
}

const recordsOf = (of = sandbox, clock = clockAt()): Records =>
  new Records(connectTo(of).bucket(BUCKET), clock);

function applyIn(of: Sandbox, suffix = 'appl', now = NOW): Promise<Report> {
  return run(of, 'apply', {
    records: recordsOf(of),
    suffix,
    now,
    settings: { regions: [EU, US] },
  });
}

interface Undoing extends Partial<Omit<UndoRequest, 'record'>> {
  readonly suffix?: string;
  readonly now?: Date;
  readonly of?: Sandbox;
  readonly dryRun?: boolean;
  readonly deadline?: Deadline;
  readonly clock?: Clock;
}

async function undoRun(
  runId: string,
  { suffix = 'undo', now = NOW, of = sandbox, dryRun = false, deadline, clock, ...others }: Undoing = {},
): Promise<Report> {
  const records = recordsOf(of, clock);
  const record = await records.run(runId, null);
  const request = { record, listeners: null, reason: 'undone-by-request', ...others } as const;
  const world = surroundings(of, {
    records,
    suffix,
    now,
    ...(deadline && { deadline }),
    ...(clock && { clock }),
  });
  if (dryRun) return undo(request, { ...world, held: null });
  return underLease('undo', world, (held) => undo(request, { ...world, held }));
}

function add(wanted: NewLoadBalancer, region = EU) {
  return sandbox.region(region).addLoadBalancer(wanted);
}

function tlsPolicy(name: string, reference: string) {
  const attributes = { 'Reference-Security-Policy': reference };
  return { name, type: 'SSLNegotiationPolicyType', attributes };
}

const PORTAL = classic('portal', [['sticky', OLD], [OLD]], [STICKY]);

describe('apply, then undo', () => {
  const elbV2Policy = fc.constantFrom(
    OLD,
    PLAIN,
    PQ,
    'ELBSecurityPolicy-TLS13-1-0-2021-06',
    'ELBSecurityPolicy-FS-1-2-Res-2020-10',
    'ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04',
  );
  const tags = fc.constantFrom(WEB, WEB, WEB, {}, { ...WEB, 'tls-remediation': 'exempt' });
  const place = fc.record({ region: fc.constantFrom(EU, US), tags });
  const policies = fc.array(elbV2Policy, { minLength: 1, maxLength: 3 });
  const others = [STICKY, { name: 'app', type: 'AppCookieStickinessPolicyType' }];
  const own = tlsPolicy('own-tls', WEAK);
  const list = fc
    .tuple(
      fc.constantFrom(OLD, 'own-tls', 'ELBSecurityPolicy-2015-05'),
      fc.subarray(others.map(({ name }) => name)),
    )
    .chain(([tls, more]) => fc.shuffledSubarray([tls, ...more], { minLength: 1 + more.length }));
  const loadBalancer = fc.oneof(
    policies.map((names) => alb('name', names)),
    policies.map((names) => nlb('name', names)),
    fc.array(list, { minLength: 1, maxLength: 3 }).map((lists) => classic('name', lists, [...others, own])),
  );
  const estate = fc.array(fc.tuple(loadBalancer, place), { minLength: 1, maxLength: 6 });

  it('leaves every account as it was, Classic lists and their order included', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(estate, async (those) => {
        const of = await account();
        for (const [index, [wanted, at]] of those.entries()) {
          of.region(at.region).addLoadBalancer({ ...wanted, name: `lb-${index}`, tags: at.tags });
        }
        const before = of.snapshot();
        const report = await applyIn(of);
        const undone = await undoRun(report.runId, { of });
        expect(of.snapshot()).toEqual(before);
        expect(undone.totals).toMatchObject({ reverted: report.totals.changed, failed: 0, held: 0 });
        expectValidReport(undone);
        changed += report.totals.changed;
        await of.stop();
      }),
      { numRuns: 20 },
    );
    expect(changed).toBeGreaterThan(10);
  });
});

describe('undo', () => {
  it('says that it may weaken, and from what to what', async () => {
    add(alb('shop', [OLD]));
    const report = await undoRun((await applyIn(sandbox)).runId);
    expect(report).toMatchObject({ mode: 'undo', totals: { listeners: 1, loadBalancers: 1, reverted: 1 } });
    expect(entryOf(report, 'shop')).toMatchObject({
      from: PQ,
      to: OLD,
      outcome: 'reverted',
      reason: 'undone-by-request',
    });
    const { subject, body } = digest(report);
    expect(subject).toContain('1 reverted');
    expect(body).toContain('\nUNDO, run ');
    expect(body).toContain('may weaken');
    expect(await recordsOf().run(report.runId, ACCOUNT)).toMatchObject({ report: { mode: 'undo' } });
  });

  it('dry: says what it would do, and does nothing', async () => {
    add(alb('shop', [OLD]));
    add(PORTAL);
    const { runId } = await applyIn(sandbox);
    const [before, keys] = [sandbox.snapshot(), sandbox.bucket(BUCKET).keys()];
    sandbox.forgetCalls();
    const report = await undoRun(runId, { dryRun: true });
    expect(report.totals).toMatchObject({ planned: 3, reverted: 0 });
    expect(report.notes.join()).toContain('Nothing was changed');
    expectValidReport(report);
    expect(sandbox.snapshot()).toEqual(before);
    expect(sandbox.mutations()).toEqual([]);
    expect(sandbox.bucket(BUCKET).keys()).toEqual(keys);
  });

  it('is recorded before its first change, and each load balancer as it is done', async () => {
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    sandbox.forgetCalls();
    const undone = await undoRun(runId);
    const first = sandbox.calls.find(({ action }) => ['PutObject', 'ModifyListener'].includes(action));
    expect(first?.action).toBe('PutObject');
    const { plan } = await recordsOf().run(undone.runId, ACCOUNT);
    expect(plan?.listeners).toMatchObject([
      { from: PQ, to: OLD, outcome: 'planned', reason: 'to-be-undone' },
    ]);
    const journal = sandbox
      .bucket(BUCKET)
      .keys()
      .filter((key) => key.startsWith(`runs/${undone.runId}/journal/`));
    expect(journal.map((key) => key.split('/').at(-1))).toEqual(['00001-intent.json', '00001-outcome.json']);
  });

  it('of one listener leaves the others', async () => {
    const portal = add(PORTAL);
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    const listener = `${portal.arn}#444`;
    const report = await undoRun(runId, { listeners: [listener] });
    expect(briefs(report)).toEqual(['portal:444 reverted/undone-by-request']);
    expect(policiesIn(sandbox)).toMatchObject({
      [listener]: [OLD],
      [`${portal.arn}#443`]: ['sticky', OWN_POLICY],
    });
    // The other listener has it still.
    expect(policiesOn(sandbox, portal.arn)).toContain(OWN_POLICY);
    await undoRun(runId, { listeners: [`${portal.arn}#443`], suffix: 'two' });
    expect(policiesOn(sandbox, portal.arn)).not.toContain(OWN_POLICY);
  });

  it('keeps the policy that somebody else has put on another listener', async () => {
    const portal = add(classic('portal', [[OLD], ['own']], [tlsPolicy('own', WEAK)]));
    const { runId } = await applyIn(sandbox);
    sandbox.region(EU).setPolicy(`${portal.arn}#444`, [OWN_POLICY, 'own']);
    const report = await undoRun(runId);
    expect(briefs(report)).toEqual([
      'portal:443 reverted/undone-by-request',
      'portal:444 held/changed-since',
    ]);
    expect(policiesIn(sandbox)[`${portal.arn}#444`]).toEqual([OWN_POLICY, 'own']);
    expect(callsOf(sandbox, 'DeleteLoadBalancerPolicy')).toEqual([]);
  });

  it('keeps our policy where it was there before the run', async () => {
    const best = tlsPolicy(OWN_POLICY, CLASSIC_BEST);
    const portal = add(classic('portal', [[OLD]], [best]));
    const before = sandbox.snapshot();
    await undoRun((await applyIn(sandbox)).runId);
    expect(sandbox.snapshot()).toEqual(before);
    expect(policiesOn(sandbox, portal.arn)).toContain(OWN_POLICY);
  });

  it('tells of a policy that it could not delete', async () => {
    add(PORTAL);
    const { runId } = await applyIn(sandbox);
    sandbox.fault({ action: 'DeleteLoadBalancerPolicy', kind: 'deny' });
    const report = await undoRun(runId);
    expect(report.totals).toMatchObject({ reverted: 2, failed: 0 });
    expect(report.notes.join()).toMatch(
      /eu-west-1 portal: the policy elb-tls-TLS-1-2-2017-01 that the run made is still there \(AccessDenied/,
    );
  });

  describe('deletes no policy', () => {
    const still = 'eu-west-1 portal: the policy elb-tls-TLS-1-2-2017-01 that the run made is still there';

    it('once it no longer holds the lease, and says so; the undo made again deletes it', async () => {
      const { arn } = add(PORTAL);
      const { runId } = await applyIn(sandbox);
      sandbox.forgetCalls();
      // The machine slept for an hour behind the change.
      const slept = (): boolean => callsOf(sandbox, 'SetLoadBalancerPoliciesOfListener').length === 2;
      const clock = { ...clockAt(), elapsed: () => (slept() ? 3_600_000 : 0) };
      const report = await undoRun(runId, { clock });
      expect(callsOf(sandbox, 'DeleteLoadBalancerPolicy')).toEqual([]);
      expect(report.totals.reverted).toBe(2);
      expect(report.notes).toContainEqual(
        `${still} (the undo no longer held the lease of the account; run it again).`,
      );
      await undoRun(runId, { suffix: 'two' });
      expect(policiesOn(sandbox, arn)).not.toContain(OWN_POLICY);
    });

    it('once its time is up, and says so', async () => {
      add(PORTAL);
      const { runId } = await applyIn(sandbox);
      sandbox.forgetCalls();
      const isPast = (): boolean => callsOf(sandbox, 'SetLoadBalancerPoliciesOfListener').length === 2;
      const report = await undoRun(runId, { deadline: pastWhen(isPast) });
      expect(callsOf(sandbox, 'DeleteLoadBalancerPolicy')).toEqual([]);
      expect(report.notes).toContainEqual(`${still} (the undo ended before it came to this; run it again).`);
    });
  });

  it('does not mind that somebody else has deleted the policy in between', async () => {
    add(PORTAL);
    const { runId } = await applyIn(sandbox);
    sandbox.fault({ action: 'DeleteLoadBalancerPolicy', kind: 'error', code: 'PolicyNotFound' });
    const report = await undoRun(runId);
    expect(report.totals).toMatchObject({ reverted: 2, failed: 0 });
    expect(report.notes.join()).not.toContain('still there');
  });

  it('the second time finds nothing to undo', async () => {
    add(alb('shop', [OLD]));
    add(PORTAL);
    const { runId } = await applyIn(sandbox);
    await undoRun(runId);
    sandbox.forgetCalls();
    const report = await undoRun(runId, { suffix: 'two' });
    expect(new Set(report.listeners.map(({ reason }) => reason))).toEqual(new Set(['nothing-to-undo']));
    expect(report.totals).toMatchObject({ compliant: 3, held: 0, failed: 0 });
    expect(sandbox.mutations()).toEqual([]);
    expect(report.notes.join()).not.toContain('still there');
  });

  it.each<[string, (listener: string) => void, string]>([
    ['changed', (listener) => sandbox.region(EU).setPolicy(listener, PLAIN), 'shop:443 held/changed-since'],
    ['gone', () => sandbox.region(EU).remove('shop'), 'shop:443 held/gone'],
  ])('leaves a listener that is %s since', async (_, meanwhile, expected) => {
    const { listeners } = add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    meanwhile(present(listeners[1]).arn);
    sandbox.forgetCalls();
    expect(briefs(await undoRun(runId))).toEqual([expected]);
    expect(sandbox.mutations()).toEqual([]);
  });

  it('of a Classic load balancer that is gone has nothing left to delete', async () => {
    add(PORTAL);
    const { runId } = await applyIn(sandbox);
    sandbox.region(EU).remove('portal');
    const report = await undoRun(runId);
    expect(report.totals).toMatchObject({ held: 2, failed: 0 });
    expect(report.notes.join()).not.toContain('still there');
  });

  it('what AWS refuses is failed, and the rest is undone', async () => {
    add(alb('refused', [OLD]));
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    sandbox.fault({ action: 'ModifyListener', resource: 'refused', kind: 'deny' });
    expect(briefs(await undoRun(runId))).toEqual([
      'refused:443 failed/change-failed',
      'shop:443 reverted/undone-by-request',
    ]);
  });

  it('that runs out of time has failed: no sweep makes it, and it says to run it again', async () => {
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    const report = await undoRun(runId, { deadline: pastWhen(() => true) });
    expect(briefs(report)).toEqual(['shop:443 failed/out-of-time']);
    expect(entryOf(report, 'shop').detail).toContain('run the undo again');
  });

  it('that runs out of time midway names what it did not begin, and the command that finishes it', async () => {
    // More than are changed at a time.
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) add(alb(name, [OLD]));
    const { runId } = await applyIn(sandbox);
    const isOver = (): boolean => sandbox.mutations().length > 0;
    sandbox.forgetCalls();
    const report = await undoRun(runId, { deadline: pastWhen(isOver) });
    const left = report.listeners.filter(({ reason }) => reason === 'out-of-time');

    expect(report.listeners).toHaveLength(6);
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(6);
    const numbers = left.map(({ id }) => report.listeners.findIndex((entry) => entry.id === id) + 1);
    expect(report.steps.find(({ id }) => id === 'undo-again')?.commands).toEqual([
      `elb-tls undo ${runId} ${numbers.join(' ')} --record ${report.record}`,
    ]);
  });

  it('undoes a change that could not be confirmed where its listener is named, and not by the way', async () => {
    add(alb('shop', [OLD]));
    const before = sandbox.snapshot();
    sandbox.fault({ action: 'DescribeListeners', kind: 'deny', after: 2 });
    const { runId, totals } = await applyIn(sandbox);
    expect(totals).toMatchObject({ failed: 1 });
    sandbox.clearFaults();
    const [unasked] = (await undoRun(runId)).listeners;
    expect(unasked).toMatchObject({ outcome: 'held', reason: 'not-known-done' });
    const named = await undoRun(runId, { listeners: [present(unasked).id], suffix: 'two' });
    expect(named.totals).toMatchObject({ reverted: 1 });
    expect(sandbox.snapshot()).toEqual(before);
  });

  it('of a run that was cut off leaves what a later one changed', async () => {
    add(alb('shop', [OLD]));
    const first = await applyIn(sandbox, 'aaaa');
    // As if it had ended right before its first change.
    const bucket = sandbox.bucket(BUCKET);
    for (const key of bucket.keys()) if (!key.endsWith('plan.json')) bucket.delete(key);
    const { arn } = present(sandbox.region(EU).addLoadBalancer(alb('other', [OLD])).listeners[1]);
    sandbox.region(EU).setPolicy(entryOf(first, 'shop').id, OLD);
    const second = await applyIn(sandbox, 'bbbb', new Date('2026-11-23T06:00:00Z'));
    expect(briefs(second)).toEqual(['other:443 changed/below-target', 'shop:443 changed/below-target']);
    sandbox.forgetCalls();
    expect(briefs(await undoRun(first.runId))).toEqual([]);
    expect(sandbox.mutations()).toEqual([]);
    await undoRun(second.runId, { suffix: 'two' });
    expect(policiesIn(sandbox)[arn]).toEqual([OLD]);
  });
});

describe('what cannot be undone is a sentence', () => {
  it.each<[string, () => Promise<string>, string]>([
    [
      'a dry run',
      async () => (await run(sandbox, 'plan', { records: recordsOf() })).runId,
      'is a dry run: it changed nothing',
    ],
    ['an undo', async () => (await undoRun((await applyIn(sandbox)).runId)).runId, 'is an undo itself'],
    ['a run that is not there', async () => '20260101T000000Z-none', 'no run 20260101T000000Z-none in s3://'],
  ])('%s', async (_, make, says) => {
    add(alb('shop', [OLD]));
    const error = await failure(undoRun(await make(), { suffix: 'two' }));
    expect(error).toMatchObject({ name: 'UserError', exitCode: 1 });
    expect(error.message).toContain(says);
  });

  it('a run of another account', async () => {
    add(alb('shop', [OLD]));
    const record = {
      plan: null,
      intents: [],
      outcomes: [],
      report: { ...(await applyIn(sandbox)), account: '999988887777' },
    };
    const request = { record, listeners: null, reason: 'undone-by-request' } as const;
    const error = await failure(undo(request, { ...surroundings(sandbox), held: null }));
    expect(error.message).toMatch(/999988887777.*111122223333.*use the credentials/);
  });

  it('a listener that the run did not change', async () => {
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    const error = await failure(undoRun(runId, { listeners: ['arn:nobody'] }));
    expect(error.message).toContain(`run ${runId} did not change listener arn:nobody`);
  });
});

describe('after an undo', () => {
  const later = new Date('2026-12-24T06:00:00Z');

  it('the next sweeps leave the listener alone, until somebody forgets it', async () => {
    const { arn } = present(add(alb('shop', [OLD])).listeners[1]);
    add(alb('new', [OLD]));
    const { runId } = await applyIn(sandbox);
    await undoRun(runId, { listeners: [arn] });
    sandbox.forgetCalls();
    const held = await applyIn(sandbox, 'next', later);
    expect(held.listeners.map(brief)).toEqual(['new:443 compliant/meets-target', 'shop:443 held/undone']);
    expect(entryOf(held, 'shop').detail).toContain('2026-11-22');
    expect(sandbox.mutations()).toEqual([]);

    const records = recordsOf();
    const world = surroundings(sandbox, { records });
    expect(await forgetUndone([{ runId, listeners: [arn] }], world)).toEqual([arn]);
    expect(entryOf(await applyIn(sandbox, 'last', later), 'shop')).toMatchObject({ outcome: 'changed' });
  });

  it('the undo itself can be forgotten too', async () => {
    const { arn } = present(add(alb('shop', [OLD])).listeners[1]);
    const { runId } = await undoRun((await applyIn(sandbox)).runId);
    const records = recordsOf();
    const world = surroundings(sandbox, { records });
    expect(await forgetUndone([{ runId, listeners: null }], world)).toEqual([arn]);
    expect((await applyIn(sandbox, 'next')).totals).toMatchObject({ changed: 1 });
  });

  it('forgetting says what the store did not take', async () => {
    add(alb('shop', [OLD]));
    const { runId } = await undoRun((await applyIn(sandbox)).runId);
    const records = recordsOf();
    sandbox.fault({ action: 'PutObject', kind: 'deny' });
    const error = await failure(
      forgetUndone([{ runId, listeners: null }], surroundings(sandbox, { records })),
    );
    expect(error).toMatchObject({ name: 'UserError', exitCode: 1 });
    expect(error.message).toContain('the history could not be written (AccessDenied');
  });

  it('a date lets the sweeps have the listener again', async () => {
    add(alb('shop', [OLD]));
    const { runId } = await applyIn(sandbox);
    await undoRun(runId, { until: '2026-12-24' });
    const on = async (day: string, suffix: string) =>
      brief(entryOf(await applyIn(sandbox, suffix, new Date(`${day}T06:00:00Z`)), 'shop'));
    expect(await on('2026-12-24', 'day1')).toBe('shop:443 held/undone');
    expect(await on('2026-12-25', 'day2')).toBe('shop:443 changed/below-target');
  });

  it('a sweep that cannot read that it was undone changes nothing', async () => {
    add(alb('shop', [OLD]));
    await undoRun((await applyIn(sandbox)).runId);
    sandbox.forgetCalls();
    sandbox.fault({ action: 'GetObject', kind: 'deny' });
    const error = await failure(applyIn(sandbox, 'next'));
    expect(error.message).toContain('does not give the lease of the account, so nothing was changed');
    expect(sandbox.mutations()).toEqual([]);
  });
});
