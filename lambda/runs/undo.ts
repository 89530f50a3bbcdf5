import type { RegionApi } from '../aws/region';
import type { History } from '../core/history';
import { intendedUndo, judgeUndo, mayHaveChanged, type RunRecord } from '../core/plan/undo';
import type { ReasonOf } from '../core/reasons';
import type { Entry, Report } from '../core/report';
import * as say from '../core/wording/plan';
import { UserError } from '../core/user-error';
import { carryOut, type CarryOutOptions } from './carry-out';
import { recorded, reporter, type RunContext } from './context';
import { deleteCreatedPolicies } from './delete-policies';
import { listenersAmong, reportOfAccount } from './recorded-run';

/** What to undo. */
export interface UndoRequest {
  readonly record: RunRecord;
  /** The listeners to undo; `null`: all that the run changed. */
  readonly listeners: readonly string[] | null;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
  readonly reason: ReasonOf<'reverted'>;
  /** The last day (`YYYY-MM-DD`) on which sweeps leave the listeners alone; without it, until it is cleared. */
  readonly until?: string | undefined;
}

/**
 * Puts back what a run changed, where the listener still has what the run had set; the next sweeps leave those
 * listeners alone. The one move that may weaken.
 *
 * @throws UserError when the record is empty, of another account, of a run that changed nothing, or without a listener
 * that was asked for
 */
export async function undo(request: UndoRequest, run: RunContext): Promise<Report> {
  const { dryRun } = request;
  const startedAt = run.now();
  const account = await run.aws.account();
  const original = reportOfAccount(request.record, account);
  const history = await run.records.history(account);
  const asked = chosen(original, request.listeners);
  const entries = asked.filter((entry) => isItsOwn(entry, original, history));
  const regionApi = (region: string): RegionApi => run.aws.region(region, account);
  const report = reporter(run, startedAt, {
    ...original,
    mode: 'undo',
    exemptions: [],
    inScope: entries.map(({ loadBalancer }) => loadBalancer.arn),
    regions: original.regions.filter(({ region }) => entries.some((entry) => entry.region === region)),
    notes: [say.undoMayWeaken(original.runId), ...(dryRun ? [say.undoPlanned()] : [])],
  });
  const intended = report(entries.map(intendedUndo));
  if (!dryRun && entries.length > 0) await run.records.plan(intended);
  const outcomes = await carryOut(
    intended.listeners,
    optionsFor(request, { entries, intended, regionApi }, run),
  );
  const done = report(outcomes.filter(isWorthTelling(entries)));
  if (dryRun) return done;
  const leftBehind = await deleteCreatedPolicies(asked, regionApi);
  return recorded({ ...done, notes: [...done.notes, ...leftBehind] }, run.records);
}

function optionsFor(
  { dryRun, reason, until }: UndoRequest,
  {
    entries,
    intended,
    regionApi,
  }: Pick<CarryOutOptions, 'regionApi'> & { entries: readonly Entry[]; intended: Report },
  run: RunContext,
): CarryOutOptions {
  const originals = new Map(entries.map((entry) => [entry.id, entry]));
  return {
    ...run,
    limit: null,
    regionApi,
    judge: (entry, loadBalancer) => {
      const judged = judgeUndo(originals.get(entry.id) ?? entry, loadBalancer);
      return dryRun ? { ...judged, change: null } : judged;
    },
    succeeded: (entry) => ({
      ...entry,
      ...say.reverted(reason, entry.to),
      changedAt: run.now().toISOString(),
    }),
    onOutcome: async (done) => {
      if (!dryRun) await run.records.outcome(intended, done, run.now(), until);
    },
  };
}

function chosen(original: Report, listeners: UndoRequest['listeners']): readonly Entry[] {
  if (original.mode === 'apply') return listenersAmong(mayHaveChanged(original), listeners, original);
  const why =
    original.mode === 'plan'
      ? 'a dry run: it changed nothing'
      : 'an undo itself: the next sweep can change it again';
  throw new UserError(`run ${original.runId} is ${why}; list the runs with: elb-tls runs`, 1);
}

/** Where a run was cut off, a later one may have made the change that it had planned. */
function isItsOwn({ id, outcome }: Entry, { runId, startedAt }: Report, history: History | null): boolean {
  const last = history?.listeners[id]?.changed ?? null;
  return outcome === 'changed' || last === null || last.runId === runId || last.at < startedAt;
}

/** Most of the plan of a run that was cut off was never carried out: that is nothing to speak of. */
function isWorthTelling(originals: readonly Entry[]): (outcome: Entry) => boolean {
  const unchanged = new Set(originals.filter(({ outcome }) => outcome !== 'changed').map(({ id }) => id));
  return ({ id, reason }) => !(reason === 'nothing-to-undo' && unchanged.has(id));
}
