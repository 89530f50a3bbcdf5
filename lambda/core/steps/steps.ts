import { groupBy } from '../group';
import { hint } from '../hint';
import { isEmptyScope, type Entry, type Report } from '../report';
import { notInScope } from '../wording/target';
import { watchedSentence } from '../wording/watched';
import { certificateSteps } from './certificates';
import { cutOffStep } from './cut-off';
import { itemStep } from './item-step';
import { logSteps } from './logs';
import { stepsFor } from './of-reason';
import type { Step } from '../step';
import { kindOf, STEP_IDS, STEPS, type StepId } from '../step-table';
import { verificationSteps } from './verification';

/** What a report is without its steps. */
type Facts = Omit<Report, 'steps'>;

/** The next steps of a run, most urgent first, each with all that it is for. An entry is in one at most. */
export function stepsOf(report: Facts, numbers: ReadonlyMap<string, number>): readonly Step[] {
  const { cutOff = [], watches = [], concerns = [] } = report;
  const loud = watches.filter(({ result }) => result !== 'quiet').map(watchedSentence);
  const steps = [
    ...cutOff.map((run) => cutOffStep(run, report.record)),
    ...itemStep('look-at-watch', loud),
    ...[...groupBy(concerns, ({ step }) => step)].flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : itemStep(
            first.step,
            [first, ...others].map(({ text }) => text),
          ),
    ),
    ...itemStep('find-scope', emptyScopeItems(report)),
    ...itemStep('read-region', regionItems(report)),
    ...certificateSteps(report),
    ...verificationSteps(report, numbers),
    ...logSteps(report),
    ...entrySteps(report, numbers),
  ];
  return steps.toSorted((a, b) => STEP_IDS.indexOf(a.id) - STEP_IDS.indexOf(b.id));
}

function emptyScopeItems(report: Facts): readonly string[] {
  if (!isEmptyScope(report)) return [];
  const { tagKey, tagValues, only } = report.scope;
  if (only !== undefined) return [notInScope(only)];
  return [`No load balancer has the tag ${tagKey}=${tagValues.join(' or ')}.`];
}

/** Regions of which the same is to be said come together. */
function regionItems({ regions }: Facts): readonly string[] {
  const failed = regions.filter(({ status }) => status === 'failed');
  const said = groupBy(failed, ({ error }) =>
    error === undefined ? 'No error was given.' : `${error.code}: ${error.message}`,
  );
  return [...said].map(([what, those]) => `${those.map(({ region }) => region).join(', ')}: ${what}`);
}

/**
 * Entries of which the same is to be done are one step. What somebody has to do counts by what it is: where its causes differ,
 * each entry says its own (`how` is empty then). What waits is told apart by what it waits for.
 */
function entrySteps(report: Facts, numbers: ReadonlyMap<string, number>): readonly Step[] {
  const open = report.listeners.flatMap((entry) => {
    const step = stepOf(entry, report);
    return step === null ? [] : [{ entry, step }];
  });
  return [...groupBy(open, ({ step }) => keyOf(step)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const listeners = group.flatMap(({ entry }) => numbers.get(entry.id) ?? []);
    const isOne = group.every(({ step: { how } }) => how === first.step.how);
    return [
      {
        ...first.step,
        how: isOne ? first.step.how : '',
        commands: commandsFor(first.step.id, first.entry, listeners, report),
        listeners,
        items: [],
      },
    ];
  });
}

type Told = Pick<Step, 'id' | 'title' | 'how'>;

function keyOf({ id, title, how }: Told): string {
  return JSON.stringify(kindOf(id) === 'do' ? [id, title] : [id, title, how]);
}

/** What an entry leads to: as its advice says, or else as its reason does; `null` for what is fine. */
function stepOf({ outcome, reason, advice, detail }: Entry, { undoneUntil }: Facts): Told | null {
  const possible = stepsFor(outcome, reason);
  const [usual] = possible;
  if (usual === undefined) return null;
  // An entry that was judged anew may still carry what was said of it before.
  const own = advice !== undefined && possible.includes(advice.step) ? advice : null;
  const id = own?.step ?? usual;
  const title = own?.title ?? STEPS[id].title;
  if (id === 'put-back') return { id, title, how: leftAlone(undoneUntil) };
  return { id, title, how: own?.how ?? (STEPS[id].kind === 'done' ? '' : detail) };
}

/** What sweeps do with what an undo has put back. */
function leftAlone(until: string | undefined): string {
  const end = until === undefined ? 'until' : `through ${until} (UTC), or until`;
  return `sweeps skip these ${end} cleared (--forget).`;
}

/** Of this run, or the one that it undoes: the numbers are those that the reader has. */
function commandsFor(
  id: StepId,
  { command, outcome }: Entry,
  listeners: readonly number[],
  { runId, record, mode, undoes }: Facts,
): readonly string[] {
  if (record === undefined) return [];
  if (id === 'undo-again' && undoes !== undefined)
    return [hint(['undo', undoes, ...listeners.map(String)], record)];
  const numbered = ['undo', runId, ...listeners.map(String)];
  if (id === 'check-change' && mode === 'apply') return [hint(numbered, record)];
  const isForgettable = command !== undefined && outcome === 'held';
  return isForgettable ? [hint([...numbered, '--forget'], record)] : [];
}
