import { isPastDay } from '../../lambda/core/day';
import { groupBy } from '../../lambda/core/group';
import { reportOf } from '../../lambda/core/plan/run-record';
import type { Entry, Report } from '../../lambda/core/report';
import { numberedEntries } from '../../lambda/core/report';
import { UserError } from '../../lambda/core/user-error';
import { count } from '../../lambda/core/wording/sentence';
import type { RunContext } from '../../lambda/runs/context';
import { forgetUndone, type Forgettable } from '../../lambda/runs/forget';
import { undo, type UndoRequest } from '../../lambda/runs/undo';
import { parseDay } from '../../lambda/settings/rollout';
import { contextOfRecord, ensureRegion } from '../context';
import { STATUS, statusOf } from '../exit-status';
import { partsOf, refuseFlagsBesideForget, type UndoFlags } from '../flags';
import { isWanted, requireTerminal } from '../terminal/confirm';
import { refuseUnwritable, say, show } from '../terminal/output';
import { shownUnderLease } from './under-lease';

/** `elb-tls undo RUN [NUMBER...]`: says what it will put back and asks, unless it was told not to. */
export async function undoRun(runId: string, numbers: readonly string[], flags: UndoFlags): Promise<number> {
  refuseFlagsBesideForget(flags);
  const until = flags.until === undefined ? undefined : lastDayFrom(flags.until);
  const asks = !(flags.yes || flags.dryRun || flags.forget);
  if (asks) requireTerminal('undo');
  const run = await contextOfRecord(flags, true);
  if (flags.forget) return forget(runId, numbers, flags, run);
  const known = await recordOf(runId, numbers, flags, run);
  await ensureRegion(run.aws, reportOf(known.record)?.scope.regions ?? []);
  refuseUnwritable(flags);
  const request = { ...known, reason: 'undone-by-request', until } as const;
  if (!flags.yes) {
    const planned = await undo(request, { ...run, held: null });
    const isAsked = asks && planned.totals.planned > 0;
    if (!isAsked) await show(planned, flags);
    if (!isAsked || !(await isWanted(planned, questionOf(planned)))) return statusOf(planned);
  }
  return shownUnderLease('undo', run, flags, (changing) => undo(request, changing));
}

function questionOf({ totals }: Report): string {
  return `Put back the former policies of ${count(totals.planned, 'listener')}?`;
}

/** The record of the run, and the listeners that were named. */
async function recordOf(
  runId: string,
  numbers: readonly string[],
  flags: UndoFlags,
  { records }: RunContext,
): Promise<Pick<UndoRequest, 'record' | 'listeners'>> {
  const named = flags.listener ?? [];
  const listeners = named.length + numbers.length === 0 ? null : named;
  const record = await records.run(runId, null);
  const numbered = numberedEntries(reportOf(record), entryNumbersIn(numbers));
  return { record, listeners: listeners && [...named, ...numbered.map(({ id }) => id)] };
}

function entryNumbersIn(numbers: readonly string[]): readonly number[] {
  return numbers.flatMap((list) => partsOf(list, 'undo')).map(entryNumber);
}

function entryNumber(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UserError(
    `undo got "${text}" as the number of an entry; use the numbers in the digest, for example: undo RUN 3 7`,
  );
}

function lastDayFrom(text: string): string {
  const day = parseDay(text, '--until', 'the last day');
  if (!isPastDay(day, new Date())) return day;
  throw new UserError(`--until got "${text}", which is past; use a day to come, or leave it out`);
}

async function forget(
  runId: string,
  numbers: readonly string[],
  flags: UndoFlags,
  run: RunContext,
): Promise<number> {
  // Without numbers its record need not be there any more.
  const report = numbers.length === 0 ? null : reportOf(await run.records.run(runId, null));
  await ensureRegion(run.aws, report?.scope.regions ?? []);
  const { length } = await forgetUndone(
    forgettable(runId, numberedEntries(report, entryNumbersIn(numbers)), flags),
    run,
  );
  say(`the next sweep judges ${count(length, 'listener')} afresh`);
  return STATUS.done;
}

/** The entries of RUN's digest may be left alone because of earlier runs, each of its own: of that one it is forgotten. */
function forgettable(
  runId: string,
  entries: readonly Entry[],
  { listener }: UndoFlags,
): readonly Forgettable[] {
  if (entries.length === 0) return [{ runId, listeners: listener ?? null }];
  const named = listener === undefined ? [] : [{ runId, listeners: listener }];
  const byRun = groupBy(entries, ({ command }) => command?.runId ?? runId);
  return [...named, ...[...byRun].map(([of, its]) => ({ runId: of, listeners: its.map(({ id }) => id) }))];
}
