import { carryOut, type Undertaking } from './carry-out';
import { describeError, isNotFound, UnreadableError } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import { groupBy } from '../core/group';
import { forget, type History } from '../core/history';
import type { ReasonOf } from '../core/reasons';
import type { Entry, Report } from '../core/report';
import { accountOf, intendedUndo, judgeUndo, mayHaveChanged, type RunRecord } from '../core/plan/undo';
import * as say from '../core/wording/plan';
import { UserError } from '../settings/settings';
import { finish, reporter, type World } from './context';

/** What to undo. */
export interface UndoRequest {
  readonly record: RunRecord;
  /** The listeners to undo; `null`: all that the run changed. */
  readonly listeners: readonly string[] | null;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
  readonly reason: ReasonOf<'reverted'>;
  /** The last day (`YYYY-MM-DD`) on which sweeps leave the listeners alone; without it, until somebody clears it. */
  readonly until?: string | undefined;
}

/**
 * Puts back what a run changed, where the listener still has what the run had set; the next sweeps leave those
 * listeners alone. The one move that may weaken.
 */
export async function undo(request: UndoRequest, run: World): Promise<Report> {
  const { dryRun, reason, until } = request;
  const startedAt = run.now();
  const account = await run.aws.account();
  const made = requireAccount(request.record, account);
  const history = await run.records.history(account);
  const asked = chosen(made, request.listeners);
  const entries = asked.filter((entry) => isItsOwn(entry, made, history));
  const regionApi = (region: string): RegionApi => run.aws.region(region, account);
  const report = reporter(run, startedAt, {
    ...made,
    mode: 'undo',
    exemptions: [],
    inScope: entries.map(({ loadBalancer }) => loadBalancer.arn),
    regions: made.regions.filter(({ region }) => entries.some((entry) => entry.region === region)),
    notes: [say.undoMayWeaken(made.runId), ...(dryRun ? [say.undoPlanned()] : [])],
  });
  const intended = report(entries.map(intendedUndo));
  const toUndo = new Map(entries.map((entry) => [entry.id, entry]));
  const undertaking: Undertaking = {
    ...run,
    maxChanges: null,
    regionApi,
    judge: (entry, loadBalancer) => {
      const judged = judgeUndo(toUndo.get(entry.id) ?? entry, loadBalancer);
      return dryRun ? { ...judged, change: null } : judged;
    },
    succeeded: (entry) => ({
      ...entry,
      ...say.reverted(reason, entry.to),
      changedAt: run.now().toISOString(),
    }),
    settled: async (settled) => {
      if (!dryRun) await run.records.settled(intended, settled, run.now(), until);
    },
  };
  if (!dryRun && entries.length > 0) await run.records.plan(intended);
  const outcomes = await carryOut(intended.listeners, undertaking);
  // Where the run ended before its end, most of its plan was never made: that is nothing to speak of.
  const unmade = new Set(entries.filter(({ outcome }) => outcome !== 'changed').map(({ id }) => id));
  const done = report(
    outcomes.filter(({ id, reason: why }) => !(why === 'nothing-to-undo' && unmade.has(id))),
  );
  if (!dryRun)
    return finish({ ...done, notes: [...done.notes, ...(await deleteMade(asked, regionApi))] }, run);
  await run.deliver(done);
  return done;
}

/**
 * Lets the next sweeps judge listeners afresh that a run changed, or an undo put back. Answers their ids.
 *
 * @throws UserError when the store does not take it
 */
export async function forgetUndone(
  { record, listeners }: Pick<UndoRequest, 'record' | 'listeners'>,
  { aws, records }: Pick<World, 'aws' | 'records'>,
): Promise<readonly string[]> {
  const account = await aws.account();
  const made = requireAccount(record, account);
  const ids = only(listeners, made.mode === 'undo' ? made.listeners : mayHaveChanged(made), made).map(
    ({ id }) => id,
  );
  await records.update(account, (history) => forget(history, ids));
  const [problem] = records.problems;
  if (problem !== undefined) throw new UserError(problem, 1);
  return ids;
}

function requireAccount(record: RunRecord, account: string): Report {
  const made = accountOf(record);
  if (made === null) throw new UserError('the record of this run is empty; nothing to undo', 1);
  if (made.account === account) return made;
  const advice = 'use the credentials of that account';
  throw new UserError(
    `run ${made.runId} is of account ${made.account}, the credentials are of ${account}; ${advice}`,
    1,
  );
}

function chosen(made: Report, listeners: UndoRequest['listeners']): readonly Entry[] {
  if (made.mode === 'apply') return only(listeners, mayHaveChanged(made), made);
  const why =
    made.mode === 'plan'
      ? 'a dry run: it changed nothing'
      : 'an undo itself: the next sweep can change it again';
  throw new UserError(`run ${made.runId} is ${why}; list the runs with: elb-tls runs`, 1);
}

function only(
  listeners: UndoRequest['listeners'],
  entries: readonly Entry[],
  { runId }: Report,
): readonly Entry[] {
  if (listeners === null) return entries;
  const unknown = listeners.find((id) => !entries.some((entry) => entry.id === id));
  if (unknown === undefined) return entries.filter(({ id }) => listeners.includes(id));
  throw new UserError(`run ${runId} did not change listener ${unknown}; see elb-tls show ${runId}`, 1);
}

/** Where a run ended before its end, a later one may have made the change that it had planned. */
function isItsOwn({ id, outcome }: Entry, { runId, startedAt }: Report, history: History | null): boolean {
  const last = history?.listeners[id]?.changed ?? null;
  return outcome === 'changed' || last === null || last.runId === runId || last.at < startedAt;
}

/** Deletes the policies that the run made on Classic load balancers, where no listener has them any more. */
async function deleteMade(
  entries: readonly Entry[],
  regionApi: (region: string) => RegionApi,
): Promise<readonly string[]> {
  const made = groupBy(
    entries.filter(({ classic }) => classic !== undefined && classic.creates !== null),
    ({ loadBalancer, classic }) => `${loadBalancer.arn} ${classic?.creates}`,
  );
  const problems: string[] = [];
  for (const [first] of made.values()) {
    if (first === undefined) continue;
    const { region, loadBalancer } = first;
    try {
      await deletePolicy(regionApi(region), first);
    } catch (error) {
      const { code, message } = describeError(error);
      const what = `the policy ${first.classic?.creates} that the run made is still there`;
      problems.push(`${region} ${loadBalancer.name}: ${what} (${code}: ${message}).`);
    }
  }
  return problems;
}

async function deletePolicy(aws: RegionApi, { region, loadBalancer, classic }: Entry): Promise<void> {
  const name = classic?.creates ?? '';
  const answer = (await aws.read([{ region, ...loadBalancer, tags: {} }])).get(loadBalancer.arn);
  if (answer?.status === 'failed') throw new UnreadableError(answer.error);
  if (answer?.status !== 'read' || answer.value.type !== 'classic') return;
  const { policies, listeners } = answer.value;
  const isUsed = listeners.some(({ policyNames }) => policyNames.includes(name));
  if (isUsed || !policies.some((policy) => policy.name === name)) return;
  try {
    await aws.deletePolicy(loadBalancer.name, name);
  } catch (error) {
    // Somebody was faster. Whether AWS says so at all is documented nowhere.
    if (!isNotFound(error) && describeError(error).code !== 'PolicyNotFound') throw error;
  }
}
