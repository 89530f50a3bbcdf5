import type { Report } from '../core/report';
import { UserError } from '../core/user-error';
import type { Lease } from '../records/lease';
import type { Place, Unsettled } from '../records/lease-record';
import type { RunContext } from './context';
import { settleRun, type CutOffRun } from './settle';

/** What a run that may change something holds. */
export interface Held {
  readonly account: string;
  readonly lease: Lease;
  /** Runs before it that were cut off, settled: their changes are told, counted and remembered by this one. */
  readonly cutOff: readonly CutOffRun[];
  /** Whether all of them could be settled. Else nobody knows what was changed, and the history is not to be relied on. */
  readonly isSettled: boolean;
  /** To be told when the history has this run, and those that were cut off: else the next holder puts them there. */
  readonly remembered: () => void;
}

/**
 * Does some work while no other run changes the account: takes the lease, settles the runs that were cut off, and gives
 * the lease back once the work is done and told. Work that throws keeps it: its run is settled by the next one.
 *
 * Work that ends with a user's mistake before it has begun anything hands it back as it was: a wrong word must not
 * block the right one. That is safe, because no change is made, and nothing is told or remembered, before the record
 * was asked for a journal or to write a file; a UserError behind that (a report that cannot be shown) keeps the lease
 * like any other.
 *
 * @throws LeaseHeldError when another run holds it; nothing was changed
 * @throws DeliveredAgainError when the event that started this run has started one before
 */
export async function underLease<T>(
  mode: Report['mode'],
  run: RunContext,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const { runId, event, place } = run;
  const account = await run.aws.account();
  const lease = await run.records.takeLease(account, { runId, mode, event, place });
  const { cutOff, left } = await settleAll(lease.unsettled, account, run);
  let isRemembered = false;
  const remembered = (): void => {
    isRemembered = true;
  };
  const { writes } = run.records;
  try {
    const result = await work({ account, lease, cutOff, isSettled: left.length === 0, remembered });
    const own = { runId, place, told: false, remembered: false };
    await givenBack(lease.release([...left, ...stillOpen([...cutOff, own], place, isRemembered)]), run);
    return result;
  } catch (error) {
    const isBegun = run.records.writes > writes;
    if (error instanceof UserError && !isBegun) await givenBack(lease.handBack(), run);
    throw error;
  }
}

/** Where that fails, the next holder settles this run by what it has recorded. */
async function givenBack(release: Promise<void>, { records }: RunContext): Promise<void> {
  try {
    await release;
  } catch (error) {
    records.note('the lease could not be given back', error);
  }
}

/** What the next holder has to do for runs that this one has told. */
function stillOpen(runs: readonly Unsettled[], toldAt: Place, isRemembered: boolean): readonly Unsettled[] {
  return runs
    .map(({ runId, place, told, remembered }) => ({
      runId,
      place,
      // What the function did is told by a digest, whoever has settled it.
      told: told || toldAt === 'function' || place === toldAt,
      remembered: remembered || isRemembered,
    }))
    .filter(({ told, remembered }) => !told || !remembered);
}

async function settleAll(
  unsettled: readonly Unsettled[],
  account: string,
  run: RunContext,
): Promise<{ readonly cutOff: readonly CutOffRun[]; readonly left: readonly Unsettled[] }> {
  const cutOff: CutOffRun[] = [];
  const left: Unsettled[] = [];
  for (const each of unsettled) {
    try {
      cutOff.push(await settleRun(each, account, run));
    } catch (error) {
      left.push(each);
      run.records.note(`run ${each.runId}, which was cut off, could not be settled`, error);
    }
  }
  return { cutOff, left };
}
