import type { CutOff, Entry, Report } from '../../core/report';
import type { Outcome } from '../../core/reasons';
import { groupBy } from '../../core/group';
import { count } from '../../core/wording/sentence';
import { undoCommand } from '../command';
import { isMove, moveBeside, moveOf } from '../sentences';
import { barred, list, oneLine, wrap, wrapText, type Page } from '../text';
import type { Section } from './cut';
import { placeLines } from './sections';

/** Runs before this one that could not tell by themselves what they did. */

const DID: Partial<Readonly<Record<Outcome, string>>> = { changed: 'it changed', reverted: 'it put back' };

/** What AWS took, and nobody could read back. */
const MAY_HAVE = 'it may have changed';

/** A section for each, with its way back. */
export function cutOffSections({ cutOff = [], record }: Report): readonly Section[] {
  return cutOff.map((run) => {
    const head = wrapText(cutOffSentence(run), barred(2));
    const { length } = run.listeners;
    const title = length === 0 ? 'CUT OFF' : `CUT OFF (${length})`;
    if (length === 0) return { title, summary: [], entries: [head], cutOrder: 0 };
    const command = cutOffCommand(run, record);
    const undo = command === null ? [] : ['  To undo it:', `    ${command}`];
    const entries = run.listeners.map((entry) => cutOffEntryLines(entry));
    return { title, summary: [...head, ...undo], entries, cutOrder: 0 };
  });
}

/** `Run X was cut off before its end; it changed 3 listeners, named below.` */
export function cutOffSentence({ runId, listeners }: CutOff): string {
  const did = groupBy(listeners, ({ outcome }) => DID[outcome] ?? MAY_HAVE);
  const said = [...Object.values(DID), MAY_HAVE].flatMap((what) => {
    const { length } = did.get(what) ?? [];
    return length === 0 ? [] : [`${what} ${count(length, 'listener')}`];
  });
  const what = said.length === 0 ? 'it changed nothing' : `${list(said)}, named below`;
  return `Run ${oneLine(runId)} was cut off before its end; ${what}.`;
}

/** What undoes it; `null` where nothing is known to be changed, or nothing is recorded. */
export function cutOffCommand({ runId, listeners }: CutOff, record: string | undefined): string | null {
  if (record === undefined || !listeners.some(({ outcome }) => outcome === 'changed')) return null;
  return undoCommand({ runId, record });
}

/** An entry of such a run. It has no number: those are of this run's entries. */
export function cutOffEntryLines(entry: Entry, page?: Page): readonly string[] {
  return [
    ...placeLines(entry, 2, undefined, page),
    ...wrap(moveBeside(moveOf(entry), ''), barred(4, 2), page),
    ...wrapText(isMove(entry) ? '' : entry.detail, barred(4), page),
  ];
}
