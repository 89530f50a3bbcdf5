import type { Clock } from '../core/clock';
import { ConflictError, type RecordStore, type Stored } from '../core/record-store';
import { UserError } from '../core/user-error';
import { beforeAbort } from '../core/deadline';
import type { Holder, LeaseRecord, Unsettled } from './lease-record';
import { parseLease } from './parse-lease';
import { parseFile } from './read-run';

/** As many events are remembered: two deliveries of one are minutes apart, and calls may come three batches a minute. */
const MOST_EVENTS = 100;

/** How often a lease is asked for where others ask at the same time: each time but the last, one of them has it. */
const TRIES = 20;

/** How long a lease lasts unless its holder renews it (milliseconds). */
export const LEASE_MS = 5 * 60_000;

/**
 * How much longer the others wait. A write that its holder began in time may still be under way: no call lives longer
 * than this.
 */
export const GRACE_MS = 60_000;

/** A lease is renewed when this much of it has gone. */
const RENEW_AFTER_MS = LEASE_MS / 3;

const keyOf = (account: string): string => `lease/${account}.json`;

/** Another run changes this account. Nothing was changed. */
export class LeaseHeldError extends UserError {
  constructor(readonly holder: Holder) {
    super(
      `run ${holder.runId} (${holder.mode}) changes this account since ${holder.since}; nothing was changed here: ` +
        `wait until it has ended, or ${Math.ceil((LEASE_MS + GRACE_MS) / 60_000)} minutes if it was cut off`,
      1,
    );
  }
}

/** The event that started this run has started another one, which has ended. Nothing was changed. */
export class DeliveredAgainError extends UserError {
  constructor(event: string) {
    super(
      `the event ${event} was carried out already; nothing was changed: events can be delivered twice`,
      1,
    );
  }
}

/** The lease of an account, held. */
export interface Lease {
  readonly number: number;
  /** Runs to be settled by this one. */
  readonly unsettled: readonly Unsettled[];
  /** Whether a write may begin now. Renews the lease when a good part of it has gone. Never throws. */
  mayWrite(): Promise<boolean>;
  /** Gives it back; the event of this run was carried out. What is in `unsettled` is left to the next holder. */
  release(unsettled: readonly Unsettled[]): Promise<void>;
  /** Gives it back as it was found, its number apart: for a run that has begun nothing. Its event may come again. */
  handBack(): Promise<void>;
}

/**
 * Takes the lease of an account: one run at a time changes it.
 *
 * Whether the last holder's time is up is told by the store's clock alone. How long this holder may write is counted by
 * its own clocks from before it asked, by whichever of them went further: a process that was paused, or a machine that
 * slept, wakes up too late, and knows it.
 *
 * @throws LeaseHeldError when another run holds it
 */
export async function takeLease(
  store: RecordStore,
  account: string,
  asks: Omit<Holder, 'since'>,
  clock: Clock,
  /** The same store as it is reached when all is told, to give the lease back. */
  last: RecordStore = store,
): Promise<Lease> {
  const key = keyOf(account);
  const me: Holder = { ...asks, since: clock.now().toISOString() };
  // From before the first try: it may be the one that the store took, and its answer the one that was lost.
  const asked = stopwatch(clock);
  for (let tries = 1; ; tries += 1) {
    const stored = await store.get(key);
    const before = stored === null ? null : parseFile(key, stored.text, (json) => parseLease(json, account));
    if (before?.holder?.runId === me.runId && stored !== null) {
      // The answer to our own write was lost.
      return held({ store, last, key }, { record: before, version: stored.version, asked }, clock);
    }
    if (before?.holder && stored !== null && !isOver(before, stored)) throw new LeaseHeldError(before.holder);
    if (me.event !== null && before?.events.includes(me.event)) throw new DeliveredAgainError(me.event);
    const record: LeaseRecord = {
      schema: 'elb-tls-lease/1',
      account,
      number: (before?.number ?? 0) + 1,
      holder: me,
      forMs: LEASE_MS,
      unsettled: [...(before?.unsettled ?? []), ...heldBefore(before)],
      events: before?.events ?? [],
    };
    try {
      const { version } = await store.put(key, text(record), { version: stored?.version ?? null });
      return held({ store, last, key }, { record, version, asked }, clock);
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === TRIES) throw error;
    }
  }
}

/** A run that the next holder has to settle, unless it is still under way. */
export interface OpenRun extends Omit<Unsettled, 'place'> {
  /** Whether it holds the lease. */
  readonly isUnderWay: boolean;
}

/** The run that holds the lease, and those that never gave it back. */
export async function openRuns(store: RecordStore, account: string): Promise<readonly OpenRun[]> {
  const key = keyOf(account);
  const stored = await store.get(key);
  if (stored === null) return [];
  const record = parseFile(key, stored.text, (json) => parseLease(json, account));
  const isUnderWay = !isOver(record, stored);
  return [
    ...record.unsettled.map((run) => ({ ...run, isUnderWay: false })),
    ...heldBefore(record).map((run) => ({ ...run, isUnderWay })),
  ];
}

/** The last holder did not give the lease back: it was cut off, or its digest never left. */
function heldBefore(before: LeaseRecord | null): readonly Unsettled[] {
  if (!before?.holder) return [];
  const { runId, place } = before.holder;
  return [{ runId, place, told: false, remembered: false }];
}

interface HeldLease {
  readonly record: LeaseRecord;
  readonly version: string;
  /** How long ago, at the most, the store took it. */
  readonly asked: () => number;
}

interface Stores {
  readonly store: RecordStore;
  readonly last: RecordStore;
  readonly key: string;
}

/** What a run leaves behind when it gives the lease back. */
interface End {
  readonly unsettled: readonly Unsettled[];
  /** Whether its event was carried out. */
  readonly isDone: boolean;
}

function held({ store, last: lastStore, key }: Stores, taken: HeldLease, clock: Clock): Lease {
  let current: HeldLease | null = taken;
  let renewing: Promise<void> = Promise.resolve();

  const renew = async (): Promise<void> => {
    if (current === null || current.asked() < RENEW_AFTER_MS || isUp(current)) return;
    const asked = stopwatch(clock);
    const { record, version } = current;
    const remaining = clock.alarm(LEASE_MS - current.asked());
    try {
      const renewed = await beforeAbort(() => store.put(key, text(record), { version }), remaining);
      current = { record, version: renewed.version, asked };
    } catch (error) {
      if (error instanceof ConflictError) current = await stillMine(store, key, current);
      // Any other error: what is left of the lease is still ours, and the next write asks again.
    }
  };

  const giveBack = async (end: End): Promise<void> => {
    await renewing;
    if (current === null) return;
    const last = current;
    current = null;
    const put = ({ record, version }: HeldLease): Promise<unknown> =>
      lastStore.put(key, text(givenBack(record, end)), { version });
    try {
      await put(last);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      // Either a renewal, whose answer was lost, stands in the way; or somebody else has had the lease since.
      const mine = await stillMine(lastStore, key, last);
      await (mine === null ? leaveWord(lastStore, key, { record: last.record, ...end }) : put(mine));
    }
  };

  return {
    number: taken.record.number,
    unsettled: taken.record.unsettled,

    mayWrite: async () => {
      renewing = renewing.then(renew).catch(() => undefined);
      await renewing;
      return current !== null && !isUp(current);
    },

    release: (unsettled) => giveBack({ unsettled, isDone: true }),
    handBack: () => giveBack({ unsettled: taken.record.unsettled, isDone: false }),
  };
}

function givenBack(record: LeaseRecord, { unsettled, isDone }: End): LeaseRecord {
  const event = record.holder?.event ?? null;
  const events = isDone && event !== null ? [...record.events, event].slice(-MOST_EVENTS) : record.events;
  return { ...record, holder: null, unsettled, events };
}

/** A renewal whose answer was lost makes the next one conflict with ourselves: nothing is gained, and nothing lost. */
async function stillMine(store: RecordStore, key: string, lease: HeldLease): Promise<HeldLease | null> {
  const stored = await store.get(key);
  if (stored === null) return null;
  const { number, holder } = parseLease(stored.text, lease.record.account);
  const isMine = number === lease.record.number && holder?.runId === lease.record.holder?.runId;
  return isMine ? { ...lease, version: stored.version } : null;
}

/**
 * Whoever had the lease since has taken this run for one that was cut off: what is told and remembered by now need not be
 * told and remembered again.
 */
async function leaveWord(
  store: RecordStore,
  key: string,
  { record, unsettled }: Pick<End, 'unsettled'> & { readonly record: LeaseRecord },
): Promise<void> {
  const stored = await store.get(key);
  if (stored === null) return;
  const now = parseLease(stored.text, record.account);
  const ours = new Set([...record.unsettled, ...heldBefore(record)].map(({ runId }) => runId));
  const left = now.unsettled.flatMap((run): readonly Unsettled[] => {
    if (!ours.has(run.runId)) return [run];
    const mine = unsettled.find(({ runId }) => runId === run.runId);
    if (mine === undefined) return [];
    return [{ ...run, told: run.told || mine.told, remembered: run.remembered || mine.remembered }];
  });
  await store.put(key, text({ ...now, unsettled: left }), { version: stored.version });
}

function isUp({ asked }: HeldLease): boolean {
  return asked() >= LEASE_MS;
}

/** By the store's clock: when it took the record, and when it answered. */
function isOver({ forMs }: LeaseRecord, { writtenAt, readAt }: Stored): boolean {
  return readAt - writtenAt >= forMs + GRACE_MS;
}

/** Milliseconds since now, by whichever of the two clocks has gone further; a clock that is set back takes none off. */
function stopwatch(clock: Clock): () => number {
  const [elapsed, now] = [clock.elapsed(), clock.now().getTime()];
  let furthest = 0;
  return () => {
    furthest = Math.max(furthest, clock.elapsed() - elapsed, clock.now().getTime() - now);
    return furthest;
  };
}

function text(record: LeaseRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
