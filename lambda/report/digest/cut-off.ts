import type { CutOff, Entry, Report } from '../../core/report';
import { groupBy } from '../../core/group';
import { count } from '../../core/wording/sentence';
import { undoCommand } from '../command';
import { isMove, moveBeside, moveOf } from '../sentences';
import { barred, list, oneLine, wrap, wrapText, type Page } from '../text';
import type { Section } from './cut';
import { placeLines, undoTextLines } from './sections';

/** Runs before this one that could not tell by themselves what they did. */

/** What a run did, in the order in which it is said. */
const DEEDS = ['it changed', 'it put back', 'it may have changed', 'it may have put back'] as const;

/** A section for each, with its way back. */
export function cutOffSections({ cutOff = [], record }: Report): readonly Section[] {
  return cutOff.map((run) => {
    const head = wrapText(cutOffSentence(run), barred(2));
    const { length } = run.listeners;
    const name = run.ended ? 'TOLD LATE' : 'CUT OFF';
    if (length === 0) return { title: name, summary: [], entries: [head], cutOrder: 0 };
    const undo = waysBack(run, record).flatMap(({ what, command }) => [`  ${what}`, `    ${command}`]);
    const printing = undo.length === 0 || record === undefined ? [] : undoTextLines({ ...run, record });
    return {
      title: `${name} (${length})`,
      summary: [...head, ...undo, ...printing],
      entries: cutOffEntries(run),
      cutOrder: 0,
    };
  });
}

/** `Run X was cut off before its end; it changed 3 listeners, named below.` */
export function cutOffSentence(run: CutOff): string {
  const did = groupBy(run.listeners, (entry) => deedOf(entry, run));
  const said = DEEDS.flatMap((deed) => {
    const { length } = did.get(deed) ?? [];
    return length === 0 ? [] : [`${deed} ${count(length, 'listener')}`];
  });
  const what = said.length === 0 ? 'it changed nothing' : `${list(said)}, named below`;
  // One that was killed behind its digest looks like one whose digest was refused.
  const end = run.ended ? 'ended, and its digest may not have been delivered' : 'was cut off before its end';
  return `Run ${oneLine(run.runId)} ${end}; ${what}.`;
}

function deedOf({ outcome, unconfirmed }: Entry, { mode }: CutOff): (typeof DEEDS)[number] {
  const isKnown = unconfirmed !== true && (outcome === 'changed' || outcome === 'reverted');
  if (mode === 'undo' || outcome === 'reverted') return isKnown ? 'it put back' : 'it may have put back';
  return isKnown ? 'it changed' : 'it may have changed';
}

/** What undoes such a run, where it is recorded: what it is known to have changed, and by number what it may have. */
export function waysBack(
  run: CutOff,
  record: string | undefined,
): readonly { readonly what: string; readonly command: string }[] {
  if (record === undefined || run.mode === 'undo') return [];
  const isKnown = run.listeners.some((entry) => deedOf(entry, run) === 'it changed');
  const maybe = run.listeners.flatMap((entry, index) =>
    entry.unconfirmed && entry.reason !== 'gone' ? (run.numbers?.[index] ?? []) : [],
  );
  const [known, byNumber] =
    isKnown && maybe.length > 0
      ? ['To undo what it changed:', 'To undo what it may have changed:']
      : ['To undo it:', 'To undo it:'];
  const { runId } = run;
  return [
    ...(isKnown ? [{ what: known, command: undoCommand({ runId, record }) }] : []),
    ...(maybe.length > 0 ? [{ what: byNumber, command: undoCommand({ runId, record }, maybe) }] : []),
  ];
}

/** The entries of such a run, with the numbers that they have there. */
export function cutOffEntries({ listeners, numbers }: CutOff, page?: Page): readonly (readonly string[])[] {
  return listeners.map((entry, index) => [
    ...placeLines(entry, 2, numbers?.[index], page),
    ...wrap(moveBeside(moveOf(entry), ''), barred(4, 2), page),
    ...wrapText(isMove(entry) && !entry.unconfirmed ? '' : entry.detail, barred(4), page),
  ]);
}
