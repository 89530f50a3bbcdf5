import type { Aws } from '../../lambda/aws/connect';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { LoadBalancerRef, LoadBalancerType } from '../../lambda/core/estate';
import type { RegionApi } from '../../lambda/aws/region';
import type { Write } from '../../lambda/core/change';
import { deadlineIn } from '../../lambda/core/deadline';
import type { Scope } from '../../lambda/core/scope';
import type { Report } from '../../lambda/core/report';
import { timesOf } from '../../lambda/event';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { boundedAws } from '../../lambda/runs/bounded';
import type { Sandbox } from '../../sandbox';
import {
  ACCOUNT,
  alb,
  briefs,
  callsOf,
  connectTo,
  EU,
  many,
  nlb,
  OLD,
  PQ,
  run,
  start,
  stopAll,
  US,
  WEB,
  type RunOptions,
} from '../helpers';
import { expectValidReport } from '../report/schema';
import { virtualTime, type VirtualTime } from '../records/virtual-time';

/** Runs with the times of the function, in virtual time, that meet something that hangs or is too slow. */

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
});
afterEach(stopAll);

type Refs = readonly LoadBalancerRef[];
type Regional = (region: RegionApi) => Partial<RegionApi>;

interface Invoked extends RunOptions {
  readonly time: VirtualTime;
  /** What the function has left, in milliseconds. */
  readonly remaining?: number;
  /** A Region, otherwise than usual. */
  readonly regional: Regional;
}

function invoked({ time, remaining = 900_000, regional, ...options }: Invoked): Promise<Report> {
  const clock = time.machine();
  const times = timesOf({ getRemainingTimeInMillis: () => remaining });
  const deadline = deadlineIn(times.work, clock);
  const ends = {
    reading: deadlineIn(times.reading, clock),
    looking: deadlineIn(times.looking, clock),
    recording: deadlineIn(times.end, clock),
  };
  const unusual = otherwise(connectTo(sandbox, deadline), regional);
  const aws = boundedAws(unusual, { work: deadline.signal, end: ends.recording.signal }, clock);
  return run(sandbox, 'apply', { aws, clock, deadline, ends, ...options });
}

function otherwise(aws: Aws, regional: Regional): Aws {
  const changed = (region: RegionApi): RegionApi => ({ ...region, ...regional(region) });
  return { ...aws, region: (name, account) => changed(aws.region(name, account)) };
}

const never = (): Promise<never> => new Promise(() => undefined);

/** Each call for listeners takes ten seconds while the estate is read. */
function slowly(time: VirtualTime): Regional {
  return (region) => ({
    read: (loadBalancers, watch) => {
      let seen = 0;
      const onDone = (): void => {
        const calls = callsOf(sandbox, 'DescribeListeners').length;
        if (calls > seen) time.advance((calls - seen) * 10_000);
        seen = Math.max(seen, calls);
        watch?.onDone();
      };
      return region.read(loadBalancers, watch && { ...watch, onDone });
    },
  });
}

describe('(17)(21) an estate that cannot be read in time', () => {
  it('is changed as far as it was read, and the next run begins with the rest', async () => {
    for (const index of many(100, Number)) sandbox.region(EU).addLoadBalancer(alb(`a${index}`, [OLD]));
    const records = new Records(memoryStore(), virtualTime().machine());
    const time = virtualTime();

    const first = await invoked({ time, records, suffix: 'one', regional: slowly(time) });

    expect(first.regions).toEqual([{ region: EU, status: 'examined' }]);
    const { changed, failed } = first.totals;
    expect(changed).toBeGreaterThan(40);
    expect(failed).toBeGreaterThan(20);
    expect(changed + failed).toBe(100);
    const unread = first.listeners.filter(({ reason }) => reason === 'out-of-time');
    expect(unread).toHaveLength(failed);
    expect((await records.history(ACCOUNT))?.unread).toHaveLength(failed);

    sandbox.forgetCalls();
    const again = virtualTime();
    await invoked({ time: again, records, suffix: 'two', regional: slowly(again) });

    const read = callsOf(sandbox, 'DescribeListeners').slice(0, failed);
    const arns = read.map(({ parameters }) => parameters['LoadBalancerArn']);
    expect(new Set(arns)).toEqual(new Set(unread.map(({ loadBalancer }) => loadBalancer.arn)));
  });

  it('for the tag index hangs in one Region, leaves the others time to be changed', async () => {
    for (const region of [EU, US]) sandbox.region(region).addLoadBalancer(alb('shop', [OLD]));
    const time = virtualTime();
    const hangs = hangingIn(US, { time, next: 'DescribeListeners', ms: 35_000 });

    const report = await invoked({
      time,
      remaining: 90_000,
      regional: (region) => ({ indexed: hangs(region, (scope: Scope) => region.indexed(scope)) }),
      settings: { regions: [EU, US] },
    });

    expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
    expect(report.regions).toMatchObject([
      { region: EU, status: 'examined' },
      { region: US, status: 'failed', error: { code: 'OutOfTime' } },
    ]);
  });
});

describe('(17)(18) a call that hangs in one Region stops nothing in the other', () => {
  const REGIONS = { regions: [EU, US] };
  let time: VirtualTime;
  beforeEach(() => {
    time = virtualTime();
    for (const region of [EU, US]) sandbox.region(region).addLoadBalancer(alb('shop', [OLD]));
  });

  it('for its tags, before the plan: nothing is changed there', async () => {
    const hangs = hangingIn(US, { time, next: 'DescribeTags', ms: 45_000 });

    const report = await invoked({
      time,
      remaining: 90_000,
      regional: (region) => ({ tagsOf: hangs(region, (asked: Refs) => region.tagsOf(asked)) }),
      settings: REGIONS,
    });

    expect(briefs(report)).toEqual(['shop:443 changed/below-target', 'shop:null failed/tags-unreadable']);
    expect(sandbox.mutations().map(({ region }) => region)).toEqual([EU]);
  });

  it('for what it offers: nothing is changed there', async () => {
    const hangs = hangingIn(US, { time, next: 'DescribeSSLPolicies', ms: 45_000 });

    const report = await invoked({
      time,
      remaining: 90_000,
      regional: (region) => ({ offer: hangs(region, (type: LoadBalancerType) => region.offer(type)) }),
      settings: REGIONS,
    });

    expect(briefs(report)).toContain('shop:443 changed/below-target');
    expect(report.totals).toMatchObject({ changed: 1, failed: 1 });
    expect(report.regions).toMatchObject([{ status: 'examined' }, { region: US, status: 'failed' }]);
  });

  it('for creation times: they are not known, and hold later waves up', async () => {
    for (const region of [EU, US])
      sandbox.region(region).addLoadBalancer(alb('live', [OLD], { ...WEB, Env: 'prod' }));
    for (const region of [EU, US]) sandbox.region(region).setTags('shop', { ...WEB, Env: 'dev' });
    const hangs = hangingIn(US, { time, next: 'DescribeLoadBalancers', ms: 45_000 });
    const waves = { tagKey: 'Env', order: ['dev', 'prod'], soakHours: 24 };

    const report = await invoked({
      time,
      remaining: 90_000,
      regional: (region) => ({ createdAt: hangs(region, (asked: Refs) => region.createdAt(asked)) }),
      settings: { ...REGIONS, rollout: { ...DEFAULT_ROLLOUT, waves } },
    });

    expect(briefs(report).toSorted()).toEqual([
      'live:443 held/wave-waiting',
      'live:443 held/wave-waiting',
      'shop:443 changed/below-target',
      'shop:443 changed/below-target',
    ]);
  });

  it('for what may be gone, behind the changes: they are told and remembered, and nothing is dropped', async () => {
    const records = new Records(memoryStore(), virtualTime().machine());
    await run(sandbox, 'apply', { records, suffix: 'one', settings: REGIONS });
    for (const region of [EU, US]) {
      sandbox.region(region).remove('shop');
      sandbox.region(region).addLoadBalancer(alb('next', [OLD]));
    }
    const hangs = hangingIn(US, { time, next: 'ModifyListener', ms: 65_000 });

    const report = await invoked({
      time,
      remaining: 90_000,
      records,
      suffix: 'two',
      regional: (region) => {
        const hanging = hangs(region, (asked: Refs) => region.tagsOf(asked));
        return {
          tagsOf: (asked) =>
            asked.some(({ name }) => name === 'shop') ? hanging(asked) : region.tagsOf(asked),
        };
      },
      settings: REGIONS,
    });

    expect(briefs(report)).toEqual(['next:443 changed/below-target', 'next:443 changed/below-target']);
    const known = Object.keys((await records.history(ACCOUNT))?.listeners ?? {});
    const names = known.map((id) => `${id.split(':')[3]} ${id.split('/')[2]}`);
    expect(names.toSorted()).toEqual([`${EU} next`, `${US} next`, `${US} shop`]);
  });
});

/** A run whose time for work ends while its write is under way: it is done so many milliseconds later, for whoever looks. */
async function lateBy(ms: number): Promise<{ readonly report: Report; readonly records: Records }> {
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  const records = new Records(memoryStore(), virtualTime().machine());
  const time = virtualTime();
  const late: Write[] = [];
  const report = await invoked({
    time,
    remaining: 90_000,
    records,
    regional: (region) => ({
      write: (write) => {
        late.push(write);
        time.advance(60_000);
        return never();
      },
      policiesNow: async (loadBalancer) => {
        if (time.now() >= 60_000 + ms) for (const write of late.splice(0)) await region.write(write);
        return region.policiesNow(loadBalancer);
      },
    }),
  });
  return { report, records };
}

describe('(14)(18) a write that is under way when the time for work ends', () => {
  it('and shows before the time for records does, is a change', async () => {
    const { report } = await lateBy(2_000);

    expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
  });

  it('and does not show by then, is not known: it is remembered, and told so', async () => {
    const { report, records } = await lateBy(10_000);

    const [entry] = report.listeners;
    expect(entry).toMatchObject({ outcome: 'failed', reason: 'not-confirmed', unconfirmed: true });
    expect(entry?.detail).toBe(
      'AWS did not answer ModifyListener (OutOfTime: no time was left to wait for an answer), so nobody knows whether it ' +
        `was done. The listener shows ${OLD}.`,
    );
    const { changed = null } = (await records.history(ACCOUNT))?.listeners[entry?.id ?? ''] ?? {};
    expect(changed).toMatchObject({ runId: report.runId, to: PQ, unconfirmed: true });
    expectValidReport(report);
  });

  it('and had not begun by then, is held: nothing was changed', async () => {
    sandbox.region(EU).addLoadBalancer(nlb('edge', [OLD, OLD]));
    const time = virtualTime();
    let isUp = false;

    const report = await invoked({
      time,
      remaining: 90_000,
      regional: (region) => ({
        write: async (write) => {
          await region.write(write);
          isUp = true;
        },
        // The turn of the second one is what takes so long.
        turn: () => {
          if (isUp) time.advance(60_000);
          return region.turn();
        },
      }),
    });

    expect(briefs(report)).toEqual(['edge:443 changed/below-target', 'edge:444 held/out-of-time']);
    expect(report.listeners[1]).not.toHaveProperty('unconfirmed');
  });
});

interface Hanging {
  readonly time: VirtualTime;
  /** What the other Regions ask for, before time goes on. */
  readonly next: string;
  /** How far it goes on, in milliseconds. */
  readonly ms: number;
}

/** Makes calls that hang in one Region. */
function hangingIn(where: string, { time, next, ms }: Hanging) {
  return <Given, T>({ region }: RegionApi, call: (given: Given) => Promise<T>) =>
    async (given: Given): Promise<T> => {
      if (region !== where) return call(given);
      const isNext = (): boolean => callsOf(sandbox, next).some((made) => made.region !== where);
      while (!isNext()) await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => setTimeout(resolve, 100));
      time.advance(ms);
      return never();
    };
}
