import { count } from '../../core/wording/sentence';
import type { Entry } from '../../core/report';
import type { WatchReport, Worse } from '../../core/watch';
import { undoCommand } from '../command';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import type { Digest } from './digest';
import { listenerOf, minuteOf } from '../phrase';
import { paragraphs, placeOf, sectionLines } from './sections';
import { indented, oneLine, subject, wrap, wrapText } from '../text';

/** What a watch tells: short, and only when something is wrong. */
export function watchDigest(report: WatchReport): Digest {
  const sections = [worseSection(report), changedSinceSection(report), unreadableSection(report)].filter(
    ({ entries }) => entries.length > 0,
  );
  const body = cutToFit(sections, LARGEST_BODY, (shown) =>
    paragraphs([heading(report), ...shown.map(sectionLines), closing(report)]),
  );
  return { subject: subject(report.run.account, brief(report)), body };
}

function brief({ worse, undone, changedSince, unreadable }: WatchReport): readonly string[] {
  return [
    ...(worse.length === 0 ? [] : [`clients fail on ${count(worse.length, 'load balancer')}`]),
    ...(undone === null ? [] : [`${count(undone.totals.reverted, 'listener')} undone`]),
    ...(changedSince.length === 0 ? [] : [`${count(changedSince.length, 'listener')} changed since`]),
    ...(unreadable.length === 0 ? [] : ['not all could be watched']),
  ];
}

function heading({ run, watchedAt }: WatchReport): readonly string[] {
  return [
    ...wrapText(`Watch of run ${run.runId} - account ${run.account}`, indented(0)),
    `${minuteOf(watchedAt)} UTC, the run began ${minuteOf(run.startedAt)} UTC`,
  ];
}

function worseSection(report: WatchReport): Section {
  return {
    title: `CLIENTS FAIL (${report.worse.length})`,
    summary: [],
    entries: report.worse.map((found) => [
      ...wrap([`${oneLine(found.loadBalancer.region)}  ${oneLine(found.loadBalancer.name)}`], indented(2)),
      ...wrapText(comparisonOf(found), indented(4)),
      ...found.listeners.flatMap((entry) => undoLines(entry, report)),
    ]),
    cutOrder: 0,
  };
}

function comparisonOf({ handshakes: { after, before, weekBefore } }: Worse): string {
  return `${count(after, 'failed TLS handshake')} since the change; ${before} in as long before it, ${weekBefore} a week earlier`;
}

/** What became of an automatic undo, and unless it did it, the command. */
function undoLines(entry: Entry, { run, undone }: WatchReport): readonly string[] {
  const outcome = undone?.listeners.find(({ id }) => id === entry.id);
  const said = outcome?.detail ?? `to put ${entry.from} back:`;
  const lines = wrapText(`${listenerOf(entry)}: ${said}`, indented(4));
  return outcome?.outcome === 'reverted' ? lines : [...lines, `    ${undoCommand(run, entry)}`];
}

function changedSinceSection({ changedSince }: WatchReport): Section {
  return {
    title: `CHANGED SINCE (${changedSince.length})`,
    summary: [],
    entries: changedSince.map((entry) => [
      ...placeOf(entry, 2),
      ...wrapText(`It no longer has ${entry.to}, which the run had set.`, indented(4)),
    ]),
    cutOrder: 1,
  };
}

function unreadableSection({ unreadable }: WatchReport): Section {
  return {
    title: `NOT WATCHED (${unreadable.length})`,
    summary: [],
    entries: unreadable.map(({ code, message }) => wrapText(`${code}: ${message}`, indented(2))),
    cutOrder: 2,
  };
}

/** [CLB-met] */
function closing({ run }: WatchReport): readonly string[] {
  const isClassic = run.listeners.some(
    ({ outcome, loadBalancer }) => outcome === 'changed' && loadBalancer.type === 'classic',
  );
  if (!isClassic) return [];
  return wrapText(
    'Classic load balancers have no metric of failed handshakes: of theirs, only the policies were read again.',
    indented(0),
  );
}
