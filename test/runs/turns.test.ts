import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { parseWindow } from '../../lambda/core/gates/window';
import type { Report } from '../../lambda/core/report';
import { Records } from '../../lambda/records/records';
import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import type { Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  EU,
  OLD,
  US,
  alb,
  clockAt,
  connectTo,
  present,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from '../helpers';

/** Whose turn it is under a limit of one, whatever other runs come in between. */

const BUCKET = 'elb-tls-records';
const LIMITED = { ...DEFAULT_ROLLOUT, maxChanges: 1 };
const CLOSED = { ...LIMITED, window: parseWindow('SAT 03:00-03:01 UTC') };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await start();
  sandbox.bucket(BUCKET);
});
afterEach(stopAll);

function add(...names: readonly string[]): void {
  for (const name of names) sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
}

function refuse(...names: readonly string[]): void {
  add(...names);
  for (const name of names) sandbox.fault({ action: 'ModifyListener', resource: name, kind: 'deny' });
}

const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());

function applied(suffix: string, options: RunOptions = {}): Promise<Report> {
  return run(sandbox, 'apply', { suffix, records: records(), settings: { rollout: LIMITED }, ...options });
}

async function appliedWithout(...actions: readonly string[]): Promise<void> {
  const mends = actions.map((action) => sandbox.fault({ region: EU, action, kind: 'deny' }));
  await applied('fail');
  for (const mend of mends) mend();
}

async function changedBy(suffix: string): Promise<readonly string[]> {
  const { listeners } = await applied(suffix);
  return listeners.filter(({ outcome }) => outcome === 'changed').map(({ loadBalancer: { name } }) => name);
}

async function past(): Promise<{ readonly refused: readonly string[]; readonly waiting: readonly string[] }> {
  const { refused, waiting } = present((await records().history(ACCOUNT)) ?? undefined);
  return { refused, waiting: Object.keys(waiting) };
}

async function savedPlan(): Promise<unknown> {
  const plan = await run(sandbox, 'plan', { suffix: 'plan', settings: { regions: [US] } });
  const context = surroundings(sandbox, { suffix: 'save', records: records() });
  return underLease('apply', context, (held) => applySavedPlan(plan, LIMITED, { ...context, held }));
}

const BETWEEN: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['nothing', () => Promise.resolve()],
  ['an apply outside the window', () => applied('shut', { settings: { rollout: CLOSED } })],
  ['an apply of another Region', () => applied('usus', { settings: { regions: [US], rollout: LIMITED } })],
  [
    'an apply that could not look at the Region',
    () => appliedWithout('GetResources', 'DescribeLoadBalancers'),
  ],
  ['an apply that does not know what AWS offers', () => appliedWithout('DescribeSSLPolicies')],
  ['a saved plan of something else', savedPlan],
];

it.each(BETWEEN)(
  '(12) three that AWS refuses keep nobody from their turn, with %s in between',
  async (_, between) => {
    refuse('bad-1', 'bad-2', 'bad-3');
    add('good');
    expect(await changedBy('one')).toEqual([]);
    await between();
    expect(await changedBy('two')).toEqual(['good']);
  },
);

it.each(BETWEEN)('(13) what waits keeps its turn, with %s in between', async (_, between) => {
  add('a-1');
  sandbox.region(EU).addLoadBalancer(alb('risky', [OLD, OLD]));
  expect(await changedBy('one')).toEqual(['a-1']);
  await between();
  add('a-2');
  expect(await changedBy('two')).toEqual(['risky', 'risky']);
});

it("(21) what is gone is in nobody's way", async () => {
  refuse('bad');
  await applied('one');
  expect((await past()).refused).toHaveLength(1);
  sandbox.region(EU).remove('bad');
  await applied('two');
  expect(await past()).toEqual({ refused: [], waiting: [] });
});
