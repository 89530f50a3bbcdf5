import type { RegionApi } from '../aws/region';
import { lastRunOf, mayHaveBeenRepeated, remember, type History } from '../core/history';
import { changesOf, possibleChangesOf, type RunRecord } from '../core/plan/run-record';
import { intendedUndo, judgeUndo, notUndoneUnasked, superseded } from '../core/plan/undo';
import { NOTHING_SPENT } from '../core/gates/limit';
import type { ReasonOf } from '../core/reasons';
import type { Entry, Report } from '../core/report';
import { numberedLike } from '../core/steps/build';
import { hint } from '../core/hint';
import { UserError } from '../core/user-error';
import * as say from '../core/wording/plan';
import * as sayUndo from '../core/wording/undo';
import { accountName } from './account-name';
import { endIfCalledOff } from './called-off';
import { carryOut } from './carry-out';
import { recorded, reporter, type RunContext } from './context';
import { deleteCreatedPolicies } from './delete-policies';
import { heldFacts } from './facts';
import type { Held } from './lease';
import { judgeOnly, type Judge } from './load-balancer';
import { listenersAmong, reportOfAccount } from './recorded-run';
import { pastFor, withCutOff } from './remember';

/** What to undo. */
export interface UndoRequest {
  readonly record: RunRecord;
  /** The listeners to undo; `null`: all that the run is known to have changed. */
  readonly listeners: readonly string[] | null;
  readonly reason: ReasonOf<'reverted'>;
  /** The last day (`YYYY-MM-DD`) on which sweeps leave the listeners alone; without it, until it is cleared. */
  readonly until?: string | undefined;
}

/**
 * Puts back what a run changed, where the listener still has what the run had set; the next sweeps leave those
 * listeners alone. The one move that may weaken. Without the lease it says what it would do, and does nothing.
 *
 * @throws UserError when the record is empty, of another account, of a run that changed nothing, or without a listener
 * that was asked for
 */
export async function undo(
  request: UndoRequest,
  run: RunContext & { readonly held: Held | null },
): Promise<Report> {
  const { held, clock } = run;
  const startedAt = clock.now();
  const name = accountName(run);
  const account = held?.account ?? (await run.aws.account());
  // A run that was cut off was settled when the lease was taken: behind what was read of it before.
  const { runId } = reportOfAccount(request.record, account);
  const settled = request.record.report ?? held?.cutOff.find((each) => each.runId === runId)?.report;
  const original = settled ?? reportOfAccount(request.record, account);
  const history = await pastFor(account, run);
  const { asked, unasked } = chosen(original, request.listeners);
  const regionApi = (region: string): RegionApi => run.aws.region(region, account);
  const reported = reporter(run, startedAt, {
    ...factsOf(original, [...asked, ...unasked]),
    ...(await name),
    ...heldFacts(held),
    ...(request.until === undefined ? {} : { undoneUntil: request.until }),
    undoes: original.runId,
    notes: [say.undoMayWeaken(original.runId), ...(held === null ? [say.undoPlanned()] : [])],
  });
  const report = (entries: readonly Entry[]): Report => numberedLike(original, reported(entries));
  const intended = report(asked.map(intendedUndo));
  const judge = judgeBy(asked, (entry) => supersededBy(entry, original, history));
  const left = unasked.map(notUndoneUnasked);
  if (held === null) {
    const judged = await judgeOnly(intended.listeners, { regionApi, judge, deadline: run.deadline });
    return report([...judged, ...left]);
  }
  const outcomes = await carriedOut(intended, { ...request, judge, regionApi, held }, run);
  const done = report([...outcomes, ...left]);
  // A run that was cut off may have made a policy and not set it.
  const made = request.listeners === null ? original.listeners : asked;
  const leftBehind = await deleteCreatedPolicies(made, regionApi, async () => {
    const closed = await closedBy(held, run);
    return closed && sayUndo.notDeleted(closed);
  });
  const told = await recorded({ ...done, notes: [...done.notes, ...leftBehind] }, run);
  await rememberUndo(told, held, run);
  return told;
}

/** Of a run's own report, what is true of its undo as well. */
function factsOf(
  { account, scope, target }: Report,
  entries: readonly Entry[],
): Pick<Report, 'account' | 'scope' | 'target' | 'mode' | 'regions'> & {
  readonly inScope: readonly string[];
} {
  const regions = [...new Set(entries.map(({ region }) => region))];
  return {
    account,
    scope: regions.length === 0 ? scope : { ...scope, regions },
    target,
    mode: 'undo',
    regions: regions.map((region) => ({ region, status: 'examined' })),
    inScope: entries.map(({ loadBalancer }) => loadBalancer.arn),
  };
}

/**
 * A later run has changed the listener since: that is not this run's to undo. An undo of this run is no such thing, nor
 * is a run that may have made the same move once more: its way back is the same.
 */
function supersededBy(entry: Entry, { runId, number = 0 }: Report, history: History | null): Entry | null {
  if (history === null || mayHaveBeenRepeated(history, entry)) return null;
  const last = lastRunOf(history, entry);
  return last && last.number > number && last.runId !== runId ? superseded(entry, last.by) : null;
}

function judgeBy(asked: readonly Entry[], heldBack: (entry: Entry) => Entry | null): Judge {
  const originals = new Map(asked.map((entry) => [entry.id, entry]));
  return (entry, loadBalancer) => {
    const original = originals.get(entry.id) ?? entry;
    const judged = judgeUndo(original, loadBalancer);
    const held = judged.change && heldBack(original);
    return held ? { entry: held, change: null } : judged;
  };
}

interface Undoing extends Pick<UndoRequest, 'reason'> {
  readonly judge: Judge;
  readonly regionApi: (region: string) => RegionApi;
  readonly held: Held;
}

/** What a clock can close while an undo is under way, asked right before each write; `null`: it may begin. */
async function closedBy({ lease }: Held, { deadline }: RunContext): Promise<say.Conclusion | null> {
  if (deadline.isPast()) return sayUndo.undoOutOfTime();
  return (await lease.mayWrite()) ? null : sayUndo.undoLeaseLost();
}

function unrecorded(entry: Entry): Entry {
  return entry.outcome === 'planned' ? { ...entry, ...say.notRecorded() } : entry;
}

async function carriedOut(
  intended: Report,
  { reason, judge, regionApi, held }: Undoing,
  run: RunContext,
): Promise<readonly Entry[]> {
  endIfCalledOff(run);
  if (intended.totals.planned > 0 && !(await run.records.plan(intended))) {
    return intended.listeners.map(unrecorded);
  }
  return carryOut(intended.listeners, {
    ...run,
    limit: null,
    spent: NOTHING_SPENT,
    turns: null,
    regionApi,
    judge,
    gate: async (entry) => ({ ...entry, ...(await closedBy(held, run)) }),
    outOfTime: (entry) => ({ ...entry, ...sayUndo.undoOutOfTime() }),
    succeeded: (entry) => ({
      ...entry,
      ...say.reverted(reason, entry.to),
      changedAt: run.clock.now().toISOString(),
    }),
    journal: run.records.journal(run.runId, held.lease.number),
  });
}

async function rememberUndo(report: Report, held: Held, { records }: RunContext): Promise<void> {
  const { runId, listeners, undoneUntil = null } = report;
  const outcome = {
    runId,
    mode: 'undo',
    number: held.lease.number,
    entries: listeners,
    undoneUntil,
  } as const;
  const isRemembered = await records.update(report.account, (history) =>
    remember(withCutOff(history, held), outcome),
  );
  if (isRemembered) held.remembered();
}

/** What the record says was changed; what it cannot tell only where it is named. */
function chosen(
  original: Report,
  listeners: UndoRequest['listeners'],
): { readonly asked: readonly Entry[]; readonly unasked: readonly Entry[] } {
  if (original.mode !== 'apply') {
    const why =
      original.mode === 'plan'
        ? 'a dry run: it changed nothing'
        : 'an undo itself: the next sweep can change it again';
    const advice = `list the runs with: ${hint(['runs'], original.record)}`;
    throw new UserError(`run ${original.runId} is ${why}; ${advice}`, 1);
  }
  const possible = possibleChangesOf(original);
  const known = changesOf(original).filter(({ unconfirmed }) => unconfirmed !== true);
  if (listeners !== null) {
    return { asked: listenersAmong([...known, ...possible], listeners, original), unasked: [] };
  }
  return { asked: known, unasked: possible };
}
