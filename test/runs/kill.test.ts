import { setTimeout as sleep } from 'node:timers/promises';
import pMap from 'p-map';
import type { Aws } from '../../lambda/aws/connect';
import type { Report } from '../../lambda/core/report';
import { reportOf } from '../../lambda/core/plan/run-record';
import type { RecordStore } from '../../lambda/core/record-store';
import { GRACE_MS, LEASE_MS } from '../../lambda/records/lease';
import { Records } from '../../lambda/records/records';
import { underLease } from '../../lambda/runs/lease';
import { undo } from '../../lambda/runs/undo';
import type { Sandbox } from '../../sandbox';
import type { Catalogue } from '../../sandbox/catalogue';
import {
  ACCOUNT,
  alb,
  brief,
  classic,
  CLASSIC_BEST,
  clockAt,
  connectTo,
  EU,
  listenersIn,
  nlb,
  OLD,
  OWN_POLICY,
  pastWhen,
  PLAIN,
  policiesIn,
  PQ,
  run,
  shownIn,
  start,
  STICKY,
  stopAll,
  surroundings,
} from '../helpers';

/** Runs that are killed between any two of their calls. */

jest.setTimeout(120_000);

const BUCKET = 'elb-tls-records';

/** Who is not killed shares a connection: fewer calls, and these tests make thousands. */
const connections = new WeakMap<Sandbox, Aws>();

function connection(sandbox: Sandbox): Aws {
  const known = connections.get(sandbox) ?? connectTo(sandbox);
  connections.set(sandbox, known);
  return known;
}

/** By the store's clock, whoever was killed with the lease has lost it since. */
const recordsOf = (sandbox: Sandbox, aws = connection(sandbox)): Records => {
  const store = aws.bucket(BUCKET);
  const later = async (key: string): ReturnType<RecordStore['get']> => {
    const stored = await store.get(key);
    return stored && { ...stored, readAt: stored.readAt + LEASE_MS + GRACE_MS };
  };
  return new Records({ ...store, get: later }, clockAt());
};

function applyAs(sandbox: Sandbox, suffix: string, aws = connection(sandbox)): Promise<Report> {
  return run(sandbox, 'apply', { aws, records: recordsOf(sandbox, aws), suffix });
}

/** What is offered here is read thousands of times. */
function few(_region: string, { policies, classic: classics }: Catalogue): Catalogue {
  const short = classics
    .filter(isNeeded)
    .map((each) => ({ ...each, attributes: each.attributes.filter(([, value]) => value !== 'false') }));
  return { policies: policies.filter(isNeeded), classic: short };
}

function isNeeded({ name }: { readonly name: string }): boolean {
  return [OLD, PLAIN, PQ, CLASSIC_BEST].includes(name);
}

/** All types; two listeners on one load balancer; Classic with a policy of another type, and in an order of its own. */
type Size = 'whole' | 'small';

async function account(size: Size = 'whole'): Promise<Sandbox> {
  const sandbox = await start({ pageSize: 100, catalogue: few });
  sandbox.bucket(BUCKET);
  const region = sandbox.region(EU);
  region.addLoadBalancer(alb('one', [OLD]));
  if (size === 'whole') {
    region.addLoadBalancer(alb('two', [OLD, OLD]));
    region.addLoadBalancer(nlb('net', [OLD]));
  }
  region.addLoadBalancer(classic('portal', [['sticky', OLD], [OLD]], [STICKY]));
  return sandbox;
}

const DONE: Readonly<Record<string, readonly string[]>> = {
  one: [PQ],
  two: [PLAIN, PLAIN],
  net: [PQ],
  portal: [`sticky,${OWN_POLICY}`, OWN_POLICY],
};

/** The policies of the secure listeners, by load balancer. */
function shown(sandbox: Sandbox): Readonly<Record<string, readonly string[]>> {
  const names = Object.keys(DONE).map((name) => {
    const its = listenersIn(sandbox).filter(
      ({ loadBalancerArn, isSecure }) => isSecure && new RegExp(`/${name}(/|$)`).test(loadBalancerArn),
    );
    return [name, its.map(({ policies }) => policies.join())] as const;
  });
  return Object.fromEntries(names);
}

/** Waits until a run is killed or ends by itself; answers which. */
async function killed(sandbox: Sandbox, work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => false,
    () => false,
  );
  const isKilled = await Promise.race([sandbox.frozen.then(() => true), ended]);
  // What the killed run had sent along with its last call.
  await sleep(5);
  sandbox.clearFaults();
  return isKilled;
}

/** All that a kill leaves behind, and so all that what comes next depends on: the account and the record. */
interface State {
  readonly account: ReturnType<typeof shownIn>;
  readonly record: readonly (readonly [key: string, text: string])[];
}

function stateOf(sandbox: Sandbox): State {
  const bucket = sandbox.bucket(BUCKET);
  return { account: shownIn(sandbox), record: bucket.keys().map((key) => [key, bucket.text(key)]) };
}

const OURS = { name: OWN_POLICY, type: 'SSLNegotiationPolicyType', reference: CLASSIC_BEST };

/** An account of its own in that state. */
async function accountIn(size: Size, state: State): Promise<Sandbox> {
  const sandbox = await account(size);
  const region = sandbox.region(EU);
  for (const [id, { listeners, policies = [] }] of Object.entries(state.account)) {
    if (policies.some(({ name }) => name === OWN_POLICY)) region.addPolicy('portal', OURS);
    for (const { arn, port, policy, policyNames = [] } of listeners) {
      const its = policy === undefined ? policyNames : [policy].filter((name) => name !== '');
      if (its.length > 0) region.setPolicy(arn ?? `${id}#${port}`, its);
    }
  }
  for (const [key, text] of state.record) sandbox.bucket(BUCKET).put(key, text, 'application/json');
  expect(stateOf(sandbox)).toEqual(state);
  return sandbox;
}

/** Work on accounts, a few at a time; each account is made for it and ends with it. */
async function sideBySide<T>(
  items: Iterable<T>,
  make: (item: T) => Promise<Sandbox>,
  work: (sandbox: Sandbox, item: T) => Promise<void>,
): Promise<void> {
  await pMap(
    items,
    async (item) => {
      const sandbox = await make(item);
      try {
        await work(sandbox, item);
      } finally {
        await sandbox.stop();
      }
    },
    { concurrency: 4 },
  );
}

/** 0, 1, 2, ... until told to end. */
function* counting(isOver: () => boolean): Generator<number> {
  for (let next = 0; !isOver(); next += 1) yield next;
}

/**
 * Kills some work before each of its calls. (For who is killed, after one call is before the next.) Answers the
 * different states that the kills left, by how many calls there had been: between two reads nothing changes.
 */
async function statesAfterKills(
  make: () => Promise<Sandbox>,
  work: (sandbox: Sandbox, aws: Aws) => Promise<unknown>,
): Promise<ReadonlyMap<number, State>> {
  const found = new Map<string, readonly [number, State]>();
  let isOver = false;
  const kills = counting(() => isOver);
  await sideBySide(kills, make, async (sandbox, after) => {
    sandbox.fault({ kind: 'freeze', after });
    // Who is killed does not try again when the sandbox has stopped.
    let isDead = false;
    const aws = connectTo(
      sandbox,
      pastWhen(() => isDead),
    );
    isDead = await killed(sandbox, work(sandbox, aws));
    if (!isDead) isOver = true;
    const state = stateOf(sandbox);
    const key = JSON.stringify(state);
    if (!found.has(key)) found.set(key, [after, state]);
  });
  return new Map(found.values());
}

/** Does what comes next in each of the states. */
async function inEach(
  size: Size,
  states: ReadonlyMap<number, State>,
  next: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  await sideBySide(
    states,
    ([, state]) => accountIn(size, state),
    async (sandbox, [after]) => {
      try {
        await next(sandbox);
      } catch (error) {
        throw new Error(`killed after ${after} calls`, { cause: error });
      }
    },
  );
}

interface Undoing {
  readonly aws?: Aws;
  readonly listeners?: readonly string[] | null;
}

/** Undoes a run, then by name what its record cannot tell. Answers what was held or failed all the same. */
async function undoAll(sandbox: Sandbox, runId: string, suffix: string): Promise<readonly string[]> {
  const undone = await undoRun(sandbox, runId, `${suffix}1`);
  const ids = undone.listeners.flatMap(({ id, reason }) => (reason === 'not-known-done' ? [id] : []));
  const named =
    ids.length === 0 ? [] : (await undoRun(sandbox, runId, `${suffix}2`, { listeners: ids })).listeners;
  const left = undone.listeners.filter(({ id }) => !ids.includes(id));
  return [...left, ...named].filter(({ outcome }) => outcome === 'held' || outcome === 'failed').map(brief);
}

async function undoRun(
  sandbox: Sandbox,
  runId: string,
  suffix: string,
  { aws = connection(sandbox), listeners = null }: Undoing = {},
): Promise<Report> {
  const records = recordsOf(sandbox, aws);
  const record = await records.run(runId, ACCOUNT);
  const world = surroundings(sandbox, { aws, records, suffix });
  const request = { record, listeners, reason: 'undone-by-request' } as const;
  return underLease('undo', world, (held) => undo(request, { ...world, held }));
}

const RUN = '20261122T060000Z-kill';
const NEXT = '20261122T060000Z-next';

function movedSince(sandbox: Sandbox, was: ReturnType<typeof policiesIn>): readonly string[] {
  const is = policiesIn(sandbox);
  return Object.keys(was).filter((id) => was[id]?.join() !== is[id]?.join());
}

/** Whether whoever was killed had the lease still. */
function isLeaseHeld(sandbox: Sandbox): boolean {
  const key = sandbox
    .bucket(BUCKET)
    .keys()
    .find((each) => each.startsWith('lease/'));
  return key !== undefined && !sandbox.bucket(BUCKET).text(key).includes('"holder": null');
}

/** Whether the killed run has a report, its own or that of the next one. */
async function isWhole(sandbox: Sandbox): Promise<boolean> {
  return (await recordsOf(sandbox).run(RUN, ACCOUNT)).report !== null;
}

/** The listeners that are not as they were, and are in the record of no run. */
async function unrecorded(sandbox: Sandbox, was: ReturnType<typeof policiesIn>): Promise<readonly string[]> {
  const moved = movedSince(sandbox, was);
  if (moved.length === 0) return [];
  const made = reportOf(await recordsOf(sandbox).run(RUN, ACCOUNT));
  return moved.filter(
    (id) =>
      !made?.listeners.some((entry) => entry.id === id && ['planned', 'changed'].includes(entry.outcome)),
  );
}

describe('a run that is killed between any two of its calls', () => {
  let before: ReturnType<typeof shownIn>;
  let policiesBefore: ReturnType<typeof policiesIn>;
  let states: ReadonlyMap<number, State>;

  beforeAll(async () => {
    const untouched = await account();
    before = shownIn(untouched);
    policiesBefore = policiesIn(untouched);
    states = await statesAfterKills(
      () => account(),
      (sandbox, aws) => applyAs(sandbox, 'kill', aws),
    );
  });

  it('can leave a state for each change, and for each record of it', () => {
    expect(states.size).toBeGreaterThan(12);
    expect(Math.max(...states.keys())).toBeGreaterThan(25);
  });

  it('leaves no listener unrecorded, and its undo restores exactly what was before', async () => {
    await inEach('whole', states, async (sandbox) => {
      expect(await unrecorded(sandbox, policiesBefore)).toEqual([]);
      // Killed before its first change, it has no record, and nothing to undo.
      const runs = await recordsOf(sandbox).runs();
      for (const runId of runs) expect(await undoAll(sandbox, runId, 'und')).toEqual([]);
      expect(shownIn(sandbox)).toEqual(before);
    });
  });

  it('is finished by the next one, and undoing both, the newest first, restores exactly what was before', async () => {
    await inEach('whole', states, async (sandbox) => {
      const moved = movedSince(sandbox, policiesBefore);
      const wasHeld = isLeaseHeld(sandbox);
      const next = await applyAs(sandbox, 'next');
      // What the killed run did is told by the next one, and its record is whole.
      const told = (next.cutOff ?? []).flatMap(({ listeners }) => listeners.map(({ id }) => id));
      expect(told.toSorted()).toEqual(wasHeld ? moved.toSorted() : []);
      expect(moved.length === 0 || (await isWhole(sandbox))).toBe(true);
      expect(next.totals).toMatchObject({ failed: 0, held: 0, planned: 0 });
      expect(shown(sandbox)).toEqual(DONE);
      const runs = (await recordsOf(sandbox).runs()).filter((runId) => [RUN, NEXT].includes(runId));
      for (const [index, runId] of runs.toReversed().entries()) {
        expect(await undoAll(sandbox, runId, `un${index}`)).toEqual([]);
      }
      expect(shownIn(sandbox)).toEqual(before);
    });
  });
});

describe('an undo that is killed between any two of its calls', () => {
  it('is finished by the same undo, made again', async () => {
    const sandbox = await account('small');
    const before = shownIn(sandbox);
    await applyAs(sandbox, 'kill');
    const applied = stateOf(sandbox);

    const states = await statesAfterKills(
      () => accountIn('small', applied),
      (undone, aws) => undoRun(undone, RUN, 'und1', { aws }),
    );

    expect(states.size).toBeGreaterThan(6);
    const notBegun: number[] = [];
    await inEach('small', states, async (left) => {
      const again = await undoRun(left, RUN, 'und2');
      expect(again.totals).toMatchObject({ failed: 0, changed: 0 });
      expect(shownIn(left)).toEqual(before);
      // Cut off with a plan, it tells of each listener that it was for: what became of it, or that it did not begin.
      for (const cut of again.cutOff ?? []) {
        if (cut.mode !== 'undo') continue;
        const unbegun = cut.notBegun ?? [];
        expect([...cut.listeners, ...unbegun].map(({ id }) => id).toSorted()).toEqual(
          again.listeners.map(({ id }) => id).toSorted(),
        );
        expect(unbegun.map(({ outcome, reason }) => `${outcome}/${reason}`)).toEqual(
          unbegun.map(() => 'held/out-of-time'),
        );
        const way = ['elb-tls undo', RUN, ...(cut.notBegunNumbers ?? []), `--record s3://${BUCKET}`].join(
          ' ',
        );
        expect(again.steps.flatMap(({ commands }) => commands).includes(way)).toBe(unbegun.length > 0);
        notBegun.push(unbegun.length);
      }
    });
    expect(Math.min(...notBegun)).toBe(0);
    expect(Math.max(...notBegun)).toBeGreaterThan(1);
  });
});

afterAll(stopAll);

it('the account of these tests has what they are about', async () => {
  const sandbox = await account();
  await run(sandbox, 'apply');
  expect(shown(sandbox)).toEqual(DONE);
  expect(JSON.stringify(sandbox.snapshot())).toContain(CLASSIC_BEST);
});
