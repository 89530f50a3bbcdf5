import { NO_DEADLINE, NO_ENDS } from '../../lambda/core/deadline';
import type { Aws } from '../../lambda/aws/connect';
import { runIdOf, type CutOff, type Entry, type Report, type Since } from '../../lambda/core/report';
import type { RecordStore } from '../../lambda/core/record-store';
import { createHandler } from '../../lambda/handler';
import { parsePlanRecord, parseReport } from '../../lambda/records/parse-report';
import { Records } from '../../lambda/records/records';
import type { RunContext } from '../../lambda/runs/context';
import { forgetUndone } from '../../lambda/runs/forget';
import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { undo } from '../../lambda/runs/undo';
import { readEnvironment, type Environment } from '../../lambda/settings/environment';
import { sweep } from '../../lambda/sweep';
import type { Process } from './process';

/** Everything that the simulation knows of the product. When the product changes its doors, this file follows. */

export { inBatches } from '../../lambda/aws/batches';
export type { Classic, ClassicDescription } from '../../lambda/aws/classic';
export type { Aws } from '../../lambda/aws/connect';
export type { ElbV2 } from '../../lambda/aws/elbv2';
export { regionApi, type RegionApi } from '../../lambda/aws/region';
export type { TagIndex } from '../../lambda/aws/tagging';
export type { PolicyToCreate } from '../../lambda/core/change';
export type { ClassicPolicy } from '../../lambda/core/estate';
export { ConflictError, type RecordStore, type Stored, type Written } from '../../lambda/core/record-store';
export type { Entry, Report } from '../../lambda/core/report';
export type { Environment } from '../../lambda/settings/environment';

/** Where a command at a terminal keeps its record unless its user says otherwise: it finds the function's. */
export type { CutOff };

export const TERMINAL_RECORD: 'folder' | 'bucket' = 'bucket';

/** Who waits for a turn to write, three a second: the adapter below the ports of this simulation, or the product's runs. */
export const PACED_BY: 'adapter' | 'runs' = 'runs';

/** The longest that a function may run. */
export const LAMBDA_MS = 15 * 60_000;

/** What a program is given by its machine. */
export interface Machine {
  readonly process: Process;
  readonly aws: Aws;
  readonly store: RecordStore;
  readonly environment: Environment;
  readonly suffix: string;
}

/** The deployed function gets an event. What it answers as failed and told is a failure here too. */
export async function callFunction({ process, aws, environment }: Machine, event: unknown): Promise<unknown> {
  const { clock } = process;
  const handler = createHandler({ environment, clock, connect: () => aws });
  const answer = await handler(event, {
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:elb-tls',
    getRemainingTimeInMillis: () => LAMBDA_MS - clock.elapsed(),
  });
  if (answer !== null && 'errorType' in answer)
    throw new Error(`${answer.errorType}: ${answer.errorMessage}`);
  return answer;
}

/** Which messages of a batch, by their place in it, the function wants to be handed again. */
export function comeAgainIn(answer: unknown): readonly number[] {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return [];
  const failures: unknown = answer.batchItemFailures;
  if (!Array.isArray(failures)) return [];
  return failures.map(({ itemIdentifier }) => Number(String(itemIdentifier).split('-').at(-1)));
}

/** `elb-tls plan` or `elb-tls apply`. */
export function sweepAtTerminal(machine: Machine, mode: 'plan' | 'apply'): Promise<Report> {
  const { settings } = readEnvironment(machine.environment);
  const run = contextOf(machine);
  if (mode === 'plan') return sweep({ ...run, settings, held: null });
  return underLease('apply', run, (held) => sweep({ ...run, settings, held }));
}

/** `elb-tls apply PLAN.json`. */
export function applyPlanAtTerminal(machine: Machine, plan: Report): Promise<Report> {
  const { settings } = readEnvironment(machine.environment);
  const run = contextOf(machine);
  return underLease('apply', run, (held) => applySavedPlan(plan, settings.rollout, { ...run, held }));
}

/** `elb-tls undo RUN --yes`; `listeners`: only these. */
export async function undoAtTerminal(
  machine: Machine,
  runId: string,
  listeners: readonly string[] | null,
): Promise<Report> {
  const run = contextOf(machine);
  const record = await run.records.run(runId, null);
  const request = { record, listeners, reason: 'undone-by-request' } as const;
  return underLease('undo', run, (held) => undo(request, { ...run, held }));
}

/** `elb-tls undo RUN --forget`. Answers the listeners that are judged afresh. */
export function forgetAtTerminal(machine: Machine, runId: string): Promise<readonly string[]> {
  return forgetUndone([{ runId, listeners: null }], contextOf(machine));
}

function contextOf({ process, aws, store, suffix }: Machine): RunContext {
  const { clock } = process;
  return {
    aws,
    records: new Records(store, clock),
    clock,
    deadline: NO_DEADLINE,
    ends: NO_ENDS,
    event: null,
    place: 'terminal',
    runId: runIdOf(clock.now(), suffix),
    console: {},
    notes: [],
    progress: () => undefined,
  };
}

/** Why the product could not read a file of the record again; `null`: it could. */
export function whyUnreadable(key: string, text: string): string | null {
  const parse = key.endsWith('/report.json')
    ? parseReport
    : key.endsWith('/plan.json')
      ? parsePlanRecord
      : null;
  try {
    parse?.(text);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** What the plan of a run wants changed, as its record has it. */
export function plannedIn(text: string): readonly Entry[] {
  return parsePlanRecord(text).listeners.filter(({ outcome }) => outcome === 'planned');
}

/** The report that a command has answered with, if it is one. */
export function reportIn(answer: unknown): Report | null {
  return isReport(answer) ? answer : null;
}

/** What a run has answered of the last digest: at a terminal, and the function, which answers without the listeners. */
export function sinceIn(answer: unknown): Since | null {
  return hasSince(answer) ? answer.since : null;
}

function hasSince(answer: unknown): answer is { readonly since: Since } {
  return typeof answer === 'object' && answer !== null && 'since' in answer;
}

function isReport(answer: unknown): answer is Report {
  return typeof answer === 'object' && answer !== null && 'listeners' in answer && 'totals' in answer;
}
