import { count, sentence } from '../../core/wording/sentence';
import { entryNumbers, type Entry } from '../../core/report';
import { leftUndone, type WatchReport, type Worse } from '../../core/watch';
import { cliLines, undoCommand } from '../command';
import { cutOffSections } from './cut-off';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import type { Digest } from './digest';
import { listenerOf, minuteOf } from '../sentences';
import { paragraphs, placeLines, sectionLines } from './sections';
import { bare, barred, HEAD, item, oneLine, subject, wrap, wrapText } from '../text';

/** What a watch tells: short, and only when something is wrong. */
export function watchDigest(report: WatchReport): Digest {
  const sections = [
    worseSection(report),
    changedSinceSection(report),
    unreadableSection(report),
    ...(report.undone === null ? [] : cutOffSections(report.undone)),
  ].filter(({ entries }) => entries.length > 0);
  const body = cutToFit(sections, LARGEST_BODY, (shown) =>
    paragraphs([headLines(report), ...shown.map(sectionLines), closingLines(report)]),
  );
  return { subject: subject(report.run.account, brief(report)), body };
}

function brief({ worse, undone, notUndone, changedSince, unreadable }: WatchReport): readonly string[] {
  return [
    ...(worse.length === 0 ? [] : [`clients fail on ${count(worse.length, 'load balancer')}`]),
    ...(undone === null ? [] : [`${count(undone.totals.reverted, 'listener')} undone`]),
    ...(notUndone === null ? [] : ['not undone']),
    ...(changedSince.length === 0 ? [] : [`${count(changedSince.length, 'listener')} changed since the run`]),
    ...(unreadable.length === 0 ? [] : ['the watch is incomplete']),
  ];
}

function headLines({ run, watchedAt }: WatchReport): readonly string[] {
  return [
    ...wrapText(`Watch of run ${run.runId} - account ${run.account}`, HEAD),
    ...wrapText(`${minuteOf(watchedAt)} UTC, the run started ${minuteOf(run.startedAt)} UTC`, HEAD),
  ];
}

function worseSection(report: WatchReport): Section {
  return {
    title: `CLIENTS FAIL (${report.worse.length})`,
    summary:
      report.notUndone === null ? [] : wrapText(sentence(`not undone: ${report.notUndone}`), barred(2)),
    entries: report.worse.map((found) => [
      ...wrap([`${oneLine(found.loadBalancer.region)}  ${oneLine(found.loadBalancer.name)}`], item(2)),
      ...wrapText(comparisonText(found), barred(4)),
      ...found.listeners.flatMap((entry) => undoLines(entry, report)),
    ]),
    cutOrder: 0,
  };
}

function comparisonText({ handshakes: { after, before, weekBefore } }: Worse): string {
  const compared = `up from ${before} in the same period before it and ${weekBefore} a week earlier`;
  return `${count(after, 'failed TLS handshake')} since the change, ${compared}`;
}

/**
 * What became of an automatic undo, and the commands where somebody has to make it: ours, and the AWS CLI's. None where it
 * worked, where the listener is gone, and where its owner has set something else since: pasted, they would overwrite that.
 */
function undoLines(entry: Entry, report: WatchReport): readonly string[] {
  const { run, undone } = report;
  const outcome = undone?.listeners.find(({ id }) => id === entry.id);
  const back = `to roll back to ${entry.from}, with elb-tls or else with the AWS CLI:`;
  const text = outcome?.detail ?? (entry.unconfirmed ? `${UNCONFIRMED} ${back}` : back);
  const lines = wrapText(`${listenerOf(entry)}: ${text}`, barred(4));
  if (outcome !== undefined && !leftUndone(report).includes(outcome)) return lines;
  const number = entryNumbers(run).get(entry.id);
  const ours = run.record === undefined || number === undefined ? [] : [undoCommand(run, [number])];
  return [...lines, ...[...ours, ...cliLines(entry)].map((command) => `    ${command}`)];
}

/** Of a run that was cut off: nobody has seen the change being made. */
const UNCONFIRMED =
  'the record does not say whether the run made this change, or its owner did, so it is not undone by itself;';

function changedSinceSection({ changedSince, run }: WatchReport): Section {
  const numbers = entryNumbers(run);
  return {
    title: `CHANGED SINCE THE RUN (${changedSince.length})`,
    summary: [],
    entries: changedSince.map((entry) => [
      ...placeLines(entry, 2, numbers.get(entry.id)),
      ...wrapText(`It no longer has ${entry.to}, which the run set.`, barred(4)),
    ]),
    cutOrder: 1,
  };
}

function unreadableSection({ unreadable }: WatchReport): Section {
  return {
    title: `NOT WATCHED (${unreadable.length})`,
    summary: [],
    entries: unreadable.map(({ code, message }) => wrapText(`${code}: ${message}`, item(2))),
    cutOrder: 2,
  };
}

/** [CLB-met] */
function closingLines(report: WatchReport): readonly string[] {
  const { run, undone } = report;
  // What was not undone says that the notes say why.
  const notes = leftUndone(report).length === 0 ? [] : (undone?.notes ?? []);
  const noted = notes.flatMap((note) => wrapText(note, item(2)));
  const isClassic = run.listeners.some(
    ({ outcome, loadBalancer }) => outcome === 'changed' && loadBalancer.type === 'classic',
  );
  if (!isClassic) return noted;
  const classic = wrapText(
    'Classic load balancers have no metric of failed handshakes: the watch only checked their policies.',
    bare(0),
  );
  return [...noted, ...classic];
}
