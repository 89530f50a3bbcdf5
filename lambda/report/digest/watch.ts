import { count } from '../../core/wording/sentence';
import type { Entry } from '../../core/report';
import type { WatchReport, Worse } from '../../core/watch';
import { undoCommand } from '../command';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import type { Digest } from './digest';
import { listenerOf, minuteOf } from '../sentences';
import { paragraphs, placeLines, sectionLines } from './sections';
import { indented, oneLine, subject, wrap, wrapText } from '../text';

/** What a watch tells: short, and only when something is wrong. */
export function watchDigest(report: WatchReport): Digest {
  const sections = [worseSection(report), changedSinceSection(report), unreadableSection(report)].filter(
    ({ entries }) => entries.length > 0,
  );
  const body = cutToFit(sections, LARGEST_BODY, (shown) =>
    paragraphs([headLines(report), ...shown.map(sectionLines), closingLines(report)]),
  );
  return { subject: subject(report.run.account, brief(report)), body };
}

function brief({ worse, undone, changedSince, unreadable }: WatchReport): readonly string[] {
  return [
    ...(worse.length === 0 ? [] : [`clients fail on ${count(worse.length, 'load balancer')}`]),
    ...(undone === null ? [] : [`${count(undone.totals.reverted, 'listener')} undone`]),
    ...(changedSince.length === 0 ? [] : [`${count(changedSince.length, 'listener')} changed since the run`]),
    ...(unreadable.length === 0 ? [] : ['the watch is incomplete']),
  ];
}

function headLines({ run, watchedAt }: WatchReport): readonly string[] {
  return [
    ...wrapText(`Watch of run ${run.runId} - account ${run.account}`, indented(0)),
    `${minuteOf(watchedAt)} UTC, the run started ${minuteOf(run.startedAt)} UTC`,
  ];
}

function worseSection(report: WatchReport): Section {
  return {
    title: `CLIENTS FAIL (${report.worse.length})`,
    summary: [],
    entries: report.worse.map((found) => [
      ...wrap([`${oneLine(found.loadBalancer.region)}  ${oneLine(found.loadBalancer.name)}`], indented(2)),
      ...wrapText(comparisonText(found), indented(4)),
      ...found.listeners.flatMap((entry) => undoLines(entry, report)),
    ]),
    cutOrder: 0,
  };
}

function comparisonText({ handshakes: { after, before, weekBefore } }: Worse): string {
  const compared = `up from ${before} in the same period before it and ${weekBefore} a week earlier`;
  return `${count(after, 'failed TLS handshake')} since the change, ${compared}`;
}

/** What became of an automatic undo, and the command unless it worked. */
function undoLines(entry: Entry, { run, undone }: WatchReport): readonly string[] {
  const outcome = undone?.listeners.find(({ id }) => id === entry.id);
  const text = outcome?.detail ?? `to roll back to ${entry.from}:`;
  const lines = wrapText(`${listenerOf(entry)}: ${text}`, indented(4));
  return outcome?.outcome === 'reverted' ? lines : [...lines, `    ${undoCommand(run, entry)}`];
}

function changedSinceSection({ changedSince }: WatchReport): Section {
  return {
    title: `CHANGED SINCE THE RUN (${changedSince.length})`,
    summary: [],
    entries: changedSince.map((entry) => [
      ...placeLines(entry, 2),
      ...wrapText(`It no longer has ${entry.to}, which the run set.`, indented(4)),
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
function closingLines({ run }: WatchReport): readonly string[] {
  const isClassic = run.listeners.some(
    ({ outcome, loadBalancer }) => outcome === 'changed' && loadBalancer.type === 'classic',
  );
  if (!isClassic) return [];
  return wrapText(
    'Classic load balancers have no metric of failed handshakes: the watch only checked their policies.',
    indented(0),
  );
}
