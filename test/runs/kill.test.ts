import type { Aws } from '../../lambda/aws/connect';
import type { Report } from '../../lambda/core/report';
import { reportOf } from '../../lambda/core/plan/undo';
import { Records } from '../../lambda/records/records';
import { undo } from '../../lambda/runs/undo';
import type { Fault, Sandbox } from '../../sandbox';
import type { Catalogue } from '../../sandbox/catalogue';
import {
  ACCOUNT,
  alb,
  classic,
  CLASSIC_BEST,
  connectTo,
  EU,
  listenersIn,
  nlb,
  OLD,
  OWN_POLICY,
  PLAIN,
  policiesIn,
  PQ,
  run,
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

const recordsOf = (sandbox: Sandbox, aws = connection(sandbox)): Records => new Records(aws.bucket(BUCKET));

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
async function account(size: 'whole' | 'small' = 'whole'): Promise<Sandbox> {
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

/** Kills a run after so many calls; answers whether it had that many. */
async function kill(sandbox: Sandbox, work: Promise<unknown>): Promise<'killed' | 'ended'> {
  const ended = work.then(
    () => 'ended' as const,
    () => 'ended' as const,
  );
  const how = await Promise.race([sandbox.frozen.then(() => 'killed' as const), ended]);
  // What the killed run had sent along with its last call.
  await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.clearFaults();
  return how;
}

/**
 * Repeats an experiment with a kill before each call, a few at a time. For who is killed, after one call is before the
 * next.
 */
async function atEveryCall(
  size: 'whole' | 'small',
  experiment: (sandbox: Sandbox, fault: Fault) => Promise<'killed' | 'ended'>,
): Promise<number> {
  let after = 0;
  let isOver = false;
  const worker = async (): Promise<void> => {
    while (!isOver) {
      const mine = after++;
      const sandbox = await account(size);
      try {
        if ((await experiment(sandbox, { kind: 'freeze', after: mine })) === 'ended') isOver = true;
      } catch (error) {
        throw new Error(`killed after ${mine} calls`, { cause: error });
      } finally {
        await sandbox.stop();
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return after;
}

async function undoRun(
  sandbox: Sandbox,
  runId: string,
  suffix: string,
  aws = connection(sandbox),
): Promise<Report> {
  const records = recordsOf(sandbox, aws);
  const record = await records.run(runId, ACCOUNT);
  const world = surroundings(sandbox, { aws, records, suffix });
  return undo({ record, listeners: null, dryRun: false, reason: 'undone-by-request' }, world);
}

const RUN = '20261122T060000Z-kill';
const NEXT = '20261122T060000Z-next';

/** Whether every listener that is not as it was is in the record of a run. */
async function unrecorded(sandbox: Sandbox, before: Readonly<Record<string, readonly string[]>>) {
  const now = policiesIn(sandbox);
  const moved = Object.keys(before).filter((id) => before[id]?.join() !== now[id]?.join());
  if (moved.length === 0) return [];
  const made = reportOf(await recordsOf(sandbox).run(RUN, ACCOUNT));
  return moved.filter(
    (id) =>
      !made?.listeners.some((entry) => entry.id === id && ['planned', 'changed'].includes(entry.outcome)),
  );
}

describe('a run that is killed between any two of its calls', () => {
  it('leaves no listener unrecorded, and its undo restores exactly what was before', async () => {
    const calls = await atEveryCall('whole', async (sandbox, fault) => {
      const before = sandbox.snapshot();
      const policies = policiesIn(sandbox);
      sandbox.fault(fault);
      const how = await kill(sandbox, applyAs(sandbox, 'kill', connectTo(sandbox)));
      expect(await unrecorded(sandbox, policies)).toEqual([]);
      // Killed before its first change, it has no record, and nothing to undo.
      const runs = await recordsOf(sandbox).runs();
      const undone = await Promise.all(runs.map((runId) => undoRun(sandbox, runId, 'undo')));
      expect(undone.map(({ totals }) => totals.failed + totals.held)).toEqual(runs.map(() => 0));
      expect(sandbox.snapshot()).toEqual(before);
      return how;
    });
    expect(calls).toBeGreaterThan(25);
  });

  it('is finished by the next one, and undoing both, the newest first, restores exactly what was before', async () => {
    await atEveryCall('whole', async (sandbox, fault) => {
      const before = sandbox.snapshot();
      sandbox.fault(fault);
      const how = await kill(sandbox, applyAs(sandbox, 'kill', connectTo(sandbox)));
      const next = await applyAs(sandbox, 'next');
      expect(next.totals).toMatchObject({ failed: 0, held: 0, planned: 0 });
      expect(shown(sandbox)).toEqual(DONE);
      const runs = (await recordsOf(sandbox).runs()).filter((runId) => [RUN, NEXT].includes(runId));
      for (const [index, runId] of runs.toReversed().entries()) {
        const undone = await undoRun(sandbox, runId, `und${index}`);
        expect(undone.totals).toMatchObject({ failed: 0, held: 0 });
      }
      expect(sandbox.snapshot()).toEqual(before);
      return how;
    });
  });
});

describe('an undo that is killed between any two of its calls', () => {
  it('is finished by the same undo, made again', async () => {
    await atEveryCall('small', async (sandbox, fault) => {
      const before = sandbox.snapshot();
      await applyAs(sandbox, 'kill', connectTo(sandbox));
      sandbox.fault(fault);
      const how = await kill(sandbox, undoRun(sandbox, RUN, 'und1', connectTo(sandbox)));
      const again = await undoRun(sandbox, RUN, 'und2');
      expect(again.totals).toMatchObject({ failed: 0, changed: 0 });
      expect(sandbox.snapshot()).toEqual(before);
      return how;
    });
  });
});

afterAll(stopAll);

it('the account of these tests has what they are about', async () => {
  const sandbox = await account();
  await run(sandbox, 'apply');
  expect(shown(sandbox)).toEqual(DONE);
  expect(JSON.stringify(sandbox.snapshot())).toContain(CLASSIC_BEST);
});
