import * as fc from 'fast-check';
import { ConflictError, type RecordStore, type Written } from '../../lambda/core/record-store';
import { GRACE_MS, LEASE_MS, LeaseHeldError, takeLease, type Lease } from '../../lambda/records/lease';
import type { LeaseRecord, Unsettled } from '../../lambda/records/lease-record';
import { memoryStore } from '../../lambda/records/memory-store';
import { parseLease } from '../../lambda/records/parse-lease';
import { virtualTime, type Machine, type VirtualTime } from './virtual-time';

/** One run at a time changes an account, whatever the clocks of the machines say. */

const ACCOUNT = '111122223333';
const KEY = `lease/${ACCOUNT}.json`;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let time: VirtualTime;
let store: RecordStore;
let machine: Machine;

beforeEach(() => {
  time = virtualTime();
  // The store's clock is another one: it has nothing to do with those of the machines.
  store = memoryStore(() => time.now() + 1_000_000);
  machine = time.machine();
});

function take(runId: string, on = machine, from = store): Promise<Lease> {
  return takeLease(from, ACCOUNT, { runId, mode: 'apply', place: 'function', event: null }, on);
}

function untold(runId: string): Unsettled {
  return { runId, place: 'function', told: false, remembered: false };
}

async function stored(): Promise<LeaseRecord> {
  return parseLease((await store.get(KEY))?.text ?? '', ACCOUNT);
}

async function version(): Promise<string> {
  return (await store.get(KEY))?.version ?? '';
}

async function refusal(work: Promise<unknown>): Promise<LeaseHeldError> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof LeaseHeldError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

/** A store that does something else with its next write: before the write, after it, or in its place. */
function nextPut(how: (put: () => Promise<Written>) => Promise<Written>): RecordStore {
  let used = false;
  return {
    ...store,
    put: (key, text, only) => {
      const put = (): Promise<Written> => store.put(key, text, only);
      if (used) return put();
      used = true;
      return how(put);
    },
  };
}

/** Takes the lease on a store whose second write, the first renewal, goes wrong. */
async function failing(how: (put: () => Promise<Written>) => Promise<Written>): Promise<Lease> {
  let puts = 0;
  const faulty: RecordStore = {
    ...store,
    put: (...given) => {
      puts += 1;
      const put = (): Promise<Written> => store.put(...given);
      return puts === 2 ? how(put) : put();
    },
  };
  const lease = await take('run-1', machine, faulty);
  time.advance(2 * MINUTE);
  expect(await lease.mayWrite()).toBe(true);
  return lease;
}

async function lost(put: () => Promise<Written>): Promise<Written> {
  await put();
  throw new Error('the answer was lost');
}

describe('takeLease', () => {
  it('takes a lease that nobody has ever had', async () => {
    const lease = await take('run-1');
    expect(lease).toMatchObject({ number: 1, unsettled: [] });
    expect(await lease.mayWrite()).toBe(true);
    expect(await stored()).toMatchObject({
      number: 1,
      holder: { runId: 'run-1', mode: 'apply', since: '2026-11-22T06:00:00.000Z' },
      forMs: LEASE_MS,
      unsettled: [],
    });
  });

  it('counts the runs that held it', async () => {
    for (const number of [1, 2, 3, 4]) {
      const lease = await take(`run-${number}`);
      expect(lease.number).toBe(number);
      await lease.release([]);
    }
  });

  it('refuses while another run holds it, says who and since when, and writes nothing', async () => {
    await take('run-1');
    time.advance(MINUTE);
    const before = await store.get(KEY);
    const error = await refusal(take('run-2'));
    expect(error.holder).toEqual({
      runId: 'run-1',
      mode: 'apply',
      since: '2026-11-22T06:00:00.000Z',
      place: 'function',
      event: null,
    });
    expect(error.message).toBe(
      'run run-1 (apply) changes this account since 2026-11-22T06:00:00.000Z; nothing was changed here: wait until ' +
        'it has ended, or 6 minutes if it was cut off',
    );
    expect((await store.get(KEY))?.version).toBe(before?.version);
  });

  it.each([
    ['right after', 0, false],
    ['at its end', LEASE_MS, false],
    ['while a write may be under way', LEASE_MS + GRACE_MS - 1, false],
    ['behind that', LEASE_MS + GRACE_MS, true],
  ])('is taken over or not %s, whatever the clocks of the machines say', async (_, after, isTaken) => {
    const clocks = [-48 * HOUR, -2 * HOUR, 0, 2 * HOUR, 48 * HOUR];
    for (const ahead of clocks) {
      for (const other of clocks) {
        time = virtualTime();
        store = memoryStore(() => time.now());
        await take('run-1', time.machine({ ahead }));
        time.advance(after);
        const second = await take('run-2', time.machine({ ahead: other })).catch(() => null);
        expect(second?.number ?? null).toBe(isTaken ? 2 : null);
      }
    }
  });

  it('leaves a run that was cut off to the next one, until that has settled it', async () => {
    await take('run-1');
    time.advance(HOUR);
    const second = await take('run-2');
    expect(second.unsettled).toEqual(['run-1'].map(untold));
    time.advance(HOUR);
    const third = await take('run-3');
    expect(third.unsettled).toEqual(['run-1', 'run-2'].map(untold));
    await third.release([untold('run-1')]);
    const fourth = await take('run-4');
    expect(fourth).toMatchObject({ number: 4, unsettled: [untold('run-1')] });
    await fourth.release([]);
    expect((await take('run-5')).unsettled).toEqual([]);
  });

  it('of two that ask at once, exactly one has it', async () => {
    const results = await Promise.allSettled([take('run-1'), take('run-2', time.machine()), take('run-3')]);
    const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const losers = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    expect(winners.map(({ number }) => number)).toEqual([1]);
    expect(losers).toEqual([expect.any(LeaseHeldError), expect.any(LeaseHeldError)]);
  });

  it('knows its own write again where the answer was lost, and counts from before it', async () => {
    const lossy = nextPut(async (put) => {
      await put();
      time.advance(4 * MINUTE);
      // The SDK has sent it again, and met its own first try.
      throw new ConflictError(KEY);
    });
    const lease = await take('run-1', machine, lossy);
    expect(lease.number).toBe(1);
    expect((await stored()).number).toBe(1);
    time.advance(MINUTE);
    expect(await lease.mayWrite()).toBe(false);
  });

  it('changes nothing where the store does not answer', async () => {
    const broken = nextPut(() => Promise.reject(new Error('no answer')));
    await expect(take('run-1', machine, broken)).rejects.toThrow('no answer');
    expect(await store.get(KEY)).toBeNull();
  });

  it.each([
    ['no JSON', '{', 'not JSON'],
    ['another schema', '{"schema":"elb-tls-lease/9"}', '/schema must be elb-tls-lease/1'],
  ])('names the file of a lease that is %s, and leaves it alone', async (_, text, says) => {
    await store.put(KEY, text);
    await expect(take('run-1')).rejects.toThrow(`unreadable: ${KEY}, ${says}`);
    expect((await store.get(KEY))?.text).toBe(text);
  });
});

describe('mayWrite', () => {
  it('renews the lease when a third of it has gone, and not before', async () => {
    const lease = await take('run-1');
    const first = await version();
    time.advance(LEASE_MS / 3 - 1);
    expect(await lease.mayWrite()).toBe(true);
    expect(await version()).toBe(first);
    time.advance(1);
    expect(await lease.mayWrite()).toBe(true);
    expect(await version()).not.toBe(first);
    expect(await stored()).toMatchObject({ number: 1, holder: { runId: 'run-1' } });
  });

  it('goes on for as long as it is asked often enough, and keeps the others out', async () => {
    const lease = await take('run-1');
    for (let minutes = 0; minutes < 60; minutes += 2) {
      time.advance(2 * MINUTE);
      expect(await lease.mayWrite()).toBe(true);
      await refusal(take('run-2'));
    }
  });

  it('renews once where many ask at once', async () => {
    let puts = 0;
    const counting: RecordStore = {
      ...store,
      put: (...given) => {
        puts += 1;
        return store.put(...given);
      },
    };
    const lease = await take('run-1', machine, counting);
    time.advance(2 * MINUTE);
    expect(await Promise.all(Array.from({ length: 5 }, () => lease.mayWrite()))).toEqual(Array(5).fill(true));
    expect(puts).toBe(2);
  });

  it.each<[string, (its: Machine) => void]>([
    ['it was paused, and both clocks ran on', () => time.advance(LEASE_MS)],
    ['its machine slept, and the wall clock alone ran on', (its) => its.sleep(LEASE_MS)],
    [
      'its wall clock was set back, and the monotonic one ran on',
      (its) => {
        time.advance(LEASE_MS);
        its.setWall(-HOUR);
      },
    ],
  ])('is never true again after the end: %s', async (_, pass) => {
    const lease = await take('run-1');
    pass(machine);
    expect(await lease.mayWrite()).toBe(false);
    machine.setWall(-48 * HOUR);
    expect(await lease.mayWrite()).toBe(false);
    time.advance(HOUR);
    expect(await lease.mayWrite()).toBe(false);
    expect((await stored()).number).toBe(1);
  });

  it('is false where somebody else has the lease by now', async () => {
    const lease = await take('run-1');
    // By the store's clock the lease is long over; this machine's clocks stood still.
    const ahead: RecordStore = {
      ...store,
      get: async (key) => {
        const found = await store.get(key);
        return found && { ...found, readAt: found.readAt + HOUR };
      },
    };
    await take('run-2', time.machine(), ahead);
    time.advance(2 * MINUTE);
    expect(await lease.mayWrite()).toBe(false);
    await lease.release([]);
    expect((await stored()).holder?.runId).toBe('run-2');
  });

  describe('where a renewal fails', () => {
    it.each<[string, (put: () => Promise<Written>) => Promise<Written>]>([
      ['the store broke down', () => Promise.reject(new Error('InternalError'))],
      ['its answer was lost', lost],
    ])('what is left still counts, and the next write asks again: %s', async (_, how) => {
      const lease = await failing(how);
      time.advance(MINUTE);
      expect(await lease.mayWrite()).toBe(true);
      time.advance(MINUTE);
      expect(await lease.mayWrite()).toBe(true);
      time.advance(3 * MINUTE);
      expect(await lease.mayWrite()).toBe(true);
    });

    it('its lost answer gains no time', async () => {
      const lease = await failing(lost);
      time.advance(3 * MINUTE);
      expect(await lease.mayWrite()).toBe(false);
    });

    it('its lost answer does not stand in the way of giving it back', async () => {
      const lease = await failing(lost);
      await lease.release([]);
      expect((await stored()).holder).toBeNull();
    });

    it('the call lives no longer than the lease', async () => {
      let answer: string | null = null;
      let puts = 0;
      const hanging: RecordStore = {
        ...store,
        put: (...given) => {
          puts += 1;
          return puts === 2 ? new Promise<never>(() => undefined) : store.put(...given);
        },
      };
      const lease = await take('run-1', machine, hanging);
      time.advance(2 * MINUTE);
      void lease.mayWrite().then((may) => (answer = String(may)));
      await settled();
      expect(answer).toBeNull();
      time.advance(3 * MINUTE);
      await settled();
      expect(answer).toBe('false');
    });
  });
});

it('is not asked for without end', async () => {
  let asked = 0;
  const put: RecordStore['put'] = (key) => {
    asked += 1;
    return Promise.reject(new ConflictError(key));
  };
  await expect(take('run-1', machine, { ...store, put })).rejects.toBeInstanceOf(ConflictError);
  expect(asked).toBe(20);
});

describe('release', () => {
  it('lets the next run in at once, and this one write no more', async () => {
    const lease = await take('run-1');
    await lease.release([]);
    expect(await lease.mayWrite()).toBe(false);
    expect(await stored()).toMatchObject({ number: 1, holder: null, unsettled: [] });
    expect(await take('run-2')).toMatchObject({ number: 2, unsettled: [] });
  });

  it('leaves what could not be settled to the next run', async () => {
    const lease = await take('run-2');
    await lease.release(['run-0', 'run-1'].map(untold));
    expect((await take('run-3')).unsettled).toEqual(['run-0', 'run-1'].map(untold));
  });

  it('works when the time for records is over, because what was told would be told again', async () => {
    let isOver = false;
    const put: RecordStore['put'] = (key, text, only) =>
      isOver ? Promise.reject(new Error('no time was left')) : store.put(key, text, only);
    const asks = { runId: 'run-1', mode: 'apply', place: 'function', event: null } as const;
    const lease = await takeLease({ ...store, put }, ACCOUNT, asks, machine, store);
    isOver = true;
    await lease.release([]);
    expect(await stored()).toMatchObject({ holder: null });
  });

  it('of a run that was taken for cut off says what is told by now', async () => {
    const slow = await take('slow');
    time.advance(LEASE_MS + GRACE_MS);
    const other = await take('other');
    expect(other.unsettled).toEqual([untold('slow')]);
    await other.release([{ ...untold('slow'), remembered: true }, untold('another')]);
    await slow.release([{ ...untold('slow'), told: true }]);
    expect((await stored()).unsettled).toEqual([
      { ...untold('slow'), told: true, remembered: true },
      untold('another'),
    ]);
  });

  it('of a run that was taken for cut off leaves nothing where all is told and remembered', async () => {
    const slow = await take('slow');
    time.advance(LEASE_MS + GRACE_MS);
    await (await take('other')).release([untold('slow')]);
    const third = await take('third');
    await slow.release([]);
    expect(await stored()).toMatchObject({ holder: { runId: 'third' }, unsettled: [] });
    expect(await third.mayWrite()).toBe(true);
  });

  it('twice is once', async () => {
    const lease = await take('run-1');
    await lease.release([]);
    const second = await take('run-2');
    await lease.release([]);
    expect(await second.mayWrite()).toBe(true);
    expect((await stored()).holder?.runId).toBe('run-2');
  });
});

describe('handBack', () => {
  it('leaves all as it was found, and counts no event', async () => {
    await (await take('run-1')).release([untold('run-0')]);
    const asks = { runId: 'run-2', mode: 'apply', place: 'function', event: '2026-11-22T06:00:00Z' } as const;
    const lease = await takeLease(store, ACCOUNT, asks, machine);
    await lease.handBack();
    expect(await lease.mayWrite()).toBe(false);
    expect(await stored()).toMatchObject({
      number: 2,
      holder: null,
      unsettled: [untold('run-0')],
      events: [],
    });
  });

  it('of a run that was taken for cut off takes no more than itself away', async () => {
    await (await take('run-1')).release([untold('run-0')]);
    const slow = await take('slow');
    time.advance(LEASE_MS + GRACE_MS);
    const other = await take('other');
    expect(other.unsettled).toEqual(['run-0', 'slow'].map(untold));
    await slow.handBack();
    expect(await stored()).toMatchObject({ holder: { runId: 'other' }, unsettled: [untold('run-0')] });
    expect(await other.mayWrite()).toBe(true);
  });
});

/** Lets everything that waits for nothing go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('many holders with pauses, sleeps, clocks that are set and answers that are lost', () => {
  const step = fc.record({
    who: fc.nat(3),
    does: fc.constantFrom(
      'take',
      'take',
      'write',
      'write',
      'release',
      'pause',
      'sleep',
      'set',
      'lose',
      'break',
    ),
    minutes: fc.integer({ min: 0, max: 14 }).map((halves) => halves / 2),
    wall: fc.constantFrom(-180, -8, -6, -4, -2, 0, 2, 180),
  });

  it('never two that may write at once, in true time with a call under way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        time = virtualTime();
        const itsTime = time;
        const memory = memoryStore(() => itsTime.now());
        let fault: 'lose' | 'break' | null = null;
        const shared: RecordStore = {
          ...memory,
          put: async (...given) => {
            const now = fault;
            fault = null;
            if (now === 'break') throw new Error('InternalError');
            const put = await memory.put(...given);
            if (now === 'lose') throw new Error('the answer was lost');
            return put;
          },
        };
        const machines = Array.from({ length: 4 }, (_, index) => time.machine({ ahead: index * HOUR }));
        const held = new Map<number, Lease>();
        const numbers: number[] = [];
        /** Who may have a write under way, and until when. */
        const tooEarly: number[] = [];
        let last: { readonly who: Lease; readonly until: number } | null = null;
        let runs = 0;
        for (const { who, does, minutes, wall } of steps) {
          const its = machines[who];
          if (its === undefined) continue;
          switch (does) {
            case 'take': {
              runs += 1;
              const lease = await takeLease(
                shared,
                ACCOUNT,
                { runId: `run-${runs}`, mode: 'apply', place: 'function', event: null },
                its,
              ).catch(() => null);
              if (lease === null) break;
              held.set(who, lease);
              numbers.push(lease.number);
              break;
            }
            case 'write': {
              const lease = held.get(who);
              if (lease === undefined || !(await lease.mayWrite())) break;
              if (last !== null && last.who !== lease && time.now() < last.until) tooEarly.push(time.now());
              last = { who: lease, until: time.now() + GRACE_MS };
              break;
            }
            case 'release': {
              // Given back once nothing is under way.
              const lease = held.get(who);
              if (lease === undefined) break;
              if (last?.who === lease) time.advance(Math.max(0, last.until - time.now()));
              await lease.release([]).catch(() => undefined);
              break;
            }
            case 'pause':
              time.advance(minutes * MINUTE);
              break;
            case 'sleep':
              // One that sleeps and has its clock set back as well could not know.
              if (who < 2) its.sleep(minutes * MINUTE);
              break;
            case 'set':
              if (who >= 2) its.setWall(wall * MINUTE);
              break;
            case 'lose':
            case 'break':
              fault = does;
          }
        }
        expect(tooEarly).toEqual([]);
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});
