import { parseLease } from '../../lambda/records/parse-lease';
import { Records } from '../../lambda/records/records';
import type { Unsettled } from '../../lambda/records/lease-record';
import { digest } from '../../lambda/report/digest/digest';
import type { Entry } from '../../lambda/core/report';
import type { Sandbox } from '../../sandbox';
import { anEntry, aReport } from '../report/fixtures';
import { ACCOUNT, PQ, EU, alb, clockAt, connectTo, present, run, start, stopAll } from '../helpers';
import { proseOf } from '../vocabulary';

/** What a dry run says of runs that nobody has told of. */

const BUCKET = 'elb-tls-records';
const CUT_OFF = '20261122T050000Z-dead';
const LEASE = `lease/${ACCOUNT}.json`;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await start();
  sandbox.bucket(BUCKET);
  sandbox.region(EU).addLoadBalancer(alb('shop', [PQ]));
});
afterEach(stopAll);

const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());

/** A run that holds the lease, and has begun with so many listeners. */
async function holding(begun: number): Promise<void> {
  const its = records();
  const asks = { runId: CUT_OFF, mode: 'apply', place: 'function', event: null } as const;
  const { number } = await its.takeLease(ACCOUNT, asks);
  if (begun === 0) return;
  const listeners = ['a', 'b', 'c'].map((name): Entry => anEntry({ name }));
  await its.plan(aReport({ mode: 'apply', runId: CUT_OFF, number, listeners }));
  await its.journal(CUT_OFF, number).intent(listeners.slice(0, begun));
}

/** The lease as the next holder finds it when the time of the last one is over. */
function over(patch: Partial<Unsettled> = {}): void {
  const lease = parseLease(sandbox.bucket(BUCKET).text(LEASE), ACCOUNT);
  const { runId, place } = present(lease.holder ?? undefined);
  const unsettled = [{ runId, place, told: false, remembered: false, ...patch }];
  sandbox.bucket(BUCKET).put(LEASE, JSON.stringify({ ...lease, holder: null, unsettled }));
}

async function notes(): Promise<readonly string[]> {
  const report = await run(sandbox, 'plan', { records: records() });
  for (const note of report.notes) {
    expect(proseOf(digest(report).body)).toContain(note);
  }
  return report.notes;
}

it('(18) names a run that was cut off, and how much it may have changed, and leaves it unsettled', async () => {
  await holding(2);
  over();
  const before = sandbox.bucket(BUCKET).text(LEASE);
  const says = [
    `Run ${CUT_OFF} did not end in order; it changed 2 listeners, or may have: the next run that applies settles it. ` +
      `See them with: elb-tls show ${CUT_OFF} --record s3://${BUCKET}`,
  ];
  expect([await notes(), await notes()]).toEqual([says, says]);
  expect(sandbox.bucket(BUCKET).text(LEASE)).toBe(before);
  expect((await records().find(CUT_OFF, ACCOUNT))?.report).toBeNull();

  await run(sandbox, 'apply', { records: records(), suffix: 'next' });
  expect(await notes()).toEqual([]);
});

it.each<[string, Partial<Unsettled>, number]>([
  ['that had no plan yet', {}, 1],
  ['that a terminal has settled, and no digest has told', { remembered: true }, 1],
  ['whose digest is out', { told: true }, 0],
])('(18) of a run %s', async (_, patch, expected) => {
  await holding(0);
  over(patch);
  const says = `Run ${CUT_OFF} did not end in order; no change of it is known: the next run that applies settles it.`;
  expect(await notes()).toEqual(Array<string>(expected).fill(says));
});

it('(18) says of the run that holds the lease that it is under way', async () => {
  await holding(2);
  expect(await notes()).toEqual([`Run ${CUT_OFF} is under way: what it changes is not in this report.`]);
});

it('(18) names one whose record cannot be read, and why', async () => {
  await holding(2);
  over();
  sandbox.bucket(BUCKET).put(`runs/${CUT_OFF}/plan.json`, '{');
  expect(await notes()).toEqual([
    expect.stringContaining(`Run ${CUT_OFF} did not end in order; no change of it is known`),
    expect.stringContaining(`unreadable: runs/${CUT_OFF}/plan.json`),
  ]);
});
