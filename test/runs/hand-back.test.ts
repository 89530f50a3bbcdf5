import { EventEmitter, once } from 'node:events';
import type { Aws } from '../../lambda/aws/connect';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { Report } from '../../lambda/core/report';
import { UserError } from '../../lambda/core/user-error';
import type { LeaseRecord } from '../../lambda/records/lease-record';
import { LeaseHeldError } from '../../lambda/records/lease';
import { memoryStore } from '../../lambda/records/memory-store';
import { parseLease } from '../../lambda/records/parse-lease';
import { Records } from '../../lambda/records/records';
import type { RunContext } from '../../lambda/runs/context';
import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { undo } from '../../lambda/runs/undo';
import type { Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  alb,
  brief,
  clockAt,
  connectTo,
  EU,
  failure,
  OLD,
  present,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from '../helpers';

/** A user's mistake blocks nobody: the lease goes back as it was found. */

const LEASE = `lease/${ACCOUNT}.json`;
const TYPO = { target: { kind: 'named', name: 'ELBSecurityPolicy-TLS13-1-2-Rse-2021-06' } } as const;

let sandbox: Sandbox;
let store = memoryStore();
beforeEach(async () => {
  sandbox = await start();
  store = memoryStore();
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
});
afterEach(stopAll);

const records = (): Records => new Records(store, clockAt());

function applyAs(suffix: string, options: RunOptions = {}): Promise<Report> {
  return run(sandbox, 'apply', { records: records(), suffix, ...options });
}

function contextOf(suffix: string): RunContext {
  return surroundings(sandbox, { records: records(), suffix });
}

async function undoAs(suffix: string, runId: string, listeners: readonly string[] | null): Promise<Report> {
  const context = contextOf(suffix);
  const record = await context.records.run(runId, null);
  const request = { record, listeners, reason: 'undone-by-request' } as const;
  return underLease('undo', context, (held) => undo(request, { ...context, held }));
}

async function lease(): Promise<LeaseRecord> {
  return parseLease(present((await store.get(LEASE)) ?? undefined).text, ACCOUNT);
}

describe('a mistake gives the lease back', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a target that nobody offers', () => applyAs('typo', { settings: TYPO })],
    [
      'an undo of a listener that the run did not change',
      async () => undoAs('none', (await applyAs('appl')).runId, ['shop:444']),
    ],
    [
      'an undo of an undo',
      async () => {
        const undone = await undoAs('undo', (await applyAs('appl')).runId, null);
        return undoAs('more', undone.runId, null);
      },
    ],
    [
      'a plan of another account',
      async () => {
        const plan = { ...(await run(sandbox, 'plan')), account: '999988887777' };
        const context = contextOf('plan');
        return underLease('apply', context, (held) =>
          applySavedPlan(plan, DEFAULT_ROLLOUT, { ...context, held }),
        );
      },
    ],
  ])('%s', async (_, work) => {
    expect(await failure(work())).toBeInstanceOf(UserError);
    expect(await lease()).toMatchObject({ holder: null, unsettled: [] });
    await applyAs('next');
  });

  it('and its event may come again', async () => {
    const event = '2026-11-22T06:00:00Z';
    await failure(applyAs('typo', { event, settings: TYPO }));
    expect((await lease()).events).toEqual([]);
    expect((await applyAs('next', { event })).totals.changed).toBe(1);
    expect((await lease()).events).toEqual([event]);
  });

  it('and leaves runs that were cut off to the next one, which tells and remembers them', async () => {
    await killed();
    const before = (await lease()).unsettled;
    await failure(applyAs('typo', { settings: TYPO }));
    expect(await lease()).toMatchObject({ holder: null, unsettled: before });

    const next = await applyAs('next');
    expect(next.cutOff?.[0]?.listeners.map(brief)).toEqual(['shop:443 changed/below-target']);
    expect((await lease()).unsettled).toEqual([]);
  });
});

/** A run dies behind its write, and its lease is over: the next one has it to settle. */
async function killed(): Promise<void> {
  const death = new EventEmitter();
  const dead = once(death, 'dead');
  const aws = connectTo(sandbox);
  const region: Aws['region'] = (name, account) => {
    const its = aws.region(name, account);
    const write: typeof its.write = async (change) => {
      await its.write(change);
      death.emit('dead');
      return new Promise<never>(() => undefined);
    };
    return { ...its, write };
  };
  void applyAs('kill', { aws: { ...aws, region } });
  await dead;
  const { holder, ...others } = await lease();
  const { runId, place } = present(holder ?? undefined);
  const unsettled = [{ runId, place, told: false, remembered: false }];
  const { version } = present((await store.get(LEASE)) ?? undefined);
  await store.put(LEASE, JSON.stringify({ ...others, holder: null, unsettled }), { version });
}

describe('the lease is kept', () => {
  it('by a mistake that shows behind a change, such as a file that cannot be written', async () => {
    const context = contextOf('late');
    const work = underLease('apply', context, async () => {
      await context.records.plan(await run(sandbox, 'plan'));
      throw new UserError('--out cannot write plan.json', 1);
    });
    expect((await failure(work)).message).toContain('--out');
    expect(await failure(applyAs('next'))).toBeInstanceOf(LeaseHeldError);
  });

  it('by a mistake that shows once there is a journal', async () => {
    const context = contextOf('late');
    const work = underLease('apply', context, async (held) => {
      context.records.journal(context.runId, held.lease.number);
      throw new UserError('too late', 1);
    });
    await failure(work);
    expect((await lease()).holder?.runId).toBe(context.runId);
  });

  it('by whatever is no mistake of a user', async () => {
    sandbox.fault({ action: 'ListRegions', kind: 'server-error' });
    const error = await failure(applyAs('broken', { settings: { regions: 'all' } }));
    expect(error).not.toBeInstanceOf(UserError);
    expect((await lease()).holder).not.toBeNull();
  });
});

it('where the lease cannot be given back, the mistake is what is said', async () => {
  const put: typeof store.put = (key, text, only) =>
    text.includes('"holder": null') ? Promise.reject(new Error('no')) : store.put(key, text, only);
  const faulty = new Records({ ...store, put }, clockAt());
  const error = await failure(applyAs('typo', { records: faulty, settings: TYPO }));
  expect(error.message).toContain(TYPO.target.name);
});
