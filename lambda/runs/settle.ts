import { isNotFound } from '../aws/errors';
import { settle, unsettled, type Seen } from '../core/plan/settle';
import { groupBy } from '../core/group';
import { referenceOf, type Entry, type Report } from '../core/report';
import type { Unsettled } from '../records/lease-record';
import type { RunContext } from './context';

/** A run that held the lease and did not give it back: it was cut off, or its digest never left. */
export interface CutOffRun extends Unsettled {
  /** Its report; `null` when it was cut off before it had a plan, and so changed nothing. */
  readonly report: Report | null;
  /** Whether it had a report of its own. */
  readonly hasEnded: boolean;
}

/**
 * Settles a run that ended without giving the lease back: writes its report from its journal and from what the listeners
 * show now. Its own report, where it has one, is taken as it is.
 *
 * @throws whatever the record or AWS says where that cannot be told: the run stays unsettled, for the next one
 */
export async function settleRun(cutOff: Unsettled, account: string, run: RunContext): Promise<CutOffRun> {
  const record = await run.records.find(cutOff.runId, account);
  if (record === null || (record.plan === null && record.report === null)) {
    return { ...cutOff, report: null, hasEnded: false };
  }
  if (record.report !== null) return { ...cutOff, report: record.report, hasEnded: true };
  const plan = record.plan;
  if (plan === null) return { ...cutOff, report: null, hasEnded: false };
  const seen = await lookAt(unsettled(record), account, run);
  const history = await run.records.history(account);
  const report = settle(record, plan, { seen, history, at: run.clock.now().toISOString() });
  await run.records.report(report);
  await run.records.undoCommands(report);
  return { ...cutOff, report, hasEnded: false };
}

async function lookAt(entries: readonly Entry[], account: string, { aws }: RunContext): Promise<Seen> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const seen = await Promise.all(
    groups
      .flatMap(([first]) => (first ? [first] : []))
      .map(async (first) => {
        try {
          return [...(await aws.region(first.region, account).policiesNow(referenceOf(first)))];
        } catch (error) {
          if (isNotFound(error)) return [];
          throw error;
        }
      }),
  );
  return new Map(seen.flat());
}
