import { failedRegions, unrecorded, type Report } from '../core/report';
import { kindOf } from '../core/step-table';
import { count } from '../core/wording/sentence';
import { modeOf } from './sentences';

/** The first line: is anything wrong, and what was done; of a preview, that nothing is done yet. */
export function verdict(report: Report, isPreview = false): string {
  const failure = whyNothingWasDone(report);
  return failure === null
    ? `${whetherItNeedsYou(report)} ${whatItDid(report, isPreview)}`
    : `Run failed: ${failure}.`;
}

/** How many things need somebody: next steps, not listeners. */
export function thingsToDo({ steps }: Pick<Report, 'steps'>): number {
  return steps.filter(({ id }) => kindOf(id) === 'do').length;
}

function whetherItNeedsYou(report: Report): string {
  const things = thingsToDo(report);
  if (things === 0) return 'Nothing needs you.';
  return things === 1 ? '1 thing needs you.' : `${things} things need you.`;
}

/** Of a run that came to nothing at all. */
function whyNothingWasDone(report: Report): string | null {
  const { mode, regions, totals } = report;
  const nothing = mode === 'plan' ? 'nothing was read' : 'nothing was changed';
  const looked = regions.filter(({ status }) => status !== 'closed');
  const failed = failedRegions(report).length;
  if (failed > 0 && failed === looked.length && totals.listeners === 0)
    return `${nothing} because ${failed === 1 ? 'the Region' : 'no Region'} could ${failed === 1 ? 'not ' : ''}be read`;
  const isUnrecorded = unrecorded(report).length > 0 && totals.changed + totals.reverted === 0;
  return isUnrecorded ? 'nothing was changed because the record could not be written' : null;
}

function whatItDid(report: Report, isPreview: boolean): string {
  const { mode, totals } = report;
  const { done } = modeOf(report);
  const waiting = waitingIn(report);
  const waits = waiting === 0 ? '' : `, ${waiting} wait${waiting === 1 ? 's' : ''}`;
  const moved = totals[done];
  if (mode === 'undo' && done === 'reverted') return `${wasOrWere(moved)} put back.`;
  if (mode === 'undo') return `An undo would put ${count(moved, 'listener')} back.`;
  const opening = isPreview ? 'Nothing is changed yet' : 'Dry run';
  if (done === 'planned') return `${opening}: ${count(moved, 'listener')} would move${waits}.`;
  const unsure = report.listeners.filter(({ reason }) => reason === 'not-confirmed').length;
  const maybe = unsure === 0 ? '' : `, ${unsure} may have been`;
  if (moved > 0) return `${wasOrWere(moved)} moved${maybe}${waits}.`;
  return unsure === 0
    ? `Nothing was changed${waits}.`
    : `${count(unsure, 'listener')} may have been moved${waits}.`;
}

function wasOrWere(number: number): string {
  return `${count(number, 'listener')} ${number === 1 ? 'was' : 'were'}`;
}

/** Listeners that wait for something that comes by itself. */
function waitingIn({ steps }: Report): number {
  return steps
    .filter(({ id }) => kindOf(id) === 'wait')
    .reduce((sum, { listeners }) => sum + listeners.length, 0);
}
